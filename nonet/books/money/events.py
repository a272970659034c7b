"""What happened in the value book."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class InvoicesDrafted:
    """Invoices were drawn up and wait to be posted."""

    invoice_ids: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class InvoicesPosted:
    """Invoices became claims, with number and entry."""

    invoice_ids: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class PaymentsPosted:
    """Money came in or went out."""

    payment_ids: tuple[int, ...]
