"""Job shops, flexible job shops and projects."""

from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path

from bench import instances
from bench.checkers.scheduling import check_flexible, check_job_shop, check_project
from bench.families import scheduling_peer as peer
from bench.families.family import Family, gap


def _files(*folders: str) -> list[Path]:
    base = instances.folder("mes")
    return [path for folder in folders for path in sorted((base / folder).iterdir()) if path.is_file()]


def _gap(path: Path, objective: float) -> float:
    name = path.relative_to(instances.folder("mes")).with_suffix("").as_posix()
    return gap(objective, instances.best_known("mes")[name])


def _above(path: Path, objective: float) -> float:
    """Return the gap, never below 0: the old upper bounds of PSPLIB can be beaten."""
    return max(0.0, _gap(path, objective))


def _job_shop(name: str, few: int, seconds: float, goal: float, *folders: str) -> Family:
    files: Callable[[], Sequence[Path]] = partial(_files, *(f"jsp/{each}" for each in folders))
    return Family(name, "jobshop", files, few, seconds, goal, check_job_shop, _gap, peer.job_shop)


def _flexible(name: str, few: int, goal: float, *folders: str) -> Family:
    files: Callable[[], Sequence[Path]] = partial(_files, *(f"fjsp/{each}" for each in folders))
    return Family(name, "fjsp", files, few, 60.0, goal, check_flexible, _gap, peer.flexible)


FAMILIES: tuple[Family, ...] = (
    _job_shop("job shop la, orb, ft, abz", 5, 30.0, 0.05, "la", "orb", "ft", "abz"),
    _job_shop("job shop ta", 4, 60.0, 1.0, "ta"),
    _job_shop("job shop dmu", 4, 60.0, 2.5, "dmu"),
    _job_shop("job shop swv, yn", 3, 60.0, 1.0, "swv", "yn"),
    _job_shop("job shop bel, reentrant", 2, 60.0, 1.0, "bel"),
    _flexible("flexible Brandimarte", 3, 0.3, "Brandimarte1993"),
    _flexible("flexible Hurink", 4, 0.3, *(f"HurinkJurischThole1994_{kind}data" for kind in "ersv")),
    _flexible("flexible Barnes", 3, 0.8, "ChambersBarnes1996"),
    _flexible("flexible Dauzère", 3, 0.8, "DauzerePeresPaulli1994"),
    _flexible("flexible Kacem, Fattahi", 2, 0.3, "KacemHammadiBorne2002", "FattahiMehrabadJolai2007"),
    _flexible("flexible Behnke", 3, 2.0, "BehnkeGeiger2012"),
    Family(
        "project j90",
        "rcpsp",
        partial(_files, "rcpsp_j90"),
        4,
        30.0,
        0.0,
        check_project,
        _above,
        peer.project,
    ),
)
