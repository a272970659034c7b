"""From a purchase order to the money paid for it.

| step | system | trigger | service | state | fallback | what undoes it |
|---|---|---|---|---|---|---|
| order | erp | a person | erp.create_purchase_orders | order draft | – | erp.cancel_orders |
| confirm | erp | a person | erp.confirm_purchase_orders | order confirmed | above the limit: approve | erp.cancel_orders |
| approve | erp | a person who may | erp.approve_purchase_orders | order confirmed | – | erp.cancel_orders |
| receive | erp | a person | erp.receive_purchases | receipt posted | no WMS: straight into bins | erp.authorise_purchase_returns |
| value | money | GoodsReceived | money.value_moves | stock and goods received not invoiced | the flow stock_to_ledger does it | erp.authorise_purchase_returns |
| bill | erp | a person, the supplier's bill | money.bill_receipts | bill posted, price difference spread | – | money.credit_returns |
| pay | erp | a person or a bank file | money.receive_payments | debt settled | – | money.unsettle |
| send back | erp | a person | erp.authorise_purchase_returns | return confirmed, then shipped like a sale | – | erp.cancel_orders |
| credit | erp | a person, the supplier's credit | money.credit_returns | credit posted | – | money.bill_receipts |

Goods are booked at the ordered price when they come and wait as received but not invoiced; what the bill charges beyond
it follows the goods: to stock for those still here, to the cost of sales for those that are not. Goods that come give
waiting orders what they lack (order_to_cash).
"""

from nonet.books.stock.events import GoodsReceived
from nonet.kernel.flows import Flow, Step

FLOW = Flow(
    "procure_to_pay",
    "From a purchase order to the money paid for it",
    (
        Step(
            "order",
            "erp",
            "a person",
            "erp.create_purchase_orders",
            "order draft",
            "–",
            "erp.cancel_orders",
        ),
        Step(
            "confirm",
            "erp",
            "a person",
            "erp.confirm_purchase_orders",
            "order confirmed",
            "above the limit: approve",
            "erp.cancel_orders",
        ),
        Step(
            "approve",
            "erp",
            "a person who may",
            "erp.approve_purchase_orders",
            "order confirmed",
            "–",
            "erp.cancel_orders",
        ),
        Step(
            "receive",
            "erp",
            "a person",
            "erp.receive_purchases",
            "receipt posted",
            "no WMS: straight into bins",
            "erp.authorise_purchase_returns",
        ),
        Step(
            "value",
            "money",
            GoodsReceived,
            "money.value_moves",
            "stock and goods received not invoiced",
            "the flow stock_to_ledger does it",
            "erp.authorise_purchase_returns",
        ),
        Step(
            "bill",
            "erp",
            "a person, the supplier's bill",
            "money.bill_receipts",
            "bill posted, price difference spread",
            "–",
            "money.credit_returns",
        ),
        Step(
            "pay",
            "erp",
            "a person or a bank file",
            "money.receive_payments",
            "debt settled",
            "–",
            "money.unsettle",
        ),
        Step(
            "send back",
            "erp",
            "a person",
            "erp.authorise_purchase_returns",
            "return confirmed, then shipped like a sale",
            "–",
            "erp.cancel_orders",
        ),
        Step(
            "credit",
            "erp",
            "a person, the supplier's credit",
            "money.credit_returns",
            "credit posted",
            "–",
            "money.bill_receipts",
        ),
    ),
)
