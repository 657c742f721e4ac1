"""Offering with choices, answering for a client, and sending without approval."""

from functools import cached_property

from django import forms
from django.http import Http404

from crm.models import Contact
from offices.files import store
from offices.views import DeskForm
from sbr_inbox.approval_enums import Channel, Decision, Factor, RequestState
from sbr_inbox.entitlement import Authority, joint_partner, who_may_answer
from sbr_inbox.models import ApprovalRequest
from sbr_inbox.rules.asking import policy_for
from sbr_inbox.rules.offering import offer
from sbr_inbox.rules.on_behalf import approve_on_behalf, decline_on_behalf
from sbr_inbox.rules.releasing import ask_release, confirm_release, live_release, refuse_release
from sbr_inbox.views.filing import FilingView

BY_LINK = "Eenmalige link: de cliënt heeft geen inlog nodig, het bewijs is zwakker"


class FilingForm(FilingView, DeskForm):
    """A form about the filing of the address; afterwards back to it."""

    template_name = "sbr_inbox/act_form.html"

    def context(self):
        """The filing it is about."""
        return {"filing": self.filing, "cancel_url": self.here, "lead": self.lead()}

    def lead(self) -> str:
        """A sentence above the form."""
        return ""

    def success_url(self, result):
        """Back to the filing."""
        return self.here


class OfferForm(forms.Form):
    """To whom, how, with which words, and how often we remind."""

    addressees = forms.MultipleChoiceField(label="Wie vraagt u om akkoord?", widget=forms.CheckboxSelectMultiple, required=False)
    channel = forms.ChoiceField(label="Hoe", widget=forms.RadioSelect, initial=Channel.PORTAL)
    message = forms.CharField(
        label="Toelichting voor de cliënt", required=False, max_length=2000, widget=forms.Textarea(attrs={"rows": 3}),
        help_text="Staat op de pagina van de aangifte, niet in de e-mail.",
    )  # fmt: skip
    reminders = forms.IntegerField(label="Aantal herinneringen", min_value=0, max_value=10)

    def __init__(self, *args, people=(), may_link=False, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["addressees"].choices = people
        self.fields["addressees"].help_text = "Niets aangevinkt: wie volgens de akkoordregel gevraagd wordt."
        portal = (Channel.PORTAL.value, "Portaal: de cliënt logt in")
        self.fields["channel"].choices = [portal, (Channel.LINK.value, BY_LINK)] if may_link else [portal]


class OfferPage(FilingForm):
    """Put a filing before the client, choosing whom and how."""

    permission = "filing.offer"
    form_class = OfferForm
    title = "Aanbieden ter accordering"
    submit_label = "Aanbieden"

    @cached_property
    def policy(self):
        """The rule for this filing; a filing without relation cannot be offered."""
        if self.filing.relation_id is None:
            raise Http404("No relation yet.")
        return policy_for(self.filing)

    @cached_property
    def people(self) -> list[tuple[str, str]]:
        """Contacts who may answer, each with his authority."""
        authority = Authority(self.filing)
        return [(str(link.contact_id), _person(link, authority.of(link))) for link in who_may_answer(self.filing)]

    def form_arguments(self):
        """What the rule of the office says."""
        initial = {"reminders": self.policy.reminders, "channel": Channel.PORTAL}
        return {"people": self.people, "may_link": self.policy.factor == Factor.NORMAL, "initial": initial}

    def lead(self):
        """Whose filing, and who is asked beside."""
        partner = joint_partner(self.filing)
        beside = f" De fiscaal partner, {partner.name}, wordt ook gevraagd." if partner else ""
        return f"{self.filing.relation}. Vanaf nu verandert er niets meer aan dit bestand.{beside}"

    def save(self, form):
        """One rule."""
        given = form.cleaned_data
        chosen = list(Contact.objects.filter(pk__in=given["addressees"]))
        chosen.sort(key=lambda contact: given["addressees"].index(str(contact.pk)))
        return offer(
            self.filing, by=self.member, message=given["message"], addressees=chosen or None, channel=given["channel"],
            reminders=given["reminders"],
        )  # fmt: skip

    def saved_text(self, result):
        """Said on the page of the filing."""
        return f"{result.title} is aangeboden."


def _person(link, authority) -> str:
    if not authority.ok:
        return f"{link.contact} (niet bevoegd: {authority.reason})"
    if authority.unrecorded:
        return f"{link.contact} (geen bevoegdheid vastgelegd)"
    if authority.partners:
        return f"{link.contact} (gezamenlijk bevoegd)"
    return f"{link.contact} (bevoegd: {authority.mandate.get_basis_display().lower()})" if authority.mandate else str(link.contact)


class OnBehalfForm(forms.Form):
    """For whom, what, why, and what shows it."""

    contact = forms.ChoiceField(label="Namens", widget=forms.RadioSelect)
    decision = forms.ChoiceField(label="Antwoord van de cliënt", choices=Decision.choices, widget=forms.RadioSelect)
    reason = forms.CharField(
        label="Hoe en wanneer liet de cliënt dit weten?", max_length=2000, widget=forms.Textarea(attrs={"rows": 3}),
        help_text="Minstens 10 tekens. Staat op het bewijs.",
    )  # fmt: skip
    evidence = forms.FileField(
        label="Bewijs (pdf of afbeelding)", required=False, help_text="Verplicht bij akkoord, bijvoorbeeld de e-mail van de cliënt."
    )

    def __init__(self, *args, people=(), **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["contact"].choices = people


class OnBehalf(FilingForm):
    """Record the answer of a client who gave it outside the portal."""

    permission = "filing.approve_on_behalf"
    step_up = True
    form_class = OnBehalfForm
    title = "Antwoord namens de cliënt"
    submit_label = "Vastleggen"

    @cached_property
    def asked(self) -> ApprovalRequest:
        """The open request; 404 without one."""
        rows = ApprovalRequest.objects.filter(filing=self.filing, state=RequestState.OPEN)
        request = rows.select_related("policy", "filing__relation").first()
        if request is None:
            raise Http404("Nothing waits for an answer.")
        return request

    @cached_property
    def contacts(self) -> dict[str, Contact]:
        """Who was asked and did not answer yet."""
        done = {answer.voter_id for answer in self.asked.answers.all()}
        waiting = self.asked.addressees.exclude(contact_id__in=done).select_related("contact")
        return {str(one.contact_id): one.contact for one in waiting}

    def form_arguments(self):
        """Only who was asked can be chosen."""
        return {"people": [(pk, str(contact)) for pk, contact in self.contacts.items()]}

    def lead(self):
        """What this does."""
        return "Uw naam, de reden en het bewijs komen op het bewijs van akkoord. Het geldt voor precies dit bestand."

    def save(self, form):
        """Keep the evidence, then the rule."""
        given = form.cleaned_data
        proof = given["evidence"]
        kept = store(proof, name=proof.name, purpose="evidence") if proof else None
        rule = approve_on_behalf if given["decision"] == Decision.APPROVED else decline_on_behalf
        return rule(
            self.asked, by=self.member, contact=self.contacts[given["contact"]], reason=given["reason"], evidence_file=kept
        )

    def saved_text(self, result):
        """Said on the page of the filing."""
        return f"Het antwoord namens {result.on_behalf_of} is vastgelegd."


class ReleaseForm(forms.Form):
    """Why there is no approval, or what a second member decides."""

    decision = forms.ChoiceField(
        label="Uw besluit", choices=[("confirm", "Bevestigen"), ("refuse", "Weigeren")], widget=forms.RadioSelect
    )
    reason = forms.CharField(label="Reden", max_length=2000, required=False, widget=forms.Textarea(attrs={"rows": 3}))

    def __init__(self, *args, release=None, member=None, **kwargs):
        super().__init__(*args, **kwargs)
        if release is None:
            del self.fields["decision"]
            self.fields["reason"].help_text = "Minstens 10 tekens. Staat op het bewijs; een collega bevestigt."
        elif release.asked_by_id == member.pk:
            del self.fields["decision"]
            self.fields["reason"].label = "Waarom trekt u het verzoek in?"
        else:
            self.fields["reason"].help_text = "Nodig als u weigert."


class ReleasePage(FilingForm):
    """Ask to send without approval; the second member confirms or refuses on the same page."""

    permission = "filing.send_without_approval"
    step_up = True
    form_class = ReleaseForm
    title = "Verzenden zonder akkoord"

    @cached_property
    def release(self):
        """What was asked and not decided yet."""
        found = live_release(self.filing)
        return found if found and found.confirmed_by_id is None else None

    @property
    def submit_label(self):
        """What the button does."""
        if self.release is None:
            return "Vragen"
        return "Verzoek intrekken" if self.release.asked_by_id == self.member.pk else "Besluit vastleggen"

    def form_arguments(self):
        """Asking, taking back, or deciding."""
        return {"release": self.release, "member": self.member}

    def lead(self):
        """What happens, or what was asked."""
        if self.release is None:
            return "De cliënt gaf geen akkoord op dit bestand. Een andere collega met dit recht moet uw verzoek bevestigen."
        return f"{self.release.asked_by} vroeg dit op {self.release.asked_at:%d-%m-%Y}: {self.release.reason}"

    def save(self, form):
        """One rule."""
        if self.release is None:
            ask_release(self.filing, by=self.member, reason=form.cleaned_data["reason"])
            return "Gevraagd. Een collega moet dit nog bevestigen."
        if form.cleaned_data.get("decision") == "confirm":
            confirm_release(self.release, by=self.member)
            return "Bevestigd. De aangifte geldt als akkoord."
        refuse_release(self.release, by=self.member, reason=form.cleaned_data["reason"])
        return "Het verzoek om te verzenden zonder akkoord is vervallen."

    def saved_text(self, result):
        """Said on the page of the filing."""
        return result
