"""What the list of contacts can be narrowed to."""

import django_filters as filters
from django.db.models import Exists, OuterRef, Q

from crm.enums import FieldTarget
from crm.filters.choices import office_choices
from crm.filters.custom import PREFIX, custom_filters
from crm.models import Contact, ContactLabel, Invitation, Relation, RelationContact, Stake
from crm.search import find_contacts
from offices.filters import ListFilter
from offices.models import PortalAccount

_WAITING = ("QUEUED", "SENT", "OPENED")
_MISSING = [("email", "Geen e-mailadres"), ("telefoon", "Geen telefoonnummer"), ("relatie", "Geen relatie")]


class ContactFilter(ListFilter):
    """Filters of the contacts list."""

    main = ("q", "portaal", "mist", "label")

    q = filters.CharFilter(method="search", label="Zoeken")
    portaal = filters.MultipleChoiceFilter(
        choices=[
            ("actief", "Actief"),
            ("uitgenodigd", "Uitgenodigd"),
            ("niet", "Niet uitgenodigd"),
            ("niet-afgeleverd", "Mail niet afgeleverd"),
        ],
        method="portal",
        label="Portaal",
    )
    mist = filters.MultipleChoiceFilter(choices=_MISSING, method="missing", label="Compleet")
    label = filters.MultipleChoiceFilter(method="labelled", label="Label")
    functie = filters.CharFilter(method="job", label="Functie", max_length=101)
    relatie = filters.CharFilter(method="relation", label="Relatienummer", max_length=20)
    relaties = filters.ChoiceFilter(choices=[("0", "Geen"), ("1", "Eén"), ("2", "Meer dan één")], method="linked", label="Relaties")
    voorkeur = filters.ChoiceFilter(choices=[("ja", "Voorkeurscontact")], method="preferred", label="Voorkeur")
    belang = filters.ChoiceFilter(choices=[("ja", "Met een belang")], method="owner", label="Belang")

    class Meta:
        model = Contact
        fields: list[str] = []

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.filters["label"].extra["choices"] = office_choices()["contactlabel"]
        if self.shows_all or any(name.startswith(PREFIX) for name in self.data):
            for name, each in custom_filters(FieldTarget.CONTACT).items():
                self.add(name, each)

    def search(self, queryset, name, value):
        """Name, number, mail or phone."""
        return find_contacts(queryset, value)

    def portal(self, queryset, name, value):
        """By how far a contact is with the portal."""
        accounts = PortalAccount.objects.filter(office=self.request.office, active=True)
        active = list(accounts.values_list("contact_id", flat=True))
        invitations = Invitation.objects.filter(contact_id=OuterRef("pk"))
        invited = Exists(invitations.filter(state__in=_WAITING))
        choices = {
            "actief": Q(pk__in=active),
            "uitgenodigd": ~Q(pk__in=active) & Q(invited),
            "niet": ~Q(pk__in=active) & ~Q(invited),
            "niet-afgeleverd": ~Q(pk__in=active) & Q(Exists(invitations.filter(state="BOUNCED"))),
        }
        wanted = Q()
        for one in value:
            wanted |= choices[one]
        return queryset.filter(wanted)

    def _links(self):
        """Today's links to relations this member may see: what lies beyond must not be found out by filtering."""
        seen = Relation.objects.visible_to(self.request.member)
        return RelationContact.objects.valid().filter(contact_id=OuterRef("pk"), relation__in=seen)

    def missing(self, queryset, name, value):
        """Contacts that lack something; several together must all lack."""
        if "email" in value:
            queryset = queryset.filter(email="")
        if "telefoon" in value:
            queryset = queryset.filter(phone="", mobile="")
        return queryset.filter(~Exists(self._links())) if "relatie" in value else queryset

    def labelled(self, queryset, name, value):
        """Contacts with any of these labels."""
        rows = ContactLabel.objects.filter(contact_id=OuterRef("pk"), label_id__in=value)
        return queryset.filter(Exists(rows)) if value else queryset

    def job(self, queryset, name, value):
        """By a part of the function at one of the relations, or the whole of it behind «=»."""
        if not value:
            return queryset
        wanted = Q(job_title=value[1:].strip()) if value.startswith("=") else Q(job_title__icontains=value)
        return queryset.filter(Exists(self._links().filter(wanted)))

    def relation(self, queryset, name, value):
        """Contacts of the relation with this number."""
        return queryset.filter(Exists(self._links().filter(relation__number=value))) if value else queryset

    def linked(self, queryset, name, value):
        """By how many relations a contact has."""
        if value == "0":
            return queryset.filter(~Exists(self._links()))
        several = Exists(self._links()[1:2])
        return queryset.filter(several) if value == "2" else queryset.filter(Exists(self._links()), ~several)

    def preferred(self, queryset, name, value):
        """Contacts that are preferred by a relation."""
        return queryset.filter(Exists(self._links().filter(is_preferred=True))) if value else queryset

    def owner(self, queryset, name, value):
        """Contacts with a stake in a relation this member may see."""
        seen = Relation.objects.visible_to(self.request.member)
        rows = Stake.objects.filter(owner_contact_id=OuterRef("pk"), relation__in=seen)
        return queryset.filter(Exists(rows)) if value else queryset
