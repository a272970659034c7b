"""The company of the stories itself."""

from decimal import Decimal

from tests.fixtures import TradingCompany


def test_company_can_buy(trading_company: TradingCompany) -> None:
    trading_company.stock("TEA", 10, 60)
    assert trading_company.on_hand("TEA") == (Decimal(10), Decimal(0))
    assert trading_company.balance("inventory") == Decimal(600)
    assert trading_company.balance("goods_received_not_invoiced") == Decimal(-600)
