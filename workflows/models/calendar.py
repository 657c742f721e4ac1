"""Agenda: appointments of colleagues with clients, and the secret address under which a calendar reads them."""

from django.db import models
from django.db.models import F, Q

from offices.models import Edited, OfficeManager, OfficeOwned, belongs_to
from offices.walls import SameOffice
from workflows.calendar_queries import AppointmentQuerySet
from workflows.enums import Openness


class Appointment(Edited):
    """Afspraak; of a whole day both moments are midnight and the last day counts."""

    title = models.CharField("Titel", max_length=150)
    starts_at = models.DateTimeField("Begin")
    ends_at = models.DateTimeField("Einde")
    whole_day = models.BooleanField("Hele dag", default=False)
    relation = belongs_to("crm.Relation", models.SET_NULL, null=True, related_name="appointments", verbose_name="Relatie")
    place = models.CharField("Plaats of link", max_length=200, blank=True)
    note = models.TextField("Notitie", blank=True, max_length=4_000)
    openness = models.CharField("Zichtbaar", max_length=7, choices=Openness, default=Openness.OPEN)

    objects = OfficeManager.from_queryset(AppointmentQuerySet)()

    class Meta(Edited.Meta):
        verbose_name = "afspraak"
        verbose_name_plural = "afspraken"
        constraints = [
            *Edited.Meta.constraints,
            SameOffice("relation"),
            models.CheckConstraint(condition=Q(ends_at__gte=F("starts_at")), name="workflows_appointment_order"),
        ]
        indexes = [
            models.Index(fields=["office", "starts_at", "id"], name="workflows_appointment_start"),
            models.Index(fields=["office", "relation", "starts_at"], name="workflows_appointment_relation"),
        ]

    def __str__(self):
        return self.title


class AppointmentMember(OfficeOwned):
    """A colleague who takes part."""

    appointment = belongs_to("workflows.Appointment", models.CASCADE, related_name="members")
    member = belongs_to("offices.TeamMember", models.PROTECT, related_name="appointments")

    class Meta(OfficeOwned.Meta):
        verbose_name = "deelnemer"
        verbose_name_plural = "deelnemers"
        constraints = [
            *OfficeOwned.Meta.constraints,
            SameOffice("appointment"),
            SameOffice("member"),
            models.UniqueConstraint(fields=["office", "member", "appointment"], name="workflows_appointmentmember_once"),
        ]
        indexes = [models.Index(fields=["office", "appointment"], name="workflows_appointment_who")]

    def __str__(self):
        return f"{self.member_id} bij {self.appointment_id}"


class AppointmentContact(OfficeOwned):
    """A contact who takes part."""

    appointment = belongs_to("workflows.Appointment", models.CASCADE, related_name="contacts")
    contact = belongs_to("crm.Contact", models.CASCADE, related_name="appointments")

    class Meta(OfficeOwned.Meta):
        verbose_name = "deelnemend contact"
        verbose_name_plural = "deelnemende contacten"
        constraints = [
            *OfficeOwned.Meta.constraints,
            SameOffice("appointment"),
            SameOffice("contact"),
            models.UniqueConstraint(fields=["office", "contact", "appointment"], name="workflows_appointmentcontact_once"),
        ]
        indexes = [models.Index(fields=["office", "appointment"], name="workflows_appointment_contact")]

    def __str__(self):
        return f"{self.contact_id} bij {self.appointment_id}"


class CalendarToken(OfficeOwned):
    """That a colleague reads his agenda in a calendar of his own, under a secret address (EntryToken)."""

    member = belongs_to("offices.TeamMember", models.PROTECT, related_name="calendar_tokens")
    hides_names = models.BooleanField("Zonder namen van cliënten", default=True)
    with_deadlines = models.BooleanField("Met uiterste datums van aangiften", default=True)
    created_at = models.DateTimeField("Gemaakt op", auto_now_add=True)
    revoked_at = models.DateTimeField("Ingetrokken op", null=True, blank=True)

    class Meta(OfficeOwned.Meta):
        verbose_name = "agendalink"
        verbose_name_plural = "agendalinks"
        constraints = [
            *OfficeOwned.Meta.constraints,
            SameOffice("member"),
            models.UniqueConstraint(
                fields=["office", "member"], condition=Q(revoked_at=None), name="workflows_calendartoken_one_live"
            ),
        ]

    def __str__(self):
        return f"agenda van {self.member_id}"
