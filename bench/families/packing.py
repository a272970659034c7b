"""Container loading: Bischoff & Ratcliff and Davies & Bischoff (BR), and Ivancic's fewest containers (thpack9)."""

import subprocess
import sys
from collections.abc import Sequence
from functools import partial
from pathlib import Path

from bench import instances
from bench.checkers import packing
from bench.families.family import Family

PEER = Path(__file__).parent / "packing_peer.py"


def files(*folders: str) -> Sequence[Path]:
    """Return the stems of the instances of some folders."""
    root = instances.folder("wms") / "container_loading"
    found = [(each, root / each / name) for each in folders for name in _stems(root / each)]
    return [stem for _, stem in found]


def _stems(folder: Path) -> list[str]:
    names = [each.name.removesuffix("_bins.csv") for each in folder.glob("*_bins.csv")]
    return sorted(names, key=lambda name: (len(name), name))


def _empty(_: Path, filled: float) -> float:
    return 100.0 - filled


def _over_volume(path: Path, containers: float) -> float:
    """Return how far above the volume bound a number of containers is, in per cent."""
    dims = [packing._dims(row).prod() for row in packing._table(path, "bins")]
    volume = sum(int(row["COPIES"]) * packing._dims(row).prod() for row in packing._table(path, "items"))
    bound = -(-volume // dims[0])
    return float(100.0 * (containers - bound) / bound)


def _peer(aim: str, path: Path, seconds: float, seed: int) -> float | None:
    done = subprocess.run(
        [sys.executable, str(PEER), str(path), aim, str(seconds)], capture_output=True, text=True, check=False
    )
    lines = done.stdout.split()
    return float(lines[-1]) if done.returncode == 0 and lines else None


LOW = tuple(f"BR{k}" for k in range(1, 8))
HIGH = tuple(f"BR{k}" for k in range(8, 16))

FAMILIES: tuple[Family, ...] = (
    Family(
        "Container loading BR1–7", "packing", partial(files, *LOW), 7, 30, 3.8, packing.filled, _empty,
        partial(_peer, "volume"), unit="% empty",
    ),
    Family(
        "Container loading BR8–15", "packing", partial(files, *HIGH), 8, 30, 4.2, packing.filled, _empty,
        partial(_peer, "volume"), unit="% empty",
    ),
    Family(
        "Container loading BR1–7, full support", "packing", partial(files, *LOW), 7, 30, 6.5,
        packing.filled_fully, _empty, options=("--support", "full"), unit="% empty",
    ),
    Family(
        "Container loading BR8–15, full support", "packing", partial(files, *HIGH), 8, 30, 11.0,
        packing.filled_fully, _empty, options=("--support", "full"), unit="% empty",
    ),
    Family(
        "Fewest containers thpack9", "packing", partial(files, "thpack9"), 6, 10, 12.0, packing.counted,
        _over_volume, partial(_peer, "containers"), unit="% above volume bound",
    ),
)  # fmt: skip
