"""A company at work, for the parts of the kernel that show in real rows."""

from tests.fixtures import trading_company

__all__ = ["trading_company"]
