"""A company begins, and begins only once."""

from decimal import Decimal as D

import pytest

from nonet.books.money.models import Account, FiscalPeriod, PostingRule
from nonet.kernel.actor import acting_as_system
from nonet.kernel.models import Company, Role
from nonet.kernel.unlocking import forget, is_unlocked
from nonet.masters.items.models import Item
from nonet.masters.parties.models import PaymentTerm
from nonet.masters.places.models import Place, Site
from nonet.masters.prices.models import PriceList
from nonet.masters.taxes.models import TaxCode
from nonet.systems.erp.services.setup import apply_standard_tax, create_company
from tests.fixtures import assert_checks_clean

COUNTED = (Site, Place, Account, PostingRule, FiscalPeriod, Role, PaymentTerm, PriceList, TaxCode)


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("country", "currency", "chart"),
    [("CN", "CNY", "cn-small"), ("CN", "CNY", "cn-enterprise"), ("GB", "GBP", "international")],
)
def test_company_has_what_trading_needs(country: str, currency: str, chart: str) -> None:
    made = create_company(
        code="new", name="New", country=country, currency=currency, chart=chart, years=[2025, 2026]
    )
    with acting_as_system(made.pk):
        forget()
        assert is_unlocked("erp")
        assert is_unlocked("crm")
        kinds = set(Place.objects.filter(site=None).values_list("kind", flat=True))
        assert kinds == {"supplier", "customer", "production", "loss", "transit"}
        assert FiscalPeriod.objects.count() == 24
        assert set(PriceList.objects.values_list("kind", "currency")) == {
            ("sales", currency),
            ("purchase", currency),
        }
        assert Account.objects.exists()
        assert TaxCode.objects.exists()
        assert_checks_clean()


@pytest.mark.django_db
def test_second_call_adds_only_what_is_missing() -> None:
    made = create_company(code="twice", name="Twice", years=[2026])
    with acting_as_system(made.pk):
        before = [model.objects.count() for model in COUNTED]
    again = create_company(code="twice", name="Other", years=[2026])
    with acting_as_system(made.pk):
        assert [model.objects.count() for model in COUNTED] == before
    assert again.pk == made.pk
    assert Company.objects.get(pk=made.pk).name == "Twice"


@pytest.mark.django_db
def test_items_are_taxed_at_the_standard_rate() -> None:
    made = create_company(code="taxed", name="Taxed", years=[2026])
    with acting_as_system(made.pk):
        item = Item.objects.create(company=made, code="X", name="X")
        assert apply_standard_tax() == 2
        item.refresh_from_db()
        assert item.sales_tax is not None
        assert item.sales_tax.rate == D("0.13")
        assert apply_standard_tax() == 0
