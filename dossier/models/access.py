"""Who could see something, and who did."""

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import RangeOperators
from django.db import models
from django.db.models import F, Func, Q
from django.utils import timezone

from dossier.enums import AccessKind, Audience, Place
from offices.models import OfficeOwned, belongs_to
from offices.walls import SameOffice


def _no_overlap(subject: str) -> ExclusionConstraint:
    """At any moment at most one interval per subject and audience."""
    span = Func(F("valid_from"), F("valid_to"), function="tstzrange")
    return ExclusionConstraint(
        name=f"dossier_visibility_{subject}_once",
        expressions=[
            (F("office"), RangeOperators.EQUAL),
            (F(subject), RangeOperators.EQUAL),
            (F("audience"), RangeOperators.EQUAL),
            (span, RangeOperators.OVERLAPS),
        ],
        condition=Q(**{f"{subject}__isnull": False}),
    )


class VisibilityInterval(OfficeOwned):
    """From when to when an item or folder was open to an audience. Only ever closed, never changed.

    An item was visible to the client when an interval of the item and one of its folder both held.
    """

    item = belongs_to("dossier.DossierItem", models.CASCADE, null=True, related_name="visibility_intervals")
    folder = belongs_to("dossier.Folder", models.CASCADE, null=True, related_name="visibility_intervals")
    audience = models.CharField("voor", max_length=10, choices=Audience.choices, default=Audience.CLIENT)
    valid_from = models.DateTimeField("vanaf", default=timezone.now)
    valid_to = models.DateTimeField("tot", null=True, blank=True)
    opened_by = models.CharField("geopend door", max_length=160, blank=True)
    closed_by = models.CharField("gesloten door", max_length=160, blank=True)

    class Meta(OfficeOwned.Meta):
        verbose_name, verbose_name_plural = "zichtbaarheid", "zichtbaarheden"
        constraints = [
            *OfficeOwned.Meta.constraints,
            SameOffice("item"),
            SameOffice("folder"),
            models.CheckConstraint(
                condition=Q(item__isnull=True, folder__isnull=False)
                | Q(item__isnull=False, folder__isnull=True),
                name="dossier_visibility_one_subject",
            ),
            _no_overlap("item"),
            _no_overlap("folder"),
        ]
        indexes = [
            models.Index(fields=["office", "item"], name="dossier_visibility_item"),
            models.Index(fields=["office", "folder"], name="dossier_visibility_folder"),
        ]

    def __str__(self):
        return f"{self.audience} {self.valid_from:%d-%m-%Y}"


class ItemAccess(OfficeOwned):
    """One person saw or took one version. Kept two years."""

    item_version = belongs_to("dossier.ItemVersion", models.CASCADE, related_name="accesses")
    member = belongs_to("offices.TeamMember", models.PROTECT, null=True, related_name="+")
    account = belongs_to("offices.PortalAccount", models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField("op", default=timezone.now)
    kind = models.CharField("wat", max_length=10, choices=AccessKind.choices)
    place = models.CharField("waar", max_length=6, choices=Place.choices)

    class Meta(OfficeOwned.Meta):
        verbose_name, verbose_name_plural = "inzage", "inzagen"
        constraints = [
            *OfficeOwned.Meta.constraints,
            SameOffice("item_version"),
            SameOffice("member"),
            SameOffice("account"),
            models.CheckConstraint(
                condition=Q(member__isnull=False, account__isnull=True)
                | Q(member__isnull=True, account__isnull=False),
                name="dossier_itemaccess_one_person",
            ),
        ]
        indexes = [
            models.Index(fields=["office", "item_version", "at"], name="dossier_access_version"),
            models.Index(fields=["office", "member"], name="dossier_access_member"),
            models.Index(fields=["office", "account"], name="dossier_access_account"),
            models.Index(fields=["office", "at"], name="dossier_access_at"),
        ]

    def __str__(self):
        return f"{self.kind} {self.at:%d-%m-%Y %H:%M}"
