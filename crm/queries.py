"""Which rows of the crm a person may see, and the named questions that lists and rules ask."""

from django.db.models import Exists, OuterRef, Prefetch, Q
from django.utils import timezone

from crm.indexes import base_index, tax_number_index
from crm.validity import on_day
from offices.models import OfficeQuerySet
from offices.permissions import may, scope_of


def _model(name):
    from django.apps import apps

    return apps.get_model("crm", name)


def holding(member):
    """A filter on assignments that count as the member's: on his name, or on the name of whom he stands in for.

    A stand-in reaches what the absent colleague holds himself, never what that one stands in for.
    """
    found = Q(member_id=getattr(member, "pk", member))
    for one in getattr(member, "stands_in", ()):
        his = Q(member_id=one.absent)
        if one.scope == "ROLES":
            his &= Q(role_id__in=one.roles)
        elif one.scope == "RELATIONS":
            named = _model("StandInRelation").objects.filter(stand_in_id=one.pk, relation_id=OuterRef("relation_id"))
            his &= Q(Exists(named))
        found |= his
    return found


def held_by(member, relation="pk"):
    """A filter: the member holds a role today on the relation this column names, himself or as a stand-in.

    Of a key instead of a row only what stands on that name counts.
    """
    assignments = _model("TeamAssignment").objects.valid().filter(holding(member), relation_id=OuterRef(relation))
    return Exists(assignments)


def team_now():
    """A prefetch of today's assignments of relations, role and member loaded, as `team`."""
    rows = _model("TeamAssignment").objects.valid().select_related("member__user", "role")
    return Prefetch("assignments", rows.order_by("role__order", "role__name", "valid_from"), to_attr="team")


def links_now(member):
    """A prefetch of today's links of contacts to relations this member may see, as `links_now`."""
    links = _model("RelationContact").objects.valid()
    links = links.filter(relation__in=_model("Relation").objects.visible_to(member)).select_related(
        "relation"
    )
    return Prefetch("links", links.order_by("relation__sort_name", "pk"), to_attr="links_now")


class LockingQuerySet(OfficeQuerySet):
    """Rows that rules lock before they decide."""

    def lock(self, pk):
        """The row, locked until the end of the transaction."""
        return self.select_for_update(of=("self",)).get(pk=pk)


class RelationQuerySet(LockingQuerySet):
    """Relations of the open office."""

    def visible_to(self, member, permission="crm.relation.view"):
        """Relations on which this member may use this right; private ones only with a role or the right for them."""
        scope = scope_of(member, permission)
        if scope is None:
            return self.none()
        if scope == "A":
            open_here = self.alive()
            return open_here if may(member, "crm.relation.private") else open_here.filter(Q(is_private=False) | held_by(member))
        return self.alive().filter(held_by(member))

    def alive(self):
        """Relations that are neither in the bin nor gone into another one."""
        return self.filter(deleted_at=None, merged_into=None)

    def in_bin_of(self, member, permission="trash.restore"):
        """Relations in the bin that this member may take out."""
        scope = scope_of(member, permission)
        if scope is None:
            return self.none()
        thrown = self.filter(deleted_at__isnull=False, merged_into=None)
        if scope != "A":
            return thrown.filter(held_by(member))
        return thrown if may(member, "crm.relation.private") else thrown.filter(Q(is_private=False) | held_by(member))

    def closed_to(self, member):
        """Private relations on which the member holds no role, for members whose right reaches all others."""
        return self.filter(is_private=True).exclude(held_by(member))

    def mine(self, member):
        """Relations on which the member holds a role today."""
        return self.filter(held_by(member))

    def clients(self):
        """Organisations and persons with status CLIENT; suppliers and the office itself are no clients."""
        return self.filter(status="CLIENT", type__in=("ORGANISATION", "PERSON"))

    def without_number(self):
        """Organisations and persons the office cannot link a filing to: neither BSN nor RSIN."""
        return self.filter(rsin="", bsn_hmac="").exclude(type="INTERNAL")

    def with_team(self):
        """Today's assignments, role and member loaded, as `team`."""
        return self.prefetch_related(team_now())

    def with_main_numbers(self):
        """Today's OB and LH numbers, main first, as `numbers_now`."""
        numbers = _model("TaxNumber").objects.valid().order_by("kind", "-is_main", "valid_from")
        return self.prefetch_related(Prefetch("tax_numbers", numbers, to_attr="numbers_now"))

    def with_city(self):
        """The visiting address as a list `visit`."""
        addresses = _model("Address").objects.filter(kind="VISIT")
        return self.prefetch_related(Prefetch("addresses", addresses, to_attr="visit"))

    def with_labels(self):
        """Labels, loaded."""
        links = _model("RelationLabel").objects.select_related("label").order_by("label__name")
        return self.prefetch_related(Prefetch("relation_labels", links, to_attr="labelled"))


class ContactQuerySet(LockingQuerySet):
    """Contacts of the open office."""

    def visible_to(self, member, permission="crm.contact.view"):
        """Contacts of relations this member may see; a contact without any relation only with reach over all."""
        scope = scope_of(member, permission)
        if scope is None:
            return self.none()
        if scope == "A":
            alive = self.alive()
            return alive if may(member, "crm.relation.private") else alive.filter(~Exists(_only_closed(member)))
        relations = (
            _model("Relation").objects.filter(pk=OuterRef("relation_id")).visible_to(member, permission)
        )
        links = _model("RelationContact").objects.filter(contact_id=OuterRef("pk"))
        return self.alive().filter(Exists(links.filter(Exists(relations))))

    def in_bin_of(self, member, permission="trash.restore"):
        """Contacts in the bin that this member may take out: all, or those of relations he has a role on."""
        scope = scope_of(member, permission)
        if scope is None:
            return self.none()
        thrown = self.filter(deleted_at__isnull=False, merged_into=None)
        if scope != "A":
            return thrown.filter(_of_relations(_model("Relation").objects.visible_to(member)))
        return thrown if may(member, "crm.relation.private") else thrown.filter(~Exists(_only_closed(member)))

    def alive(self):
        """Contacts that are neither in the bin nor gone into another one."""
        return self.filter(deleted_at=None, merged_into=None)


def _of_relations(relations):
    """Contacts with a link, of now or before, to one of these relations."""
    links = _model("RelationContact").objects
    return Exists(links.filter(contact_id=OuterRef("pk"), relation__in=relations))


def _only_closed(member):
    """Links of a contact to relations closed to this member, when it has no link to any other.

    Asked this way round it touches the few private relations; what is open would read all of them.
    """
    closed = _model("Relation").objects.closed_to(member).filter(pk=OuterRef("relation_id"))
    links = _model("RelationContact").objects
    others = links.filter(contact_id=OuterRef("contact_id")).filter(~Exists(closed))
    return links.filter(contact_id=OuterRef("pk")).filter(Exists(closed)).filter(~Exists(others))


class ValidQuerySet(LockingQuerySet):
    """Rows with dates of validity."""

    def valid(self, day=None):
        """Rows that hold on this day; today when none is given."""
        return self.filter(on_day(day or timezone.localdate()))


class RelationContactQuerySet(ValidQuerySet):
    """Links of contacts with relations."""

    def with_access(self, day=None):
        """Links that open a dossier in the portal on this day."""
        return self.valid(day).exclude(portal_access="NONE").filter(contact__deceased_on__isnull=True)


class TeamAssignmentQuerySet(ValidQuerySet):
    """Members in roles on relations."""


class TaxNumberQuerySet(ValidQuerySet):
    """OB and LH numbers."""

    def with_value(self, kind, value):
        """Rows with exactly this number, in its normal form."""
        return self.filter(kind=kind, value_hmac=tax_number_index(value))

    def with_base(self, base):
        """Rows whose number starts with these nine digits."""
        return self.filter(kind__in=("OB", "LH"), base_hmac=base_index(base))
