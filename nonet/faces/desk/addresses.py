"""Where on the desk a document or master stands, by the kernel's code of its type."""

from typing import Any

from django.contrib import admin
from django.http import HttpRequest
from django.urls import NoReverseMatch, reverse

MASTERS = {"party": "parties_party", "item": "items_item"}


def admins_of(type_: str) -> list[Any]:
    """Return the pages on which documents of a type stand."""
    return [each for each in admin.site._registry.values() if getattr(each, "document", "") == type_]


def address_of(type_: str, id_: int, *, sure: bool = True) -> str:
    """Return the address of one document or master; nothing when it has no page.

    Unless ``sure``, the id may belong to another type that shares the table, and is looked up first.
    """
    if type_ in MASTERS:
        return reverse(f"admin:{MASTERS[type_]}_change", args=[id_])
    found = admins_of(type_)
    mine = found[0] if sure and len(found) == 1 else next((each for each in found if _holds(each, id_)), None)
    return _page(mine, "change", id_) if mine is not None else ""


def _holds(page: Any, id_: int) -> bool:
    return bool(page.model._default_manager.filter(pk=id_, **page.where).exists())


def _page(page: Any, name: str, *arguments: Any) -> str:
    return reverse(f"admin:{page.opts.app_label}_{page.opts.model_name}_{name}", args=arguments)


def add_address(request: HttpRequest, page: str) -> str:
    """Return where a new row of a list is made; nothing when the user may not, or there is no form for it."""
    found = next((each for each in admin.site._registry.values() if name_of(each) == page), None)
    if found is None or not found.has_add_permission(request):
        return ""
    try:
        return _page(found, "add")
    except NoReverseMatch:
        return ""


def name_of(page: Any) -> str:
    """Return the name by which menus know a list."""
    return f"{page.opts.app_label}_{page.opts.model_name}"
