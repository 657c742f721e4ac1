"""Our own admin site: an allow-list of models behind a strong session and step-up.

It does not use Django's default site, so a library that registers a model there shows nothing here.
"""

from functools import update_wrapper

from django.http import Http404
from django.shortcuts import redirect
from django.urls import path
from unfold.admin import ModelAdmin
from unfold.sites import UnfoldAdminSite

from offices.admin import visit
from offices.scope import NoOffice, office_id, office_scope
from offices.signin import levels, sessions

LOOK_MINUTES = 60
# unfold runs on Alpine, which evaluates expressions, and writes colours in a style element. Both are allowed under
# this one path, for platform admins only; every other page keeps the strict policy of the settings.
ADMIN_POLICY = {
    "default-src": ["'none'"],
    "script-src": ["'self'", "'unsafe-eval'"],
    "style-src": ["'self'", "'unsafe-inline'"],
    "img-src": ["'self'", "data:"],
    "font-src": ["'self'"],
    "connect-src": ["'self'"],
    "form-action": ["'self'"],
    "base-uri": ["'none'"],
    "frame-ancestors": ["'none'"],
}


class PlatformSite(UnfoldAdminSite):
    """Asks a strong session of a platform admin, and a second factor again before a change."""

    index_title = "Overzicht"

    def has_permission(self, request):
        """Django's own question: may this person see the admin at all."""
        return (
            request.user.is_active and request.user.is_staff and levels.level(request) is levels.Level.STRONG
        )

    def admin_view(self, view, cacheable=False):
        """Every page of the admin goes through here: the door, the chosen office, the policy for scripts."""
        checked = super().admin_view(inside(view), cacheable)

        def door(request, *args, **kwargs):
            if request.login_session is None or levels.level(request) is not levels.Level.STRONG:
                return levels.sign_in_redirect(request)
            if not request.user.is_staff:
                raise Http404("Only platform admins.")
            minutes = LOOK_MINUTES if request.method in ("GET", "HEAD") else levels.STEP_UP_MINUTES
            if not levels.stepped_up(request, minutes=minutes):
                return levels.require_step_up(request)
            response = checked(request, *args, **kwargs)
            response._csp_replace = ADMIN_POLICY
            response.headers["Cache-Control"] = "no-store, private"
            return response

        return update_wrapper(door, view)

    def login(self, request, extra_context=None):
        """There is one sign-in form."""
        return levels.sign_in_redirect(request, levels.safe_next(request, request.GET.get("next"), "/admin/"))

    def logout(self, request, extra_context=None):
        """Sign this device out."""
        sessions.sign_out(request)
        return redirect("signin:start")

    def password_change(self, request, extra_context=None):
        """There is one page for passwords."""
        return redirect("signin:password")

    def get_urls(self):
        """No jump to any object of any kind by its number: nothing here needs it."""
        return [entry for entry in super().get_urls() if getattr(entry, "name", "") != "view_on_site"]

    def extra_urls(self):
        """Health, and entering and leaving an office."""
        from offices.admin import pages

        return [
            path("gezondheid/", self.admin_view(pages.health), name="health"),
            path("kantoor-kiezen/", self.admin_view(pages.choose_office), name="choose_office"),
            path("kantoor-verlaten/", self.admin_view(pages.leave_office), name="leave_office"),
        ]

    def each_context(self, request):
        """Every page knows which office is entered and until when."""
        return super().each_context(request) | {"visit": visit.present(request)}


def inside(view):
    """The view with the entered office open, its template rendered before the office closes."""

    def opened(request, *args, **kwargs):
        entered = visit.present(request)
        if entered is None:
            try:
                return view(request, *args, **kwargs)
            except NoOffice:
                return redirect("admin:choose_office")
        with office_scope(entered.office_id):
            response = view(request, *args, **kwargs)
            return response.render() if hasattr(response, "render") else response

    return update_wrapper(opened, view)


class PlatformAdmin(ModelAdmin):
    """A model of the platform. Rights are those of a platform admin; nothing is deleted here."""

    list_per_page = 50
    show_full_result_count = False

    def has_module_permission(self, request):
        return request.user.is_staff

    def has_view_permission(self, request, obj=None):
        return request.user.is_staff

    def has_add_permission(self, request):
        return False

    def has_change_permission(self, request, obj=None):
        return request.user.is_staff

    def has_delete_permission(self, request, obj=None):
        return False


class OfficeDataAdmin(PlatformAdmin):
    """Data of an office: there only while one is entered, through the same walls, to read and never to change.

    Name the shown columns in `list_display` and `fields`: nothing is shown by default, so no BSN or secret slips in.
    """

    list_display = ("id",)
    fields: tuple[str, ...] = ("id",)

    def has_module_permission(self, request):
        return request.user.is_staff and office_id() is not None

    def has_view_permission(self, request, obj=None):
        return request.user.is_staff and office_id() is not None

    def has_change_permission(self, request, obj=None):
        return False


site = PlatformSite(name="admin")
