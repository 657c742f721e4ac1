"""Offices and users, as far as the platform needs them. No content of an office stands here."""

from django import forms
from django.contrib import admin, messages

from offices.admin.site import PlatformAdmin, site
from offices.errors import RuleBroken
from offices.models import RESERVED_SLUGS, LoginSession, Office, User
from offices.rules.office import create_office
from offices.rules.platform import set_login, set_office_state


class OfficeForm(forms.ModelForm):
    """A new office, or the state of one."""

    def clean_slug(self):
        slug = self.cleaned_data["slug"]
        if slug in RESERVED_SLUGS:
            raise forms.ValidationError(
                f"Het adres {slug} is bezet of niet toegestaan. Gebruik kleine letters, cijfers en streepjes."
            )
        return slug


@admin.register(Office, site=site)
class OfficeAdmin(PlatformAdmin):
    """Every office of the installation."""

    form = OfficeForm
    list_display = ("name", "slug", "state", "is_practice", "created_at")
    list_filter = ("state", "is_practice")
    search_fields = ("name", "slug")

    def has_add_permission(self, request):
        return request.user.is_staff

    def get_fields(self, request, obj=None):
        return ("name", "slug", "state", "created_at") if obj else ("name", "slug")

    def get_readonly_fields(self, request, obj=None):
        return ("name", "slug", "created_at") if obj else ()

    def save_model(self, request, obj, form, change):
        """A new office gets its keys, roles and seeds by the one rule for it."""
        if change:
            set_office_state(obj, state=obj.state, by=request.user)
        else:
            obj.pk = create_office(obj.name, slug=obj.slug, by=request.user).pk


@admin.register(User, site=site)
class UserAdmin(PlatformAdmin):
    """Logins: who exists, and blocking one. Names of offices and clients do not stand here."""

    list_display = ("email", "name", "is_active", "is_staff", "last_login")
    list_filter = ("is_active", "is_staff")
    search_fields = ("email", "name")
    fields = ("email", "name", "is_active", "is_staff", "last_login", "date_joined")
    readonly_fields = ("email", "name", "is_staff", "last_login", "date_joined")

    def save_model(self, request, obj, form, change):
        """Blocking ends the sessions of the person."""
        try:
            set_login(obj, active=obj.is_active, by=request.user)
        except RuleBroken as fault:
            messages.error(request, fault.text)


@admin.register(LoginSession, site=site)
class LoginSessionAdmin(PlatformAdmin):
    """Signed-in devices, to recognise misuse."""

    list_display = ("user", "audience", "level", "device", "ip", "last_seen", "ended_at")
    list_select_related = ("user",)
    fields = ("user", "audience", "level", "device", "ip", "started_at", "last_seen", "ended_at")

    def has_change_permission(self, request, obj=None):
        return False
