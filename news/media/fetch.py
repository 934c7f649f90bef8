"""A GET to a stranger's server, safe to make from inside a newsroom's network.

What it keeps: http and https on their own ports; every address that a name resolves to is public, and the connection
goes to one of exactly these, so that a second answer of the name server changes nothing; each redirect is looked at
like the first address; time and size are bounded for the whole of it, packed and unpacked. It sends no cookie, knows
no password and asks no proxy of the environment.
"""

import contextlib
import http.client
import io
import ipaddress
import re
import socket
import ssl
import threading
import time
import zlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from email.message import Message
from urllib.parse import SplitResult, quote, urljoin, urlsplit, urlunsplit

from django.conf import settings
from django.utils.translation import gettext as _

from news.errors import BadInput

PORTS = {"http": 80, "https": 443}
MAX_REDIRECTS = 5
MAX_ADDRESS = 2000
MAX_TRIED = 4  # addresses of one host
CONNECT = 10.0  # seconds for one of them
CHUNK = 64 * 1024
# https://www.iana.org/assignments/iana-ipv4-special-registry; the last but two is Azure's own wire server.
NOT_PUBLIC_4 = tuple(
    map(
        ipaddress.IPv4Network,
        (
            "0.0.0.0/8 10.0.0.0/8 100.64.0.0/10 127.0.0.0/8 169.254.0.0/16 172.16.0.0/12 192.0.0.0/24 192.0.2.0/24 "
            "192.88.99.0/24 192.168.0.0/16 198.18.0.0/15 198.51.100.0/24 203.0.113.0/24 168.63.129.16/32 "
            "224.0.0.0/4 240.0.0.0/4"
        ).split(),
    )
)
# Of IPv6 only global unicast is given out (RFC 4291, 2.4); not in it: Teredo and other protocols' own, examples, 6to4.
PUBLIC_6 = ipaddress.IPv6Network("2000::/3")
NOT_PUBLIC_6 = tuple(map(ipaddress.IPv6Network, "2001::/23 2001:db8::/32 2002::/16 3fff::/20".split()))
NAT64 = ipaddress.IPv6Network("64:ff9b::/96")  # RFC 6052: the last four bytes are the IPv4 address meant
LABEL = re.compile(r"(?!-)[a-z0-9_-]{1,63}(?<!-)")
NUMBER = re.compile(r"[0-9]+|0x[0-9a-f]*")  # a last label like this makes the host an IPv4 address (WHATWG URL, 3.5)
REDIRECTS = {301, 302, 303, 307, 308}

Resolve = Callable[[str, int], list[str]]
Dial = Callable[[str, int, float], socket.socket]


@dataclass(frozen=True)
class Fetched:
    """An answer: ``url`` is where it came from after redirects, ``content_type`` without parameters, lower case."""

    url: str
    content_type: str
    charset: str
    body: bytes


def resolve(host: str, port: int) -> list[str]:
    """Return the addresses of a name, in the system's order, each once."""
    found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    return list(dict.fromkeys(str(item[4][0]) for item in found))


def dial(address: str, port: int, seconds: float) -> socket.socket:
    """Return a connection to a numeric address; no name is looked up here."""
    family = socket.AF_INET6 if ":" in address else socket.AF_INET
    connection = socket.socket(family, socket.SOCK_STREAM)
    try:
        connection.settimeout(seconds)
        connection.connect((address, port))
    except OSError:
        connection.close()
        raise
    return connection


@dataclass(frozen=True)
class Network:
    """How names and addresses are reached. ``fetch`` judges the addresses itself, whatever stands behind this."""

    resolve: Resolve = resolve
    dial: Dial = dial
    tls: Callable[[], ssl.SSLContext] = field(default=ssl.create_default_context)


INTERNET = Network()


def fetch(
    url: str,
    *,
    types: tuple[str, ...],
    max_bytes: int,
    seconds: float,
    referer: str = "",
    network: Network | None = None,
) -> Fetched:
    """Return what stands at a public web address, or raise BadInput with a code and what to do about it.

    ``types`` are the content types that are taken (``image/`` takes all that begin so, ``""`` an answer that names
    none); ``max_bytes`` bounds the unpacked body, ``seconds`` everything together, redirects included.
    """
    network = network or INTERNET
    until = time.monotonic() + seconds
    url = normal(url)
    for _turn in range(MAX_REDIRECTS + 1):
        with _connected(url, until, network) as connection:
            response = _ask(connection, url, until, referer)
            if response.status not in REDIRECTS:
                return _read(response, url, types, max_bytes)
            target = response.headers.get("Location", "")
        if not target:
            break
        url = normal(urljoin(url, _as_text(target)))
    raise BadInput(
        _("%(host)s sends from one address to the next without end. Copy the final address from the browser.")
        % {"host": host_of(url)},
        "redirects",
    )


def normal(url: str) -> str:
    """Return an address in the form in which it is asked for, or raise BadInput; nothing is looked up.

    Numbers in other notations (decimal, octal, hexadecimal, short forms), names without a dot, passwords and other
    ports are refused here.
    """
    problem = BadInput(_("This is not a complete web address. Copy it from the browser's address bar."), "url")
    url = url.strip()
    if len(url) > MAX_ADDRESS or re.search(r"[\x00-\x20\x7f\\]", url):
        raise problem
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError as error:
        raise problem from error
    if parts.scheme not in PORTS:
        raise BadInput(_("Only addresses that begin with http:// or https:// can be fetched."), "scheme")
    if parts.username is not None or parts.password is not None:
        raise BadInput(_("The address contains a user name; take out everything before the @."), "userinfo")
    if port is not None and port not in PORTS.values():
        raise BadInput(_("Port %(port)d is not fetched from; only 80 and 443 are.") % {"port": port}, "port")
    host = _host(parts)
    shown = f"[{host}]" if ":" in host else host
    if port is not None and port != PORTS[parts.scheme]:
        shown += f":{port}"
    path = quote(parts.path or "/", safe="/%:@!$&'()*+,;=~-._")
    query = quote(parts.query, safe="/%:@!$&'()*+,;=~-._?[]|")
    whole = urlunsplit((parts.scheme, shown, path, query, ""))
    if len(whole) > MAX_ADDRESS:
        raise problem
    return whole


def host_of(url: str) -> str:
    """Return the host's name for a message, '' where there is none."""
    try:
        return urlsplit(url).hostname or ""
    except ValueError:
        return ""


def is_public(address: str) -> bool:
    """True for an address that anybody on the internet can reach; False for whatever is no address."""
    try:
        number = ipaddress.ip_address(address)
    except ValueError:
        return False
    if isinstance(number, ipaddress.IPv4Address):
        return not any(number in block for block in NOT_PUBLIC_4)
    if number.scope_id:
        return False
    if number in NAT64:
        return is_public(str(ipaddress.IPv4Address(int(number) & 0xFFFFFFFF)))
    return number in PUBLIC_6 and not any(number in block for block in NOT_PUBLIC_6)


def _host(parts: SplitResult) -> str:
    """Return the host in ASCII, lower case, without a dot at the end. Raises BadInput."""
    raw = parts.hostname or ""
    problem = BadInput(_("“%(host)s” is not the name of a public web site.") % {"host": raw[:80]}, "host")
    if "[" in parts.netloc:
        try:
            return str(ipaddress.IPv6Address(raw))
        except ValueError as error:
            raise problem from error
    try:
        host = raw.encode("idna").decode("ascii").lower() if not raw.isascii() else raw.lower()
    except UnicodeError as error:
        raise problem from error
    host = host.removesuffix(".")
    labels = host.split(".")
    if NUMBER.fullmatch(labels[-1]):
        try:
            return str(ipaddress.IPv4Address(host))
        except ValueError as error:
            raise problem from error
    if len(labels) < 2 or len(host) > 253 or not all(LABEL.fullmatch(label) for label in labels):
        raise problem
    return host


def _left(until: float, host: str) -> float:
    left = until - time.monotonic()
    if left <= 0:
        raise _slow(host)
    return left


def _slow(host: str) -> BadInput:
    return BadInput(_("%(host)s did not answer in time. Try again later.") % {"host": host}, "timeout")


def _addresses(host: str, port: int, until: float, network: Network) -> list[str]:
    """Return the checked addresses of a host. One that is not public refuses them all."""
    if _is_number(host):
        found = [host]
    else:
        answer: list[list[str] | OSError | UnicodeError] = []

        def ask() -> None:
            try:
                answer.append(network.resolve(host, port))
            except (OSError, UnicodeError) as error:
                answer.append(error)

        # The system's resolver knows no time limit.
        thread = threading.Thread(target=ask, daemon=True)
        thread.start()
        thread.join(_left(until, host))
        if not answer:
            raise _slow(host)
        if not isinstance(answer[0], list) or not answer[0]:
            raise BadInput(_("There is no site named %(host)s. Check the address.") % {"host": host}, "unknown_host")
        found = answer[0]
    if not all(is_public(address) for address in found):
        raise BadInput(
            _("%(host)s leads into an internal network; only public web sites are fetched from.") % {"host": host},
            "not_public",
        )
    return found


def _is_number(host: str) -> bool:
    with contextlib.suppress(ValueError):
        ipaddress.ip_address(host)
        return True
    return False


@contextlib.contextmanager
def _connected(url: str, until: float, network: Network) -> Iterator[socket.socket]:
    """Give a connection to one of the checked addresses, with TLS for the host's name where the address says so."""
    parts = urlsplit(url)
    host, port = parts.hostname or "", parts.port or PORTS[parts.scheme]
    connection = None
    for address in _addresses(host, port, until, network)[:MAX_TRIED]:
        with contextlib.suppress(OSError):
            connection = network.dial(address, port, min(CONNECT, _left(until, host)))
            break
    if connection is None:
        _left(until, host)
        raise BadInput(_("%(host)s cannot be reached from this server.") % {"host": host}, "unreachable")
    try:
        connection.settimeout(_left(until, host))
        if parts.scheme == "https":
            connection = network.tls().wrap_socket(connection, server_hostname=host)
        yield connection
    except ssl.SSLCertVerificationError as error:
        raise BadInput(
            _("The certificate of %(host)s is not valid; nothing was fetched.") % {"host": host}, "certificate"
        ) from error
    except TimeoutError as error:
        raise _slow(host) from error
    except (OSError, http.client.HTTPException, ValueError) as error:
        raise BadInput(_("%(host)s broke the connection off. Try again later.") % {"host": host}, "broken") from error
    finally:
        connection.close()


class _Timed(io.RawIOBase):
    """A connection to read from until a point in time, however slowly it drips."""

    def __init__(self, connection: socket.socket, until: float) -> None:
        self.connection, self.until = connection, until

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: memoryview) -> int:  # type: ignore[override]
        left = self.until - time.monotonic()
        if left <= 0:
            raise TimeoutError
        self.connection.settimeout(left)
        return self.connection.recv_into(buffer)

    def makefile(self, mode: str) -> io.BufferedReader:
        """What http.client asks of a socket."""
        return io.BufferedReader(self, CHUNK)


def _ask(connection: socket.socket, url: str, until: float, referer: str) -> http.client.HTTPResponse:
    parts = urlsplit(url)
    lines = [
        f"GET {parts.path}{'?' if parts.query else ''}{parts.query} HTTP/1.1",
        f"Host: {parts.netloc}",
        f"User-Agent: Mozilla/5.0 (compatible; Huanghuai/1.0; +{settings.SITE_URL}/)",
        "Accept: */*",
        "Accept-Language: zh-CN,zh;q=0.9",
        "Accept-Encoding: gzip",
        "Connection: close",
    ]
    if referer:
        lines.append(f"Referer: {normal(referer)}")
    connection.sendall("\r\n".join([*lines, "", ""]).encode("ascii"))
    response = http.client.HTTPResponse(_Timed(connection, until), method="GET")  # type: ignore[arg-type]
    response.begin()
    return response


def _read(response: http.client.HTTPResponse, url: str, types: tuple[str, ...], max_bytes: int) -> Fetched:
    host = host_of(url)
    if response.status != 200:
        raise _refused(response.status, host)
    kind, charset = _kind(response.headers)
    taken = kind in types or any(kind.startswith(name) for name in types if name.endswith("/"))
    if not taken:
        raise BadInput(
            _("What stands there is “%(kind)s”, not what was asked for. Check the address.") % {"kind": kind or "?"},
            "content_type",
        )
    packing = response.headers.get("Content-Encoding", "identity").strip().lower()
    if packing not in {"identity", "", "gzip", "x-gzip"}:
        raise BadInput(_("%(host)s packs its answer in a way that cannot be read.") % {"host": host}, "encoding")
    declared = response.headers.get("Content-Length", "")
    if declared.isdecimal() and int(declared) > max_bytes:
        raise _too_large(max_bytes)
    sent = _bounded(_parts(response), max_bytes)
    body = b"".join(_bounded(_unpacked(sent, packing.endswith("gzip")), max_bytes))
    if declared.isdecimal() and response.length:
        raise http.client.IncompleteRead(body, response.length)
    return Fetched(url, kind, charset, body)


def _parts(response: http.client.HTTPResponse) -> Iterator[bytes]:
    while part := response.read(CHUNK):
        yield part


def _unpacked(parts: Iterator[bytes], packed: bool) -> Iterator[bytes]:
    """Unpack gzip at most CHUNK bytes at a time, so that a bomb is noticed before it has gone off."""
    if not packed:
        yield from parts
        return
    unpack = zlib.decompressobj(zlib.MAX_WBITS | 16)
    try:
        for part in parts:
            while part and not unpack.eof:
                yield unpack.decompress(part, CHUNK)
                part = unpack.unconsumed_tail
    except zlib.error as error:
        raise http.client.HTTPException(str(error)) from error
    if not unpack.eof:
        raise http.client.HTTPException("the packed answer ends too early")


def _bounded(parts: Iterator[bytes], max_bytes: int) -> Iterator[bytes]:
    size = 0
    for part in parts:
        size += len(part)
        if size > max_bytes:
            raise _too_large(max_bytes)
        yield part


def _too_large(max_bytes: int) -> BadInput:
    return BadInput(_("It is larger than %(max)d MB and was not fetched.") % {"max": max_bytes // 2**20}, "too_large")


def _kind(headers: Message) -> tuple[str, str]:
    if not headers.get("Content-Type", "").strip():
        return "", ""
    return headers.get_content_type(), str(headers.get_content_charset() or "")


def _refused(status: int, host: str) -> BadInput:
    if status in {401, 403, 451}:
        said = _("%(host)s does not give it out (HTTP %(status)d). Save it by hand and upload it.")
    elif status in {404, 410}:
        said = _("%(host)s has nothing at this address any more (HTTP %(status)d).")
    else:
        said = _("%(host)s answered with an error (HTTP %(status)d). Try again later.")
    return BadInput(said % {"host": host, "status": status}, f"http_{status}")


def _as_text(header: str) -> str:
    """Return a header's bytes, which http.client reads as Latin-1, as the UTF-8 that servers mean."""
    with contextlib.suppress(UnicodeError):
        return header.strip().encode("latin-1").decode()
    return header.strip()
