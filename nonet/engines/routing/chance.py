"""Random numbers of the compiled search: xorshift64* (Vigna 2016), one word of state for each worker."""

import numpy as np
import numpy.typing as npt

from nonet.engines.routing.inner import inner


@inner
def chance(random: npt.NDArray[np.uint64]) -> float:
    """Return a number in [0, 1)."""
    word = random[0]
    word ^= word >> np.uint64(12)
    word ^= word << np.uint64(25)
    word ^= word >> np.uint64(27)
    random[0] = word
    return float((word * np.uint64(2685821657736338717)) >> np.uint64(11)) * (1.0 / 9007199254740992.0)


@inner
def below(random: npt.NDArray[np.uint64], size: int) -> int:
    """Return a whole number from 0 to below ``size``."""
    return int(chance(random) * size)
