"""What runs by itself and when: read here, switched on or off here; what runs is written in the settings."""

from django.contrib import admin
from django_celery_beat.models import CrontabSchedule, IntervalSchedule, PeriodicTask

from offices.admin.site import PlatformAdmin, site


@admin.register(PeriodicTask, site=site)
class PeriodicTaskAdmin(PlatformAdmin):
    """Recurring work. Only switching is possible, so that nobody points a task at another office."""

    list_display = ("name", "task", "enabled", "interval", "crontab", "last_run_at", "total_run_count")
    list_filter = ("enabled",)
    list_select_related = ("interval", "crontab")
    fields = ("name", "task", "enabled", "interval", "crontab", "last_run_at", "total_run_count")
    readonly_fields = ("name", "task", "interval", "crontab", "last_run_at", "total_run_count")


class ScheduleAdmin(PlatformAdmin):
    """A rhythm; read-only."""

    def has_change_permission(self, request, obj=None):
        return False


site.register([CrontabSchedule, IntervalSchedule], ScheduleAdmin)
