"""Places: areas built from a plan, capabilities and capacities, the walk."""

from decimal import Decimal

import pytest

from nonet.kernel import sql
from nonet.kernel.actor import acting_as_system
from nonet.kernel.errors import InvalidInput
from nonet.masters.places.checks import INVARIANTS
from nonet.masters.places.errors import LayoutInvalid
from nonet.masters.places.layout import Axis, Layout, plan_places
from nonet.masters.places.models import Place
from nonet.masters.places.selectors import bins_that_may, default_places, place_ids
from nonet.masters.places.services import create_site, generate_places, save_places, save_work_centres
from tests.masters.proving import prove


def codes(layout):
    return [each.code for each in plan_places(layout)[-1]]


def test_racks_and_bins_walked_there_and_back():
    layout = Layout("D", (Axis("rack", 1, 3), Axis("bin", 1, 2)))
    assert codes(layout) == ["D-01-01", "D-01-02", "D-02-02", "D-02-01", "D-03-01", "D-03-02"]
    straight = Layout("D", (Axis("rack", 1, 2), Axis("bin", 1, 2)), serpentine=False)
    assert codes(straight) == ["D-01-01", "D-01-02", "D-02-01", "D-02-02"]


def test_levels_come_before_the_next_position():
    layout = Layout("A", (Axis("rack", 1, 1), Axis("level", 1, 2, width=1), Axis("bin", 1, 2, width=1)))
    assert codes(layout) == ["A-01-1-1", "A-01-2-1", "A-01-1-2", "A-01-2-2"]


@pytest.mark.parametrize(
    "code, axes, more",
    [
        ("D", (Axis("bin", 1, 2), Axis("rack", 1, 2)), {}),
        ("D", (Axis("rack", 1, 2),), {}),
        ("", (Axis("bin", 1, 2),), {}),
        ("D", (Axis("bin", 3, 2),), {}),
        ("D", (Axis("rack", 1, 1000), Axis("bin", 1, 1000)), {}),
        ("D", (Axis("bin", 1, 2),), {"capabilities": ("fly",)}),
    ],
)
def test_wrong_plans_are_refused(code, axes, more):
    with pytest.raises(LayoutInvalid):
        Layout(code, axes, **more)


def test_an_area_is_built_once_and_grows(alpha, beta):
    site = create_site(code="S", name="S")
    small = Layout("D", (Axis("aisle", 1, 2), Axis("rack", 1, 2), Axis("level", 1, 2), Axis("bin", 1, 3)))
    built = generate_places(site_id=site, layouts=[small])
    assert (len(built.bin_ids), built.places) == (24, 1 + 2 + 4 + 8 + 24)
    bin_ = Place.objects.select_related("parent__parent").get(code="D-02-01-02-03")
    assert (bin_.parent.code, bin_.parent.parent.code) == ("D-02-01-02", "D-02-01")
    walked = list(
        Place.objects.filter(pk__in=built.bin_ids).order_by("sequence").values_list("pk", flat=True)
    )
    assert walked == built.bin_ids
    assert generate_places(site_id=site, layouts=[small]).places == 0
    larger = Layout("D", (Axis("aisle", 1, 3), *small.axes[1:]))
    assert len(generate_places(site_id=site, layouts=[larger]).bin_ids) == 12
    assert all(each.ok for each in prove(INVARIANTS))
    with acting_as_system(beta.pk), pytest.raises(InvalidInput):
        generate_places(site_id=site, layouts=[small])


def test_statements_grow_with_depth_only(alpha):
    site = create_site(code="S", name="S")

    def statements(code, racks):
        with sql.counting() as seen:
            generate_places(
                site_id=site, layouts=[Layout(code, (Axis("rack", 1, racks), Axis("bin", 1, 20)))]
            )
        return len(seen)

    assert statements("A", 1) == statements("B", 100)


def test_capabilities_capacities_and_defaults(alpha):
    site = create_site(code="S", name="S")
    layout = Layout("C", (Axis("bin", 1, 3),), storage_class="cold", max_units=8, max_weight_kg=Decimal(500))
    bins = generate_places(site_id=site, layouts=[layout]).bin_ids
    assert bins_that_may(site, "pick", "cold") == bins
    save_places(places=[{"site": "S", "code": "C-02", "capabilities": ["hold"]}]).require_all()
    assert bins_that_may(site, "pick", "cold") == [bins[0], bins[2]]
    ids = place_ids(site, ["C-02", "STOCK", "none"])
    assert default_places([site])[site].bin_id == ids["STOCK"]
    save_places(places=[{"site": "S", "code": "STOCK", "active": False}]).require_all()
    assert default_places([site])[site].bin_id == bins[0]


def test_wrong_places_are_refused(alpha):
    create_site(code="S", name="S")
    rows = [
        {"site": "S", "code": "X", "kind": "customer"},
        {"site": "S", "code": "Y", "kind": "bin", "capabilities": ["fly"]},
        {"site": "S", "code": "Z", "kind": "bin", "parent": "STOCK"},
        {"site": "T", "code": "W", "kind": "bin"},
        {"site": "S", "code": "RECV", "kind": "bin"},
    ]
    saved = save_places(places=rows, in_use=lambda ids: ids)
    assert [error.params["field"] for _, error in sorted(saved.refused.items())] == [
        "kind",
        "capabilities",
        "parent",
        "site",
        "kind",
    ]


def test_work_centres(alpha):
    create_site(code="S", name="S")
    saved = save_work_centres(
        work_centres=[
            {"code": "CNC", "name": "CNC", "site": "S", "cost_per_hour": 80},
            {"code": "BAD", "name": "Bad", "site": "S", "efficiency": 0},
        ]
    )
    assert list(saved.ids) == ["CNC"] and saved.refused[1].params["field"] == "efficiency"
