"""What the filter panel and the tags above a list show, read from a django-filter FilterSet."""

from django import forms

# Longer lists become one select; shorter ones show every choice.
CHECK_LIMIT = 9
SEARCH_FIELDS = {"q", "sort", "per"}


def _chosen(filterset, name):
    return {str(value) for value in filterset.form.data.getlist(name) if value}


def _choices(bound):
    field = bound.field
    found = getattr(field, "choices", None) or getattr(field.widget, "choices", None)
    return [(str(value), str(label)) for value, label in found if str(value)] if found else None


def _options(filterset, name, bound):
    if isinstance(bound.field.widget, forms.CheckboxInput):
        return [("1", str(bound.label))]
    return _choices(bound)


def _kind(bound, options):
    if options is None:
        return "field"
    many = isinstance(bound.field, forms.MultipleChoiceField | forms.ModelMultipleChoiceField)
    one_box = isinstance(bound.field.widget, forms.CheckboxInput)
    return "check" if one_box or (many and len(options) <= CHECK_LIMIT) else "select"


def sections(filterset) -> list[dict]:
    """One section per filter field; ``filterset.counts`` ({field: {value: n}}) adds numbers to choices."""
    if filterset is None:
        return []
    made = []
    for name, field in filterset.form.fields.items():
        if name in SEARCH_FIELDS or isinstance(field.widget, forms.HiddenInput):
            continue
        bound = filterset.form[name]
        options, chosen = _options(filterset, name, bound), _chosen(filterset, name)
        counts = getattr(filterset, "counts", {}).get(name, {})
        made.append({
            "name": name, "label": str(bound.label), "kind": _kind(bound, options), "bound": bound,
            "options": [
                {"value": value, "label": label, "count": counts.get(value), "on": value in chosen}
                for value, label in options or []
            ],
        })  # fmt: skip
    return made


def active(filterset) -> list[tuple[str, str, str]]:
    """(field, value, words) of every filter that is on, for the removable tags above the list."""
    if filterset is None:
        return []
    found = []
    for section in sections(filterset):
        if section["kind"] == "field":
            found += [
                (section["name"], value, f"{section['label']}: {value}")
                for value in _chosen(filterset, section["name"])
            ]
            continue
        for option in section["options"]:
            if option["on"]:
                same = option["label"] == section["label"]
                found.append(
                    (
                        section["name"],
                        option["value"],
                        option["label"] if same else f"{section['label']}: {option['label']}",
                    )
                )
    return found
