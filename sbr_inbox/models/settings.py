"""The table of *Beheer > SBR* with what the office decides per kind of filing."""

from django.db import models

from crm.enums import FilingKind
from offices.history import history
from offices.models import Edited
from sbr_inbox.enums import Route, SendAfterApproval


@history()
class KindSetting(Edited):
    """How one kind of filing is named towards Digipoort, where it is filed and how it leaves."""

    kind = models.CharField("Soort", max_length=20, choices=FilingKind)
    berichtsoort = models.CharField("Berichtsoort", max_length=60, blank=True)
    identity_type = models.CharField("Soort identiteit", max_length=20, blank=True)
    role = models.CharField("Rol belanghebbende", max_length=40, blank=True)
    final_codes = models.JSONField("Eindcodes", default=list, blank=True)
    # Names of folders from the top of the tree, with a slash between them.
    folder = models.CharField("Map in het dossier", max_length=200)
    route = models.CharField("Route", max_length=20, choices=Route, default=Route.DIGIPOORT)
    send_after_approval = models.CharField(
        "Na akkoord", max_length=10, choices=SendAfterApproval, default=SendAfterApproval.BY_HAND
    )

    class Meta(Edited.Meta):
        verbose_name = "Instelling per soort"
        verbose_name_plural = "Instellingen per soort"
        ordering = ["kind"]
        constraints = [
            *Edited.Meta.constraints,
            models.UniqueConstraint(fields=["office", "kind"], name="sbr_inbox_kindsetting_kind"),
        ]

    def __str__(self):
        return self.get_kind_display()
