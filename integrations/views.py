"""*Integraties*: the catalogue, one connection with its rounds, and what each file became."""

from django import forms
from django.http import Http404

from integrations.enums import ConnectionState
from integrations.models import Connection, SyncItem, SyncRun
from integrations.registry import connector, connectors
from integrations.rules import (
    check_connection,
    last_check,
    make_connection,
    run_connection,
    save_settings,
    set_state,
)
from offices.errors import RuleBroken
from offices.urls_helpers import desk_url
from offices.views import DeskForm, DeskList, DeskView

NOT_REMOVED = (ConnectionState.ACTIVE, ConnectionState.PAUSED)


def find(pk) -> Connection:
    """A connection of this office. Raises Http404."""
    found = Connection.objects.filter(pk=pk, state__in=NOT_REMOVED).first()
    if found is None:
        raise Http404("No such connection.")
    return found


class Overview(DeskView):
    """Every kind of link, and the ones this office has."""

    permission = "sync.manage"
    nav = "integrations"

    def get(self, request, *args, **kwargs):
        """Tiles per kind; under each the connections of this office."""
        mine: dict[str, list[Connection]] = {}
        for row in Connection.objects.filter(state__in=NOT_REMOVED).order_by("name"):
            mine.setdefault(row.connector, []).append(row)
        tiles = [{"kind": kind, "connections": mine.get(kind.key, [])} for kind in connectors().values()]
        return self.render("integrations/overview.html", {"tiles": tiles})


class NewForm(forms.Form):
    """How the office calls this connection."""

    name = forms.CharField(label="Naam", max_length=60, help_text="Bijvoorbeeld: Salarispakket of Fiscaal pakket.")


class NewConnection(DeskForm):
    """Make a connection of one kind."""

    permission = "sync.manage"
    nav = "integrations"
    form_class = NewForm
    template_name = "integrations/new.html"
    submit_label = "Koppeling maken"

    @property
    def kind(self):
        """The kind in the address."""
        return connector(self.kwargs["key"])

    def context(self):
        return {"kind": self.kind, "title": f"{self.kind.name} maken"}

    def save(self, form):
        return make_connection(self.kind.key, by=self.member, name=form.cleaned_data["name"])

    def saved_text(self, result):
        return f"Koppeling {result.name} is gemaakt."

    def success_url(self, result):
        return desk_url("integrations:connection", result.pk)


class ConnectionPage(DeskList):
    """One connection: what it is, its last rounds, and every file it brought."""

    permission = "sync.manage"
    nav = "integrations"
    template_name = "integrations/connection.html"
    default_sort = "-nieuw"
    things = "bestanden"
    sorts = {"nieuw": ("id",)}

    def rows(self):
        return SyncItem.objects.filter(connection_id=self.kwargs["pk"]).select_related("filing")

    def context(self):
        row = find(self.kwargs["pk"])
        kind = connector(row.connector)
        runs = list(SyncRun.objects.filter(connection=row).select_related("asked_by__user").order_by("-id")[:10])
        # A template calls what it is given, so it gets told whether there is a test.
        test = {"testable": kind.check is not None, "check": last_check(row)}
        return super().context() | {"connection": row, "kind": kind, "facts": kind.facts(row), "runs": runs, "sort": "-nieuw"} | test


class SettingsForm(forms.Form):
    """What a kind of link asks, one field each."""

    version = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(self, *args, kind, known=(), **kwargs):
        super().__init__(*args, **kwargs)
        for one in kind.fields:
            needed = one.required and not (one.secret and one.name in known)
            kept = " Leeg laten: wat er staat, blijft." if one.secret and one.name in known else ""
            common = {"label": one.label, "required": needed, "help_text": f"{one.help}{kept}".strip()}
            if one.choices:
                self.fields[one.name] = forms.ChoiceField(choices=one.choices, **common)
            else:
                widget = forms.PasswordInput(attrs={"autocomplete": "off"}) if one.secret else None
                self.fields[one.name] = forms.CharField(max_length=500, widget=widget, **common)


class ConnectionSettings(DeskForm):
    """What the office filled in for a connection; secrets are never shown."""

    permission = "sync.manage"
    step_up = True
    nav = "integrations"
    form_class = SettingsForm
    template_name = "integrations/settings.html"

    @property
    def row(self) -> Connection:
        """The connection of the address, of a kind that asks something."""
        row = find(self.kwargs["pk"])
        if not connector(row.connector).fields:
            raise Http404("Nothing to fill in.")
        return row

    def form_arguments(self):
        row = self.row
        kind = connector(row.connector)
        shown = {one.name: row.settings.get(one.name, "") for one in kind.fields if not one.secret}
        return {"kind": kind, "known": set(row.settings), "initial": shown | {"version": row.version}}

    def context(self):
        row = self.row
        return {"connection": row, "title": f"Gegevens van {row.name}"}

    def save(self, form):
        values = dict(form.cleaned_data)
        return save_settings(self.row, values, by=self.member, version=values.pop("version"))

    def saved_text(self, result):
        return f"De gegevens van {result.name} zijn opgeslagen."

    def success_url(self, result):
        return desk_url("integrations:connection", result.pk)


class RunNow(DeskView):
    """Do a round at once."""

    permission = "sync.manage"
    http_method_names = ["post"]

    def post(self, request, pk, *args, **kwargs):
        """A round of at most 500 files; what remains follows by itself."""
        row = find(pk)
        run = run_connection(row, by=self.member)
        url = desk_url("integrations:connection", row.pk)
        if run is None:
            return self.done("Er loopt al een ronde, of de koppeling is gepauzeerd.", url)
        if run.error:
            return self.done(f"De ronde is mislukt. {run.error}", url)
        text = f"Ronde klaar: {run.taken} opgehaald, {run.known} waren er al, {run.refused} geweigerd, {run.waiting} nog niet klaar."
        return self.done(text, url)


class CheckNow(DeskView):
    """Ask the other side whether the connection works."""

    permission = "sync.manage"
    http_method_names = ["post"]

    def post(self, request, pk, *args, **kwargs):
        """The answer in words; it stays on the page of the connection."""
        row = find(pk)
        well, text = check_connection(row, by=self.member)
        url = desk_url("integrations:connection", row.pk)
        return self.done(f"Verbinding getest. {text}", url) if well else self.failed(RuleBroken(f"De test is mislukt. {text}"), url)


class ChangeState(DeskView):
    """Pause, resume or remove a connection."""

    permission = "sync.manage"
    http_method_names = ["post"]
    said = {
        ConnectionState.PAUSED: "Koppeling {} is gepauzeerd.",
        ConnectionState.ACTIVE: "Koppeling {} werkt weer.",
        ConnectionState.REMOVED: "Koppeling {} is verwijderd. Wat zij bracht, blijft staan.",
    }

    def post(self, request, pk, *args, **kwargs):
        """The state asked for; pausing can be undone by resuming."""
        state = request.POST.get("state", "")
        if state not in self.said:
            raise Http404("No such state.")
        row = set_state(find(pk), state, by=self.member)
        removed = row.state == ConnectionState.REMOVED
        url = desk_url("integrations:overview") if removed else desk_url("integrations:connection", row.pk)
        return self.done(self.said[state].format(row.name), url)


