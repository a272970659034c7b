"""The bell in the head of every page."""

from typing import Any

from django import template

from nonet.kernel.actor import current_actor, has_actor
from nonet.kernel.notices.selectors import MOST, unread_count

register = template.Library()


@register.inclusion_tag("desk/bell.html")
def bell() -> dict[str, Any]:
    """Show how many notices the user at work has not read."""
    if not has_actor() or current_actor().user_id is None:
        return {"shown": False}
    count = unread_count()
    return {"shown": True, "count": count, "told": f"{MOST}+" if count > MOST else str(count)}
