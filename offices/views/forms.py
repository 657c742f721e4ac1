"""Forms that lose nothing: a broken rule comes back on its field, with everything typed still there."""

from typing import ClassVar

from django.contrib import messages
from django.forms import BaseForm
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect

from offices.errors import RuleBroken
from offices.signin import levels
from offices.views.base import DeskView


class DeskForm(DeskView):
    """A form page: `build` makes the form, `save` calls one rule, `success_url` says where to go."""

    template_name: ClassVar[str] = "form.html"
    form_class: ClassVar[type[BaseForm]]
    title = ""
    submit_label = "Opslaan"

    def get(self, request: HttpRequest, *args, **kwargs) -> HttpResponse:
        """The empty or filled form."""
        return self.show(self.build())

    def post(self, request: HttpRequest, *args, **kwargs) -> HttpResponse:
        """Check the shape, call the rule, go on; or the form again with what is wrong."""
        form = self.build(request.POST, request.FILES)
        if not form.is_valid():
            return self.show(form, status=422)
        try:
            result = self.save(form)
        except RuleBroken as fault:
            return self.show(blame(form, fault), status=409 if fault.status == 409 else 422)
        return self.saved(result)

    def ask_step_up(self, request, *args, **kwargs) -> HttpResponse:
        """Before the form is shown: the factor. After typing: the form again, with a link to the factor."""
        if request.method != "POST":
            return super().ask_step_up(request, *args, **kwargs)
        form = self.build(request.POST, request.FILES)
        form.is_valid()
        fault = RuleBroken(
            "Bevestig eerst opnieuw dat u het bent en verstuur daarna dit formulier.", code="STAP", link=levels.step_up_url(request.path)
        )
        return self.show(blame(form, fault), status=403, problem=fault)

    def build(self, data=None, files=None) -> BaseForm:
        """The form, bound when data is given."""
        return self.form_class(data, files, **self.form_arguments())

    def form_arguments(self) -> dict:
        """Keyword arguments of the form."""
        return {}

    def save(self, form: BaseForm):
        """Call one rule with the cleaned data and give what it made."""
        raise NotImplementedError(f"{type(self).__name__} must call a rule.")

    def saved(self, result) -> HttpResponse:
        """Go on after saving."""
        text = self.saved_text(result)
        if text:
            messages.success(self.request, text)
        return redirect(self.success_url(result))

    def saved_text(self, result) -> str:
        """What was done, in the past tense with the object."""
        return ""

    def success_url(self, result) -> str:
        """Where to go after saving."""
        raise NotImplementedError(f"{type(self).__name__} must say where to go.")

    def show(self, form: BaseForm, *, status: int = 200, **context) -> HttpResponse:
        """The page with this form."""
        shown = {"form": form, "title": self.title, "submit_label": self.submit_label} | self.context() | context
        return self.render(self.template_name, shown, status=status)

    def context(self) -> dict:
        """What else the template shows."""
        return {}


def blame(form: BaseForm, fault: RuleBroken) -> BaseForm:
    """Put a broken rule on the field it belongs to, or on top of the form."""
    form.add_error(fault.field if fault.field in form.fields else None, fault.text)
    return form
