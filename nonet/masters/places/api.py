"""Sites, places, work centres and calendars for programs."""

from nonet.kit.api import Lines, Resource, Verb
from nonet.masters.places import plans, services
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
        plan=plans.SITE,
    ),
    Resource(
        "places",
        Place,
        fields=(
            *("site", "site__code", "parent", "kind", "code", "name", "capabilities", "sequence"),
            *("storage_class", "max_weight_kg", "max_volume_l", "max_units", "active"),
        ),
        filters=("site", "parent", "kind", "code", "active"),
        verbs=(Verb("generate", services.generate_places),),
        save=services.save_places,
        plan=plans.PLACE,
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
        save=services.save_work_centres,
        plan=plans.WORK_CENTRE,
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
        save=services.save_calendars,
        plan=plans.CALENDAR,
    ),
    Resource(
        "shifts",
        Shift,
        fields=("calendar", "name", "weekday", "starts_at", "ends_at", "break_minutes"),
        filters=("calendar", "weekday"),
        save=services.save_shifts,
        plan=plans.SHIFT,
    ),
    Resource(
        "calendar-days",
        CalendarDay,
        fields=("calendar", "on", "name", "is_working", "works_as_weekday"),
        filters=("calendar", "on"),
        save=services.save_calendar_days,
        plan=plans.CALENDAR_DAY,
    ),
)
