"""Bank accounts of a relation."""

from django.db import models
from django.db.models import Q

from crm.enums import VerifiedBy
from offices.history import history
from offices.models import OfficeOwned, belongs_to
from offices.walls import SameOffice


@history("relation")
class BankAccount(OfficeOwned):
    """An account by its IBAN; one per relation is the main one."""

    relation = belongs_to("crm.Relation", models.CASCADE, related_name="bank_accounts")
    iban = models.CharField("IBAN", max_length=34)
    holder_name = models.CharField("Ten name van", max_length=70, blank=True)
    is_main = models.BooleanField("Hoofdrekening", default=False)
    verified_by = models.CharField("Controle", max_length=8, choices=VerifiedBy, default=VerifiedBy.NONE)
    verified_at = models.DateTimeField("Gecontroleerd op", null=True, blank=True)

    class Meta(OfficeOwned.Meta):
        verbose_name = "bankrekening"
        verbose_name_plural = "bankrekeningen"
        constraints = [
            *OfficeOwned.Meta.constraints,
            SameOffice("relation"),
            models.UniqueConstraint(fields=["office", "relation", "iban"], name="crm_bankaccount_iban"),
            models.UniqueConstraint(
                fields=["office", "relation"], condition=Q(is_main=True), name="crm_bankaccount_one_main"
            ),
        ]
        indexes = [
            models.Index(fields=["office", "relation"], name="crm_bankaccount_relation"),
            models.Index(fields=["office", "iban"], name="crm_bankaccount_by_iban"),
        ]

    def __str__(self):
        return self.iban
