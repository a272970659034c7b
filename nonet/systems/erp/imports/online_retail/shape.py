"""The columns of the UCI Online Retail files, and what their codes mean."""

import re
from decimal import Decimal

from django.utils.translation import gettext_lazy as _

from nonet.kit.importing import Column
from nonet.kit.importing.columns import Parser, choice, decimal, moment, plain_text, text
from nonet.systems.erp.imports.countries import CODES

CHANNEL = "online-retail"
SUPPLIER = "OPENING"
SERVICES = {"POST", "DOT", "M", "C2", "BANK CHARGES", "PADS", "AMAZONFEE", "CRUK", "D", "S", "B"}
"""Stock codes that are no goods: postage, carriage, manual corrections, fees, samples, discounts."""
_VOUCHER = re.compile(r"gift_", re.IGNORECASE)
_SHORTEST = Decimal("0.01")

# Some copies of the file write customers as 17850.0, as a spreadsheet that took them for numbers does.
_FLOAT = re.compile(r"(\d+)\.0+")


def is_service(stock_code: str) -> bool:
    """Return whether a stock code stands for a service rather than for goods."""
    return stock_code.upper() in SERVICES or bool(_VOUCHER.match(stock_code))


def customer_code(value: object) -> str:
    """Return a customer's number without the decimals that some copies give it; the parser of its column."""
    found = plain_text(value)
    whole = _FLOAT.fullmatch(found)
    return whole[1] if whole else found


def unit_cost(median_price: Decimal, share: Decimal) -> Decimal:
    """Return what a piece is taken to have cost: a share of the price it mostly sold at, at least a penny."""
    return max(round(median_price * share, 2), _SHORTEST)


def columns(quantity: Parser, *, with_order: bool) -> tuple[Column, ...]:
    """Return the columns of the file of orders, or of that of returns, which knows no orders and codes."""
    order = (
        Column("invoice", ("InvoiceNo", "Invoice"), text(80), required=True),
        Column("stock_code", ("StockCode",), text(40), required=True),
    )
    lines = (
        Column("description", ("Description",), text(300), required=not with_order, default=""),
        Column("quantity", ("Quantity",), quantity, required=True),
        Column("moment", ("InvoiceDate",), moment(), required=True),
        Column("price", ("UnitPrice", "Price"), decimal(above=0), required=True),
        Column(
            "customer",
            ("CustomerID", "Customer ID"),
            customer_code,
            required=True,
            cure=_("Give the customer's number; a sale to nobody cannot be invoiced."),
        ),
        Column("country", ("Country",), choice(CODES), required=True),
    )
    return (*(order if with_order else ()), *lines)
