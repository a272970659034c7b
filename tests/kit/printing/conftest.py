"""The company that these tests work in."""

from tests.fixtures import automatic_company, trading_company

__all__ = ["automatic_company", "trading_company"]
