"""Charts of accounts, posting rules, tax codes: their content, and that faults are named."""

from collections import Counter
from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from nonet.books.money.cash_flow_items import cash_flow_item, load_cash_flow_items, load_cash_flow_mapping
from nonet.books.money.charts import (
    CHARTS,
    INDUSTRIES,
    ROLES,
    AccountType,
    ChartError,
    Side,
    build_chart,
    load_chart,
)
from nonet.books.money.data import DataError, read_rows
from nonet.books.money.posting_rule_data import (
    load_posting_events,
    load_posting_rules,
    load_tax_codes,
    parse_identity,
    posting_rule_faults,
)

SMALL = """
1001 1002 1012 1101 1121 1122 1123 1131 1132 1221 1401 1402 1403 1404 1405 1407 1408 1411 1421 1501 1511 1601 1602
1604 1605 1606 1621 1622 1701 1702 1801 1901 2001 2201 2202 2203 2211 2221 2231 2232 2241 2401 2501 2701 3001 3002
3101 3103 3104 4001 4101 4301 4401 4403 5001 5051 5111 5301 5401 5402 5403 5601 5602 5603 5711 5801
""".split()

ENTERPRISE = """
1001 1002 1003 1011 1012 1021 1031 1101 1111 1121 1122 1123 1131 1132 1201 1211 1212 1221 1231 1301 1302 1303 1304
1311 1321 1401 1402 1403 1404 1405 1406 1407 1408 1411 1421 1431 1441 1451 1461 1471 1501 1502 1503 1511 1512 1521
1531 1532 1541 1601 1602 1603 1604 1605 1606 1611 1621 1622 1623 1631 1632 1701 1702 1703 1711 1801 1811 1821 1901
2001 2002 2003 2004 2011 2012 2021 2101 2111 2201 2202 2203 2211 2221 2231 2232 2241 2251 2261 2311 2312 2313 2314
2401 2501 2502 2601 2602 2611 2621 2701 2702 2711 2801 2901 3001 3002 3101 3201 3202 4001 4002 4101 4102 4103 4104
4201 5001 5101 5201 5301 5401 5402 5403 6001 6011 6021 6031 6041 6051 6061 6101 6111 6201 6202 6203 6301 6401 6402
6403 6411 6421 6501 6502 6511 6521 6531 6541 6542 6601 6602 6603 6604 6701 6711 6801 6901
""".split()

KNOWN = [
    ("cn_small", "1001", "库存现金", "庫存現金"),
    ("cn_small", "1122", "应收账款", "應收帳款"),
    ("cn_small", "1405", "库存商品", "庫存商品"),
    ("cn_small", "1411", "周转材料", "週轉材料"),
    ("cn_small", "1901", "待处理财产损溢", "待處理財產損溢"),
    ("cn_small", "3103", "本年利润", "本年利潤"),
    ("cn_small", "5401", "主营业务成本", "主營業務成本"),
    ("cn_small", "5403", "税金及附加", "稅金及附加"),
    ("cn_enterprise", "1231", "坏账准备", "壞帳準備"),
    ("cn_enterprise", "1472", "合同资产", "合同資產"),
    ("cn_enterprise", "1501", "债权投资", "債權投資"),
    ("cn_enterprise", "1641", "使用权资产", "使用權資產"),
    ("cn_enterprise", "2204", "合同负债", "合同負債"),
    ("cn_enterprise", "5101", "制造费用", "製造費用"),
    ("cn_enterprise", "6401", "主营业务成本", "主營業務成本"),
    ("cn_enterprise", "6702", "信用减值损失", "信用減值損失"),
    ("international", "2010", "已收货未开票", "已收貨未開票"),
]


def first_level_types(code: str) -> Counter[str]:
    return Counter(account.type.value for account in load_chart(code).first_level)


def test_small_enterprise_chart_has_exactly_the_66_accounts_of_the_standard():
    assert [account.code for account in load_chart("cn_small").first_level] == SMALL
    assert len(SMALL) == 66
    types = {"asset": 32, "liability": 12, "equity": 5, "cost": 5, "income": 4, "expense": 8}
    assert first_level_types("cn_small") == types


def test_enterprise_chart_has_every_account_of_the_guide_and_the_later_ones():
    assert len(ENTERPRISE) == 156
    full = {account.code for account in load_chart("cn_enterprise", industries=INDUSTRIES).first_level}
    assert full >= set(ENTERPRISE)
    names = {account.name_zh_hans for account in load_chart("cn_enterprise").accounts}
    later = (
        "合同资产 合同负债 合同履约成本 合同取得成本 应收退货成本 使用权资产 租赁负债 债权投资 其他债权投资"
    )
    later += " 其他权益工具投资 信用减值损失 资产处置损益 其他收益 持有待售资产 其他综合收益 专项储备"
    assert names >= set(later.split())


def test_replaced_accounts_stay_in_the_data_but_not_in_the_chart():
    replaced = {row["name_zh_hans"] for row in read_rows("charts/cn_enterprise.csv") if row["valid_to"]}
    assert replaced == {"持有至到期投资", "持有至到期投资减值准备", "可供出售金融资产"}
    assert not replaced & {account.name_zh_hans for account in load_chart("cn_enterprise").accounts}


def test_accounts_of_an_industry_come_only_when_asked_for():
    ordinary = load_chart("cn_enterprise").by_code
    assert not any(account.industries for account in ordinary.values())
    assert "2011" not in ordinary and "6031" not in ordinary
    insurer = load_chart("cn_enterprise", industries=["insurance"]).by_code
    assert insurer["6031"].name_zh_hans == "保费收入" and "2011" not in insurer
    with pytest.raises(ChartError, match="no industry circus"):
        load_chart("cn_enterprise", industries=["circus"])


@pytest.mark.parametrize(("chart", "code", "hans", "hant"), KNOWN)
def test_known_accounts_have_their_names(chart: str, code: str, hans: str, hant: str):
    account = load_chart(chart).by_code[code]
    assert (account.name_zh_hans, account.name_zh_hant) == (hans, hant)


@pytest.mark.parametrize("code", CHARTS)
def test_every_role_stands_on_one_postable_account(code: str):
    chart = load_chart(code)
    assert set(chart.by_role) == set(ROLES)
    assert all(account.postable for account in chart.by_role.values())
    assert chart.by_role["bank"].cash and chart.by_role["cash"].cash
    assert (
        chart.by_role["receivable"].control == "receivable" and chart.by_role["payable"].control == "payable"
    )
    assert "party" in chart.by_role["receivable"].aux and "item" in chart.by_role["inventory"].aux


def test_vat_stands_in_its_official_details():
    for code in ("cn_small", "cn_enterprise"):
        chart = load_chart(code)
        details = [one.name_zh_hans for one in chart.accounts if one.parent == "222101"]
        assert (
            details
            == (
                "进项税额 销项税额抵减 已交税金 转出未交增值税 减免税款 出口抵减内销产品应纳税额 销项税额 出口退税 "
                "进项税额转出 转出多交增值税"
            ).split()
        )
        assert chart.full_name(chart.by_role["output_tax"].code) == "应交税费—应交增值税—销项税额"
        assert chart.full_name("222105", "zh_hant") == "應交稅費—待認證進項稅額"
        assert chart.by_role["input_tax"].normal_side is Side.DEBIT


def test_goods_received_are_a_detail_of_payables_in_china():
    chart = load_chart("cn_small")
    assert chart.full_name(chart.by_role["goods_received_not_invoiced"].code) == "应付账款—暂估应付款"
    assert chart.by_role["purchase_variance"].name_zh_hans == "材料成本差异"
    assert chart.by_role["retained_earnings"].name_zh_hans == "未分配利润"


@pytest.mark.parametrize("code", CHARTS)
def test_names_are_unlike_in_script_and_complete(code: str):
    accounts = load_chart(code).accounts
    assert all(one.name_en.isascii() for one in accounts)
    simplified = set("应账汇设备产净计费销税资债权业务务损处发经银汇库顾预营润实")
    assert not any(simplified & set(one.name_zh_hant) for one in accounts)


def test_contra_accounts_have_the_other_side():
    chart = load_chart("cn_enterprise")
    assert {chart.by_code[code].normal_side for code in ("1602", "1231", "1471", "1702", "660302")} == {
        Side.CREDIT
    }
    assert {chart.by_code[code].normal_side for code in ("2702", "4201", "600103")} == {Side.DEBIT}


def test_international_chart_is_plain():
    chart = load_chart("international")
    assert all(len(account.code) == 4 for account in chart.postable)
    assert [account.name_en for account in chart.first_level][:3] == ["Assets", "Liabilities", "Equity"]
    assert chart.by_role["purchase_variance"].name_en == "Purchase price variance"
    assert AccountType.COST not in {account.type for account in chart.accounts}


def test_unknown_chart_is_refused():
    with pytest.raises(ChartError, match="no chart of accounts 'xx'; there are cn_small"):
        load_chart("xx")


@pytest.mark.parametrize(
    ("code", "change", "message"),
    [
        ("1002", {"code": "1001"}, "account 1001 stands 2 times"),
        ("101201", {"parent": "1013"}, "has parent 1013, which does not stand above it"),
        ("101201", {"parent": "1002"}, "does not begin with the code of its parent 1002"),
        ("1122", {"roles": ()}, "role receivable stands on 0 accounts"),
        ("1121", {"roles": ("receivable",)}, "role receivable stands on 2 accounts"),
        ("1121", {"roles": ("magic",)}, "account 1121 has unknown role 'magic'"),
        ("1012", {"roles": ("magic",)}, "account 1012 has role magic but also details below it"),
        ("1121", {"control": "magic"}, "account 1121 has unknown control 'magic'"),
        ("1121", {"name_zh_hant": ""}, "account 1121 lacks a name"),
    ],
)
def test_faults_of_a_chart_are_named(code: str, change: dict[str, object], message: str):
    chart = load_chart("cn_small")
    accounts = [replace(one, **change) if one.code == code else one for one in chart.accounts]
    with pytest.raises(ChartError, match=message):
        build_chart(chart.info, accounts)


def sides(event: str) -> list[tuple[str, str, str]]:
    return [(rule.side.value, rule.role, rule.amount_key) for rule in load_posting_rules()[event]]


def test_posting_rules_of_trade():
    assert sides("goods_received") == [
        ("debit", "inventory", "value"),
        ("credit", "goods_received_not_invoiced", "value"),
    ]
    assert sides("sales_invoice_posted") == [
        ("debit", "receivable", "gross"),
        ("credit", "revenue", "net"),
        ("credit", "output_tax", "tax"),
    ]
    assert sides("purchase_bill_posted") == [
        ("debit", "goods_received_not_invoiced", "received_value"),
        ("debit", "input_tax", "tax"),
        ("debit", "purchase_variance", "variance"),
        ("credit", "payable", "gross"),
    ]
    assert sides("year_closing")[-1] == ("credit", "profit_distribution", "profit")


def test_every_event_has_rules_and_can_balance():
    assert set(load_posting_rules()) == set(load_posting_events())
    assert load_posting_events()["sales_invoice_posted"].name_zh_hans == "销售发票"
    assert parse_identity("difference = gain - loss") == {"difference": 1, "gain": -1, "loss": 1}
    for rules in load_posting_rules().values():
        assert all(rule.party == (rule.role in PARTY_ROLES) for rule in rules)


PARTY_ROLES = {
    "receivable",
    "payable",
    "goods_received_not_invoiced",
    "landed_cost_clearing",
    "customer_prepayment",
    "supplier_prepayment",
}


def test_rules_that_cannot_balance_are_named():
    rules = dict(load_posting_rules())
    rules["sales_invoice_posted"] = rules["sales_invoice_posted"][:2]
    rules["goods_stolen"] = ()
    assert list(posting_rule_faults(rules, load_posting_events())) == [
        "event sales_invoice_posted: debits and credits are not equal",
        "posting rules for unknown event goods_stolen",
    ]


def test_rules_are_dated():
    assert load_posting_rules(date(1999, 12, 31)) == {}
    assert load_posting_rules(date(2010, 12, 1)) == load_posting_rules()


def test_tax_codes_by_country_and_day():
    now = load_tax_codes("CN")
    assert now["CN_13"].rate == 13 and now["CN_13"].name_zh_hant == "增值稅13%"
    assert {now[code].kind for code in ("CN_9", "CN_6")} == {"reduced"}
    assert now["CN_EXPORT_13"].rate == 0 and now["CN_EXPORT_13"].refund_rate == 13
    assert "CN_17" in load_tax_codes("CN", date(2018, 4, 30)) and "CN_17" not in now
    assert "CN_1_SIMPLE" in load_tax_codes("CN", date(2026, 6, 30))
    assert load_tax_codes("GB", date(2010, 12, 1))["UK_17_5"].rate == Decimal("17.5")
    assert set(load_tax_codes("GB")) == {"UK_20", "UK_5", "UK_0", "UK_EXEMPT", "OUT_OF_SCOPE"}
    assert load_tax_codes("EU")["EU_REVERSE_GOODS"].reverse_charge


@pytest.mark.parametrize(
    ("chart", "counterpart", "direction", "item"),
    [
        ("cn_small", "1122", "in", "op_sales"),
        ("cn_small", "1122", "out", "op_sales"),
        ("cn_small", "220201", "out", "op_purchases"),
        ("cn_small", "221101", "out", "op_wages"),
        ("cn_small", "222102", "out", "op_taxes"),
        ("cn_small", "560301", "out", "fin_interest"),
        ("cn_small", "560304", "out", "op_other_out"),
        ("cn_small", "160102", "out", "inv_assets"),
        ("cn_small", "1606", "in", "inv_disposal"),
        ("cn_small", "2001", "in", "fin_borrowings"),
        ("cn_small", "2001", "out", "fin_repayments"),
        ("cn_enterprise", "2204", "in", "op_sales"),
        ("cn_enterprise", "222102", "in", "op_tax_refunds"),
        ("cn_enterprise", "660303", "in", "fx_effect"),
        ("international", "1100", "in", "op_sales"),
        ("international", "1160", "out", "op_purchases"),
        ("international", "6040", "out", "op_other_out"),
    ],
)
def test_cash_flow_item_follows_the_counterpart(chart: str, counterpart: str, direction: str, item: str):
    assert cash_flow_item(chart, counterpart, direction) == item


@pytest.mark.parametrize("code", CHARTS)
def test_cash_flow_mapping_names_accounts_of_the_chart(code: str):
    accounts = load_chart(code, industries=INDUSTRIES).by_code
    prefixes = {prefix for _, prefix in load_cash_flow_mapping(code)}
    assert all(any(one.startswith(prefix) for one in accounts) for prefix in prefixes)
    assert {"op_sales", "op_purchases", "fin_capital"} <= set(load_cash_flow_items(code))


def test_cash_flow_direction_is_checked():
    with pytest.raises(DataError, match="neither in nor out"):
        cash_flow_item("cn_small", "1122", "sideways")
