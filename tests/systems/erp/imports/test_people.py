"""Departments and people come as files, in any order of rows, and as the same files again."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from django.utils import translation

from nonet.kernel.actor import acting_as_system
from nonet.kernel.models import User
from nonet.kernel.people.models import Department, Post
from tests.fixtures import TradingCompany, build_trading_company
from tests.systems.erp.imports.samples import bring, write

pytestmark = pytest.mark.django_db
ROWS = [
    ["amei", "陈美", "clerk", "13800138000", "EAST", "bwang", "跟单"],
    ["bwang", "王波", "owner", "", "SALES", "", "经理"],
    ["nobody", "无", "no-such-role", "", "SALES", "", ""],
    ["lost", "丢", "clerk", "", "SALES", "ghost", ""],
]
HEADINGS = ["用户名", "姓名", "角色", "手机号", "部门编码", "直接上级", "职务"]


@pytest.fixture
def world(db: None) -> Iterator[TradingCompany]:
    found = build_trading_company()
    with translation.override("en"), acting_as_system(found.company.pk):
        yield found


def test_departments_then_people(world: TradingCompany, tmp_path: Path) -> None:
    rows = [["EAST", "华东", "SALES"], ["SALES", "销售部", ""], ["X", "孤", "NOSUCH"], ["a b", "空格", ""]]
    path = write(tmp_path / "departments.csv", rows, ["编码", "名称", "上级部门"])
    report = bring(path, "departments", "")
    assert (report.created, sorted(each.row for each in report.findings)) == (2, [4, 5])
    assert Department.objects.get(code="EAST").parent.code == "SALES"
    assert bring(path, "departments", "").is_unchanged

    path = write(tmp_path / "people.csv", ROWS, HEADINGS)
    report = bring(path, "people", "")
    assert (report.created, sorted(each.row for each in report.findings)) == (2, [4, 5])
    assert not User.objects.filter(username__in=["nobody", "lost"]).exists()
    post = Post.objects.select_related("department", "superior").get(user__username="amei")
    assert (post.department.code, post.superior.username, post.title) == ("EAST", "bwang", "跟单")
    assert bring(path, "people", "").is_unchanged


def test_only_what_the_file_holds_is_changed(world: TradingCompany, tmp_path: Path) -> None:
    bring(write(tmp_path / "d.csv", [["S", "销售部", "是"]], ["编码", "名称", "启用"]), "departments", "")
    bring(write(tmp_path / "p.csv", [["amei", "clerk", "S"]], ["用户名", "角色", "部门编码"]), "people", "")
    report = bring(write(tmp_path / "p2.csv", [["amei", "店长"]], ["用户名", "职务"]), "people", "")
    assert (report.created, report.changed) == (0, 1)
    post = Post.objects.get(user__username="amei")
    assert (post.department.code, post.title) == ("S", "店长")
    report = bring(write(tmp_path / "d2.csv", [["S", "销售一部"]], ["编码", "名称"]), "departments", "")
    assert (report.changed, Department.objects.get(code="S").is_active) == (1, True)
