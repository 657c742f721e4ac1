"""Every address of the product. Staff pages live under /k/<slug>/, client pages under /p/<slug>/."""

from django.urls import include, path

from offices.admin.site import site
from offices.views import mailbox
from offices.views.brand import brand_css
from offices.views.health import health

desk_pages = [
    path("", include("desk.urls")),
    path("", include("crm.urls")),
    path("", include("dossier.urls")),
    path("", include("workflows.urls")),
    path("", include("sbr_inbox.urls")),
    path("", include("integrations.urls")),
    path("", include("offices.urls")),
]

urlpatterns = [
    path("health/", health, name="health"),
    path("huisstijl/<int:hue>-<int:chroma>.css", brand_css, name="brand_css"),
    path("oefenpostbus/", mailbox.practice_mailbox, name="practice_mailbox"),
    path("k/<slug:slug>/", include(desk_pages)),
    path("p/<slug:slug>/", include("portal.urls")),
    path("api/v1/", include("config.api_urls")),
    path("eenmalig/", include("portal.one_time_urls")),
    path("agenda/", include("workflows.public_urls")),
    path("sleutels/", include("sbr_inbox.public_urls")),
    path("admin/", site.urls),
    path("", include("offices.signin.urls")),
]

handler400 = "offices.views.faults.bad_request"
handler403 = "offices.views.faults.forbidden"
handler404 = "offices.views.faults.not_found"
handler500 = "offices.views.faults.server_error"
