"""The value book: accounts, entries, what is owed, invoices and payments, and what stock is worth."""

from nonet.books.money.models.claims import Invoice, InvoiceLine, OpenItem, Payment, Settlement
from nonet.books.money.models.ledger import (
    Account,
    AccountRole,
    Entry,
    EntryLine,
    ExchangeRate,
    FiscalPeriod,
    PostingRule,
    Voucher,
)
from nonet.books.money.models.values import CostLayer, ItemCost, LandedCost, ValueEntry

__all__ = [
    "Account",
    "AccountRole",
    "CostLayer",
    "Entry",
    "EntryLine",
    "ExchangeRate",
    "FiscalPeriod",
    "Invoice",
    "InvoiceLine",
    "ItemCost",
    "LandedCost",
    "OpenItem",
    "Payment",
    "PostingRule",
    "Settlement",
    "ValueEntry",
    "Voucher",
]
