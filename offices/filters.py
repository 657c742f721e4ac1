"""The filter of a list, made at each request: as django-filter does it, without copying fields twice over."""

import copy

import django_filters
from django.http import QueryDict

# What stands in the address of a list when every filter is shown.
ALL_FILTERS = ("filters", "alle")


class ListFilter(django_filters.FilterSet):
    """A FilterSet whose filters are copied one level deep and whose form takes the fields as they are.

    Its parent copies every filter with all its choices, makes a form class of their fields and copies those again.
    With `main` only those filters are made, and the ones that are on, until the address asks for all.
    """

    main: tuple[str, ...] = ()

    def __init__(self, data=None, queryset=None, *, request=None, prefix=None):
        self.is_bound, self.data = data is not None, QueryDict() if data is None else data
        self.queryset, self.request, self.form_prefix = queryset, request, prefix
        name, value = ALL_FILTERS
        self.shows_all = not self.main or self.data.get(name) == value
        self.filters = {name: self._own(each) for name, each in self.base_filters.items() if self.wants(name)}

    def wants(self, name) -> bool:
        """Whether this filter is on the page: a main one, one that is on, or any when all are asked for."""
        return self.shows_all or name in self.main or name in self.data

    def add(self, name, each) -> None:
        """Put a filter beside the declared ones, made for this request alone."""
        each.field_name, each.parent, each.model = name, self, self.queryset.model
        self.filters[name] = each

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

    def chosen(self) -> dict:
        """{filter: value} of every filter that is on; empty when an entry cannot be read."""
        if not self.form.is_valid():
            return {}
        return {name: value for name, value in self.form.cleaned_data.items() if value or value == 0}
