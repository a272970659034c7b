"""Every master and document that the desk lists has an import, or stands here with the reason why not."""

import pytest
from django.contrib import admin
from django.utils import translation

from nonet.faces.desk.imports import page_of
from nonet.kernel.verbs import VERBS
from nonet.kit.importing import profiles

MADE = "made by documents"
FROM_ORDERS = "made from their orders; openings bring what was before"
THE_HOUSE = "the house itself, or its log"
WITHOUT = {
    "stock_sitestock": MADE,
    "stock_move": MADE,
    "stock_reservation": MADE,
    "stock_handlingunit": MADE,
    "stock_lot": MADE,
    "money_itemcost": MADE,
    "money_valueentry": MADE,
    "money_voucher": MADE,
    "money_landedcost": FROM_ORDERS,
    "orders_delivery": FROM_ORDERS,
    "orders_receipt": FROM_ORDERS,
    "erp_salesinvoice": FROM_ORDERS,
    "erp_creditnote": FROM_ORDERS,
    "erp_purchasebill": FROM_ORDERS,
    "erp_suppliercredit": FROM_ORDERS,
    "erp_purchasereturn": FROM_ORDERS,
    "erp_customerpayment": "comes with the payments",
    "erp_supplierpayment": "comes with the payments",
    "people_post": "comes with the people",
    "money_fiscalperiod": "made by year, on one page",
    "kernel_company": THE_HOUSE,
    "kernel_role": THE_HOUSE,
    "kernel_apitoken": THE_HOUSE,
    "kernel_jobrun": THE_HOUSE,
    "kernel_systemunlock": THE_HOUSE,
    "kernel_unit": THE_HOUSE,
}


@pytest.mark.django_db
@pytest.mark.parametrize("language", ["en", "zh-hans"])
def test_every_list_has_an_import_or_a_reason(language: str) -> None:
    with translation.override(language):
        filled = {page_of(each) for each in profiles()}
    listed = {f"{each._meta.app_label}_{each._meta.model_name}" for each in admin.site._registry}
    assert listed - filled == set(WITHOUT)


@pytest.mark.django_db
def test_every_import_is_found_on_a_list_and_goes_through_a_verb() -> None:
    for each in profiles():
        assert page_of(each), each.kind
        assert each.verb in VERBS or each.home, each.kind
