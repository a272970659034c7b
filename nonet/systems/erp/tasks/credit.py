"""Customers put on hold and released, by code."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from nonet.kit.admin import VerbAction
from nonet.kit.admin.tasks import Field, TaskForm
from nonet.systems.erp.services.credit import hold_customers, release_customers


def _form(service: Any, on_hold: bool) -> TaskForm:
    where = {"is_customer": True, "on_hold": on_hold}
    customers = Field(
        "party_ids", _("Customers"), "lookups", model="parties.Party", where=where, required=True
    )
    return TaskForm(
        fields=(customers,), call=lambda filled: service(party_ids=filled["party_ids"]), made="parties_party"
    )


HOLD = VerbAction("hold", _("Put customers on hold"), hold_customers, form=_form(hold_customers, False))
RELEASE = VerbAction(
    "release", _("Release customers from hold"), release_customers, form=_form(release_customers, True)
)
