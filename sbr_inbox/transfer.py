"""What of filings leaves, with the office or with one relation. Nothing that arrives is sent by itself."""

from django.db.models import Q
from django.utils import timezone

from offices.transfer.declaring import EDITED, Exported, Number, Stays, declare
from sbr_inbox.enums import KeyType, State
from sbr_inbox.indexes import base_of, key_index
from sbr_inbox.keys import make_key
from sbr_inbox.models import Filing

HERE = "Loopt op deze installatie."


def own(key):
    """Rows of one relation."""
    return Q(relation=key)


def remembered(indexes):
    """Index -> number, as some filing of the office still says it."""
    rows = Filing.objects.filter(key_hmac__in=indexes).order_by("key_hmac").distinct("key_hmac")
    return dict(rows.values_list("key_hmac", "key_value"))


def subject_index(number):
    """The index of a row of an UITSTEL message, as reading it makes it."""
    return key_index(make_key(KeyType.UNKNOWN, number).normal)


def looked_at_again(row):
    """What was not read or matched yet goes on; what was approved waits for a person."""
    return timezone.now() if row["state"] in (State.RECEIVED, State.PARSED) else None


def waits(row):
    """A sending that has not ended waits for somebody to release it."""
    return row["settled_at"] is None


declare(
    Exported(
        "sbr_inbox.ServiceAuthorisation",
        f"{EDITED} relation service tax year state state_on code valid_to note",
    ),
    Exported("sbr_inbox.AuthorisationStep", "authorisation state on at by"),
    Exported("sbr_inbox.FilingAction", "filing relation kind due_on reckoned done_at done_by note"),
    Exported(
        "sbr_inbox.Certificate",
        f"{EDITED} name subject issuer serial fingerprint valid_from valid_to chain pooled environment warned_days "
        "removed_at",
        stays={
            "key": Stays("Een privésleutel verlaat de installatie niet; laad het certificaat elders opnieuw.", ""),
            "active": Stays("Zonder sleutel wordt er niet mee verzonden.", False),
        },
    ),
    Exported(
        "sbr_inbox.ServiceCertificate",
        f"{EDITED} environment name pem fingerprint valid_from valid_to source checked_on",
    ),
    Exported("sbr_inbox.DigipoortAddress", f"{EDITED} environment service url source checked_on"),
    Exported("sbr_inbox.ExpectationMute", f"{EDITED} relation product period reason until"),
    Exported(
        "sbr_inbox.Delivery",
        f"{EDITED} filing route environment state aanleverkenmerk previous_aanleverkenmerk sha256 kenmerk queued_at "
        "sent_at settled_at tries polls last_polled_at",
        stays={
            "due_at": Stays(HERE),
            "lease_until": Stays(HERE),
            "held": Stays("Na een verhuizing wacht iedere verzending op een mens.", waits),
        },
    ),
    Exported(
        "sbr_inbox.DeliveryAttempt",
        "delivery number certificate aanleverkenmerk idempotency_key sha256 started_at ended_at outcome foutcode "
        "text answer",
    ),
    Exported(
        "sbr_inbox.DigipoortStatus",
        "delivery kenmerk code text at foutcode foutbeschrijving details phase read_at answer",
        of=lambda key: Q(delivery__filing__relation=key),
        arrives=False,
    ),
    Exported(
        "sbr_inbox.Filing",
        "state name stem received_by source source_ref source_relation package_name kind entrypoint taxonomy "
        "tijdvak period period_start period_end year frequency key_type key_value branch amount direction "
        "payment_reference payment_due supplier_reference xml_file pdf_file sha256 relation product match_rule "
        "match_trace suggestions sequence supersedes corrects assignee deadline deadline_rule received_at state_at "
        "offered_at approved_at sent_at final_at digipoort_kenmerk archived closing_note closing_file version",
        stays={
            "due_at": Stays(HERE, looked_at_again),
            "attempt": Stays(HERE, 0),
            "lease_until": Stays(HERE),
        },
        again={"key_hmac": lambda row: key_index(row["key_value"]), "base_hmac": lambda row: base_of(row["key_value"])},
        of=own,
        hidden=("closing_note", "match_trace", "suggestions"),
        arrives=False,
        secret=("source_relation", "supersedes", "corrects"),
        page="name kind state year period_start period_end amount direction xml_file pdf_file",
    ),
    Exported(
        "sbr_inbox.FilingReading",
        "filing reader_version summary facts warnings dates at",
        of=lambda key: Q(filing__relation=key),
        arrives=False,
    ),
    Exported(
        "sbr_inbox.FilingSubject",
        "filing position number year tax relation match_rule",
        again={"number_hmac": lambda row: subject_index(row["number"])},
    ),
    Exported("sbr_inbox.FilingIssue", "filing code field values opened_at closed_at ignored_by ignored_reason"),
    Exported("sbr_inbox.FilingEvent", "filing at actor on_behalf_of before after event code text raw"),
    Exported(
        "sbr_inbox.MatchMemory",
        "key_hmac kind relation by at",
        numbers={"key_hmac": Number(remembered, key_index)},
    ),
    Exported("sbr_inbox.Intake", "channel name size stored_file code text filing by by_label at"),
    Exported(
        "sbr_inbox.KindSetting",
        f"{EDITED} kind berichtsoort identity_type role accepted_codes rejected_codes folder route "
        "send_after_approval own_certificate source checked_on",
    ),
    Exported("sbr_inbox.StatusCode", f"{EDITED} code text meaning phase source checked_on"),
    Exported("sbr_inbox.FaultText", f"{EDITED} code meaning note same_file source checked_on"),
    Exported(
        "sbr_inbox.TaxOfficeAccount",
        f"{EDITED} iban bic holder valid_from valid_to source confirmed_by confirmed_at",
    ),
    Exported(
        "sbr_inbox.TaxonomyPackage",
        f"{EDITED} name generation file labels_count state attempt fault done total active",
        stays={
            "due_at": Stays(HERE),
            "lease_until": Stays(HERE),
        },
    ),
    Exported("sbr_inbox.TaxonomyLabel", "package element label type"),
    Exported("sbr_inbox.TaxonomyPlace", "package entrypoint element parent position depth"),
    Exported(
        "sbr_inbox.FilingCheck",
        "filing state reason messages at",
        stays={
            "due_at": Stays(HERE),
            "attempt": Stays(HERE, 0),
        },
    ),
    Exported("sbr_inbox.ApprovalPolicy", f"{EDITED} relation kind quorum n order factor reminders expires_after"),
    Exported(
        "sbr_inbox.ApprovalRequest",
        f"{EDITED} filing relation policy state sha256 pdf_sha256 pdf_file pdf_fault sentence_template "
        "sentence_values channel offered_at expires_at message closed_at closed_reason reminders reminded "
        "silent_at",
        stays={
            "pdf_due_at": Stays(HERE),
            "pdf_attempt": Stays(HERE, 0),
            "remind_due_at": Stays(HERE),
        },
        of=lambda key: Q(relation=key),
        arrives=False,
    ),
    Exported(
        "sbr_inbox.ApprovalAddressee",
        "request contact order partner_link asked_at seen_at reminded_at reminded",
    ),
    Exported(
        "sbr_inbox.Approval",
        "request contact member person_name decision reason sentence at factor ip agent sha256 pdf_sha256 mandate "
        "on_behalf_of evidence_file",
        of=lambda key: Q(request__relation=key),
        arrives=False,
    ),
    Exported(
        "sbr_inbox.Release",
        f"{EDITED} filing sha256 asked_by asked_at reason confirmed_by confirmed_at refused_at refused_by refusal",
    ),
    Exported(
        "sbr_inbox.Receipt",
        "kind filing approval release delivery reference simulated made_at json signature key_id file pdf_file "
        "item",
        of=lambda key: Q(filing__relation=key),
        arrives=False,
        page="filing__name kind reference made_at file pdf_file",
    ),
)
