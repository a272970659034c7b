"""The columns of a chart of accounts, as the ledgers of other systems write them into their files."""

from dataclasses import replace
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import override

from nonet.books.money.charts import CONTROLS
from nonet.books.money.services.accounts import INHERITED
from nonet.kit.importing.columns import Column, Parser, choice, flag, hinted, plain_text
from nonet.kit.importing.findings import CellRefused
from nonet.kit.importing.templates import LANGUAGES
from nonet.kit.labels import code_name

DEBIT = {"借", "借方", "debit", "dr"}
CREDIT = {"贷", "贷方", "貸", "貸方", "credit", "cr"}
ALSO_CALLED = {
    "code": ("科目编码", "科目代码", "科目編碼", "科目代碼", "科目編號", "Account code"),
    "name": ("科目名称", "科目名稱", "Account name"),
    "parent": ("上级科目", "上级科目编码", "上级编码", "上級科目", "上級科目編碼", "Parent account"),
    "type": ("科目类型", "类别", "類別", "科目類型", "Account type"),
    "is_debit": ("余额方向", "借贷方向", "方向", "餘額方向", "借貸方向", "Balance direction"),
    "is_cash": ("现金科目", "現金科目"),
}


def account_column(column: Column) -> Column:
    """Return a column of the chart with the names and words that bookkeepers know it by."""
    parse = {"is_debit": _side, "control": _controls()}.get(column.name, column.parse)
    known = replace(column, headers=(*column.headers, *ALSO_CALLED.get(column.name, ())), parse=parse)
    return replace(known, required=False, default=None) if column.name in INHERITED else known


def _side(value: Any) -> bool:
    """Return whether an account's balance stands on the debit side: by its side, or by yes and no."""
    told = plain_text(value).casefold()
    if told in DEBIT | CREDIT:
        return told in DEBIT
    try:
        return flag(value)
    except CellRefused as error:
        raise CellRefused(_("is neither debit nor credit"), _("Write debit or credit.")) from error


hinted(_side, lambda: _("debit or credit"), "借")


def _controls() -> Parser:
    words: dict[str, Any] = {each: each for each in CONTROLS}
    for language in LANGUAGES:
        with override(language):
            words |= {code_name(each): each for each in CONTROLS}
    return choice(words, lambda: tuple(code_name(each) for each in CONTROLS))
