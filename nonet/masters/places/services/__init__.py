"""The verbs over places."""

from nonet.masters.places.plans import SITE
from nonet.masters.places.services.layout import Built, generate_places
from nonet.masters.places.services.saving import (
    save_calendar_days,
    save_calendars,
    save_places,
    save_shifts,
    save_work_centres,
)
from nonet.masters.places.services.sites import create_site, ensure_counterparts, save_sites

__all__ = [
    "SITE",
    "Built",
    "create_site",
    "ensure_counterparts",
    "generate_places",
    "save_calendar_days",
    "save_calendars",
    "save_places",
    "save_shifts",
    "save_sites",
    "save_work_centres",
]
