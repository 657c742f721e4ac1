"""Addresses without signing in, under /agenda/: an agenda for a calendar program."""

from django.urls import path

from workflows.views.calendar import FeedFile

app_name = "public_agenda"
urlpatterns = [path("<str:secret>.ics", FeedFile.as_view(), name="feed")]
