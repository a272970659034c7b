"""The company's own page: its particulars, what runs by itself, and what it tolerates."""

from typing import Any

from django import forms
from django.conf import settings
from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _
from unfold.widgets import (
    UnfoldAdminCheckboxSelectMultipleWidget,
    UnfoldAdminDecimalFieldWidget,
    UnfoldAdminIntegerFieldWidget,
    UnfoldAdminSelectWidget,
)

from nonet.kernel.actor import current_actor, current_company_id
from nonet.kernel.companies import save_company
from nonet.kernel.models import Company
from nonet.kernel.policies import MOST_MEGABYTES, save_policy
from nonet.kit.admin import MasterAdmin
from nonet.kit.admin.masters import CompanyForm
from nonet.kit.admin.meanwhile import check_version
from nonet.kit.labels import code_name

STEPS = {
    "reserve": _("Reserve stock"),
    "invoice": _("Invoice what is shipped"),
    "post": _("Post invoices"),
}
"""The steps of flows that a company may let run by themselves."""

SHARE = {"min_value": 0, "max_value": 1, "required": False, "widget": UnfoldAdminDecimalFieldWidget}


class PolicyForm(CompanyForm):
    """The company's particulars, and its policy name by name."""

    automatic = forms.MultipleChoiceField(
        label=_("Runs by itself"),
        choices=STEPS,
        required=False,
        widget=UnfoldAdminCheckboxSelectMultipleWidget,
    )
    purchase_approval_above = forms.DecimalField(
        label=_("Purchase orders need approval above"),
        help_text=_("In the company's currency; empty: never."),
        min_value=0,
        required=False,
        widget=UnfoldAdminDecimalFieldWidget,
    )
    bill_price_tolerance = forms.DecimalField(
        label=_("A bill's price may be off by"), help_text=_("A share: 0.02 is two per cent."), **SHARE
    )
    bill_quantity_tolerance = forms.DecimalField(
        label=_("A bill may charge more than was received by"),
        help_text=_("A share: 0.02 is two per cent."),
        **SHARE,
    )
    attachments_mb = forms.IntegerField(
        label=_("Room for files, in megabytes"),
        min_value=1,
        max_value=MOST_MEGABYTES,
        required=False,
        widget=UnfoldAdminIntegerFieldWidget,
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in POLICY:
            if name in self.fields:
                self.fields[name].initial = self.instance.policy.get(name)
                self.fields[name].disabled = not current_actor().may(save_policy.verb_code)


POLICY = tuple(PolicyForm.declared_fields)


@admin.register(Company)
class CompanyAdmin(MasterAdmin):
    """The company at work; others are reached by working in them."""

    service = staticmethod(save_company)
    form = PolicyForm
    list_display = ("code", "name", "country", "currency", "chart", "costing_method")
    readonly_fields = ("code", "currency", "books_by", "costs_by")
    fields = (
        *(
            "code",
            "name",
            "country",
            "currency",
            "language",
            "timezone",
            "tax_number",
            "books_by",
            "costs_by",
        ),
        *POLICY,
    )
    groups = ((_("Books"), ("books_by", "costs_by")), (_("Policy"), POLICY))

    @admin.display(description=_("Chart of accounts"))
    def books_by(self, company: Company) -> str:
        """Return the chart of accounts that the books were begun with."""
        return code_name(company.chart)

    @admin.display(description=_("Costing method"))
    def costs_by(self, company: Company) -> str:
        """Return how goods are valued."""
        return code_name(company.costing_method)

    def formfield_for_dbfield(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        """Offer the languages that the company's papers and books can speak."""
        if db_field.name == "language":
            select = UnfoldAdminSelectWidget()
            return forms.ChoiceField(
                label=capfirst(str(db_field.verbose_name)), choices=settings.LANGUAGES, widget=select
            )
        return super().formfield_for_dbfield(db_field, request, **kwargs)

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: bool) -> None:
        check_version(request, obj)
        given = {name: form.cleaned_data[name] for name in form.changed_data}
        policy = {name: given.pop(name) for name in POLICY if name in given}
        if policy:
            save_policy(policy=policy)
        if given:
            save_company(**given)

    def get_queryset(self, request: HttpRequest) -> QuerySet[Company]:
        return Company.objects.filter(pk=current_company_id())

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return current_actor().may(self.write_code)
