"""Accounts as forms look them up: by the beginning of the code, by name in any language."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from django.db.models import Q

from nonet.books.money.models import Account
from nonet.kit.lookups import MOST, Found, Lookup


def _search(text: str, given: Mapping[str, str]) -> list[Found]:
    wanted = Q(code__istartswith=text) | Q(name__icontains=text) | Q(names__en__icontains=text)
    found = Account.objects.filter(wanted, is_leaf=True, active=True).order_by("code")[:MOST]
    return [_found(each) for each in found]


def _resolve(texts: Sequence[str], given: Mapping[str, str]) -> dict[str, Found]:
    return {
        each.code: _found(each) for each in Account.objects.filter(code__in=[text.strip() for text in texts])
    }


def _names(ids: Iterable[Any]) -> dict[Any, Found]:
    return {each.pk: _found(each) for each in Account.objects.filter(pk__in=list(ids))}


def _found(account: Account) -> Found:
    return Found(account.pk, account.code, account.name)


LOOKUPS = (Lookup("accounts", "money.read", _search, _resolve, _names),)
