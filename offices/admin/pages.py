"""Pages of the admin that are no list of a model: health, and entering an office."""

from django import forms
from django.contrib import messages
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.views.decorators.http import require_http_methods, require_POST, require_safe
from unfold.widgets import UnfoldAdminSelectWidget, UnfoldAdminTextareaWidget

from offices.admin import visit
from offices.enums import OfficeState
from offices.errors import RuleBroken
from offices.models import Office
from offices.rules.platform import enter_office
from offices.signin import levels


def _page(request, template: str, title: str, context: dict, *, status: int = 200) -> TemplateResponse:
    from offices.admin.site import site

    return TemplateResponse(
        request, template, site.each_context(request) | {"title": title} | context, status=status
    )


@require_safe
def health(request):
    """Every check of the installation, part by part; no content of an office."""
    from offices.health import check_all

    return _page(request, "offices/admin/health.html", "Gezondheid", {"checks": check_all()})


class ChooseForm(forms.Form):
    """Which office, and why."""

    office = forms.ModelChoiceField(
        Office.objects.exclude(state=OfficeState.CLOSED).order_by("name"),
        label="Kantoor",
        empty_label="Kies een kantoor",
        widget=UnfoldAdminSelectWidget,
    )
    reason = forms.CharField(
        label="Reden",
        max_length=500,
        widget=UnfoldAdminTextareaWidget(attrs={"rows": 3}),
        help_text="Staat in het activiteitenlog van het kantoor en in de mail aan zijn beheerders.",
    )


@require_http_methods(["GET", "HEAD", "POST"])
def choose_office(request):
    """*Kantoor kiezen*: asks a fresh second factor, a reason, and writes it down before anything opens."""
    if not levels.stepped_up(request):
        return levels.require_step_up(request)
    form = ChooseForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            office = enter_office(
                form.cleaned_data["office"],
                by=request.user,
                reason=form.cleaned_data["reason"],
                minutes=visit.MINUTES,
            )
        except RuleBroken as fault:
            form.add_error(fault.field if fault.field in form.fields else None, fault.text)
        else:
            visit.begin(request, office)
            messages.success(request, f"{office.name} is {visit.MINUTES} minuten open. U kunt alleen lezen.")
            return redirect("admin:index")
    context = {"form": form, "minutes": visit.MINUTES}
    return _page(
        request, "offices/admin/choose.html", "Kantoor kiezen", context, status=422 if form.errors else 200
    )


@require_POST
def leave_office(request):
    """*Kantoor verlaten*."""
    visit.end(request)
    messages.success(request, "Het kantoor is weer dicht.")
    return redirect("admin:index")
