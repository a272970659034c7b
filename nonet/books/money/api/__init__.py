"""The value book for programs."""

from nonet.books.money.models import (
    Account,
    AccountRole,
    Entry,
    EntryLine,
    ExchangeRate,
    FiscalPeriod,
    InvoiceLine,
    ItemCost,
    LandedCost,
    OpenItem,
    PostingRule,
    Settlement,
    ValueEntry,
    Voucher,
)
from nonet.books.money.plans import ACCOUNT, RATE, ROLE, RULE
from nonet.books.money.services import (
    account_roles,
    accounts,
    billing,
    cancelling,
    invoicing,
    matching,
    opening,
    paying,
    payments,
    periods,
    posting_rules,
    rates,
    settling,
    vouchers,
    writing_off,
    year_closing,
)
from nonet.books.money.services.valuing import landed, revaluing
from nonet.kit.api import Lines, Resource, Verb

INVOICE_FIELDS = (
    *(
        "kind",
        "number",
        "state",
        "party",
        "party__code",
        "party_reference",
        "issued_on",
        "due_on",
        "currency",
    ),
    *("rate", "net_total", "tax_total", "gross_total", "corrects", "legal_number", "created_at"),
)
INVOICE_FILTERS = ("number", "state", "party", "party_reference", "issued_on", "due_on")
INVOICE_LINES = Lines(
    "lines",
    InvoiceLine,
    "invoice",
    (
        *("order_line", "receipt_line", "item", "item__code", "account", "description", "quantity", "price"),
        *("tax_code", "tax_rate", "net_amount", "tax_amount"),
    ),
)
PAYMENT_FIELDS = (
    *("kind", "number", "state", "party", "party__code", "account", "account__code", "paid_on", "currency"),
    *("rate", "amount", "method", "reference", "created_at"),
)
PAYMENT_FILTERS = ("kind", "number", "state", "party", "paid_on", "reference")
ENTRY_LINES = Lines(
    "lines",
    EntryLine,
    "entry",
    (
        *("account", "account__code", "account__name", "debit", "credit", "party", "currency"),
        *("currency_amount", "cash_flow", "description"),
    ),
)
RESOURCES = (
    Resource(
        "accounts",
        Account,
        fields=(
            "code",
            "name",
            "names",
            "type",
            "is_debit",
            "parent",
            "parent__code",
            "control",
            "is_cash",
            "currency",
            "is_leaf",
            "active",
        ),
        filters=("code", "type", "is_leaf", "active"),
        search=("code", "name"),
        save=accounts.save_accounts,
        plan=ACCOUNT,
    ),
    Resource(
        "account-roles",
        AccountRole,
        fields=("role", "account", "account__code", "category", "tax_code", "valid_from"),
        filters=("role", "account"),
        save=account_roles.save_account_roles,
        plan=ROLE,
    ),
    Resource(
        "posting-rules",
        PostingRule,
        fields=(
            "event",
            "position",
            "is_debit",
            "role",
            "amount_key",
            "with_party",
            "valid_from",
            "valid_until",
        ),
        filters=("event",),
        save=posting_rules.save_posting_rules,
        plan=RULE,
    ),
    Resource(
        "fiscal-periods",
        FiscalPeriod,
        fields=("year", "number", "starts_on", "ends_on", "state"),
        filters=("year", "state"),
        verbs=(
            Verb("create", periods.create_periods),
            Verb("close", periods.close_period),
            Verb("reopen", periods.reopen_period),
            Verb("close-income", year_closing.close_income),
            Verb("close-year", year_closing.close_year),
        ),
    ),
    Resource(
        "exchange-rates",
        ExchangeRate,
        fields=("currency", "on", "rate"),
        filters=("currency", "on"),
        save=rates.save_exchange_rates,
        plan=RATE,
    ),
    Resource(
        "entries",
        Entry,
        fields=(
            "posted_on",
            "event",
            "source",
            "source_id",
            "description",
            "reverses",
            "recorded_at",
            "user",
        ),
        filters=("posted_on", "event", "source", "source_id"),
        verbs=(
            Verb("post", vouchers.post_manual_entry),
            Verb("reverse", vouchers.reverse_entries),
            Verb("open-accounts", opening.open_accounts, creates=True),
        ),
        lines=(ENTRY_LINES,),
        newest_first=True,
    ),
    Resource(
        "vouchers",
        Voucher,
        fields=("entry", "period", "period__year", "period__number", "word", "number"),
        filters=("period", "word", "entry"),
        verbs=(Verb("number", vouchers.number_vouchers),),
        newest_first=True,
    ),
    Resource(
        "open-items",
        OpenItem,
        fields=(
            *("party", "party__code", "account", "entry", "invoice", "payment", "is_receivable", "currency"),
            *("rate", "amount", "open_amount", "posted_on", "due_on"),
        ),
        filters=("party", "is_receivable", "currency", "due_on", "invoice", "payment"),
        verbs=(
            Verb("settle", settling.settle),
            Verb("unsettle", settling.unsettle),
            Verb("write-off", writing_off.write_off),
            Verb("open", opening.open_claims, creates=True),
            Verb("reverse-openings", opening.reverse_openings),
        ),
        lines=(
            Lines("settled_by", Settlement, "claim", ("counter", "amount", "settled_on")),
            Lines("settles", Settlement, "counter", ("claim", "amount", "settled_on")),
        ),
        newest_first=True,
    ),
    Resource(
        "item-costs",
        ItemCost,
        fields=("item", "item__code", "quantity", "value"),
        filters=("item",),
        verbs=(Verb("set-standard", revaluing.set_standard_costs),),
    ),
    Resource(
        "value-entries",
        ValueEntry,
        fields=(
            *("item", "item__code", "move", "kind", "quantity", "value", "valued_on", "recorded_at"),
            *("entry", "corrects", "reason"),
        ),
        filters=("item", "kind", "valued_on", "recorded_at"),
        newest_first=True,
    ),
)
LANDED_COST = Resource(
    "landed-costs",
    LandedCost,
    fields=("number", "state", "party", "posted_on", "amount", "method", "description", "created_at"),
    filters=("number", "state", "posted_on"),
    verbs=(
        Verb("create", landed.create_landed_costs, creates=True),
        Verb("post", landed.post_landed_costs),
    ),
    document="landed_cost",
    newest_first=True,
)
ORDER_VERBS = (Verb("invoice", invoicing.invoice_orders),)
INVOICE_VERBS = (Verb("post", invoicing.post_invoices), Verb("cancel", cancelling.cancel_invoices))
BILL_VERBS = (Verb("bill", billing.bill_receipts, creates=True),)
SUPPLIER_CREDIT_VERBS = (Verb("credit", billing.credit_returns, creates=True),)
PAYMENT_VERBS = (
    Verb("receive", payments.receive_payments, creates=True),
    Verb("take", paying.take_payments, creates=True),
    Verb("create", payments.create_payments, creates=True),
    Verb("post", payments.post_payments),
    Verb("cancel", payments.cancel_payments),
    Verb("match", matching.match_payments),
)
