"""Sites, places, work centres and calendars for programs."""

from nonet.kit.api import Lines, Resource
from nonet.masters.places import services
from nonet.masters.places.models import Calendar, CalendarDay, Place, Shift, Site, WorkCentre

RESOURCES = (
    Resource(
        "sites",
        Site,
        fields=(
            *("code", "name", "calendar", "timezone", "province", "city", "district", "street"),
            *("latitude", "longitude", "active"),
        ),
        filters=("code", "active"),
        save=services.save_sites,
        plan=services.SITE,
    ),
    Resource(
        "places",
        Place,
        fields=(
            *("site", "site__code", "parent", "kind", "code", "name", "capabilities", "sequence"),
            *("storage_class", "max_weight_kg", "max_volume_l", "max_units", "active"),
        ),
        filters=("site", "parent", "kind", "code", "active"),
    ),
    Resource(
        "work-centres",
        WorkCentre,
        fields=(
            "site",
            "code",
            "name",
            "calendar",
            "capacity",
            "efficiency",
            "cost_per_hour",
            "place",
            "active",
        ),
        filters=("site", "code", "active"),
    ),
    Resource(
        "calendars",
        Calendar,
        fields=("code", "name", "holidays"),
        filters=("code",),
        lines=(
            Lines("shifts", Shift, "calendar", ("name", "weekday", "starts_at", "ends_at", "break_minutes")),
            Lines("days", CalendarDay, "calendar", ("on", "name", "is_working", "works_as_weekday")),
        ),
    ),
)
