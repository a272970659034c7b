"""The text of comments: whom it calls, and how it is shown. Nothing that a user writes becomes markup."""

import re
from collections.abc import Iterable, Mapping

from django.db.models import Q
from django.utils.html import escape, format_html
from django.utils.safestring import SafeString, mark_safe

from nonet.kernel.actor import current_company_id
from nonet.kernel.models import User

MENTION = re.compile(r"@\[([^\]\s]{1,150})\]|(?<![\w@])@([A-Za-z0-9_.+-]{1,150})")
"""``@[username]`` as the picker writes it; a bare ``@username`` is understood too."""
_LINK = re.compile(r"https?://[^\s<>\"'）)，。；]+")
_MARKS = (
    (re.compile(r"`([^`\n]+)`"), r"<code>\1</code>"),
    (re.compile(r"\*\*([^*\n]+)\*\*"), r"<strong>\1</strong>"),
    (re.compile(r"(?<![*\w])\*([^*\n]+)\*(?![*\w])"), r"<em>\1</em>"),
)
MOST_MEMBERS = 20


def colleagues(text: str = "", limit: int = MOST_MEMBERS) -> list[User]:
    """Return active users with a place in the company at work whose name or username has the text in it."""
    here = User.objects.filter(is_active=True, memberships__company_id=current_company_id()).distinct()
    if text:
        here = here.filter(Q(username__icontains=text) | Q(full_name__icontains=text))
    return list(here.order_by("full_name", "username")[:limit])


def called(bodies: Iterable[str]) -> dict[str, User]:
    """Return the colleagues that texts call, by the lower case of their username; one statement."""
    names = {name.lower() for body in bodies for name in _names(body)}
    if not names:
        return {}
    found = colleagues_named(names)
    return {each.username.lower(): each for each in found}


def colleagues_named(names: set[str]) -> list[User]:
    """Return the users with a place in the company at work that have these usernames, in any case."""
    wanted = Q()
    for name in sorted(names)[:MOST_MEMBERS]:
        wanted |= Q(username__iexact=name)
    here = User.objects.filter(is_active=True, memberships__company_id=current_company_id())
    return list(here.filter(wanted).distinct())


def mentions_in(body: str, known: Mapping[str, User]) -> list[int]:
    """Return the ids of the users that a text calls."""
    ids = (known[name.lower()].pk for name in _names(body) if name.lower() in known)
    return sorted(set(ids))


def _names(body: str) -> list[str]:
    return [(bracketed or bare).rstrip(".") for bracketed, bare in MENTION.findall(body)]


def shown(body: str, known: Mapping[str, User]) -> SafeString:
    """Return a text as safe HTML: bold, italics, code, lists, links and the names of those it calls."""
    kept: list[str] = []

    def keep(html: str) -> str:
        kept.append(html)
        return f"\x00{len(kept) - 1}\x00"

    def mention(found: re.Match[str]) -> str:
        user = known.get((found[1] or found[2]).rstrip(".").lower())
        return keep(format_html('<span class="mention">@{}</span>', user)) if user else found[0]

    def link(found: re.Match[str]) -> str:
        return keep(
            format_html('<a class="ref" href="{0}" rel="noopener nofollow" target="_blank">{0}</a>', found[0])
        )

    text = MENTION.sub(mention, _LINK.sub(link, body.replace("\x00", "")))
    text = escape(text)
    for pattern, html in _MARKS:
        text = pattern.sub(html, text)
    text = re.sub(r"\x00(\d+)\x00", lambda found: kept[int(found[1])], _lined(text))
    return mark_safe(text)


def _lined(text: str) -> str:
    """Return lines that begin with a dash as a list, others as lines."""
    parts: list[str] = []
    items: list[str] = []
    for line in [*text.strip().splitlines(), ""]:
        if line.startswith("- "):
            items.append(f"<li>{line[2:]}</li>")
            continue
        if items:
            parts.append(f"<ul>{''.join(items)}</ul>")
            items = []
        parts.append(f"{line}<br>" if line else "<br>")
    return re.sub(r"(<br>)+$", "", "".join(parts))
