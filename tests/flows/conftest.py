"""The company that the flows are tried in."""

from tests.fixtures import automatic_company, trading_company

__all__ = ["automatic_company", "trading_company"]
