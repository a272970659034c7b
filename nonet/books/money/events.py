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


@dataclass(frozen=True, slots=True)
class LandedCostsPosted:
    """What came late was spread over the goods it belongs to."""

    landed_cost_ids: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class BillsPosted:
    """Suppliers' bills and credits became what we owe, or are owed."""

    invoice_ids: tuple[int, ...]
