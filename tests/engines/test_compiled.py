"""Machine code of loops lies where no other state of the sources finds it."""

from pathlib import Path

from numba.core import config

from nonet.engines.compiled import compiled, folder


@compiled
def doubled(number: int) -> int:
    return 2 * number


def test_compiled_loops_are_kept_in_a_folder_of_their_sources() -> None:
    before = config.CACHE_DIR
    assert doubled(21) == 42 and before == config.CACHE_DIR
    place = Path(folder())
    assert place.name.startswith("compiled-") and any(place.rglob("*doubled*"))
    assert list(place.parent.glob("compiled-*")) == [place]
