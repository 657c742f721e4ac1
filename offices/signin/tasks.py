"""Tidying up after signing in."""

from datetime import timedelta

from celery import shared_task
from django.contrib.sessions.models import Session
from django.utils import timezone

from offices.models import LoginSession


@shared_task(name="signin.clear_sessions")
def clear_sessions() -> int:
    """Throw away expired browser sessions, and devices not seen for a year. Gives how many."""
    now = timezone.now()
    sessions, _ = Session.objects.filter(expire_date__lt=now).delete()
    devices, _ = LoginSession.objects.filter(last_seen__lt=now - timedelta(days=365)).delete()
    return sessions + devices
