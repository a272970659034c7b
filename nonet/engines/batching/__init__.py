"""Orders grouped into carts so that all walks together are shortest."""

from nonet.engines.batching.answer import Batch, Batches
from nonet.engines.batching.problem import BatchProblem, Cart, Order
from nonet.engines.batching.solve import solve

__all__ = ["Batch", "BatchProblem", "Batches", "Cart", "Order", "solve"]
