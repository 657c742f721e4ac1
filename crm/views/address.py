"""Completing an address while it is typed."""

import json
import re

from django.shortcuts import render

from crm.address_lookup import has_table, place_of
from offices.views import DeskView

_PART = re.compile(r"[A-Za-z][A-Za-z0-9_-]{0,30}")


class AddressLookup(DeskView):
    """Street and town of a postcode and house number. Asked by POST, so that no address stands in a log."""

    permission = "crm.relation.view"
    http_method_names = ("post",)

    def post(self, request):
        """What was found, in words; what is empty on the form is filled in by the browser, the rest only when asked."""
        part = request.POST.get("deel", "")
        said = {name: request.POST.get(f"{part}-{name}", "").strip() for name in ("postal_code", "house_number", "street", "city", "country")}
        if not _PART.fullmatch(part) or said["country"].upper() not in ("", "NL") or not (said["postal_code"] and said["house_number"]):
            return render(request, "crm/parts/address_found.html", {})
        place = place_of(said["postal_code"], said["house_number"])
        if place is None:
            return render(request, "crm/parts/address_found.html", {"unknown": has_table()})
        take = bool(request.POST.get("overnemen")) or not (said["street"] or said["city"])
        same = (said["street"].casefold(), said["city"].casefold()) == (place.street.casefold(), place.city.casefold())
        response = render(request, "crm/parts/address_found.html", {"place": place, "part": part, "taken": take, "same": same})
        if take:
            fields = {f"id_{part}-street": place.street, f"id_{part}-city": place.city}
            response["HX-Trigger"] = json.dumps({"invullen": {"fields": fields}})
        return response
