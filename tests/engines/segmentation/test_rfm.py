"""Customers are sorted by what they did, and the sorting can be explained."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from nonet.engines.segmentation import NAMES, Customer, migration, segment
from nonet.engines.segmentation.rfm import fifths
from nonet.engines.solving import ProblemError

SHOP = [
    Customer("陈", 2, 12, 5000),
    Customer("李", 3, 1, 40),
    Customer("王", 300, 9, 4000),
    Customer("赵", 320, 1, 30),
]


def test_classes_are_those_that_shops_know() -> None:
    assert [each.label for each in segment(SHOP).customers] == [
        "重要价值客户",
        "一般发展客户",
        "重要保持客户",
        "一般挽留客户",
    ]


def test_reason_tells_the_figures() -> None:
    assert "2 days ago (mean 156)" in str(segment(SHOP).customers[0].reason)


def test_who_never_bought_is_refused() -> None:
    with pytest.raises(ProblemError):
        Customer("无", 3, 0, 0)


def test_moves_between_two_days_are_counted() -> None:
    moved = migration(segment(SHOP[:3]), segment(SHOP))
    assert sum(moved.values()) == 4
    assert sum(count for (came, _), count in moved.items() if came == "") == 1


@given(st.lists(st.tuples(st.floats(0, 900), st.integers(1, 50), st.floats(-10, 1e5)), max_size=40))
@settings(max_examples=50, deadline=None)
def test_everyone_has_one_class_and_nothing_is_lost(rows: list[tuple[float, int, float]]) -> None:
    customers = [Customer(str(i), *row) for i, row in enumerate(rows)]
    found = segment(customers)
    assert sum(found.counts.values()) == len(rows)
    assert {each.label for each in found.customers} <= {label for label, _ in NAMES.values()}
    assert sum(found.paid.values()) == pytest.approx(sum(row[2] for row in rows), abs=1e-3)


@given(st.lists(st.floats(-1e3, 1e3), min_size=1, max_size=60))
@settings(max_examples=50, deadline=None)
def test_fifths_rise_with_the_value(values: list[float]) -> None:
    given_values = np.array(values)
    scores = fifths(given_values)
    order = np.argsort(given_values, kind="stable")
    assert (np.diff(scores[order]) >= 0).all()
    assert scores.min() >= 1
    assert scores.max() <= 5
