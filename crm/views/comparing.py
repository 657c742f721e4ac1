"""A form that lost the race: what a colleague saved stands beside what was typed, per field."""

import datetime

from offices.errors import RuleBroken, StaleForm
from offices.views.forms import blame

SKIPPED = frozenset({"version", "labels", "bsn", "custom"})


class Comparing:
    """Mixed into a DeskForm whose form has a field `version`. `now()` gives the fields as they are stored by now."""

    template_name = "crm/compared_form.html"

    def post(self, request, *args, **kwargs):
        """Save; or the form again, with both values of every field that differs."""
        form = self.build(request.POST, request.FILES)
        if not form.is_valid():
            return self.show(form, status=422)
        try:
            result = self.save(form)
        except StaleForm as fault:
            return self.compared(form, fault)
        except RuleBroken as fault:
            return self.show(blame(form, fault), status=422)
        return self.saved(result)

    def compared(self, form, fault):
        """The same input with the version of now, so that saving again keeps what stands in the fields."""
        now = self.now()
        data = self.request.POST.copy()
        data["version"] = str(now["version"])
        again = self.build(data, self.request.FILES)
        again.is_valid()
        again.add_error(None, fault.text)
        return self.show(again, status=409, problem=fault, conflicts=differing(form, now))


def differing(form, now) -> list[dict]:
    """[{label, now, mine}] of every field that was typed otherwise than it is stored by now."""
    found = []
    for name, typed in form.cleaned_data.items():
        if name in SKIPPED or name not in now or typed == now[name] or not (typed or now[name]):
            continue
        found.append({"label": form.fields[name].label, "now": _said(form, name, now[name]), "mine": _said(form, name, typed)})
    return found


def _said(form, name, value):
    """A choice by its label, several joined; the rest as it is."""
    choices = dict(getattr(form.fields[name], "choices", ()) or ())
    if isinstance(value, list | tuple):
        return ", ".join(str(choices.get(one, one)) for one in value)
    if isinstance(value, bool):
        return "Ja" if value else "Nee"
    if isinstance(value, datetime.date):
        return f"{value:%d-%m-%Y}"
    return choices.get(value, value)
