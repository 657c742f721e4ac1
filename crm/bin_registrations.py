"""Relations and contacts in the bin of the office."""

from crm.models import Contact, Relation
from crm.registry import BinKind, bin_kinds
from crm.rules.bin import days_left, empty_bin, restore
from offices.registry import sweeps

sweeps.register(empty_bin)
bin_kinds.register(
    BinKind(
        "relatie",
        "Relatie",
        "Relaties",
        "building-2",
        rows=lambda member: Relation.objects.in_bin_of(member).select_related("deleted_by__user"),
        name=lambda row: row.name,
        place=lambda row: row.number,
        restore=restore,
        days_left=days_left,
        order=10,
    )
)
bin_kinds.register(
    BinKind(
        "contact",
        "Contact",
        "Contacten",
        "user-round",
        rows=lambda member: Contact.objects.in_bin_of(member).select_related("deleted_by__user"),
        name=lambda row: row.name,
        place=lambda row: row.number,
        restore=restore,
        days_left=days_left,
        order=20,
    )
)
