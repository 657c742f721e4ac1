"""What of relations and contacts leaves, with the office or with one relation."""

from django.db.models import Q

from crm.indexes import base_index, bsn_index, tax_number_index
from crm.models import Relation
from crm.numbers import normalise
from offices.transfer.declaring import EDITED, THROWN, Exported, Number, Stays, declare


def own(key):
    """Rows of one relation."""
    return Q(relation=key)


def overridden(indexes):
    """Index -> fiscal number of the relations that carry one of these indexes, by BSN or RSIN."""
    rows = Relation.objects.exclude(rsin="", bsn_hmac="").only("id", "rsin", "bsn", "bsn_hmac")
    found = {row.bsn_hmac: row.bsn for row in rows.filter(bsn_hmac__in=indexes)}
    if missing := set(indexes) - set(found):
        overridden_by = {bsn_index(rsin): rsin for rsin in rows.exclude(rsin="").values_list("rsin", flat=True)}
        found |= {index: overridden_by[index] for index in missing if index in overridden_by}
    return found


declare(
    Exported(
        "crm.Address",
        "relation contact kind street house_number house_suffix postal_code city country source",
        of=lambda key: Q(relation=key) | Q(contact__links__relation=key),
        page="kind street house_number house_suffix postal_code city country",
    ),
    Exported("crm.AppLink", f"{EDITED} name url icon description group audience shown_for order active"),
    Exported("crm.AppLinkOverride", f"{EDITED} link relation url"),
    Exported("crm.BankAccount", "relation iban holder_name is_main verified_by verified_at", of=own, page="iban holder_name is_main"),
    Exported(
        "crm.Contact",
        f"{EDITED} {THROWN} number salutation initials first_name infix last_name call_name name sort_name "
        "search_text gender birth_date birth_place deceased_on email phone mobile bsn language note merged_into",
        again={"bsn_hmac": lambda row: bsn_index(row["bsn"])},
        of=lambda key: Q(links__relation=key),
        hidden=("note",),
        sheet="contacten",
        secret=("bsn", "merged_into"),
    ),
    Exported(
        "crm.RelationContact",
        f"{EDITED} relation contact job_title department email_override phone_override is_preferred portal_access "
        "sees valid_from valid_to note",
        of=own,
        hidden=("note",),
        page="contact job_title contact__email contact__phone contact__mobile valid_from valid_to",
    ),
    Exported(
        "crm.CustomField",
        f"{EDITED} label key target type choices required shown_for group order sync_mappable searchable active",
        natural=("target", "key"),
        made=True,
    ),
    Exported("crm.CustomValue", "field relation contact value", of=own, page="field value"),
    Exported("crm.TaxFrequency", "relation kind frequency quarter_start valid_from", of=own, page="kind frequency valid_from"),
    Exported("crm.KorMark", "relation valid_from valid_to", of=own),
    Exported("crm.FiscalYear", "relation start end", of=own, page="start end"),
    Exported(
        "crm.FiscalUnity",
        "kind name number head",
        again={"number_hmac": lambda row: tax_number_index(row["number"])},
    ),
    Exported("crm.FiscalUnityMember", "unity kind relation valid_from valid_to"),
    Exported("crm.RelationKind", "name audience active", natural=("name",), made=True),
    Exported("crm.RelationGroup", "name color note", natural=("name",), made=True),
    Exported("crm.RelationGroupMember", "group relation", of=own, internal=True),
    Exported("crm.RelationLabel", "label relation", of=own, internal=True),
    Exported("crm.ContactLabel", "label contact"),
    Exported("crm.ImportTemplate", f"{EDITED} name system columns value_maps"),
    Exported(
        "crm.ImportBatch",
        f"{EDITED} name file sha256 state template mapping scope defaults counts compared_at plan fault",
        stays={
            "job": Stays("Voortgang gaat niet mee."),
        },
    ),
    Exported(
        "crm.ImportRow",
        "batch sheet number raw normalised label key keys group match target_id seen_version differences decisions errors "
        "chosen result",
        pointers=("target_id",),
    ),
    Exported(
        "crm.Invitation",
        f"{EDITED} contact state email sent_at opened_at accepted_at expires_at bounced_reason invited_by text",
    ),
    Exported(
        "crm.Mandate",
        f"{EDITED} relation contact scope mode basis evidence_file valid_from valid_to revoked_at note",
        of=own,
        hidden=("note",),
        page="contact scope basis mode valid_from valid_to evidence_file",
    ),
    Exported("crm.MandatePartner", f"{EDITED} mandate contact"),
    Exported("crm.PartnerLink", f"{EDITED} person_a person_b contact_b kind valid_from valid_to"),
    Exported(
        "crm.MergeRecord",
        f"{EDITED} kind winner_id loser_id winner_label loser_label plan carried left_version undone_at",
    ),
    Exported(
        "crm.Provenance",
        "relation contact field source_kind source_id source_label set_at previous",
        of=own,
        internal=True,
    ),
    Exported("crm.RegisterSnapshot", "relation source taken_at data file", of=own),
    Exported(
        "crm.ChangePlan",
        "kind title hash made_by made_at expires_at state reason applied_at undone_at counts",
        stays={
            "job": Stays("Voortgang gaat niet mee."),
        },
    ),
    Exported(
        "crm.PlanItem",
        "plan position action object_kind object_id label seen_version changes result reason left_version",
    ),
    Exported(
        "crm.Relation",
        f"{EDITED} {THROWN} number type status memo kind client_since ended_on end_reason is_private language "
        "avatar name sort_name search_text trade_names rechtsvorm employee_count founded_on display_name initials "
        "first_names infix last_name call_name gender birth_date birth_place marital_status deceased_on phone "
        "mobile email invoice_email website kvk_nummer vestigingsnummer sector sbi_codes rsin bsn btw_id "
        "merged_into from_contact",
        again={"bsn_hmac": lambda row: bsn_index(row["bsn"])},
        of=lambda key: Q(pk=key),
        hidden=("memo",),
        sheet="relaties",
        secret=("merged_into",),
        page="number name status type rechtsvorm kvk_nummer rsin bsn btw_id phone email website client_since ended_on birth_date",
    ),
    Exported(
        "crm.SharedEntity",
        f"{EDITED} kind name sort_name initials infix last_name birth_date country number note",
    ),
    Exported(
        "crm.Stake",
        f"{EDITED} owner_contact owner_entity owner_relation relation target_entity kind percentage valid_from "
        "valid_to source",
    ),
    Exported(
        "crm.ThirdPartyLink",
        f"{EDITED} relation third name role contact reference phone email valid_from valid_to",
        of=lambda key: Q(relation=key, third=None),
    ),
    Exported("crm.SbrMasterData", "relation entity_size seat currency adoption_note sbi_main statement_kind", of=own),
    Exported(
        "crm.TaxNumber",
        "relation kind value is_main valid_from valid_to note",
        again={"value_hmac": lambda row: tax_number_index(row["value"]), "base_hmac": lambda row: base_index(normalise(row["value"]).base)},
        of=own,
        hidden=("note",),
        page="kind value is_main valid_from valid_to",
    ),
    Exported(
        "crm.NumberOverride",
        "relation kind number_hmac reason by at",
        numbers={"number_hmac": Number(overridden, bsn_index)},
    ),
    Exported("crm.TeamAssignment", f"{EDITED} relation role member valid_from valid_to", of=own, internal=True, page="role member valid_from valid_to"),
    Exported("crm.DefaultAssignment", f"{EDITED} order role member condition"),
    Exported("crm.StandInRelation", "stand_in relation"),
    Exported(
        "crm.TimelineEntry",
        "relation kind event at member actor_label on_behalf_of title text object_kind object_id visible_to_client "
        "muted",
        of=own,
        only_shown=lambda rows: rows.filter(visible_to_client=True),
        page="at title text actor_label",
    ),
    Exported("crm.Note", f"{EDITED} relation text visibility is_decision pinned", of=own, internal=True, page="created_at created_by text"),
)
