"""Saved views: opening, saving, renewing and removing them, and one page with all of one's own."""

from secrets import token_urlsafe

from django import forms
from django.core.cache import cache
from django.http import Http404
from django.shortcuts import redirect
from django.utils.functional import cached_property

from offices.enums import DefaultFor, SharedWith
from offices.errors import Forbidden, RuleBroken
from offices.models import ProcessTeam
from offices.permissions import may, require
from offices.rules.saved_views import delete_view, may_change, renew_view, save_view
from offices.saved_views import address, full_query, screen_of, views_seen_by
from offices.texts import undo_expired
from offices.urls_helpers import desk_url
from offices.views.base import DeskView
from offices.views.forms import DeskForm

UNDO_SECONDS = 3600


class ViewForm(forms.Form):
    """Name and sharing of a view; what it holds comes from the list."""

    use_required_attribute = False
    query = forms.CharField(widget=forms.HiddenInput, required=False, max_length=4_000)
    version = forms.IntegerField(widget=forms.HiddenInput, required=False)
    name = forms.CharField(label="Naam", max_length=60)
    shared_with = forms.ChoiceField(label="Zichtbaar voor", choices=SharedWith.choices)
    team = forms.ModelChoiceField(None, label="Procesteam", required=False, empty_label="Geen")
    default_for = forms.ChoiceField(
        label="Opent vanzelf voor", choices=DefaultFor.choices, required=False, help_text="Wie de lijst opent, ziet dan eerst deze weergave."
    )
    order = forms.IntegerField(label="Plaats in het menu", min_value=0, max_value=999, initial=0, required=False)

    def __init__(self, *args, member, screen, **kwargs):
        super().__init__(*args, **kwargs)
        teams = ProcessTeam.objects.filter(members__member=member).order_by("name")
        self.fields["team"].queryset = teams
        wide = may(member, screen.manage)
        left_out = set() if wide else {SharedWith.OFFICE, DefaultFor.OFFICE}
        left_out |= set() if teams else {SharedWith.TEAM}
        for name in ("shared_with", "default_for"):
            field = self.fields[name]
            field.choices = [choice for choice in field.choices if choice[0] not in left_out]
        if not teams:
            del self.fields["team"]

    def values(self) -> dict:
        """What the rule asks."""
        data = {"team": None} | self.cleaned_data
        return data | {"order": data.get("order") or 0}


class SeenView:
    """The view of the address, as far as this member sees it and may open its list; 404 otherwise."""

    @cached_property
    def row(self):
        """The saved view."""
        row = views_seen_by(self.member).select_related("owner__user", "team").filter(pk=self.kwargs["pk"]).first()
        if row is None or screen_of(row.screen) is None:
            raise Http404("No such view for this member.")
        require(self.member, screen_of(row.screen).permission)
        return row


class ChangeableView(SeenView):
    """The view of the address, when this member may change it; 403 for another's."""

    @cached_property
    def row(self):
        """The saved view."""
        row = super().row
        if not may_change(row, self.member):
            raise Forbidden(f"Deze weergave is van {row.owner}. Bewaar haar onder een andere naam om haar aan te passen.")
        return row


class ViewOpen(SeenView, DeskView):
    """On to the list, with everything the view holds in its address."""

    permission = "team.view"

    def get(self, request, pk):
        """The list."""
        return redirect(address(self.row))


class ViewList(DeskView):
    """Own views and those of others that one sees."""

    permission = "team.view"
    nav = "views"

    def get(self, request):
        """The page."""
        rows = views_seen_by(self.member).select_related("owner__user", "team").order_by("screen", "order", "name")
        screens = {row.screen: screen_of(row.screen) for row in rows}
        shown = [
            {"row": row, "screen": screens[row.screen], "mine": row.owner_id == self.member.pk, "may_change": may_change(row, self.member)}
            for row in rows
            if screens[row.screen] and self.may(screens[row.screen].permission)
        ]
        return self.render("offices/view_list.html", {"views": shown})


class ViewSave(DeskForm):
    """Keep the list of the address under a name."""

    permission = "team.view"
    form_class = ViewForm
    title = "Weergave bewaren"
    submit_label = "Weergave bewaren"

    @cached_property
    def screen(self):
        """The list whose view this is; its right is asked too."""
        screen = screen_of(self.kwargs["screen"])
        if screen is None:
            raise Http404("No such list.")
        require(self.member, screen.permission)
        return screen

    def form_arguments(self):
        """The query of the list as it stood."""
        return {"member": self.member, "screen": self.screen, "initial": {"query": self.request.GET.urlencode()}}

    def save(self, form):
        """Make the view."""
        values = form.values()
        values.pop("version")
        return save_view(None, by=self.member, screen=self.screen.key, **values)

    def saved_text(self, result):
        """Past tense with the object."""
        return f"Weergave {result.name} bewaard"

    def success_url(self, result):
        """The list, in the view."""
        return address(result)

    def context(self):
        """Where «Annuleren» goes."""
        return {"cancel_url": desk_url(self.screen.url_name), "lead": "Filter, volgorde en kolommen van de lijst worden bewaard."}


class ViewEdit(ChangeableView, DeskForm):
    """Another name, sharing or place in the menu."""

    permission = "team.view"
    form_class = ViewForm
    nav = "views"

    @property
    def title(self):
        """The name stands in the head."""
        return f"Weergave {self.row.name} wijzigen"

    def form_arguments(self):
        """The view as it is now."""
        row = self.row
        now = {
            "query": full_query(row), "version": row.version, "name": row.name, "shared_with": row.shared_with, "team": row.team_id,
            "default_for": row.default_for, "order": row.order,
        }  # fmt: skip
        return {"member": self.member, "screen": screen_of(row.screen), "initial": now}

    def save(self, form):
        """Change the view; what it holds stays."""
        return save_view(self.row, by=self.member, screen=self.row.screen, **(form.values() | {"query": full_query(self.row)}))

    def saved_text(self, result):
        """Past tense with the object."""
        return f"Weergave {result.name} gewijzigd"

    def success_url(self, result):
        """The page with all views."""
        return desk_url("offices:view_list")

    def context(self):
        """Where «Annuleren» goes."""
        return {"cancel_url": desk_url("offices:view_list")}


class ViewRenew(ChangeableView, DeskView):
    """Let a view hold what the list shows now."""

    permission = "team.view"
    http_method_names = ["post"]

    def post(self, request, pk):
        """Keep the query that the list sent along."""
        row = self.row
        try:
            row = renew_view(row, by=self.member, query=request.POST.get("query", ""))
        except RuleBroken as fault:
            return self.failed(fault, address(row))
        return self.done(f"Weergave {row.name} bijgewerkt", address(row))


class ViewDelete(ChangeableView, DeskView):
    """Remove a view; the toast brings it back."""

    permission = "team.view"
    http_method_names = ["post"]

    def post(self, request, pk):
        """Remove it."""
        name, here = self.row.name, desk_url("offices:view_list")
        try:
            kept = delete_view(self.row, by=self.member)
        except RuleBroken as fault:
            return self.failed(fault, here)
        key = token_urlsafe(12)
        cache.set(_kept_under(self.member, key), kept | {"team": kept["team"] and kept["team"].pk}, UNDO_SECONDS)
        return self.done(f"Weergave {name} verwijderd", here, undo=desk_url("offices:view_restore", key))


class ViewRestore(DeskView):
    """Undo of removing: the same view, of whoever removed it."""

    permission = "team.view"
    http_method_names = ["post"]

    def post(self, request, key):
        """Make it again from what was kept for an hour."""
        here = desk_url("offices:view_list")
        kept = cache.get(_kept_under(self.member, key))
        if kept is None:
            return self.failed(undo_expired(), here)
        team = ProcessTeam.objects.filter(pk=kept["team"]).first() if kept["team"] else None
        try:
            row = save_view(None, by=self.member, **(kept | {"team": team}))
        except RuleBroken as fault:
            return self.failed(fault, here)
        cache.delete(_kept_under(self.member, key))
        return self.done(f"Weergave {row.name} teruggezet", here)


def _kept_under(member, key: str) -> str:
    return f"view-undo:{member.pk}:{key}"
