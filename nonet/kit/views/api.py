"""Saved views for programs: the same ones that the lists of the desk offer."""

from nonet.kit.api import Resource, Verb
from nonet.kit.views import services
from nonet.kit.views.models import SavedView

SAVED_VIEWS = Resource(
    "saved-views",
    SavedView,
    fields=("list_name", "name", "query", "shared", "user"),
    filters=("list_name", "shared"),
    search=("name",),
    save=services.save_views,
    verbs=(
        Verb("remove", services.remove_views),
        Verb("arrange", services.arrange_list),
        Verb("open-with", services.open_list_with),
    ),
)
