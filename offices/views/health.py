"""The health of the installation for a load balancer and an operator: no client content, no office."""

from django.http import JsonResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from offices.health import check_all

# Without these the product cannot work; being behind shows red in the body and not in the status, or a
# supervisor would take down a web process because the worker is busy.
VITAL = {"database", "broker", "storage"}


@require_safe
@never_cache
def health(request):
    """JSON: per part whether it works, with figures; 503 when a vital part is down."""
    checks = check_all()
    vital = all(check["ok"] for check in checks if check["name"] in VITAL)
    return JsonResponse(
        {"ok": all(check["ok"] for check in checks), "checks": {c.pop("name"): c for c in checks}}, status=200 if vital else 503
    )
