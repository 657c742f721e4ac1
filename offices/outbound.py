"""The way out: every call to another system resolves the name, checks the address and connects to that same address.

An office decides which address is called; it may not use that to look around in the network of the server. Private,
local and reserved ranges are refused unless the operator lists the address (KANTOOR_OUTBOUND_PRIVATE). No redirects, no
proxies from the environment, no kept connections, and an end to how much and how long the other side may talk.
"""

import ipaddress
import os
import socket
import ssl
import time
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from urllib.parse import urlsplit

import httpcore
from django.conf import settings

from offices.errors import RuleBroken

MAX_ANSWER = 40 * 1024 * 1024
# In seconds; `whole` also ends an answer that keeps dripping.
CONNECT, READ, WHOLE = 10.0, 60.0, 120.0
# Ranges that carry another address inside and so lead around the check.
_TUNNELS = [ipaddress.ip_network(text) for text in ("64:ff9b::/96", "64:ff9b:1::/48", "2002::/16", "2001::/32", "fec0::/10", "::/96")]


class OutboundRefused(RuleBroken):
    """The address may not be called from this installation."""

    code = "UIT01"


class NotArrived(Exception):
    """The request certainly did not reach a program on the other side."""


class NoAnswer(Exception):
    """The request left, or may have left, and no whole answer came back."""


@dataclass(frozen=True)
class Answer:
    """What came back, byte for byte; names of headers in lower case."""

    status: int
    body: bytes
    content_type: str
    headers: Mapping[str, str] = field(default_factory=dict)


def is_public(text: str) -> bool:
    """Whether an IP address lies on the internet and not in the network of the server."""
    address = ipaddress.ip_address(text.partition("%")[0])
    if isinstance(address, ipaddress.IPv6Address) and address.ipv4_mapped:
        address = address.ipv4_mapped
    if address.version == 6 and any(address in net for net in _TUNNELS):
        return False
    return address.is_global and not (address.is_multicast or address.is_reserved or address.is_unspecified)


def origin_of(url: str) -> tuple[str, str, int]:
    """Scheme, host and port of an address. Raises OutboundRefused when it is none that we call."""
    try:
        parts = urlsplit(url)
        port = parts.port or {"https": 443, "http": 80}.get(parts.scheme, 0)
    except ValueError as error:
        raise OutboundRefused(f"{url[:100]} is geen geldig adres. Vul een adres in dat met https:// begint.") from error
    if parts.scheme not in ("https", "http") or not parts.hostname or parts.username or parts.password:
        raise OutboundRefused(f"{url[:100]} is geen geldig adres. Vul een adres in dat met https:// begint.")
    return parts.scheme, parts.hostname.lower(), port


def listed(url: str) -> bool:
    """Whether the operator lets us call this address although it lies in the own network."""
    known = [*settings.KANTOOR_OUTBOUND_PRIVATE, settings.DIGIPOORT_SIMULATOR_URL, settings.KVK_BASE_URL]
    return origin_of(url) in {origin_of(one) for one in known if one}


def check_address(url: str) -> None:
    """Refuse an address that can never be called, before anything is resolved: no https, or a private IP written out."""
    scheme, host, _ = origin_of(url)
    if listed(url):
        return
    if scheme != "https":
        raise OutboundRefused(f"{host} wordt zonder versleuteling aangeroepen. Vul een adres in dat met https:// begint.")
    try:
        ipaddress.ip_address(host)
    except ValueError:
        return
    _refuse_private(host, [host])


def _refuse_private(host: str, addresses: Iterable[str]) -> None:
    if not all(is_public(address) for address in addresses):
        raise OutboundRefused(
            f"{host} ligt binnen het netwerk van de server en wordt niet aangeroepen. Controleer het adres, of vraag de"
            " systeembeheerder het toe te staan (KANTOOR_OUTBOUND_PRIVATE)."
        )


class _Checked(httpcore.NetworkBackend):
    """Connects to the address that was checked, so that a name cannot point elsewhere a moment later."""

    def __init__(self, private: bool):
        self.private = private
        self.real = httpcore.SyncBackend()

    def connect_tcp(self, host, port, timeout=None, local_address=None, socket_options=None):
        try:
            found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
        except (OSError, UnicodeError) as error:
            raise httpcore.ConnectError(f"{host} is niet te vinden") from error
        addresses = list(dict.fromkeys(row[4][0] for row in found))
        if not self.private:
            _refuse_private(host, addresses)
        last: Exception = httpcore.ConnectError(f"{host} is niet te vinden")
        for address in addresses:
            try:
                return self.real.connect_tcp(address, port, timeout, local_address, socket_options)
            except (httpcore.ConnectError, httpcore.ConnectTimeout) as error:
                last = error
        raise last

    def sleep(self, seconds):
        self.real.sleep(seconds)


def call(
    url: str,
    *,
    content: bytes,
    headers: dict[str, str],
    context: ssl.SSLContext | None = None,
    method: str = "POST",
    connect: float = CONNECT,
    read: float = READ,
    whole: float = WHOLE,
    most: int = MAX_ANSWER,
) -> Answer:
    """One request on a connection of its own; times in seconds, `most` in bytes.

    Raises OutboundRefused (nothing left), NotArrived (nothing arrived) or NoAnswer (nobody knows). An answer with any
    status is an Answer; redirects are answers too.
    """
    check_address(url)
    pool = httpcore.ConnectionPool(
        ssl_context=context or plain_context(),
        max_keepalive_connections=0,
        http1=True,
        http2=False,
        retries=0,
        network_backend=_Checked(listed(url)),
    )
    sent = [(name.encode(), value.encode()) for name, value in _headers(url, content, headers).items()]
    timeout = {"timeout": {"connect": connect, "read": read, "write": read, "pool": connect}}
    end = time.monotonic() + whole
    try:
        with pool, pool.stream(method, url, headers=sent, content=content, extensions=timeout) as answer:
            return _read(answer, end=end, most=most)
    except (httpcore.ConnectError, httpcore.ConnectTimeout, httpcore.PoolTimeout, httpcore.LocalProtocolError) as error:
        raise NotArrived(_why(error)) from error
    except (httpcore.NetworkError, httpcore.TimeoutException, httpcore.RemoteProtocolError) as error:
        if _turned_away(error):
            raise NotArrived("de andere kant accepteert het certificaat niet") from error
        raise NoAnswer(_why(error)) from error


def _headers(url: str, content: bytes, headers: dict[str, str]) -> dict[str, str]:
    import httpx  # brings its command line along, and most processes never call out

    fixed = {
        "Host": httpx.URL(url).netloc.decode(),
        "Content-Length": str(len(content)),
        "Connection": "close",
        # What is not packed cannot unpack to more than it weighs.
        "Accept-Encoding": "identity",
        "User-Agent": "kantoor",
    }
    return {**fixed, **headers}


def _read(answer, *, end: float, most: int) -> Answer:
    named = {name.lower(): value.decode("latin-1") for name, value in answer.headers}
    if named.get(b"content-encoding", "identity") != "identity":
        raise NoAnswer("het antwoord is ingepakt, terwijl daar niet om gevraagd is")
    parts, size = [], 0
    for part in answer.iter_stream():
        size += len(part)
        if size > most:
            raise NoAnswer(f"het antwoord is groter dan {most // (1024 * 1024)} MB")
        if time.monotonic() > end:
            raise NoAnswer("het antwoord duurde te lang")
        parts.append(part)
    headers = {name.decode("latin-1"): value for name, value in named.items()}
    return Answer(answer.status, b"".join(parts), named.get(b"content-type", ""), headers)


def _turned_away(error: BaseException | None) -> bool:
    """Whether the other side refused our certificate: with TLS 1.3 that shows at the first read, before any request is handled."""
    while error is not None:
        if isinstance(error, ssl.SSLError) and "ALERT" in (error.reason or ""):
            return any(word in error.reason for word in ("CERTIFICATE", "UNKNOWN_CA", "ACCESS_DENIED", "HANDSHAKE"))
        error = error.__cause__ or error.__context__
    return False


def _why(error: Exception) -> str:
    kinds = {
        httpcore.ConnectTimeout: "geen verbinding binnen de wachttijd",
        httpcore.ReadTimeout: "geen antwoord binnen de wachttijd",
        httpcore.WriteTimeout: "het versturen duurde te lang",
        httpcore.RemoteProtocolError: "de verbinding werd verbroken voor er een heel antwoord was",
        httpcore.ReadError: "de verbinding werd verbroken voor er een heel antwoord was",
    }
    return kinds.get(type(error)) or f"geen verbinding ({str(error)[:200] or type(error).__name__})"


@lru_cache(maxsize=1)
def plain_context() -> ssl.SSLContext:
    """TLS 1.2 or newer against the authorities of the system."""
    context = ssl.create_default_context()
    context.minimum_version = ssl.TLSVersion.TLSv1_2
    return context


def client_context(*, key: bytes, chain: Iterable[bytes], authorities: Iterable[bytes] = (), system: bool = True) -> ssl.SSLContext:
    """TLS 1.2 or newer that shows our own certificate (PEM, own one first).

    `authorities` (PEM) are believed beside those of the system, or instead of them. Raises ValueError when key and
    certificate do not belong together. The key passes through memory only: OpenSSL wants a file, so it gets one without a disk.
    """
    context = ssl.create_default_context() if system else ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.minimum_version = ssl.TLSVersion.TLSv1_2
    # An authority may stand in the middle of its chain.
    context.verify_flags |= ssl.VERIFY_X509_PARTIAL_CHAIN
    for pem in authorities:
        context.load_verify_locations(cadata=pem.decode("ascii"))
    handle = os.memfd_create("client", os.MFD_CLOEXEC)
    try:
        with os.fdopen(handle, "wb", closefd=False) as target:
            target.write(b"\n".join([key, *chain]))
        context.load_cert_chain(f"/proc/self/fd/{handle}")
    except ssl.SSLError as error:
        raise ValueError("sleutel en certificaat horen niet bij elkaar") from error
    finally:
        os.close(handle)
    return context
