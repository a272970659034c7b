"""Taxes: lines that add up, and the codes a country starts with."""

import datetime as dt
from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from nonet.kernel.actor import acting_as_system
from nonet.masters.taxes.computing import compute_tax
from nonet.masters.taxes.models import TaxCode
from nonet.masters.taxes.selectors import tax_rates, valid_tax_codes
from nonet.masters.taxes.services import default_countries, install_taxes, save_tax_codes

AMOUNTS = st.decimals(-(10**9), 10**9, places=4, allow_nan=False)
RATES = st.sampled_from([Decimal(each) for each in ("0", "0.01", "0.06", "0.09", "0.13", "0.175", "0.255")])


@given(AMOUNTS, RATES, st.booleans(), st.integers(0, 3))
def test_net_and_tax_are_gross_and_each_is_right(amount, rate, included, digits):
    taxed = compute_tax(amount, rate, included, digits)
    unit = Decimal(1).scaleb(-digits)
    assert taxed.net + taxed.tax == taxed.gross
    assert all(each == each.quantize(unit) for each in taxed)
    assert abs((taxed.gross if included else taxed.net) - amount) <= unit / 2
    assert abs(taxed.tax - taxed.net * rate) <= unit
    assert compute_tax(-amount, rate, included, digits) == tuple(-each for each in taxed)


def test_known_lines():
    assert compute_tax(Decimal("100"), Decimal("0.13")) == (100, 13, 113)
    assert compute_tax(Decimal("113"), Decimal("0.13"), included=True) == (100, 13, 113)
    assert compute_tax(Decimal("0.115"), Decimal("0")) == (Decimal("0.12"), 0, Decimal("0.12"))
    assert compute_tax(Decimal("-10.5"), Decimal("0.1"), digits=0) == (-11, -1, -12)


def test_countries_start_with_their_codes(alpha, beta):
    saved = install_taxes()
    assert not saved.refused and "CN_13" in saved.ids
    assert TaxCode.objects.get(code="CN_13").name == "增值税13%"
    assert install_taxes().done == []
    assert "CN_17" in valid_tax_codes(dt.date(2017, 1, 1))
    assert "CN_17" not in valid_tax_codes(dt.date(2026, 1, 1))
    assert "CN_NONDEDUCT_13" not in valid_tax_codes(dt.date(2026, 1, 1), use="sales")
    assert tax_rates([saved.ids["CN_13"]])[saved.ids["CN_13"]].rate == Decimal("0.13")
    with acting_as_system(beta.pk):
        assert tax_rates(saved.done) == {}
        assert "UK_20" in install_taxes().ids
        assert {"DE_19", "EU_REVERSE_GOODS"} <= set(install_taxes(country="DE").ids)


def test_every_table_row_is_sound(alpha):
    for country in default_countries():
        assert not install_taxes(country=country).refused


def test_wrong_codes_are_refused(alpha):
    rows = [
        {"code": "A", "name": "A", "rate": "13"},
        {"code": "B", "name": "B", "rate": "0.1", "kind": "exempt"},
        {"code": "C", "name": "C", "rate": "x"},
    ]
    saved = save_tax_codes(tax_codes=rows)
    assert [error.params["field"] for error in saved.refused.values()] == ["rate"] * 3
