"""Invariants proved by themselves, whatever else is installed."""

from nonet.kernel.checks import CheckResult, Invariant, _prove


def prove(invariants: list[Invariant]) -> list[CheckResult]:
    """Return the verdict on each invariant for the company at work."""
    return [_prove(each) for each in invariants]
