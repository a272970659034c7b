"""How the desk looks: handed to django-unfold by the settings."""

from functools import partial
from typing import Any

from django.http import HttpRequest
from django.templatetags.static import static
from django.utils.translation import gettext_lazy as _

MENU = "nonet.faces.desk.menu"
STYLES = (
    "desk/desk.css",
    "desk/shell.css",
    "desk/home.css",
    "desk/imports.css",
    "kit/charts.css",
    "kit/notices.css",
    "desk/print.css",
)
SCRIPTS = ("desk/shell.js", "desk/palette.js", "desk/imports.js", "kit/charts.js")


def asset(name: str, request: HttpRequest) -> str:
    """Return the address of a style or script; unfold asks for it at each page."""
    return static(name)


LOOK: dict[str, Any] = {
    "SITE_TITLE": "Nonet",
    "SITE_HEADER": f"{MENU}.company_name",
    "SITE_SUBHEADER": "Nonet",
    "SITE_URL": None,
    "SITE_SYMBOL": "grid_view",
    "SITE_FAVICONS": [{"rel": "icon", "type": "image/svg+xml", "href": partial(asset, "desk/icon.svg")}],
    "SHOW_HISTORY": True,
    "SHOW_VIEW_ON_SITE": False,
    "SHOW_LANGUAGES": True,
    "SHOW_BACK_BUTTON": True,
    "STYLES": [partial(asset, name) for name in STYLES],
    "SCRIPTS": [partial(asset, name) for name in SCRIPTS],
    "LANGUAGES": {"action": f"{MENU}.language_address"},
    "ACCOUNT": {
        "navigation": [
            {"title": _("My account"), "link": "/account/"},
            {"title": _("API"), "link": "/api/docs"},
        ]
    },
    "SIDEBAR": {
        "show_search": False,
        "show_all_applications": False,
        "navigation": f"{MENU}.navigation",
    },
}
