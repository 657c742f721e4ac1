"""*Mijn agenda*: a week of appointments and last days, of oneself or of a colleague, and the address for a calendar."""

from datetime import date, datetime, timedelta
from functools import cached_property
from uuid import UUID

from django.conf import settings
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.views import View

from crm.models import Relation
from offices.enums import EntryKind, MemberState
from offices.errors import RuleBroken
from offices.models import EntryToken, TeamMember
from offices.permissions import require
from offices.scope import office_scope
from offices.urls_helpers import desk_url
from offices.views import DeskForm, DeskView
from workflows import ics
from workflows.agenda import agenda_of
from workflows.calendar_forms import AppointmentForm, FeedForm
from workflows.models import Appointment, CalendarToken
from workflows.rules import calendar as rules

OTHERS = "calendar.view_others"
WEEK = timedelta(days=7)
FEED_BEHIND, FEED_AHEAD = timedelta(days=30), timedelta(days=365)


def week_of(text: str) -> date:
    """The Monday of a week written as 2026-W47; of this week when it is none."""
    try:
        return datetime.strptime(f"{text}-1", "%G-W%V-%u").date()
    except ValueError:
        today = timezone.localdate()
        return today - timedelta(days=today.weekday())


class Agenda(DeskView):
    """One week."""

    permission = "team.view"
    nav = "agenda"

    @cached_property
    def whose(self) -> TeamMember:
        """The colleague of the address; oneself without one. Somebody else asks the right for it."""
        asked = self.request.GET.get("wie", "")
        if not asked or asked == str(self.member.pk):
            return self.member
        require(self.member, OTHERS)
        found = next((one for one in self.colleagues if str(one.pk) == asked), None)
        if found is None:
            raise Http404("No such colleague.")
        return found

    @cached_property
    def colleagues(self) -> list[TeamMember]:
        """Who works here, for the choice."""
        rows = TeamMember.objects.filter(office=self.office).exclude(state=MemberState.ENDED)
        return list(rows.select_related("user", "role", "office").order_by("user__name"))

    def get(self, request, *args, **kwargs) -> HttpResponse:
        """Seven days, and the neighbours."""
        monday = week_of(request.GET.get("week", ""))
        entries = agenda_of(self.whose, monday, monday + WEEK - timedelta(days=1), viewer=self.member)
        days = [(day, [one for one in entries if one.first <= day <= one.last]) for day in (monday + timedelta(days=n) for n in range(7))]
        own = self.whose.pk == self.member.pk
        context = {
            "days": days,
            "today": timezone.localdate(),
            "monday": monday,
            "sunday": monday + timedelta(days=6),
            "earlier": self._address(monday - WEEK),
            "later": self._address(monday + WEEK),
            "now": self._address(None),
            "whose": self.whose,
            "own": own,
            "colleagues": self.colleagues if self.may(OTHERS) else [],
            "feed": CalendarToken.objects.filter(member=self.member, revoked_at=None).first() if own else None,
        }
        return self.render("workflows/agenda.html", context)

    def _address(self, monday: date | None) -> str:
        parts = [f"week={monday:%G-W%V}"] if monday else []
        if self.whose.pk != self.member.pk:
            parts.append(f"wie={self.whose.pk}")
        return desk_url("workflows:agenda") + ("?" + "&".join(parts) if parts else "")


class AppointmentPage(DeskForm):
    """A new appointment, or one in which this person takes part."""

    permission = "team.view"
    nav = "agenda"
    template_name = "workflows/appointment.html"
    form_class = AppointmentForm
    submit_label = "Opslaan"

    @cached_property
    def row(self) -> Appointment | None:
        """The appointment of the address as far as this person may read it."""
        if "pk" not in self.kwargs:
            return None
        found = Appointment.objects.readable_to(self.member).select_related("relation").filter(pk=self.kwargs["pk"]).first()
        if found is None:
            raise Http404("No such appointment for this member.")
        return found

    @property
    def title(self) -> str:
        """What stands above the form."""
        return self.row.title if self.row else "Nieuwe afspraak"

    def form_arguments(self):
        return {"member": self.member, "row": self.row, "initial": {} if self.row else self._proposed()}

    def _proposed(self) -> dict:
        """The next whole hour, or the day and the relation of the address."""
        now = timezone.localtime().replace(minute=0, second=0, microsecond=0) + timedelta(hours=1)
        asked = self.request.GET
        try:
            day = date.fromisoformat(asked.get("dag", ""))
        except ValueError:
            day = now.date()
        relation = Relation.objects.visible_to(self.member).filter(pk=_uuid(asked.get("relatie", ""))).first()
        begin = now.time() if now.date() == day else now.replace(hour=10).time()
        end = (datetime.combine(day, begin) + timedelta(hours=1)).time()
        return {"day": day, "begin": begin, "end": end, "relation": relation.number if relation else ""}

    def save(self, form):
        if self.row is None:
            return rules.make_appointment(by=self.member, **form.values())
        return rules.change_appointment(self.row, by=self.member, version=form.cleaned_data["version"], **form.values())

    def saved_text(self, result):
        return f"{result.title} staat in de agenda."

    def success_url(self, result):
        return f"{desk_url('workflows:agenda')}?week={timezone.localtime(result.starts_at):%G-W%V}"

    def context(self):
        takes_part = self.row is None or self.row.created_by_id == self.member.pk or self.row.members.filter(member=self.member).exists()
        return {"row": self.row, "takes_part": takes_part, "cancel_url": desk_url("workflows:agenda")}


class RemoveAppointment(DeskView):
    """Takes an appointment out of every agenda."""

    permission = "team.view"
    http_method_names = ["post"]

    def post(self, request, *args, pk, **kwargs) -> HttpResponse:
        """One rule."""
        row = Appointment.objects.readable_to(self.member).filter(pk=pk).first()
        if row is None:
            raise Http404("No such appointment for this member.")
        try:
            rules.remove_appointment(row, by=self.member)
        except RuleBroken as fault:
            return self.failed(fault, desk_url("workflows:appointment", pk))
        return self.done(f"{row.title} is uit de agenda gehaald.", desk_url("workflows:agenda"))


class Feed(DeskForm):
    """The secret address of the own agenda: made, shown once, made anew."""

    permission = "team.view"
    nav = "agenda"
    form_class = FeedForm
    template_name = "workflows/agenda_link.html"
    title = "Agenda in uw eigen programma"
    submit_label = "Nieuw adres maken"

    def save(self, form):
        return rules.make_feed(self.member, **form.cleaned_data)

    def saved(self, result) -> HttpResponse:
        """Shown once, on this answer only."""
        address = f"{settings.KANTOOR_BASE_URL}/agenda/{result[1]}.ics"
        response = self.show(self.build(), address=address)
        response["Cache-Control"] = "no-store"
        return response

    def context(self):
        row = CalendarToken.objects.filter(member=self.member, revoked_at=None).first()
        return {"feed": row, "cancel_url": desk_url("workflows:agenda")}


class RevokeFeed(DeskView):
    """Stops the secret address."""

    permission = "team.view"
    http_method_names = ["post"]

    def post(self, request, *args, **kwargs) -> HttpResponse:
        """One rule."""
        rules.revoke_feed(self.member)
        return redirect(desk_url("workflows:agenda"))


class FeedFile(View):
    """An agenda under its secret address; unknown, stopped and of somebody who left are all the same: not there."""

    http_method_names = ["get", "head"]

    def get(self, request, secret: str) -> HttpResponse:
        """A month back and a year ahead."""
        entry = EntryToken.objects.filter(kind=EntryKind.ICS, token_hash=rules.hash_of(secret), active=True).select_related("office").first()
        if entry is None:
            raise Http404("No such agenda.")
        with office_scope(entry.office_id):
            row = CalendarToken.objects.filter(pk=entry.target_id, revoked_at=None).select_related("member__user", "member__office", "member__role").first()
            if row is None or not row.member.works_now:
                raise Http404("No such agenda.")
            today = timezone.localdate()
            entries = agenda_of(row.member, today - FEED_BEHIND, today + FEED_AHEAD, deadlines=row.with_deadlines)
            text = ics.calendar(
                entries, name=f"Agenda {entry.office.name}", root=settings.KANTOOR_BASE_URL, now=timezone.now(), hides_names=row.hides_names
            )
        EntryToken.objects.filter(pk=entry.pk).update(last_used_at=timezone.now())
        answer = HttpResponse(text, content_type="text/calendar; charset=utf-8")
        answer["Cache-Control"] = "no-store"
        answer["Referrer-Policy"] = "no-referrer"
        return answer


def _uuid(text: str):
    try:
        return UUID(text)
    except ValueError:
        return None
