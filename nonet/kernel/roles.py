"""The roles that a small company starts with. They are rows once installed, and each company shapes its own."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop, override

from nonet.kernel.actor import current_company_id
from nonet.kernel.errors import InvalidInput
from nonet.kernel.models import Company, Membership, Role
from nonet.kernel.verbs import verb

READ_MASTERS = ("parties.read", "items.read", "places.read", "prices.read", "taxes.read")


@dataclass(frozen=True, slots=True)
class RoleTemplate:
    """A role as delivered: its name, what it is for, and the verbs that it grants, as patterns."""

    code: str
    name: str
    purpose: str
    verbs: tuple[str, ...]


ROLES: tuple[RoleTemplate, ...] = (
    RoleTemplate("owner", gettext_noop("Owner"), gettext_noop("May do everything in the company."), ("*",)),
    RoleTemplate(
        "clerk",
        gettext_noop("Clerk"),
        gettext_noop("Keeps customers, items and prices, and carries orders from entry to invoice."),
        (
            *READ_MASTERS,
            *("parties.*", "items.*", "prices.*", "orders.*", "stock.read", "money.read"),
            *(
                "erp.create_*",
                "erp.quote_*",
                "erp.confirm_*",
                "erp.change_*",
                "erp.authorise_*",
                "erp.receive_*",
            ),
            *("erp.exchange_goods", "erp.cancel_orders", "erp.begin_counts"),
            *("stock.*orders", "stock.*deliver*", "money.invoice_*", "money.post_invoices"),
        ),
    ),
    RoleTemplate(
        "buyer",
        gettext_noop("Buyer"),
        gettext_noop("Buys: suppliers, purchase prices, purchase orders, receipts and returns to suppliers."),
        (
            *READ_MASTERS,
            *("parties.*", "items.*", "prices.*", "orders.read", "stock.read"),
            *(
                "erp.create_purchase_*",
                "erp.quote_purchase_*",
                "erp.confirm_purchase_*",
                "erp.change_purchase_*",
                "erp.cancel_orders",
            ),
            *("erp.receive_purchases", "erp.authorise_purchase_*", "orders.*receipt*", "stock.*receipt*"),
        ),
    ),
    RoleTemplate(
        "storekeeper",
        gettext_noop("Storekeeper"),
        gettext_noop("Receives, keeps, counts, picks and ships goods."),
        (
            *READ_MASTERS,
            *("places.*", "stock.*", "orders.read"),
            *("erp.receive_*", "erp.*transfer*", "erp.adjust_*", "erp.*count*"),
            *("orders.*deliver*", "orders.*receipt*", "orders.release_*"),
        ),
    ),
    RoleTemplate(
        "bookkeeper",
        gettext_noop("Bookkeeper"),
        gettext_noop("Invoices, payments, vouchers, periods and statements."),
        (
            *READ_MASTERS,
            *("parties.*", "taxes.*", "money.*", "orders.read", "stock.read"),
            *("erp.*invoice*", "erp.*payment*", "erp.*_customer_credit"),
        ),
    ),
    RoleTemplate(
        "salesperson",
        gettext_noop("Salesperson"),
        gettext_noop("Sells: customers, sales orders and their returns."),
        (
            *READ_MASTERS,
            *("parties.*", "orders.read", "stock.read"),
            *(
                "erp.*sales*",
                "erp.exchange_goods",
                "erp.cancel_orders",
                "orders.release_*",
                "stock.reserve_*",
            ),
        ),
    ),
    RoleTemplate(
        "auditor",
        gettext_noop("Auditor"),
        gettext_noop("Sees everything and changes nothing."),
        ("*.read", "kernel.run_checks"),
    ),
)


@verb("kernel.install_roles")
def install_roles() -> list[int]:
    """Give the company at work the roles of a small company, named in its language; those it has stay as they are."""
    company_id = current_company_id()
    known = set(Role.objects.values_list("code", flat=True))
    missing = [each for each in ROLES if each.code not in known]
    with override(Company.objects.values_list("language", flat=True).get(pk=company_id)):
        made = Role.everywhere.bulk_create(
            Role(company_id=company_id, code=each.code, name=_(each.name), verbs=list(each.verbs))
            for each in missing
        )
    return [each.pk for each in made]


@verb("kernel.grant_roles")
def grant_roles(*, user_ids: Sequence[int], role: str) -> None:
    """Give users a role in the company at work; a role held already is left alone."""
    found = Role.objects.filter(code=role).first()
    if found is None:
        known = ", ".join(Role.objects.order_by("code").values_list("code", flat=True))
        raise InvalidInput("role", _("%(role)r is none of %(known)s") % {"role": role, "known": known})
    Membership.everywhere.bulk_create(
        [Membership(company_id=found.company_id, user_id=each, role=found) for each in user_ids],
        ignore_conflicts=True,
    )


@verb("kernel.revoke_roles")
def revoke_roles(*, user_ids: Sequence[int], role: str) -> None:
    """Take a role of the company at work away from users."""
    Membership.objects.filter(user_id__in=list(user_ids), role__code=role).delete()
