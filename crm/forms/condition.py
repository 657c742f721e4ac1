"""The condition of crm/conditions.py as one field of a form: ticks per field, and what is left out."""

from django import forms
from django.core.exceptions import ValidationError
from django.utils.html import format_html, format_html_join

from crm.conditions import WORDS, clean, condition_fields
from offices.errors import RuleBroken


class ConditionWidget(forms.Widget):
    """How lines are joined, and per field of a relation the values to tick; a field with a choice stands open."""

    def render(self, name, value, attrs=None, renderer=None):
        """The whole control; its first select carries the id that the label names."""
        how, wanted, refused = _parts(value)
        options = format_html_join(
            "", '<option value="{}"{}>{}</option>', ((key, " selected" if key == how else "", label) for key, label in WORDS.items())
        )
        known = [(field, list(field.choices()) if field.choices else None) for field in condition_fields]
        parts = [_field(name, field, choices, wanted.get(field.key, set())) for field, choices in known]
        kept = {name: text for name, text in (attrs or {}).items() if name in {"id", "class", "aria-describedby", "aria-invalid"}}
        return format_html(
            '<div class="conditions stack"><select name="{}"{}>{}</select>{}{}</div>',
            name,
            format_html_join("", ' {}="{}"', kept.items()),
            options,
            format_html_join("", "{}", ((part,) for part in parts if part)),
            _except(name, known, refused),
        )

    def value_from_datadict(self, data, files, name):
        """The condition as it was ticked; None when nothing of it was sent."""
        if name not in data:
            return None
        lines = []
        for field in condition_fields:
            lines.append({"field": field.key, "op": "is", "value": _given(data, f"{name}-is-{field.key}", split=not field.choices)})
            refused = [value.partition(":")[2] for value in _given(data, f"{name}-not") if value.partition(":")[0] == field.key]
            lines.append({"field": field.key, "op": "not", "value": refused})
        return {data.get(name): [line for line in lines if line["value"]]}

    def value_omitted_from_data(self, data, files, name):
        """Whether the form was sent without this control."""
        return name not in data


class ConditionField(forms.Field):
    """A condition on relations; cleaned it is JSON for the database, {} when it holds for all."""

    widget = ConditionWidget

    def __init__(self, **kwargs):
        kwargs.setdefault("required", False)
        kwargs.setdefault("help_text", "Niets aangevinkt betekent: altijd.")
        super().__init__(**kwargs)

    def clean(self, value):
        """The condition in its normal form; the sentence of the broken rule otherwise."""
        try:
            return clean(value)
        except RuleBroken as fault:
            raise ValidationError(fault.text) from None


def _parts(value) -> tuple[str, dict[str, set], set[str]]:
    how, lines = next(iter((value or {"all": []}).items()))
    wanted = {line["field"]: set(line["value"]) for line in lines if line["op"] == "is"}
    refused = {f"{line['field']}:{one}" for line in lines if line["op"] == "not" for one in line["value"]}
    return how, wanted, refused


def _given(data, name: str, *, split: bool = False) -> list[str]:
    values = data.getlist(name) if hasattr(data, "getlist") else data.get(name, [])
    if split:
        return [part.strip() for value in values for part in value.split(",") if part.strip()]
    return [value for value in values if value]


def _field(name: str, field, choices, wanted: set[str]):
    if choices == []:
        return ""
    if choices is None:
        inner = format_html(
            '<input class="input" type="text" name="{}-is-{}" value="{}" maxlength="300" aria-label="{}">'
            '<span class="hint">Een deel van het woord; meer woorden met een komma ertussen</span>',
            name, field.key, ", ".join(sorted(wanted)), field.label,
        )  # fmt: skip
    else:
        inner = _ticks(f"{name}-is-{field.key}", [(value, label, value in wanted) for value, label in choices])
    count = format_html(' <span class="count">{}</span>', len(wanted)) if wanted else ""
    return format_html(
        '<details{}><summary>{}{}</summary><fieldset class="field many"><legend class="vh">{}</legend>{}</fieldset></details>',
        " open" if wanted else "", field.label, count, field.label, inner,
    )  # fmt: skip


def _except(name: str, known, refused: set[str]):
    rows = [
        (f"{field.key}:{value}", f"{field.label}: {label}", f"{field.key}:{value}" in refused)
        for field, choices in known
        for value, label in choices or []
    ]
    count = format_html(' <span class="count">{}</span>', len(refused)) if refused else ""
    return format_html(
        '<details{}><summary>Behalve{}</summary><fieldset class="field many"><legend class="vh">Behalve</legend>{}</fieldset></details>',
        " open" if refused else "", count, _ticks(f"{name}-not", rows),
    )  # fmt: skip


def _ticks(name: str, rows):
    return format_html_join(
        "",
        '<label class="check"><input type="checkbox" name="{}" value="{}"{}><span class="grow">{}</span></label>',
        ((name, value, " checked" if ticked else "", label) for value, label, ticked in rows),
    )
