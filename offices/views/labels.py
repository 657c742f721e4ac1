"""*Beheer > Labels*: names with a colour for relations, contacts, colleagues and what comes later."""

from django import forms
from django.utils.html import format_html

from offices.enums import LabelAudience
from offices.errors import NotHere
from offices.models import Label
from offices.rules import labels as rules
from offices.urls_helpers import desk_url
from offices.views.beheer import BeheerAction, BeheerForm, BeheerTable, act, link

LIST = "offices:label_list"


def mark(label) -> str:
    """A label as it looks on a thing."""
    return format_html('<span class="row nowrap"><span class="av" data-who="{}" aria-hidden="true"></span>{}</span>', label.color, label.name)


class LabelTable(BeheerTable):
    """Every label and how often it is used."""

    permission = "label.manage"
    title = "Labels"
    lead = "Labels werken in filters, bulkacties en voorwaarden."
    heads = ("Label", "Voor", "Gebruik")
    empty = {"icon": "tag", "title": "Nog geen labels", "text": "Maak een label voor wat u vaak wilt terugvinden."}

    def cells(self):
        used = rules.counts()
        return [
            [link(mark(label), desk_url("offices:label", label.pk)), LabelAudience(label.audience).label, used.get(label.pk, 0)]
            for label in Label.objects.order_by("audience", "name")
        ]

    def acts(self):
        return [act("Label maken", desk_url("offices:label_create"), primary=True)]


class LabelForm(forms.Form):
    """A label. What it is for is chosen once."""

    name = forms.CharField(label="Label", max_length=30)
    color = forms.TypedChoiceField(label="Kleur", choices=list(rules.COLORS.items()), coerce=int)
    audience = forms.ChoiceField(label="Voor", choices=LabelAudience.choices)

    def __init__(self, *args, made=False, **kwargs):
        super().__init__(*args, **kwargs)
        if made:
            del self.fields["audience"]


class LabelCreate(BeheerForm):
    """Makes a label."""

    permission = "label.manage"
    title, form_class, list_url, parents = "Label maken", LabelForm, LIST, (("Labels", LIST),)

    def save(self, form):
        return rules.save_label(None, by=self.member, **form.cleaned_data)

    def saved_text(self, result):
        return f"Label {result.name} is bewaard."


class LabelEdit(LabelCreate):
    """Changes a label, with merging and taking away beside it."""

    def form_arguments(self):
        label = own_label(self.kwargs["pk"])
        return {"made": True, "initial": {"name": label.name, "color": label.color}}

    def save(self, form):
        return rules.save_label(own_label(self.kwargs["pk"]), by=self.member, **form.cleaned_data)

    def around(self):
        label = own_label(self.kwargs["pk"])
        used = rules.counts().get(label.pk, 0)
        remove = {
            "url": desk_url("offices:label_delete", label.pk), "button": "Verwijderen", "title": f"Label {label.name} verwijderen?",
            "text": f"Het label gaat weg bij {used} dingen. Die blijven zelf bestaan.",
        }  # fmt: skip
        acts = [act("Samenvoegen", desk_url("offices:label_merge", label.pk), "layers")]
        lead = f"Voor {LabelAudience(label.audience).label.lower()}, {used} keer gebruikt."
        return {"title": label.name, "lead": lead, "acts": acts, "remove": remove}


class MergeForm(forms.Form):
    """Into which label another goes."""

    into = forms.ModelChoiceField(None, label="Samenvoegen met", empty_label="Kies een label")

    def __init__(self, *args, label, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["into"].queryset = Label.objects.filter(audience=label.audience).exclude(pk=label.pk).order_by("name")


class LabelMerge(BeheerForm):
    """Gives everything with one label another, and takes the first away."""

    permission = "label.manage"
    form_class, list_url, submit_label, parents = MergeForm, LIST, "Samenvoegen", (("Labels", LIST),)

    def form_arguments(self):
        return {"label": own_label(self.kwargs["pk"])}

    def save(self, form):
        self.into = form.cleaned_data["into"]
        return rules.merge_labels(own_label(self.kwargs["pk"]), self.into, by=self.member)

    def around(self):
        label = own_label(self.kwargs["pk"])
        used = rules.counts().get(label.pk, 0)
        return {"title": f"Label {label.name} samenvoegen", "lead": f"{used} dingen krijgen het andere label; {label.name} verdwijnt."}

    def saved_text(self, result):
        return f"{result} dingen hebben nu label {self.into.name}."


class LabelDelete(BeheerAction):
    """Takes a label away."""

    permission, list_url = "label.manage", LIST

    def act(self, pk):
        label = own_label(pk)
        count = rules.delete_label(label, by=self.member)
        return f"Label {label.name} is verwijderd bij {count} dingen."


def own_label(pk) -> Label:
    """A label of the open office. Raises NotHere for any other id."""
    label = Label.objects.filter(pk=pk).first()
    if label is None:
        raise NotHere("Dit label bestaat niet. Kies er een uit de lijst.")
    return label
