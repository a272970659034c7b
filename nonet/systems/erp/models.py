"""What the ERP sees of the books: one table of orders or invoices, told apart by kind. No rows of its own."""

from nonet.books.money.models import Invoice, Payment
from nonet.books.orders.models import Order


class SalesOrder(Order):
    """A promise to deliver to a customer."""

    class Meta:
        proxy = True


class PurchaseOrder(Order):
    """A promise to buy from a supplier."""

    class Meta:
        proxy = True


class TransferOrder(Order):
    """Goods to be moved from one site to another."""

    class Meta:
        proxy = True


class SalesReturn(Order):
    """Goods to be taken back from a customer."""

    class Meta:
        proxy = True


class PurchaseReturn(Order):
    """Goods to be sent back to a supplier."""

    class Meta:
        proxy = True


class SalesInvoice(Invoice):
    """What a customer owes for goods shipped."""

    class Meta:
        proxy = True


class CreditNote(Invoice):
    """What a customer is given back."""

    class Meta:
        proxy = True


class PurchaseBill(Invoice):
    """What a supplier claims from us."""

    class Meta:
        proxy = True


class SupplierCredit(Invoice):
    """What a supplier gives back to us."""

    class Meta:
        proxy = True


class CustomerPayment(Payment):
    """Money from customers, and refunds to them."""

    class Meta:
        proxy = True


class SupplierPayment(Payment):
    """Money to suppliers, and refunds from them."""

    class Meta:
        proxy = True
