"""What a status of the receiver means for a filing: by the tables of *Beheer > SBR*, never by code alone."""

from dataclasses import dataclass

from sbr_inbox.delivery_enums import StatusPhase
from sbr_inbox.models import KindSetting, StatusCode

P = StatusPhase
VERDICTS = (P.ACCEPTED, P.REJECTED_DIGIPOORT, P.REJECTED_RECEIVER)


@dataclass(frozen=True)
class Meanings:
    """The codes an office knows, and those that end one kind."""

    phases: dict[str, str]
    accepted: frozenset[str]
    rejected: frozenset[str]

    def phase(self, row) -> str:
        """The phase of a status row. A fault code is a failure whatever the status says; an unknown code is UNKNOWN."""
        known = self.phases.get(row.code, P.UNKNOWN)
        if row.code in self.rejected:
            return P.REJECTED_RECEIVER
        if row.foutcode:
            return known if known == P.REJECTED_RECEIVER else P.REJECTED_DIGIPOORT
        return P.ACCEPTED if row.code in self.accepted else known


def meanings(kind: str) -> Meanings:
    """What status codes mean for a kind of filing. Two queries."""
    setting = KindSetting.objects.filter(kind=kind).first()
    return Meanings(
        dict(StatusCode.objects.values_list("code", "phase")),
        frozenset(setting.accepted_codes if setting else ()),
        frozenset(setting.rejected_codes if setting else ()),
    )
