"""From goods that a customer sends back to the money given back for them.

| step | system | trigger | service | state | fallback | what undoes it |
|---|---|---|---|---|---|---|
| authorise | erp | a person, a channel | erp.authorise_sales_returns | return confirmed | – | erp.cancel_orders |
| inspect and receive | erp | a person | erp.receive_returns | receipt posted, goods in the status found | no WMS: straight into bins | the flow order_to_cash |
| value | money | GoodsReceived | money.value_moves | stock at its original cost | the flow stock_to_ledger does it | the flow order_to_cash |
| credit | erp | GoodsReceived | money.invoice_orders | credit note draft | not automatic: a person credits | money.cancel_invoices |
| post | erp | InvoicesDrafted | money.post_invoices | credit note posted | the flow order_to_cash posts it | a new invoice by the flow order_to_cash |
| settle | erp | a person | money.settle | credit matched with an open invoice | left open: refund it | money.unsettle |
| refund | erp | a person or a bank file | money.receive_payments | credit paid back | left open: settle it with the next invoice | money.unsettle |
| exchange | erp | a person | erp.exchange_goods | return confirmed, new order draft | – | erp.cancel_orders |

What comes back is worth what it cost when it left, and is credited at the price it was sold at. Goods found damaged are
taken in as such: they are ours and have their value, but cannot be promised until they are repaired or scrapped.
"""

from collections.abc import Mapping

from nonet.books.money.events import InvoicesDrafted
from nonet.books.money.services.invoicing import invoice_orders
from nonet.books.orders.selectors import orders_of_receipts
from nonet.books.orders.selectors.waiting import orders_to_invoice
from nonet.books.stock.events import GoodsReceived
from nonet.flows.advancing import in_pages
from nonet.kernel.flows import Flow, Step
from nonet.kernel.policy import is_automatic


def credit_received(event: GoodsReceived) -> None:
    """Draft the credit notes of what customers sent back."""
    if is_automatic("invoice") and (returned := orders_of_receipts(event.receipt_ids, "sales_return")):
        invoice_orders(order_ids=returned)


def advance() -> Mapping[str, int]:
    """Draft the credit notes that are missing, where the company lets that run by itself."""
    if not is_automatic("invoice"):
        return {}
    returns = ("sales_return",)
    found = in_pages(
        lambda after: orders_to_invoice(returns, after), lambda ids: invoice_orders(order_ids=ids)
    )
    return {"credit": found}


FLOW = Flow(
    "return_to_refund",
    "From goods that a customer sends back to the money for them",
    (
        Step(
            "authorise",
            "erp",
            "a person, a channel",
            "erp.authorise_sales_returns",
            "return confirmed",
            "–",
            "erp.cancel_orders",
        ),
        Step(
            "inspect and receive",
            "erp",
            "a person",
            "erp.receive_returns",
            "receipt posted, goods in the status found",
            "no WMS: straight into bins",
            "the flow order_to_cash",
        ),
        Step(
            "value",
            "money",
            GoodsReceived,
            "money.value_moves",
            "stock at its original cost",
            "the flow stock_to_ledger does it",
            "the flow order_to_cash",
        ),
        Step(
            "credit",
            "erp",
            GoodsReceived,
            "money.invoice_orders",
            "credit note draft",
            "not automatic: a person credits",
            "money.cancel_invoices",
            handler=credit_received,
        ),
        Step(
            "post",
            "erp",
            InvoicesDrafted,
            "money.post_invoices",
            "credit note posted",
            "the flow order_to_cash posts it",
            "a new invoice by the flow order_to_cash",
        ),
        Step(
            "settle",
            "erp",
            "a person",
            "money.settle",
            "credit matched with an open invoice",
            "left open: refund it",
            "money.unsettle",
        ),
        Step(
            "refund",
            "erp",
            "a person or a bank file",
            "money.receive_payments",
            "credit paid back",
            "left open: settle it with the next invoice",
            "money.unsettle",
        ),
        Step(
            "exchange",
            "erp",
            "a person",
            "erp.exchange_goods",
            "return confirmed, new order draft",
            "–",
            "erp.cancel_orders",
        ),
    ),
    advance=advance,
)
