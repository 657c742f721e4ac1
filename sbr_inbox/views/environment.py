"""*Beheer > SBR > Omgeving*: where the office sends to, and what the simulator is asked to do."""

from django import forms

from offices.errors import RuleBroken
from offices.urls_helpers import desk_url
from offices.views import DeskForm, DeskView
from sbr_inbox.delivery_enums import Environment
from sbr_inbox.digipoort.simulated import has_simulator
from sbr_inbox.digipoort.simulator.scenarios import SCENARIOS
from sbr_inbox.rules.environment import RIGHT, change_environment, environment, is_simulated
from sbr_inbox.rules.simulation import (
    MOST_TIMES,
    choose_scenario,
    chosen_scenarios,
    clear_scenarios,
    received,
)


class ScenarioForm(forms.Form):
    """What the next filings go through."""

    scenario = forms.ChoiceField(label="Scenario", choices=[(one.name, one.label) for one in SCENARIOS.values()])
    times = forms.IntegerField(label="Aantal aangiften", min_value=1, max_value=MOST_TIMES, initial=1)
    number = forms.CharField(
        label="Alleen voor dit nummer", max_length=35, required=False, help_text="Leeg: voor elke aangifte van uw kantoor."
    )


class EnvironmentPage(DeskForm):
    """The environment; for who sends to the simulator also its menu and what it received."""

    permission = RIGHT
    nav = "settings"
    tab = "environment"
    template_name = "sbr_inbox/environment.html"
    form_class = ScenarioForm

    def context(self):
        """What is set, and what the simulator holds of this office."""
        simulated = is_simulated(self.office)
        shown = {"here": environment(), "simulated": simulated, "has_simulator": has_simulator()}
        if not simulated or not has_simulator():
            return shown
        return shown | {"chosen": chosen_scenarios(), "received": received()}

    def save(self, form):
        """One rule."""
        choose_scenario(form.cleaned_data["scenario"], by=self.member, times=form.cleaned_data["times"], number=form.cleaned_data["number"])
        return form.cleaned_data

    def saved_text(self, result):
        """Said on the page."""
        what = "volgende aangifte doorloopt" if result["times"] == 1 else f"volgende {result['times']} aangiften doorlopen"
        return f"De {what}: {SCENARIOS[result['scenario']].label.lower()}."

    def success_url(self, result):
        """The same page."""
        return desk_url("sbr_inbox:environment")


class ScenarioClear(DeskView):
    """The button *Alles laten lukken*."""

    permission = RIGHT
    nav = "settings"
    http_method_names = ["post"]

    def post(self, request):
        """One rule."""
        back = desk_url("sbr_inbox:environment")
        try:
            clear_scenarios(by=self.member)
        except RuleBroken as fault:
            return self.failed(fault, back)
        return self.done("De volgende aangiften gaan weer goed.", back)


class SwitchForm(forms.Form):
    """Where to, and the name as confirmation."""

    environment = forms.ChoiceField(label="Omgeving", widget=forms.RadioSelect)
    typed_name = forms.CharField(
        label="Naam van uw kantoor", max_length=120, required=False, help_text="Alleen nodig als u de simulatie in- of uitgaat."
    )

    def __init__(self, *args, choices=(), **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["environment"].choices = choices


class EnvironmentSwitch(DeskForm):
    """Send somewhere else from now on."""

    permission = RIGHT
    step_up = True
    nav = "settings"
    template_name = "sbr_inbox/act_form.html"
    form_class = SwitchForm
    submit_label = "Omgeving wijzigen"
    title = "Omgeving van Digipoort"

    def form_arguments(self):
        """The environments that exist here."""
        known = [one for one in Environment if one != Environment.NONE and (one != Environment.SIMULATION or has_simulator())]
        here = environment()
        return {"choices": [(one.value, one.label) for one in known], "initial": {"environment": here if here in known else None}}

    def context(self):
        """What it changes."""
        lead = (
            "In de simulatie gaat er niets naar de Belastingdienst. In productie is elke verzending echt. "
            f"U staat nu op: {environment().label.lower()}."
        )
        return {"lead": lead, "cancel_url": desk_url("sbr_inbox:environment")}

    def save(self, form):
        """One rule."""
        return change_environment(form.cleaned_data["environment"], by=self.member, typed_name=form.cleaned_data["typed_name"])

    def saved_text(self, result):
        """Said on the page."""
        return f"Uw kantoor verzendt nu naar: {result.label.lower()}."

    def success_url(self, result):
        """Back to the page."""
        return desk_url("sbr_inbox:environment")
