"""What batching is asked of: orders with their picks and sizes, and the cart that one walk fills."""

from collections.abc import Sequence
from dataclasses import dataclass

from nonet.engines.pick_path import PickProblem, Point, Warehouse
from nonet.engines.pick_path.problem import Place
from nonet.engines.solving import ProblemError


@dataclass(frozen=True, slots=True)
class Order:
    """An order to be picked.

    Parameters
    ----------
    picks : Sequence[Point]
        Where its lines lie.
    sizes : Sequence[float]
        What it takes of each dimension of the cart: pieces, weight, volume, in the cart's order.
    totes : int
        Totes that it fills, when orders are kept apart on the cart.
    wave : str
        Only orders of the same wave share a cart.
    """

    picks: Sequence[Point]
    sizes: Sequence[float] = (1.0,)
    totes: int = 0
    wave: str = ""


@dataclass(frozen=True, slots=True)
class Cart:
    """What a cart holds at most in each dimension, and how many totes; None when totes do not matter."""

    sizes: Sequence[float]
    totes: int | None = None

    def holds(self, sizes: Sequence[float], totes: int) -> bool:
        """Return whether all that fits at once."""
        within = all(size <= most + 1e-9 for size, most in zip(sizes, self.sizes, strict=True))
        return within and (self.totes is None or totes <= self.totes)


@dataclass(frozen=True, slots=True)
class BatchProblem:
    """Orders to be grouped into walks of one cart each, so that all walks together are shortest."""

    warehouse: Warehouse
    orders: Sequence[Order]
    cart: Cart
    depot: Place

    def __post_init__(self) -> None:
        if any(most <= 0 for most in self.cart.sizes):
            raise ProblemError(
                "cart.sizes", "has a dimension that holds nothing.", "Leave it out or give its size."
            )
        for number, order in enumerate(self.orders):
            self._fits(number, order)
            PickProblem(self.warehouse, order.picks, self.depot)

    def _fits(self, number: int, order: Order) -> None:
        where = f"orders[{number}]"
        if len(order.sizes) != len(self.cart.sizes):
            raise ProblemError(
                f"{where}.sizes", f"has {len(order.sizes)} dimensions.", f"Give {len(self.cart.sizes)}."
            )
        if min(order.sizes, default=0) < 0 or order.totes < 0:
            raise ProblemError(f"{where}.sizes", "takes less than nothing.", "Give 0 or more.")
        if not self.cart.holds(order.sizes, order.totes):
            fact = f"takes {list(order.sizes)} and {order.totes} totes, more than a cart holds."
            raise ProblemError(where, fact, "Split it, or give a larger cart.")
