"""Permissions that are no verbs: to see a book or master, and to write rows for which the desk's own form is enough."""

from django.utils.translation import gettext_noop

from nonet.kernel.access import declare_permission, grant_every_member

PERMISSIONS = {
    "parties.read": gettext_noop("See parties."),
    "items.read": gettext_noop("See items."),
    "places.read": gettext_noop("See sites, places and calendars."),
    "prices.read": gettext_noop("See price lists."),
    "taxes.read": gettext_noop("See tax codes."),
    "orders.read": gettext_noop("See orders, deliveries and receipts."),
    "stock.read": gettext_noop("See stock, moves and counts."),
    "money.read": gettext_noop("See invoices, payments, entries and costs."),
    "kernel.read": gettext_noop("See users, roles, tokens and jobs."),
    "views.read": gettext_noop("See saved views of lists."),
    "remarks.moderate": gettext_noop("Withdraw the files and comments of others."),
    "printing.read": gettext_noop("See layouts and what was printed."),
    "notices.read": gettext_noop("See one's own notices."),
    "approvals.read": gettext_noop("See requests that concern oneself."),
    "approvals.read_all": gettext_noop("See all requests for approval, and the rules."),
    "people.read": gettext_noop("See departments and who works where."),
    "kernel.run_checks": gettext_noop("Prove the books."),
    "prices.save_price_lists": gettext_noop("Change price lists and their prices."),
    "taxes.save_tax_codes": gettext_noop("Change tax codes."),
    "places.save_places": gettext_noop("Change places."),
    "places.save_work_centres": gettext_noop("Change work centres."),
    "places.save_calendars": gettext_noop("Change calendars, shifts and holidays."),
}


# What concerns only oneself, and to speak about what one may read.
EVERY_MEMBER = (
    *("notices.*", "views.*"),
    *("remarks.write_comments", "remarks.edit_comment", "remarks.withdraw_comments"),
    *("remarks.attach_files", "remarks.withdraw_files"),
    "approvals.read",
    *("approvals.approve", "approvals.reject", "approvals.send_back", "approvals.withdraw"),
    *("approvals.remind", "approvals.hand_over", "approvals.add_approver", "approvals.send_copies"),
    *("approvals.comment", "approvals.delegate", "approvals.end_delegations"),
)


def declare_permissions() -> None:
    """Make them known to the kernel, for roles, tokens and the matrix; called once by the composition root."""
    for code, says in PERMISSIONS.items():
        declare_permission(code, says)
    grant_every_member(EVERY_MEMBER)
