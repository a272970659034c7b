"""How the desk looks: handed to django-unfold by the settings."""

from functools import partial
from typing import Any

from django.http import HttpRequest
from django.templatetags.static import static
from django.utils.translation import gettext_lazy as _

MENU = "nonet.faces.desk.menu"


def asset(name: str, request: HttpRequest) -> str:
    """Return the address of a style or script; unfold asks for it at each page."""
    return static(name)


LOOK: dict[str, Any] = {
    "SITE_TITLE": "Nonet",
    "SITE_HEADER": f"{MENU}.company_name",
    "SITE_SUBHEADER": "Nonet",
    "SITE_URL": None,
    "SITE_SYMBOL": "grid_view",
    "SITE_FAVICONS": [{"rel": "icon", "type": "image/svg+xml", "href": f"{MENU}.icon_address"}],
    "SITE_DROPDOWN": f"{MENU}.company_dropdown",
    "SHOW_HISTORY": True,
    "SHOW_VIEW_ON_SITE": False,
    "SHOW_LANGUAGES": True,
    "SHOW_BACK_BUTTON": True,
    "STYLES": [
        f"{MENU}.style_address",
        f"{MENU}.chart_style_address",
        partial(asset, "kit/notices.css"),
    ],
    "SCRIPTS": [f"{MENU}.script_address", f"{MENU}.chart_script_address"],
    "BORDER_RADIUS": "6px",
    "LANGUAGES": {"action": f"{MENU}.language_address"},
    "ACCOUNT": {
        "navigation": [
            {"title": _("Change password"), "link": "/desk/password_change/"},
            {"title": _("API"), "link": "/api/docs"},
        ]
    },
    "SIDEBAR": {
        "show_search": False,
        "command_search": True,
        "show_all_applications": False,
        "navigation": f"{MENU}.navigation",
    },
    "COLORS": {
        "primary": {
            "50": "oklch(97.1% .014 200)",
            "100": "oklch(94% .032 200)",
            "200": "oklch(89% .058 202)",
            "300": "oklch(81% .09 205)",
            "400": "oklch(71% .11 208)",
            "500": "oklch(61% .11 212)",
            "600": "oklch(52% .10 215)",
            "700": "oklch(45% .085 218)",
            "800": "oklch(39% .07 220)",
            "900": "oklch(34% .056 222)",
            "950": "oklch(25% .045 225)",
        }
    },
}
