"""Whether a member may use a right on a filing, and what of it he may see by name."""

from django.http import Http404

from crm.access import may_on, require_on
from crm.models import Relation
from offices.models import TeamMember
from offices.permissions import may, require
from sbr_inbox.enums import MatchRule, State
from sbr_inbox.issues import issue_text, named
from sbr_inbox.models import Filing
from sbr_inbox.sentences import filing_period


def visible_filings(member):
    """Filings this member may see."""
    return Filing.objects.visible_to(member)


def filing_or_404(member, pk) -> Filing:
    """A filing this member may see, with its relation and files; Http404 otherwise."""
    rows = visible_filings(member).select_related("relation", "product", "xml_file", "pdf_file", "supersedes", "corrects")
    filing = rows.filter(pk=pk).first()
    if filing is None:
        raise Http404("No such filing here.")
    return filing


def may_on_filing(member, key: str, filing: Filing) -> bool:
    """Whether this right covers the filing; without a relation holding the right at all is enough."""
    return may(member, key) if filing.relation_id is None else may_on(member, key, filing.relation)


def require_on_filing(by, key: str, filing: Filing) -> None:
    """Raises Forbidden when a member may not use this right on the filing; a program of ours may."""
    if not isinstance(by, TeamMember):
        return
    if filing.relation_id is None:
        require(by, key)
    else:
        require_on(by, key, filing.relation)


def names_for(member, ids) -> dict[str, str]:
    """Id -> «1042 Bakkerij De Vries» of the relations among these that the member may see."""
    rows = Relation.objects.visible_to(member, "filing.view").filter(pk__in=set(ids)).values_list("pk", "number", "name")
    return {str(pk): f"{number} {name}" for pk, number, name in rows}


def shown_trace(filing: Filing, member) -> list[dict]:
    """The trace with names where the member may see them: `who` says who was left, hidden ones are counted."""
    names = names_for(member, _traced(filing))
    return [step | {"candidates": _seen(step, names), "who": _who(step, names)} for step in filing.match_trace]


def shown_issues(filing: Filing, member, issues=None) -> list[dict]:
    """The open issues as people read them: code, cause, text, blocking."""
    rows = list(filing.issues.filter(closed_at=None)) if issues is None else list(issues)
    names = names_for(member, [pk for row in rows for key in _RELATIONS for pk in row.values.get(key) or ()])
    about = {"tijdvak": filing_period(filing), "package": filing.package_name, "product": str(filing.product or "")}
    return [
        {
            "id": row.pk,
            "code": row.code,
            "cause": row.cause,
            "field": row.field,
            "text": issue_text(row.code, about | row.values, names),
            "blocks": row.blocks,
            "stops": row.stops,
            "opened_at": row.opened_at,
            "values": row.values,
        }
        for row in rows
    ]


def named_relation(member, pk: str) -> str:
    """A relation by number and name, «1 relatie buiten uw rechten», or «geen»."""
    return named([pk], names_for(member, [pk])) if pk else "geen"


def shown_value(what: str, value: str) -> str:
    """A state or a rule in Dutch; anything else as it is, «geen» when empty."""
    choices = {"state": State, "rule": MatchRule}.get(what)
    return choices(value).label if choices and value else value or "geen"


_RELATIONS = ("relation", "relations", "claimed")


def _traced(filing: Filing) -> list[str]:
    return [pk for step in filing.match_trace for pk in step.get("candidates", ())]


def _seen(step: dict, names: dict[str, str]) -> list[str]:
    return [pk for pk in step.get("candidates", ()) if pk in names]


_TOLD_BY = ("SOURCE_LINK", "EXACT_NUMBER", "FISCAL_UNITY", "MEMORY", "BASE_NUMBER", "COUNT", "PERSON")


def _who(step: dict, names: dict[str, str]) -> str:
    """Who was left after a rung; only where that says something new."""
    if not step.get("candidates") or step["step"] not in _TOLD_BY or step["result"] == "SKIPPED":
        return ""
    said = named(step["candidates"], names)
    return said if said.endswith(".") else f"{said}."
