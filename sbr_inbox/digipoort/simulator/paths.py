"""Where each service stands on the server; the same paths as on the real hosts."""

from sbr_inbox.delivery_enums import Service

PATHS = {
    Service.DELIVER: "/wus/2.0/aanleverservice/1.2",
    Service.STATUS: "/wus/2.0/statusinformatieservice/1.2",
    Service.FETCH: "/wus/2.0/ophaalservice/1.2",
}
