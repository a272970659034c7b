"""Charts: figures for the browser, the same figures as a table, and Plotly served from its package."""

import json
from decimal import Decimal

from django.contrib.staticfiles import finders
from django.template.loader import render_to_string
from django.utils.translation import override

from nonet.kit.charts import Chart, Series, bars, lines, pie

LABELS = ["1 Nov", "</script>", "3 Nov"]
SALES = Series("Sales", [Decimal("1234.5"), None, Decimal(7)])
NO_SALES = Series("Sales", [])
BEFORE = Series("Before", [Decimal(1), Decimal(2), Decimal(3)], quiet=True)


def drawn(chart: Chart) -> str:
    return render_to_string("kit/chart.html", {"chart": chart})


def test_figures_are_plain_data_and_the_table_says_the_same() -> None:
    with override("en"):
        chart = bars("Sales by day", LABELS, [SALES, BEFORE], decimals=2)
    assert json.loads(json.dumps(chart.figure))["data"][0]["y"] == [1234.5, None, 7.0]
    assert chart.rows[0] == ["1 Nov", "1,234.50", "1.00"]
    assert chart.rows[1] == ["</script>", "", "2.00"]
    assert chart.figure["layout"]["showlegend"]


def test_lying_bars_grow_with_their_labels_and_read_downward() -> None:
    chart = bars("Top", LABELS, [SALES], way="lying", links=["/a", "/b", "/c"])
    assert chart.figure["data"][0]["x"] == [1234.5, None, 7.0]
    assert chart.figure["layout"]["yaxis"]["autorange"] == "reversed"
    assert chart.height == 60 + 28 * 3


def test_a_ring_shows_no_negative_share() -> None:
    chart = pie("Ages", ["a", "b"], [Decimal(-5), Decimal(5)])
    assert chart.figure["data"][0]["values"] == [0.0, 5.0]


def test_labels_cannot_leave_the_script_that_carries_them() -> None:
    with override("en"):
        page = drawn(lines("Sales", LABELS, [SALES]))
    assert page.count("</script>") == 2  # the ends of the two that carry data
    assert "&lt;/script&gt;" in page


def test_nothing_is_said_to_be_nothing() -> None:
    with override("en"):
        assert "There is nothing to draw yet." in drawn(bars("Sales", [], [NO_SALES]))


def test_plotly_is_served_from_its_package_and_nothing_else_of_it() -> None:
    assert str(finders.find("plotly/plotly.min.js")).endswith("plotly.min.js")
    assert finders.find("plotly/widgetbundle.js") is None
    listed = [
        path
        for finder in finders.get_finders()
        for path, storage in finder.list([])
        if getattr(storage, "prefix", None) == "plotly"
    ]
    assert listed == ["plotly.min.js"]
