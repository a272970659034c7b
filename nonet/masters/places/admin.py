"""Places, work centres and calendars on the desk."""

from django.contrib import admin

from nonet.kit.admin import Lines, MasterAdmin
from nonet.masters.places import services
from nonet.masters.places.models import Calendar, CalendarDay, Place, Shift, Site, WorkCentre


class ShiftLines(Lines):
    model = Shift
    service = staticmethod(services.save_shifts)
    key = ("calendar_id", "weekday", "starts_at")


class DayLines(Lines):
    model = CalendarDay
    service = staticmethod(services.save_calendar_days)
    key = ("calendar_id", "on")


@admin.register(Site)
class SiteAdmin(MasterAdmin):
    service = staticmethod(services.save_sites)
    short = True
    list_display = ("code", "name", "province", "city", "timezone", "active")
    list_filter = ("active",)
    search_fields = ("code", "name")
    ordering = ("code",)


@admin.register(Place)
class PlaceAdmin(MasterAdmin):
    service = staticmethod(services.save_places)
    key = ("site_id", "code")
    list_display = ("code", "name", "kind", "site", "parent", "capabilities", "active")
    list_filter = ("kind", "site", "active")
    search_fields = ("code", "name")
    ordering = ("site", "sequence", "code")
    autocomplete_fields = ("parent",)


@admin.register(WorkCentre)
class WorkCentreAdmin(MasterAdmin):
    service = staticmethod(services.save_work_centres)
    list_display = ("code", "name", "site", "calendar", "capacity", "efficiency", "cost_per_hour", "active")
    list_filter = ("site", "active")
    search_fields = ("code", "name")
    ordering = ("code",)
    autocomplete_fields = ("place",)


@admin.register(Calendar)
class CalendarAdmin(MasterAdmin):
    service = staticmethod(services.save_calendars)
    short = True
    list_display = ("code", "name", "holidays")
    search_fields = ("code", "name")
    ordering = ("code",)
    inlines = (ShiftLines, DayLines)
