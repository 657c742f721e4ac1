"""From where and with what somebody reaches us."""

import ipaddress
import re

from django.conf import settings

BROWSERS = (
    ("Edg/", "Edge"),
    ("OPR/", "Opera"),
    ("Firefox/", "Firefox"),
    ("Chrome/", "Chrome"),
    ("Safari/", "Safari"),
)
SYSTEMS = (
    (r"iPhone", "iPhone"),
    (r"iPad", "iPad"),
    (r"Android", "Android"),
    (r"Windows", "Windows"),
    (r"Mac OS X", "macOS"),
    (r"CrOS", "ChromeOS"),
    (r"Linux", "Linux"),
)


def client_ip(request) -> str | None:
    """The visitor's address, or None when there is none (a local socket).

    X-Forwarded-For is believed only as far as our own proxies wrote it: the setting KANTOOR_PROXIES says how many
    there are, and what a visitor put in front of their entries is ignored.
    """
    hops = settings.KANTOOR_PROXIES
    chain = [part.strip() for part in request.META.get("HTTP_X_FORWARDED_FOR", "").split(",")]
    told = chain[-hops] if 0 < hops <= len(chain) else request.META.get("REMOTE_ADDR", "")
    try:
        return str(ipaddress.ip_address(told))
    except ValueError:
        return None


def network(ip: str | None) -> str:
    """What counts as one visitor for rate limits: an IPv4 address, or the /64 of an IPv6 address."""
    if not ip:
        return "local"
    address = ipaddress.ip_address(ip)
    return ip if address.version == 4 else str(ipaddress.ip_network((address, 64), strict=False))


def device_text(request) -> str:
    """A few words for the device: «Chrome op Windows». The browser's own story, so good for recognition only."""
    agent = request.META.get("HTTP_USER_AGENT", "")
    browser = next((name for mark, name in BROWSERS if mark in agent), "Onbekende browser")
    system = next((name for pattern, name in SYSTEMS if re.search(pattern, agent)), "onbekend apparaat")
    return f"{browser} op {system}"
