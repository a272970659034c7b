"""From where a request comes, as far as it can be believed."""

import ipaddress
from typing import Any

from django.conf import settings
from django.http import HttpRequest

from nonet.kernel.signins import Visit


def address_of(request: HttpRequest) -> str | None:
    """Return the client's address: the one that the outermost of our own proxies saw, none if it makes no sense."""
    named = [each.strip() for each in request.headers.get("X-Forwarded-For", "").split(",") if each.strip()]
    proxies: int = settings.TRUSTED_PROXIES
    text = named[-proxies] if 0 < proxies <= len(named) else request.META.get("REMOTE_ADDR", "")
    try:
        return str(ipaddress.ip_address(text))
    except ValueError:
        return None


def visit_of(request: Any) -> Visit:
    """Return from where a request comes; nowhere when there is none, as for the command line."""
    if request is None:
        return Visit()
    return Visit(address_of(request), request.headers.get("User-Agent", ""))
