"""Cash flow items (现金流量项目) of each chart, and the default item of a cash movement by its counterpart account."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from types import MappingProxyType

from nonet.books.money.charts import load_chart
from nonet.books.money.data import DataError, named, read_rows

DIRECTIONS = ("in", "out")


@dataclass(frozen=True, slots=True, kw_only=True)
class CashFlowItem:
    """A kind of cash movement; `direction` is the usual one, a refund moves against it with a minus sign."""

    code: str
    activity: str
    direction: str
    name_zh_hans: str
    name_zh_hant: str
    name_en: str


@cache
def load_cash_flow_items(chart_code: str) -> Mapping[str, CashFlowItem]:
    """Return the cash flow items of a chart by code."""
    return MappingProxyType(
        {
            row["code"]: CashFlowItem(
                code=row["code"], activity=row["activity"], direction=row["direction"], **named(row)
            )
            for row in read_rows("cash_flow_items.csv")
            if row["chart"] == chart_code
        }
    )


def cash_flow_item(chart_code: str, counterpart: str, direction: str) -> str:
    """Return the default item of money that goes `in` or `out` against the account `counterpart`.

    The mapping with the longest beginning of the counterpart's code wins; what no account claims is other operating.
    """
    if direction not in DIRECTIONS:
        raise DataError(f"direction {direction!r} is neither in nor out")
    mapping = load_cash_flow_mapping(chart_code)
    for length in range(len(counterpart), -1, -1):
        if item := mapping.get((direction, counterpart[:length])):
            return item
    raise DataError(f"chart {chart_code!r} maps no cash flow {direction} against {counterpart!r}")


@cache
def load_cash_flow_mapping(chart_code: str) -> Mapping[tuple[str, str], str]:
    """Return the item of each direction and beginning of a counterpart's code; roles stand for their account."""
    roles = load_chart(chart_code).by_role
    items = load_cash_flow_items(chart_code)
    mapping: dict[tuple[str, str], str] = {}
    for row in read_rows("cash_flow_mapping.csv"):
        if row["chart"] != chart_code:
            continue
        prefix = roles[row["role"]].code if row["role"] else row["prefix"]
        for direction in DIRECTIONS if row["direction"] == "both" else (row["direction"],):
            if (
                row["item"] not in items
                or mapping.setdefault((direction, prefix), row["item"]) != row["item"]
            ):
                raise DataError(f"cash flow of {chart_code}: {direction} against {prefix} has no one item")
    return MappingProxyType(mapping)
