"""The columns of the list of contacts. Rows are dressed with `links_now`, `portal` and, when asked for, `label_names`."""

from functools import partial

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import OuterRef
from django.utils.html import format_html, format_html_join

from crm.listing import Column, plain
from crm.models import ContactLabel
from offices.templatetags.dutch import phone_nl
from offices.templatetags.ui import chip
from offices.urls_helpers import desk_url


def _labels():
    rows = ContactLabel.objects.filter(contact_id=OuterRef("pk")).order_by("label__name")
    return ArraySubquery(rows.values("label__name"))


def _relations_cell(row):
    if not row.links_now:
        return "–"
    first, more = row.links_now[0], len(row.links_now) - 1
    link = format_html('<a href="{}">{}</a>', desk_url("crm:relation", first.relation_id), first.relation.name)
    return format_html('{} <span class="sub">+{}</span>', link, more) if more else link


def _job(row):
    return next((link.job_title for link in row.links_now), "")


def _jobs(row, field):
    return ", ".join(dict.fromkeys(getattr(link, field) for link in row.links_now if getattr(link, field)))


def _tags(names):
    return format_html_join(" ", '<span class="tag">{}</span>', ((name,) for name in names)) or "–"


def _capital(text):
    return text[:1].upper() + text[1:] or "–"


CONTACT_COLUMNS = (
    plain("nummer", "Nr.", "number", sort="nummer", cls="id", usual=True),
    Column("naam", "Naam", lambda row: row.name, lambda row: row.name, sort="naam", usual=True),
    plain("email", "E-mail", "email", usual=True),
    Column(
        "telefoon", "Telefoon", lambda row: phone_nl(row.mobile or row.phone) or "–", lambda row: row.mobile or row.phone, cls="nowrap",
        usual=True,
    ),
    Column(
        "relaties", "Relaties", _relations_cell, lambda row: ", ".join(link.relation.name for link in row.links_now), cls="cut", usual=True
    ),
    Column(
        "relatienummers", "Relatienummers", lambda row: ", ".join(link.relation.number for link in row.links_now) or "–",
        lambda row: ", ".join(link.relation.number for link in row.links_now), cls="id",
    ),
    Column("functie", "Functie", lambda row: _capital(_job(row)), partial(_jobs, field="job_title"), usual=True),
    Column("afdeling", "Afdeling", lambda row: _jobs(row, "department") or "–", partial(_jobs, field="department")),
    Column("labels", "Labels", lambda row: _tags(row.label_names), lambda row: ", ".join(row.label_names), made=(("label_names", _labels),)),
    Column("portaal", "Portaal", lambda row: chip(*row.portal, "plain"), lambda row: row.portal[2], usual=True),
)  # fmt: skip
