"""The filter of a list, made at each request: as django-filter does it, without copying fields twice over."""

import copy

import django_filters
from django.http import QueryDict


class ListFilter(django_filters.FilterSet):
    """A FilterSet whose filters are copied one level deep and whose form takes the fields as they are.

    Its parent copies every filter with all its choices, makes a form class of their fields and copies those again.
    """

    def __init__(self, data=None, queryset=None, *, request=None, prefix=None):
        self.is_bound, self.data = data is not None, QueryDict() if data is None else data
        self.queryset, self.request, self.form_prefix = queryset, request, prefix
        self.filters = {name: self._own(each) for name, each in self.base_filters.items()}

    def _own(self, shared):
        own = copy.copy(shared)
        own.__dict__.pop("_field", None)
        own.extra, own.parent, own.model = dict(shared.extra), self, self.queryset.model
        # The setter binds the method to this filter, and so to this request, instead of to the shared one.
        own.method = shared.method
        return own

    @property
    def form(self):
        """The form of this request; its fields belong to it alone."""
        if not hasattr(self, "_form"):
            self._form = self._meta.form(self.data if self.is_bound else None, prefix=self.form_prefix)
            self._form.fields = {name: each.field for name, each in self.filters.items()}
        return self._form
