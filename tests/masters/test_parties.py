"""Parties: numbers checked, telephones and names in one form, addresses read, duplicates found, due dates."""

import datetime as dt

import pytest
from django.utils.translation import override

from nonet.kernel import sql
from nonet.kernel.actor import acting_as_system
from nonet.masters.parties.addresses import parse_address
from nonet.masters.parties.errors import TaxNumberInvalid
from nonet.masters.parties.models import Address, BankAccount, Contact, Party, PaymentTerm
from nonet.masters.parties.names import name_key
from nonet.masters.parties.phones import normalise_phone
from nonet.masters.parties.regions import find_region, regions, short_name
from nonet.masters.parties.selectors import (
    default_addresses,
    find_duplicates,
    party_ids,
    search_parties,
)
from nonet.masters.parties.services import (
    save_addresses,
    save_bank_accounts,
    save_contacts,
    save_parties,
)
from nonet.masters.parties.tax_numbers import (
    clean_tax_number,
    is_credit_code,
    is_old_tax_number,
    is_resident_id,
)
from nonet.masters.parties.terms import due_date


@pytest.mark.parametrize(
    "number, country, plain",
    [
        ("9111 0000 6000 3734 1L", "CN", "91110000600037341L"),
        ("9144030071526726xg", "CN", "9144030071526726XG"),
        ("110108600037341", "CN", "110108600037341"),
        ("11010519491231002X", "CN", "11010519491231002X"),
        ("GB 980 7806 84", "GB", "GB980780684"),
        ("980780684", "GB", "GB980780684"),
        ("DE 136,695 976".replace(",", " "), "DE", "DE136695976"),
        ("136695976", "DE", "DE136695976"),
        ("12-3456789", "ZZ", "12-3456789"),
    ],
)
def test_good_tax_numbers(number, country, plain):
    assert clean_tax_number(number, country) == plain


@pytest.mark.parametrize(
    "number, country",
    [
        ("91110000600037342L", "CN"),
        ("110108600037342", "CN"),
        ("11010519491231002x1", "CN"),
        ("110105194912310021", "CN"),
        ("GB980780685", "GB"),
        ("DE136695977", "DE"),
        ("1", "US"),
    ],
)
def test_bad_tax_numbers(number, country):
    with override("en"), pytest.raises(TaxNumberInvalid, match="compare it"):
        clean_tax_number(number, country)


def test_every_wrong_place_of_a_credit_code_is_found():
    good = "91110000600037341L"
    for place in range(8, 18):
        for other in "0123456789ABCDEFGHJKLMNPQRTUWXY":
            wrong = good[:place] + other + good[place + 1 :]
            assert is_credit_code(wrong) == (wrong == good)


def test_dates_and_regions_in_identity_numbers():
    assert not is_resident_id("110105194913310020")
    assert not is_resident_id("990105194912310022")
    assert is_old_tax_number("110105491231002")
    assert not is_old_tax_number("990105491231002")


@pytest.mark.parametrize(
    "typed, plain",
    [
        ("138 0013 8000", "+8613800138000"),
        ("+86-13800138000", "+8613800138000"),
        ("008613800138000", "+8613800138000"),
        ("(010) 6234-5678 转 123", "+861062345678-123"),
        ("０２１－６２３４５６７８", "+862162345678"),
        ("400-800-1234", "+864008001234"),
        ("13800138000-5678", "+8613800138000-5678"),
        ("138****8000", "138****8000"),
        ("10086", "10086"),
        ("", ""),
        ("+1 212 555 0123", "+12125550123"),
    ],
)
def test_telephones(typed, plain):
    assert normalise_phone(typed) == plain
    assert normalise_phone(plain) == plain


def test_company_names():
    assert name_key("上海（华东）贸易有限公司") == name_key("上海(华东) 贸易股份有限公司") == "上海华东贸易"
    assert name_key("Acme Co., Ltd.") == name_key("ACME Limited") == "acme"
    assert name_key("The Company") == "thecompany"


def test_regions():
    assert len([each for each in regions() if each.endswith("0000")]) == 34
    assert len(regions()) > 3000
    assert find_region("江苏", "苏州", "昆山市").code == "320583"
    assert (
        find_region("上海市", "", "浦东新区").code
        == find_region("上海", "上海市", "浦东新区").code
        == "310115"
    )
    assert find_region("湖北省", "仙桃市").code == "429004"
    assert find_region("江苏省", "苏州市", "无此区").code == "320500"
    assert find_region("Kent") is None
    assert [short_name(each) for each in ("大理白族自治州", "内蒙古自治区", "沙市")] == [
        "大理",
        "内蒙古",
        "沙市",
    ]


@pytest.mark.parametrize(
    "text, wanted",
    [
        (
            "张三 13800138000 上海市浦东新区世纪大道100号5楼",
            "上海市|上海市|浦东新区|世纪大道100号5楼|310115||张三|+8613800138000",
        ),
        (
            "江苏省苏州市昆山市玉山镇前进中路88号，李四，139-1234-5678",
            "江苏省|苏州市|昆山市|玉山镇前进中路88号|320583||李四|+8613912345678",
        ),
        (
            "收件人：王小明 电话：021-62345678 地址：浙江省杭州市西湖区文三路1号 310012",
            "浙江省|杭州市|西湖区|文三路1号|330106|310012|王小明|+862162345678",
        ),
        ("昆山市前进路1号", "江苏省|苏州市|昆山市|前进路1号|320583|||"),
        ("吉林市船营区", "吉林省|吉林市|船营区||220204|||"),
        ("北京朝阳区建国路1号", "北京市|北京市|朝阳区|建国路1号|110105|||"),
        ("中山市小榄镇", "广东省|中山市||小榄镇|442000|||"),
        ("上海路1号", "|||上海路1号||||"),
        ("10 Downing Street, London", "|||10 Downing Street, London||||"),
    ],
)
def test_addresses_of_one_line(text, wanted):
    read = parse_address(text)
    names = ("province", "city", "district", "street", "region", "postcode", "recipient", "phone")
    assert "|".join(getattr(read, name) for name in names) == wanted


@pytest.mark.parametrize(
    "term, on, due",
    [
        ({"days": 30}, "2026-01-15", "2026-02-14"),
        ({"from_month_end": True}, "2026-02-10", "2026-02-28"),
        ({"days": 30, "from_month_end": True}, "2026-01-15", "2026-03-02"),
        ({"months": 1}, "2026-01-31", "2026-02-28"),
        ({"months": 2, "from_month_end": True}, "2026-11-05", "2027-01-31"),
        ({"day_of_month": 25}, "2026-01-10", "2026-01-25"),
        ({"day_of_month": 25}, "2026-01-26", "2026-02-25"),
        ({"months": 1, "day_of_month": 31}, "2026-01-10", "2026-02-28"),
        ({}, "2026-01-10", "2026-01-10"),
    ],
)
def test_due_dates(term, on, due):
    assert due_date(PaymentTerm(**term), dt.date.fromisoformat(on)) == dt.date.fromisoformat(due)
    assert due_date(None, dt.date.fromisoformat(on)) == dt.date.fromisoformat(on)


def make_parties():
    rows = [
        {
            "code": "A",
            "name": "上海华东贸易有限公司",
            "is_customer": True,
            "tax_number": "91110000600037341l",
        },
        {"code": "B", "name": "上海（华东）贸易公司", "is_supplier": True},
        {"code": "C", "name": "Gamma", "tax_number": "9111 0000 6000 3734 1L"},
        {"code": "D", "name": "Delta", "country": "gb"},
    ]
    return save_parties(parties=rows).ids


def test_tax_numbers_are_checked_on_save(alpha):
    make_parties()
    assert Party.objects.get(code="C").tax_number == "91110000600037341L"
    assert Party.objects.get(code="D").country == "GB"
    saved = save_parties(parties=[{"code": "D", "tax_number": "123456789"}, {"code": "E", "name": "E"}])
    assert saved.refused[0].code == "tax_number_invalid" and list(saved.ids) == ["E"]


def test_duplicates(alpha, beta):
    ids = make_parties()
    save_contacts(
        contacts=[
            {"party": "C", "name": "张", "phone": "138 0013 8000"},
            {"party": "D", "name": "李", "phone": "+8613800138000"},
            {"party": "A", "name": "x", "phone": "138****8000"},
            {"party": "B", "name": "x", "phone": "138****8000"},
        ]
    )
    found = {(each.party_id, each.other_id, each.why) for each in find_duplicates()}
    assert found == {
        (ids["A"], ids["B"], "name"),
        (ids["A"], ids["C"], "tax_number"),
        (ids["C"], ids["D"], "phone"),
    }
    assert len(find_duplicates([ids["D"]])) == 1
    with acting_as_system(beta.pk):
        assert find_duplicates() == []


def test_search(alpha, beta):
    make_parties()
    assert [each.code for each in search_parties("shhd")] == ["A", "B"]
    assert [each.code for each in search_parties("shhd", role="supplier")] == ["B"]
    assert [each.code for each in search_parties("amm")] == ["C"]
    with sql.counting() as seen:
        assert party_ids(["A", "none"]).keys() == {"A"}
    assert len(seen) == 1
    with acting_as_system(beta.pk):
        assert search_parties("gamma") == []


def test_addresses_are_kept_once_and_one_is_default(alpha, beta):
    ids = make_parties()
    row = {
        "party": "A",
        "kind": "delivery",
        "province": "上海",
        "district": "浦东新区",
        "street": "世纪大道100号",
        "is_default": True,
    }
    other = {**row, "street": "张江路1号", "key": "lab"}
    first = save_addresses(addresses=[row])
    assert save_addresses(addresses=[row, other, {"party": "A"}]).refused[2].params["field"] == "street"
    assert Address.objects.count() == 2 and Address.objects.get(pk=first.done[0]).region == "310115"
    chosen = default_addresses([ids["A"], ids["B"]])
    assert chosen.keys() == {ids["A"]} and chosen[ids["A"]]["street"] == "张江路1号"
    assert Address.objects.filter(is_default=True).count() == 1
    token = save_addresses(addresses=[{"party": "B", "token": "OAID-1", "recipient": "张**"}])
    assert not token.refused
    with acting_as_system(beta.pk):
        assert default_addresses([ids["A"]]) == {}
        assert save_addresses(addresses=[{**row, "party_id": ids["A"], "party": "A"}]).refused


def test_contacts_and_bank_accounts(alpha):
    make_parties()
    for name in ("张", "李"):
        save_contacts(
            contacts=[{"party": "A", "name": name, "is_main": True, "email": "a@b.cn"}]
        ).require_all()
    assert Contact.objects.get(is_main=True).name == "李"
    assert (
        save_contacts(contacts=[{"party": "A", "name": "王", "email": "no"}]).refused[0].params["field"]
        == "email"
    )
    saved = save_bank_accounts(
        accounts=[
            {"party": "A", "number": "6222 0000 1111", "bank": "工商银行", "is_main": True},
            {"party": "A", "number": "1", "bank": "B", "currency": "xx"},
        ]
    )
    assert BankAccount.objects.get().number == "622200001111" and 1 in saved.refused
