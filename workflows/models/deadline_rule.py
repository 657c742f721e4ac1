"""Dates of the law as dated rows: where they come from, who compared them, and until when they hold."""

from django.db import models
from django.db.models import F, Q

from crm.enums import FilingKind
from crm.validity import in_order, no_overlap
from offices.history import history
from offices.models import Edited, OfficeOwned, belongs_to
from offices.walls import SameOffice
from workflows.enums import Checked, DeadlineFor, Formula, Frequency, Shift

_MONTHS = (
    "januari", "februari", "maart", "april", "mei", "juni", "juli", "augustus", "september", "oktober", "november", "december",
)  # fmt: skip


class Sourced(models.Model):
    """A delivered value with where it was found and who of the office compared it."""

    source = models.CharField("Bron", max_length=300)
    checked_on = models.DateField("Gecontroleerd op", null=True, blank=True)
    status = models.CharField("Controle", max_length=10, choices=Checked, default=Checked.UNCHECKED)
    confirmed_by = belongs_to("offices.TeamMember", models.PROTECT, null=True, related_name="+", verbose_name="Bevestigd door")

    class Meta:
        abstract = True

    @property
    def is_checked(self) -> bool:
        """Whether the mark *te controleren* may go."""
        return self.status == Checked.CHECKED


@history()
class DeadlineRule(Sourced, Edited):
    """How the last day of filing and of paying follow from a period; valid for periods that end within its dates."""

    kind = models.CharField("Soort aangifte", max_length=20, choices=FilingKind)
    # Empty: every rhythm that has no row of its own.
    frequency = models.CharField("Tijdvak", max_length=12, choices=Frequency, blank=True)
    purpose = models.CharField("Geldt voor", max_length=10, choices=DeadlineFor, default=DeadlineFor.STANDARD)
    formula = models.CharField("Berekening", max_length=10, choices=Formula)
    months = models.SmallIntegerField("Maanden", default=0)
    days = models.SmallIntegerField("Dagen daarbij", default=0)
    years = models.SmallIntegerField("Jaren", default=0)
    fixed_month = models.PositiveSmallIntegerField("Vaste maand", null=True, blank=True)
    fixed_day = models.PositiveSmallIntegerField("Vaste dag", null=True, blank=True)
    filing_shift = models.CharField("Aangifte in weekend of op feestdag", max_length=17, choices=Shift, default=Shift.NONE)
    has_payment = models.BooleanField("Heeft een uiterste betaaldatum", default=False)
    payment_days = models.SmallIntegerField("Betalen: dagen na de uiterste aangiftedatum", default=0)
    payment_shift = models.CharField(
        "Betalen in weekend of op feestdag", max_length=17, choices=Shift, default=Shift.PREVIOUS_WORKDAY
    )
    valid_from = models.DateField("Tijdvakken vanaf", null=True, blank=True)
    valid_to = models.DateField("Tijdvakken tot en met", null=True, blank=True)
    note = models.CharField("Toelichting", max_length=300, blank=True)
    # Empty while open filings still have to be dated again with this row.
    spread_at = models.DateTimeField(null=True, blank=True, editable=False)

    class Meta(Edited.Meta):
        verbose_name = "Termijn"
        verbose_name_plural = "Termijnen"
        ordering = ["kind", "purpose", "frequency", F("valid_from").asc(nulls_first=True)]
        constraints = [
            *Edited.Meta.constraints,
            SameOffice("confirmed_by"),
            models.CheckConstraint(condition=in_order(), name="workflows_deadlinerule_dates"),
            models.CheckConstraint(
                condition=~Q(formula=Formula.FIXED_DAY) | Q(fixed_month__range=(1, 12), fixed_day__range=(1, 31)),
                name="workflows_deadlinerule_fixed",
            ),
            models.CheckConstraint(
                condition=~Q(status=Checked.CHECKED) | Q(checked_on__isnull=False), name="workflows_deadlinerule_checked"
            ),
            no_overlap("kind", "frequency", "purpose", name="workflows_deadlinerule_once"),
        ]
        indexes = [models.Index(fields=["office", "confirmed_by"], name="workflows_deadlinerule_by")]

    def __str__(self):
        rhythm = f" per {self.get_frequency_display().lower()}" if self.frequency else ""
        return f"{self.get_kind_display()}{rhythm}, {self.get_purpose_display().lower()}"

    @property
    def in_words(self) -> str:
        """The formula as people say it: «laatste dag van de maand, 1 maand na het tijdvak»."""
        return " ".join(part for part in (self._base_words(), self._day_words()) if part)

    def _base_words(self) -> str:
        if self.formula == Formula.FIXED_DAY:
            if self.fixed_month is None:
                return f"de {self.fixed_day}e van de maand waarin het tijdvak eindigt"
            year = {0: "hetzelfde jaar", 1: "het volgende jaar", 2: "het tweede jaar daarna"}.get(self.years, f"{self.years} jaar later")
            return f"{self.fixed_day} {_MONTHS[self.fixed_month - 1]} van {year}"
        if self.formula == Formula.DAYS:
            return ""
        months = f"{self.months} maand" if self.months == 1 else f"{self.months} maanden"
        return f"laatste dag van de maand, {months} later" if self.formula == Formula.MONTH_END else f"dezelfde dag, {months} later"

    def _day_words(self) -> str:
        if not self.days:
            return ""
        amount = f"{abs(self.days)} {'dag' if abs(self.days) == 1 else 'dagen'}"
        if self.formula == Formula.DAYS:
            return f"{amount} later" if self.days > 0 else f"{amount} eerder"
        return f"plus {amount}" if self.days > 0 else f"min {amount}"


@history()
class BeconRow(Sourced, Edited):
    """How many of the registered returns over a year must be in by a month's end."""

    return_year = models.PositiveSmallIntegerField("Aangiftejaar")
    month_end = models.DateField("Uiterlijk")
    percentage = models.DecimalField("Percentage", max_digits=5, decimal_places=2)

    class Meta(Edited.Meta):
        verbose_name = "Percentage beconregeling"
        verbose_name_plural = "Percentages beconregeling"
        ordering = ["return_year", "month_end"]
        constraints = [
            *Edited.Meta.constraints,
            SameOffice("confirmed_by"),
            models.UniqueConstraint(fields=["office", "return_year", "month_end"], name="workflows_beconrow_once"),
            models.CheckConstraint(condition=Q(percentage__gte=0, percentage__lte=100), name="workflows_beconrow_percentage"),
        ]
        indexes = [models.Index(fields=["office", "confirmed_by"], name="workflows_beconrow_by")]

    def __str__(self):
        return f"{self.percentage}% op {self.month_end:%d-%m-%Y}"


@history()
class OfficeHoliday(OfficeOwned):
    """An extra free day: made equal to a holiday by decree, or a day on which the office is closed.

    Only a decree moves a date of the law; a day off of the office moves internal dates and reminders.
    """

    day = models.DateField("Dag")
    name = models.CharField("Naam", max_length=80)
    by_decree = models.BooleanField("Bij besluit gelijkgesteld met een feestdag", default=False)

    class Meta(OfficeOwned.Meta):
        verbose_name = "Vrije dag"
        verbose_name_plural = "Vrije dagen"
        ordering = ["day"]
        constraints = [
            *OfficeOwned.Meta.constraints,
            models.UniqueConstraint(fields=["office", "day"], name="workflows_officeholiday_once"),
        ]

    def __str__(self):
        return f"{self.name} {self.day:%d-%m-%Y}"
