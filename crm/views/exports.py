"""Exporting a list, and choosing its columns."""

import tempfile

from django import forms
from django.http import FileResponse, Http404
from django.shortcuts import redirect
from django.utils.functional import cached_property
from django.utils.http import content_disposition_header

from crm.exporting import AT_ONCE, BSN_RIGHT, RIGHT, Export, filename, start_export, write_export
from crm.forms.parts import DutchForm
from crm.listing import NAME
from crm.lists import LISTS
from offices.errors import NotHere
from offices.files.answers import LOCKED
from offices.permissions import require
from offices.saved_views import COLUMNS
from offices.sheets import CSV, MIMES, XLSX
from offices.urls_helpers import desk_url
from offices.views import DeskForm, DeskView

# More rows than this go out only after a fresh second factor.
STEP_UP_ABOVE = 100
_URLS = {"relations": "crm:relation_list", "contacts": "crm:contact_list"}


def kind_of(screen: str):
    """The list with this name. Raises Http404."""
    if screen not in LISTS:
        raise Http404("No such list.")
    return LISTS[screen]


class ExportForm(DutchForm):
    """As what, and whether BSNs go along in full."""

    kind = forms.ChoiceField(label="Bestand", choices=[(XLSX, "Excel (xlsx)"), (CSV, "CSV")], widget=forms.RadioSelect, initial=XLSX)
    with_bsn = forms.BooleanField(
        label="BSN's volledig in het bestand", required=False, help_text="Zonder dit vinkje staan ze er afgeschermd in. Elk BSN komt in het activiteitenlog."
    )

    def __init__(self, *args, may_bsn, **kwargs):
        super().__init__(*args, **kwargs)
        if not may_bsn:
            del self.fields["with_bsn"]


class ExportList(DeskForm):
    """The list of the address as a file."""

    permission = RIGHT
    form_class = ExportForm
    template_name = "crm/export.html"
    submit_label = "Exporteren"

    @property
    def nav(self):
        """The list it is about."""
        return "contacts" if self.kwargs["screen"] == "contacts" else "crm"

    @property
    def title(self):
        """What is exported."""
        return f"{kind_of(self.kwargs['screen']).things.capitalize()} exporteren"

    @cached_property
    def query(self) -> str:
        """What the list showed."""
        return self.request.GET.urlencode()

    def made(self, *, with_bsn=False) -> Export:
        """The export for this member; the right of the list is asked too."""
        kind = kind_of(self.kwargs["screen"])
        require(self.member, kind.permission)
        return Export(kind.screen, self.query, by=self.member, with_bsn=with_bsn)

    @cached_property
    def count(self) -> int:
        """How many rows go out."""
        return self.made().total()

    @property
    def step_up(self):
        """Many rows, or BSNs in full, ask a fresh second factor."""
        return self.count > STEP_UP_ABOVE or bool(self.request.POST.get("with_bsn"))

    def form_arguments(self):
        """BSNs only with the right and when the list shows them."""
        return {"may_bsn": self.may(BSN_RIGHT) and self.kwargs["screen"] == "relations" and self.made().has_bsn_column}

    def post(self, request, *args, **kwargs):
        """The file with the answer, or a job for a big one."""
        form = self.build(request.POST)
        if not form.is_valid():
            return self.show(form, status=422)
        kind, with_bsn = form.cleaned_data["kind"], bool(form.cleaned_data.get("with_bsn"))
        screen = self.kwargs["screen"]
        if self.count > AT_ONCE:
            job = start_export(screen, self.query, kind, by=self.member, with_bsn=with_bsn, total=self.count)
            return redirect(desk_url("offices:job", job.pk))
        export = self.made(with_bsn=with_bsn)
        target = tempfile.TemporaryFile()  # noqa: SIM115  (the answer closes it)
        written = write_export(export, kind, target)
        export.keep_log(kind, written)
        target.seek(0)
        answer = FileResponse(target, content_type=MIMES[kind])
        answer["Content-Disposition"] = content_disposition_header(True, filename(kind, screen))
        for header, value in LOCKED.items():
            answer[header] = value
        return answer

    def context(self):
        """How much, which columns, and where «Annuleren» goes."""
        export = self.made()
        back = desk_url(_URLS[self.kwargs["screen"]], query=self.query)
        return {"count": self.count, "things": export.kind.things, "heads": export.head(), "cancel_url": back, "as_job": self.count > AT_ONCE}


class ChooseColumns(DeskView):
    """Which columns a list shows; the answer is the address of the list."""

    permission = "team.view"

    @property
    def nav(self):
        """The list it is about."""
        return "contacts" if self.kwargs["screen"] == "contacts" else "crm"

    def get(self, request, screen):
        """The columns there are, those that are shown ticked."""
        kind = kind_of(screen)
        if not self.may(kind.permission):
            raise NotHere("Deze lijst is er niet voor u.")
        shown = {column.key for column in kind.chosen(request.GET, self.member)}
        kept = request.GET.copy()
        kept.pop(COLUMNS, None)
        here = desk_url(_URLS[screen])
        columns = [
            {"key": column.key, "label": column.label, "on": column.key in shown, "fixed": column.key == NAME}
            for column in kind.columns(self.member, None)
        ]
        context = {
            "columns": columns,
            "things": kind.things,
            "action": here,
            "kept": [(key, value) for key, values in kept.lists() for value in values if value],
            "back": f"{here}?{request.GET.urlencode()}",
            "usual": f"{here}?{kept.urlencode()}",
        }
        return self.render("crm/columns.html", context)
