"""What relations and contacts look like in JSON, with the field names of the product."""

from rest_framework import serializers

from crm.models import Contact, Relation
from crm.numbers import mask
from crm.rules.contacts import SCALARS as CONTACT_FIELDS
from crm.rules.filling import SCALARS as RELATION_FIELDS

ADDRESS = ("street", "house_number", "house_suffix", "postal_code", "city", "country")
BY_ID = ("kind", "avatar")


class AddressShape(serializers.Serializer):
    street = serializers.CharField(required=False, allow_blank=True)
    house_number = serializers.IntegerField(required=False, allow_null=True)
    house_suffix = serializers.CharField(required=False, allow_blank=True)
    postal_code = serializers.CharField(required=False, allow_blank=True)
    city = serializers.CharField(required=False, allow_blank=True)
    country = serializers.CharField(required=False)


class NumberRow(serializers.Serializer):
    value = serializers.CharField()
    is_main = serializers.BooleanField(required=False)
    valid_from = serializers.DateField(required=False, allow_null=True)
    valid_to = serializers.DateField(required=False, allow_null=True)


class NumbersField(serializers.ListField):
    """Numbers as text with the main one first, or objects with dates."""

    child = serializers.JSONField()


class FrequencyRow(serializers.Serializer):
    frequency = serializers.CharField()
    quarter_start = serializers.IntegerField(required=False)
    valid_from = serializers.DateField()


class Warned(serializers.Serializer):
    code = serializers.CharField()
    text = serializers.CharField()
    field = serializers.CharField(allow_null=True)


class RelationShape(serializers.ModelSerializer):
    """A relation as it is read."""

    bsn = serializers.CharField(read_only=True, help_text="Afgeschermd: alleen de laatste vier cijfers.")
    addresses = serializers.DictField(child=AddressShape())
    ob_nummers = NumberRow(many=True)
    loonheffingennummers = NumberRow(many=True)

    class Meta:
        model = Relation
        fields = ["id", "status", *RELATION_FIELDS, "ended_on", "end_reason", "rsin", "bsn", "addresses", "ob_nummers",
                  "loonheffingennummers", "version", "created_at", "updated_at"]  # fmt: skip


class RelationInput(serializers.Serializer):
    """A relation as it is written; the rules judge every value, so shapes here are wide."""

    status = serializers.ChoiceField(choices=["PROSPECT", "CLIENT"], required=False)
    version = serializers.IntegerField(required=False, help_text="Verplicht bij wijzigen.")
    number_override_reason = serializers.CharField(required=False, allow_blank=True)
    rsin_bsn = serializers.CharField(required=False, allow_blank=True)
    rsin = serializers.CharField(required=False, allow_blank=True)
    bsn = serializers.CharField(required=False, allow_blank=True)
    addresses = serializers.DictField(child=AddressShape(allow_null=True), required=False)
    ob_nummers = NumbersField(required=False)
    loonheffingennummers = NumbersField(required=False)
    ob_frequency = FrequencyRow(many=True, required=False)
    lh_frequency = FrequencyRow(many=True, required=False)

    def get_fields(self):
        plain = {name: serializers.JSONField(required=False) for name in RELATION_FIELDS if name not in BY_ID}
        plain["kind"] = serializers.UUIDField(required=False, allow_null=True)
        return super().get_fields() | plain


class ContactShape(serializers.ModelSerializer):
    """A contact as it is read."""

    bsn = serializers.CharField(read_only=True, help_text="Afgeschermd: alleen de laatste vier cijfers.")
    address = AddressShape(allow_null=True)

    class Meta:
        model = Contact
        fields = ["id", *CONTACT_FIELDS, "name", "bsn", "address", "version", "created_at", "updated_at"]


class ContactInput(serializers.Serializer):
    """A contact as it is written."""

    version = serializers.IntegerField(required=False, help_text="Verplicht bij wijzigen.")
    bsn = serializers.CharField(required=False, allow_blank=True)
    address = AddressShape(required=False, allow_null=True)
    relation = serializers.UUIDField(required=False, help_text="Koppelt het nieuwe contact aan deze relatie.")

    def get_fields(self):
        return super().get_fields() | {name: serializers.JSONField(required=False) for name in CONTACT_FIELDS}


def relation_json(relation) -> dict:
    """A relation loaded with `with_everything`."""
    said = {name: getattr(relation, name) for name in RELATION_FIELDS if name not in BY_ID}
    numbers = relation.numbers_now
    return {
        "id": str(relation.pk),
        "status": relation.status,
        **said,
        "kind": _id(relation.kind_id),
        "ended_on": relation.ended_on,
        "end_reason": relation.end_reason,
        "rsin": relation.rsin,
        "bsn": mask(relation.bsn) if relation.bsn else "",
        "addresses": {row.kind: address_json(row) for row in relation.addresses.all()},
        "ob_nummers": [_number(row, relation) for row in numbers if row.kind == "OB"],
        "loonheffingennummers": [_number(row, relation) for row in numbers if row.kind == "LH"],
        "version": relation.version,
        "created_at": relation.created_at,
        "updated_at": relation.updated_at,
    }


def contact_json(contact) -> dict:
    """A contact loaded with its address."""
    address = next(iter(contact.addresses.all()), None)
    return {
        "id": str(contact.pk),
        **{name: getattr(contact, name) for name in CONTACT_FIELDS},
        "name": contact.name,
        "bsn": mask(contact.bsn) if contact.bsn else "",
        "address": address_json(address) if address else None,
        "version": contact.version,
        "created_at": contact.created_at,
        "updated_at": contact.updated_at,
    }


def address_json(row) -> dict:
    """An address as an object."""
    return {name: getattr(row, name) for name in ADDRESS}


def _id(pk) -> str | None:
    return str(pk) if pk else None


def _number(row, relation) -> dict:
    # The OB and LH number of an eenmanszaak hold the BSN of its owner.
    value = f"{mask(row.value[:9])}{row.value[9:]}" if relation.bsn else row.value
    return {"value": value, "is_main": row.is_main, "valid_from": row.valid_from, "valid_to": row.valid_to}
