"""The way out: which addresses are called, and what an answer may be."""

import socket

import pytest

from offices import outbound
from offices.outbound import NotArrived, OutboundRefused, call, check_address, is_public, listed


@pytest.fixture(autouse=True)
def operator(settings):
    """An operator who allowed nothing."""
    settings.KANTOOR_OUTBOUND_PRIVATE, settings.DIGIPOORT_SIMULATOR_URL = [], ""
    return settings


@pytest.mark.parametrize("address", [
    "127.0.0.1", "127.8.8.8", "10.0.0.5", "172.16.0.1", "192.168.1.1", "169.254.169.254", "100.64.0.1", "0.0.0.0",
    "224.0.0.1", "255.255.255.255", "192.0.2.1", "198.18.0.1", "240.0.0.1", "::1", "::", "fe80::1", "fe80::1%eth0",
    "fc00::1", "fd12::1", "fec0::1", "ff02::1", "::ffff:127.0.0.1", "::ffff:10.0.0.1", "::127.0.0.1",
    "64:ff9b::7f00:1", "2002:7f00:1::", "2001:0:4136:e378::", "2001:db8::1",
])  # fmt: skip
def test_address_of_the_own_network_is_not_public(address):
    assert is_public(address) is False


@pytest.mark.parametrize("address", ["1.1.1.1", "8.8.8.8", "2606:4700:4700::1111", "::ffff:8.8.8.8"])
def test_address_on_the_internet_is_public(address):
    assert is_public(address) is True


@pytest.mark.parametrize("url", [
    "https://127.0.0.1/", "https://[::1]/", "https://10.0.0.1:8443/x", "https://169.254.169.254/latest/meta-data",
    "https://[::ffff:127.0.0.1]/", "http://example.com/", "ftp://example.com/", "file:///etc/passwd", "gopher://x/",
    "https://user:pass@example.com/", "https:///nohost", "https://example.com:99999/", "//example.com/", "",
])  # fmt: skip
def test_address_that_can_never_be_called_is_refused_at_once(url):
    with pytest.raises(OutboundRefused):
        check_address(url)


@pytest.mark.parametrize("host", ["localhost", "2130706433", "0x7f000001", "127.1", "0"])
def test_name_that_leads_into_the_own_network_is_refused(host):
    with pytest.raises(OutboundRefused, match="binnen het netwerk"):
        call(f"https://{host}:9/", content=b"", headers={})


def _resolves_to(monkeypatch, *answers):
    """Names resolve to these addresses in turn; the last one stays."""
    left = list(answers)

    def answer(host, port, *args, **kwargs):
        found = left.pop(0) if len(left) > 1 else left[0]
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (one, port)) for one in found]

    monkeypatch.setattr(outbound.socket, "getaddrinfo", answer)


def test_name_with_one_private_address_among_public_ones_is_refused(monkeypatch):
    _resolves_to(monkeypatch, ["93.184.216.34", "10.0.0.1"])
    with pytest.raises(OutboundRefused, match="binnen het netwerk"):
        call("https://rebind.example/", content=b"", headers={})


def test_connection_goes_to_the_address_that_was_checked(monkeypatch):
    """A name that turns private after the check must not matter: nothing is resolved twice."""
    _resolves_to(monkeypatch, ["93.184.216.34"], ["127.0.0.1"])
    called = []

    def connect(self, host, port, *args):
        called.append((host, port))
        raise outbound.httpcore.ConnectError("no")

    monkeypatch.setattr(outbound.httpcore.SyncBackend, "connect_tcp", connect)
    with pytest.raises(NotArrived):
        call("https://rebind.example/", content=b"", headers={})
    assert called == [("93.184.216.34", 443)]


def test_operator_allows_scheme_host_and_port_together(operator):
    operator.KANTOOR_OUTBOUND_PRIVATE = ["https://10.0.0.7:8443"]
    assert listed("https://10.0.0.7:8443/any/path") is True
    assert [listed(url) for url in ("https://10.0.0.7/", "http://10.0.0.7:8443/", "https://10.0.0.8:8443/")] == [False] * 3


def test_simulator_of_this_installation_is_allowed(operator):
    operator.DIGIPOORT_SIMULATOR_URL = "https://127.0.0.1:8999"
    assert (listed("https://127.0.0.1:8999/wus"), listed("https://127.0.0.1:8998/wus")) == (True, False)


def test_proxy_of_the_environment_is_not_used(monkeypatch, operator):
    monkeypatch.setenv("HTTPS_PROXY", "http://127.0.0.1:1")
    operator.KANTOOR_OUTBOUND_PRIVATE = ["https://127.0.0.1:9"]
    with pytest.raises(NotArrived, match="refused"):
        call("https://127.0.0.1:9/", content=b"", headers={})


def test_name_that_does_not_exist_did_not_arrive():
    with pytest.raises(NotArrived, match="niet te vinden"):
        call("https://bestaat-niet.invalid/", content=b"", headers={})


def _served(operator, *, body: bytes, headers: str = "", status: str = "200 OK"):
    """A plain server that answers once; gives its url."""
    import threading

    server = socket.create_server(("127.0.0.1", 0))
    url = f"http://127.0.0.1:{server.getsockname()[1]}/"
    operator.KANTOOR_OUTBOUND_PRIVATE = [url]

    def serve():
        link, _ = server.accept()
        with link, server:
            link.recv(65536)
            link.sendall(f"HTTP/1.1 {status}\r\nContent-Length: {len(body)}\r\n{headers}\r\n".encode() + body)

    threading.Thread(target=serve, daemon=True).start()
    return url


def test_redirect_is_an_answer_and_not_followed(operator):
    url = _served(operator, body=b"", status="302 Found", headers="Location: http://169.254.169.254/\r\n")
    assert call(url, content=b"", headers={}).status == 302


def test_answer_over_the_limit_is_no_answer(operator):
    with pytest.raises(outbound.NoAnswer, match="groter"):
        call(_served(operator, body=b"x" * 5000), content=b"", headers={}, most=4096)


def test_packed_answer_is_no_answer(operator):
    with pytest.raises(outbound.NoAnswer, match="ingepakt"):
        call(_served(operator, body=b"x", headers="Content-Encoding: gzip\r\n"), content=b"", headers={})


def test_answer_that_drips_is_cut_off(operator):
    with pytest.raises(outbound.NoAnswer, match="te lang"):
        call(_served(operator, body=b"x" * 10), content=b"", headers={}, whole=-1)
