"""Views and arrangements, as lists read them."""

from nonet.kernel.actor import current_actor
from nonet.kit.views.models import ListChoice, SavedView


def views_of(list_name: str) -> list[SavedView]:
    """Return the views of a list that the user at work may see, by name."""
    return list(SavedView.objects.filter(list_name=list_name).order_by("name", "pk")[:100])


def choice_of(list_name: str) -> ListChoice:
    """Return how the user at work wants to see a list; an empty choice when nothing was chosen."""
    user_id = current_actor().user_id
    found = ListChoice.objects.filter(list_name=list_name, user_id=user_id).first()
    return found or ListChoice(list_name=list_name)
