"""The value book on the desk."""

from typing import Any

from django.contrib import admin
from django.db.models import Q
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from nonet.books.money.charts import CONTROLS, ROLES
from nonet.books.money.closing_tasks import CLOSE
from nonet.books.money.models import (
    Account,
    AccountRole,
    Entry,
    EntryLine,
    ExchangeRate,
    FiscalPeriod,
    Invoice,
    ItemCost,
    LandedCost,
    OpenItem,
    PostingRule,
    Settlement,
    ValueEntry,
    Voucher,
)
from nonet.books.money.plans import RATE, ROLE, RULE
from nonet.books.money.posting_rule_data import load_posting_events
from nonet.books.money.selectors.open_items import is_opening
from nonet.books.money.selectors.vouchers import attached_to
from nonet.books.money.services import (
    account_roles,
    accounts,
    payments,
    periods,
    posting_rules,
    rates,
    vouchers,
)
from nonet.books.money.services.opening import reverse_openings
from nonet.books.money.services.valuing import landed
from nonet.books.money.tasks import LAND, MATCH, UNMATCH, VOUCHER, WRITE_OFF
from nonet.kernel.clock import today
from nonet.kit.admin import DocumentAdmin, LineTable, MasterAdmin, VerbAction
from nonet.kit.admin.base import ItemSearch
from nonet.kit.admin.lists import Named
from nonet.kit.admin.tasks import StartedByTask


@admin.register(Account)
class AccountAdmin(MasterAdmin):
    service = staticmethod(accounts.save_accounts)
    list_display = ("code", "name", "type", "is_debit", "control", "is_cash", "is_leaf", "active")
    list_filter = ("type", "is_leaf", "active")
    search_fields = ("code", "name")
    ordering = ("code",)
    readonly_fields = ("is_leaf",)
    exclude = ("names",)
    autocomplete_fields = ("parent",)
    codes = {"control": CONTROLS}


@admin.register(AccountRole)
class AccountRoleAdmin(MasterAdmin):
    service = staticmethod(account_roles.save_account_roles)
    key = ROLE.key
    list_display = ("role", "account", "category", "tax_code", "valid_from")
    search_fields = ("role", "account__code", "account__name")
    ordering = ("role",)
    autocomplete_fields = ("account", "category", "tax_code")
    codes = {"role": ROLES}


@admin.register(PostingRule)
class PostingRuleAdmin(MasterAdmin):
    service = staticmethod(posting_rules.save_posting_rules)
    key = RULE.key
    list_display = ("event", "position", "is_debit", "role", "amount_key", "valid_from", "valid_until")
    list_filter = ("event",)
    search_fields = ("event", "role")
    ordering = ("event", "position")
    codes = {"role": ROLES}


@admin.register(FiscalPeriod)
class FiscalPeriodAdmin(DocumentAdmin):
    list_display = ("year", "number", "starts_on", "ends_on", "state")
    list_filter = ("state", "year")
    ordering = ("-year", "-number")
    facts = ("year", "number", "starts_on", "ends_on")
    verbs = (
        VerbAction(
            "number", _("Number vouchers"), vouchers.number_vouchers, ("open",), primary=False, one=True
        ),
        CLOSE,
        VerbAction("reopen", _("Open again"), periods.reopen_period, ("closed",), primary=False, one=True),
    )

    def number_of(self, instance: Any) -> str:
        return str(instance)


@admin.register(ExchangeRate)
class ExchangeRateAdmin(MasterAdmin):
    service = staticmethod(rates.save_exchange_rates)
    key = RATE.key
    list_display = ("currency", "on", "rate")
    list_filter = ("currency",)
    ordering = ("-on", "currency")


@admin.register(Entry)
class EntryAdmin(StartedByTask, DocumentAdmin):
    start = VOUCHER
    list_display = ("id", "posted_on", "event_name", "description", "source", "user")
    list_filter = ("event", "posted_on")
    search_names = ("description",)
    document = "entry"
    facts = (
        "posted_on",
        "event_name",
        "description",
        "source",
        "source_id",
        "reverses",
        "user",
        "recorded_at",
        "attached",
    )
    verbs = (
        VerbAction(
            "reverse",
            _("Take back"),
            vouchers.reverse_entries,
            extra={"posted_on": today},
            primary=False,
            confirm=_("An entry of the opposite sides will be posted today. Go on?"),
            when=lambda entry: entry.source == "manual",
        ),
    )
    tables = (
        LineTable(EntryLine, "entry", ("account", "debit", "credit", "party", "currency", "currency_amount")),
    )

    @admin.display(description=_("Attachments (sheets)"))
    def attached(self, entry: Entry) -> int:
        """Return how many files are attached to the entry or its voucher."""
        return attached_to([entry.pk]).get(entry.pk, 0)

    @admin.display(description=_("Event"))
    def event_name(self, entry: Entry) -> str:
        """Return what happened, in the language at work."""
        return self.chain_name(entry.event)

    def chain_name(self, event: str) -> str:
        """Return what an entry without a voucher number is called in a chain: the event that it tells of."""
        known = load_posting_events().get(event)
        names = {"zh-hans": "name_zh_hans", "zh-hant": "name_zh_hant"}
        return str(getattr(known, names.get(get_language() or "", "name_en"))) if known else event


@admin.register(Voucher)
class VoucherAdmin(DocumentAdmin):
    list_display = ("word", "number", "period", "entry")
    list_filter = ("word",)
    facts = ("word", "number", "period", "entry", "attached")
    list_display_links = ("word", "number")

    @admin.display(description=_("Attachments (sheets)"))
    def attached(self, voucher: Voucher) -> int:
        """Return how many files are attached to the voucher or its entry."""
        return attached_to([voucher.entry_id]).get(voucher.entry_id, 0)

    def number_of(self, instance: Any) -> str:
        return str(instance)


def _late() -> Q:
    return ~Q(open_amount=0) & Q(due_on__lt=today())


DUE = Named("due", _("Due"), {"open": (_("Open"), lambda: ~Q(open_amount=0)), "late": (_("Overdue"), _late)})


@admin.register(OpenItem)
class OpenItemAdmin(StartedByTask, DocumentAdmin):
    start = MATCH
    verbs = (
        WRITE_OFF,
        UNMATCH,
        VerbAction(
            "unopen",
            _("Take opening back"),
            reverse_openings,
            primary=False,
            confirm=_("An entry of the opposite sides will be posted on the day of the opening. Go on?"),
            when=is_opening,
        ),
    )
    list_display = (
        "id",
        "party",
        "invoice",
        "payment",
        "currency",
        "amount",
        "open_amount",
        "posted_on",
        "due_on",
    )
    list_filter = (DUE, "is_receivable")
    facts = (*list_display, "account", "entry", "is_receivable")
    tables = (
        LineTable(Settlement, "claim", ("counter", "amount", "settled_on")),
        LineTable(Settlement, "counter", ("claim", "amount", "settled_on")),
    )


@admin.register(ItemCost)
class ItemCostAdmin(ItemSearch, DocumentAdmin):
    list_display = ("item", "quantity", "value")
    facts = list_display


@admin.register(ValueEntry)
class ValueEntryAdmin(ItemSearch, DocumentAdmin):
    list_display = ("id", "item", "kind", "quantity", "value", "valued_on", "reason")
    list_filter = ("kind", "valued_on")
    facts = (*list_display, "move", "entry", "corrects", "recorded_at")


@admin.register(LandedCost)
class LandedCostAdmin(StartedByTask, DocumentAdmin):
    start = LAND
    document = "landed_cost"
    list_display = ("number", "state", "party", "posted_on", "amount", "method", "description")
    list_filter = ("state", "method")
    facts = ("number", "party", "posted_on", "amount", "method", "description", "created_at")
    verbs = (VerbAction("post", _("Post"), landed.post_landed_costs, ("draft",)),)


class InvoiceAdmin(DocumentAdmin):
    """Invoices of one kind; the face that knows their verbs registers a proxy of that kind."""

    list_display = (
        "number",
        "state",
        "party",
        "issued_on",
        "due_on",
        "currency",
        "gross_total",
        "legal_number",
    )
    list_filter = ("state", "issued_on")
    facts = (
        *("number", "party", "party_reference", "issued_on", "due_on", "currency", "rate"),
        *("corrects", "legal_number", "created_at"),
    )
    totals = ("net_total", "tax_total", "gross_total")

    def number_of(self, instance: Invoice) -> str:
        return instance.number or str(_("Draft %(id)s") % {"id": instance.pk})


class PaymentAdmin(DocumentAdmin):
    """Payments of one direction; the face that knows their verbs registers a proxy of it."""

    list_display = (
        "number",
        "kind",
        "state",
        "party",
        "paid_on",
        "currency",
        "amount",
        "method",
        "reference",
    )
    list_filter = ("state", "kind", "paid_on")
    facts = (
        *("number", "kind", "party", "account", "paid_on", "currency", "rate", "amount"),
        *("method", "reference", "created_at"),
    )
    verbs = (
        VerbAction("post", _("Post"), payments.post_payments, ("draft",)),
        VerbAction("cancel", _("Cancel"), payments.cancel_payments, ("draft",), primary=False),
    )
