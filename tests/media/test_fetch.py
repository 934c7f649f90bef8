"""Fetching from outside: nothing inside the network can be reached, nothing takes for ever, nothing fills the memory."""

import gzip
import os
import socket
import threading
import time
from collections.abc import Iterator

import pytest

from news.errors import BadInput
from news.media.fetch import INTERNET, Fetched, Network, fetch, is_public, normal
from tests.media.far_server import PUBLIC, FarServer

HTML = ("text/html",)


@pytest.fixture
def far() -> Iterator[FarServer]:
    server = FarServer()
    yield server
    server.close()


def get(far: FarServer, url: str, **options: object) -> Fetched:
    limits = {"types": HTML, "max_bytes": 100_000, "seconds": 5.0, "network": far.network} | options
    return fetch(url, **limits)  # type: ignore[arg-type]


def code(far: FarServer, url: str, **options: object) -> str:
    with pytest.raises(BadInput) as caught:
        get(far, url, **options)
    assert str(caught.value), "a refusal says what is wrong"
    return caught.value.code


def test_a_public_page_is_fetched_from_the_address_that_was_checked(far: FarServer) -> None:
    far.put("http://news.example/a?b=1", "水到了田头".encode())
    found = get(far, " http://News.example:80/a?b=1#part ")
    assert found == Fetched("http://news.example/a?b=1", "text/html", "utf-8", "水到了田头".encode())
    assert far.dialled == [(PUBLIC, 80)]
    assert "Host: news.example\r\n" in far.asked[0]
    assert "Cookie" not in far.asked[0]
    assert "Referer" not in far.asked[0]


def test_the_page_that_shows_a_picture_is_named_when_asked_for_it(far: FarServer) -> None:
    far.put("http://img.example/1.jpg", b"x", "image/jpeg")
    get(far, "http://img.example/1.jpg", types=("image/",), referer="https://news.example/报道.html")
    assert "Referer: https://news.example/%E6%8A%A5%E9%81%93.html\r\n" in far.asked[0]


INTERNAL = {
    "loopback": "127.0.0.1 127.255.255.254 ::1",
    "this host": "0.0.0.0 0.1.2.3 ::",
    "private": "10.0.0.1 172.16.0.1 172.31.255.255 192.168.1.1",
    "link-local": "169.254.169.254 169.254.0.1 fe80::1 fe80::1%eth0",
    "shared (CGNAT), Alibaba's metadata": "100.64.0.1 100.127.255.255 100.100.100.200",
    "protocol, benchmark, examples": "192.0.0.192 198.18.0.1 192.0.2.1 198.51.100.7 203.0.113.9 192.88.99.1",
    "multicast and reserved": "224.0.0.1 239.255.255.250 240.0.0.1 255.255.255.255 ff02::1",
    "Azure's wire server": "168.63.129.16",
    "unique local, site-local": "fc00::1 fd00:ec2::254 fec0::1",
    "IPv4 in IPv6": "::ffff:127.0.0.1 ::ffff:10.0.0.1 ::ffff:93.184.215.14 ::127.0.0.1 ::ffff:0:127.0.0.1",
    "NAT64": "64:ff9b::127.0.0.1 64:ff9b::10.0.0.1 64:ff9b::a9fe:a9fe 64:ff9b:1::1",
    "6to4": "2002:7f00:1:: 2002:a00:1::1 2002:5db8:d70e::1",
    "Teredo and other protocols' own": "2001::1 2001:0:7f00:1:: 2001:10::1 2001:20::1",
    "examples, discard, SRv6": "2001:db8::1 3fff::1 100::1 5f00::1",
    "no address": "localhost 1 127.1 0x7f000001",
}


@pytest.mark.parametrize("family", INTERNAL)
def test_a_name_that_leads_inside_is_refused_before_anything_is_dialled(far: FarServer, family: str) -> None:
    for address in INTERNAL[family].split():
        assert not is_public(address), address
        far.name("trap.example", address)
        assert code(far, "http://trap.example/") == "not_public"
    assert far.dialled == []


def test_one_inner_address_among_public_ones_refuses_the_name(far: FarServer) -> None:
    far.name("both.example", [PUBLIC, "10.0.0.7"])
    assert code(far, "http://both.example/") == "not_public"
    assert far.dialled == []


@pytest.mark.parametrize(
    "address", ["1.1.1.1", "93.184.215.14", "2400:3200::1", "2606:4700::1111", "64:ff9b::93.184.215.14"]
)
def test_public_addresses_are_public(address: str) -> None:
    assert is_public(address)


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        ("http://127.0.0.1/", "not_public"),
        ("http://127.0.0.1./", "not_public"),
        ("http://[::1]/", "not_public"),
        ("http://[::ffff:127.0.0.1]/", "not_public"),
        ("http://[::ffff:7f00:1]/", "not_public"),
        ("http://[fe80::1%25eth0]/", "not_public"),
        ("http://１２７．０．０．１/", "not_public"),
        ("http://①②⑦.⓪.⓪.①/", "not_public"),
        ("http://127。0。0。1/", "not_public"),
        ("http://2130706433/", "host"),
        ("http://0x7f000001/", "host"),
        ("http://0x7f.0x0.0x0.0x1/", "host"),
        ("http://0177.0.0.1/", "host"),
        ("http://017700000001/", "host"),
        ("http://127.1/", "host"),
        ("http://127.0.1/", "host"),
        ("http://0/", "host"),
        ("http://1.2.3.4.5/", "host"),
        ("http://127.0.0.1../", "host"),
        ("http://localhost/", "host"),
        ("http://localhost./", "host"),
        ("http://redis/", "host"),
        ("http://%31%32%37.0.0.1/", "host"),
        ("http:///etc/passwd", "host"),
        ("http://a..example/", "host"),
        ("http://-a.example/", "host"),
        ("http://[::1/", "url"),
        ("http://a.example\\@127.0.0.1/", "url"),
        ("http://a.example/ b", "url"),
        ("http://a.example/\r\nHost: b.example", "url"),
        ("http://a.example/" + "x" * 2000, "url"),
        ("http://a.example:99999/", "url"),
        ("http://admin:secret@a.example/", "userinfo"),
        ("http://@a.example/", "userinfo"),
        ("http://a.example:22/", "port"),
        ("http://a.example:8000/", "port"),
        ("file:///etc/passwd", "scheme"),
        ("ftp://a.example/", "scheme"),
        ("gopher://a.example/", "scheme"),
        ("javascript:alert(1)", "scheme"),
        ("//a.example/", "scheme"),
        ("a.example/news", "scheme"),
        ("", "scheme"),
    ],
)
def test_addresses_that_are_not_asked_for(far: FarServer, url: str, expected: str) -> None:
    assert code(far, url) == expected
    assert far.dialled == []


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        ("HTTP://A.Example", "http://a.example/"),
        ("https://a.example:443/x", "https://a.example/x"),
        ("http://a.example:443/x", "http://a.example:443/x"),
        ("https://黄淮.example/新闻?q=水", "https://xn--o4wt55h.example/%E6%96%B0%E9%97%BB?q=%E6%B0%B4"),
        ("http://a.example./", "http://a.example/"),
        ("http://1.1.1.1/", "http://1.1.1.1/"),
        ("http://[2400:3200::1]/", "http://[2400:3200::1]/"),
        ("http://a.example/%E6?x=%2F#there", "http://a.example/%E6?x=%2F"),
    ],
)
def test_addresses_in_the_form_in_which_they_are_asked_for(url: str, expected: str) -> None:
    assert normal(url) == expected
    assert normal(expected) == expected


def test_rebinding_changes_nothing_since_the_checked_address_is_dialled(far: FarServer) -> None:
    far.name("rebind.example", PUBLIC, "127.0.0.1")
    far.put("http://rebind.example/", b"outside")
    assert get(far, "http://rebind.example/").body == b"outside"
    assert far.dialled == [(PUBLIC, 80)]
    # The next request asks the name again, and checks again.
    assert code(far, "http://rebind.example/") == "not_public"
    assert len(far.dialled) == 1


def test_rebinding_between_two_redirects_is_refused(far: FarServer) -> None:
    far.name("rebind.example", PUBLIC, "169.254.169.254")
    far.put("http://rebind.example/", status=302, Location="http://rebind.example/latest/meta-data/")
    assert code(far, "http://rebind.example/") == "not_public"
    assert far.dialled == [(PUBLIC, 80)]


@pytest.mark.parametrize(
    ("target", "expected"),
    [
        ("http://127.0.0.1/admin/", "not_public"),
        ("http://[::1]/", "not_public"),
        ("//169.254.169.254/latest/", "not_public"),
        ("http://inner.example/", "not_public"),
        ("http://2130706433/", "host"),
        ("http://a.example:6379/", "port"),
        ("http://u:p@a.example/", "userinfo"),
        ("file:///etc/passwd", "scheme"),
        ("", "redirects"),
    ],
)
@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
def test_a_redirect_is_looked_at_like_the_first_address(
    far: FarServer, target: str, expected: str, status: int
) -> None:
    far.name("inner.example", "192.168.3.4")
    far.put("http://a.example/", status=status, Location=target)
    assert code(far, "http://a.example/") == expected
    assert len(far.dialled) == 1


def test_five_redirects_are_followed_and_six_are_not(far: FarServer) -> None:
    for number in range(1, 7):
        far.put(f"http://a.example/{number}", status=302, Location=f"{number - 1}")
    far.put("http://a.example/0", b"there")
    assert get(far, "http://a.example/5").url == "http://a.example/0"
    assert code(far, "http://a.example/6") == "redirects"


def test_a_redirect_to_a_chinese_path_is_read_as_utf_8(far: FarServer) -> None:
    far.pages["http://a.example/"] = lambda connection, _request: connection.sendall(
        "HTTP/1.1 302 Found\r\nLocation: /新闻\r\nContent-Length: 0\r\n\r\n".encode()
    )
    far.put("http://a.example/%E6%96%B0%E9%97%BB", b"there")
    assert get(far, "http://a.example/").body == b"there"


def test_no_proxy_of_the_environment_is_asked(far: FarServer, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("http_proxy", "HTTP_PROXY", "https_proxy", "all_proxy", "ALL_PROXY"):
        monkeypatch.setenv(name, "http://127.0.0.1:9/")
    far.put("http://a.example/", b"direct")
    assert get(far, "http://a.example/").body == b"direct"
    assert os.environ["http_proxy"]


def drip(head: bytes, drop: bytes) -> object:
    def answer(connection: socket.socket, _request: bytes) -> None:
        connection.sendall(head)
        for _second in range(200):
            connection.sendall(drop)
            time.sleep(0.05)

    return answer


@pytest.mark.parametrize(
    ("head", "drop"),
    [
        (b"", b"H"),
        (b"HTTP/1.1 200 OK\r\n", b"X-Header: 1\r\n"),
        (b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Length: 5000\r\n\r\n", b"x"),
        (b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nTransfer-Encoding: chunked\r\n\r\n", b"1\r\nx\r\n"),
        (
            b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Encoding: gzip\r\n\r\n" + gzip.compress(b"x")[:12],
            b"",
        ),
    ],
    ids=["status line", "headers", "body", "chunks", "silence"],
)
def test_a_server_that_drips_is_given_up_at_the_end_of_the_whole_time(
    far: FarServer, head: bytes, drop: bytes
) -> None:
    far.pages["*"] = drip(head, drop)  # type: ignore[assignment]
    started = time.monotonic()
    assert code(far, "http://slow.example/", seconds=0.6) in {"timeout", "broken"}
    assert time.monotonic() - started < 2


def test_the_time_is_for_all_redirects_together(far: FarServer) -> None:
    def slow(connection: socket.socket, _request: bytes) -> None:
        time.sleep(0.3)
        connection.sendall(b"HTTP/1.1 302 Found\r\nLocation: /\r\nContent-Length: 0\r\n\r\n")

    far.pages["*"] = slow
    assert code(far, "http://slow.example/", seconds=0.7) == "timeout"


def test_a_name_server_that_does_not_answer_is_given_up(far: FarServer) -> None:
    never = threading.Event()

    def silent(host: str, port: int) -> list[str]:
        never.wait(5)
        return [PUBLIC]

    network = Network(resolve=silent, dial=far.network.dial)
    started = time.monotonic()
    assert code(far, "http://slow.example/", seconds=0.3, network=network) == "timeout"
    assert time.monotonic() - started < 2
    never.set()


@pytest.mark.parametrize("declared", [True, False])
def test_a_huge_body_is_not_read_to_its_end(far: FarServer, declared: bool) -> None:
    sent = []

    def huge(connection: socket.socket, _request: bytes) -> None:
        length = b"Content-Length: 2000000000\r\n" if declared else b""
        connection.sendall(b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n" + length + b"\r\n")
        for _turn in range(2000):
            connection.sendall(b"x" * 100_000)
            sent.append(1)

    far.pages["*"] = huge
    assert code(far, "http://big.example/") == "too_large"
    assert len(sent) < 200


def test_a_gzip_bomb_is_noticed_before_it_has_gone_off(far: FarServer) -> None:
    bomb = gzip.compress(bytes(60_000_000), 9)
    assert len(bomb) < 100_000
    far.put("http://bomb.example/", bomb, Content_Encoding="gzip")
    assert code(far, "http://bomb.example/") == "too_large"


def test_packed_pages_are_unpacked_and_damaged_ones_refused(far: FarServer) -> None:
    page = "城市书房夜间开放".encode() * 50
    far.put("http://a.example/", gzip.compress(page), Content_Encoding="gzip")
    assert get(far, "http://a.example/").body == page
    far.put("http://cut.example/", gzip.compress(page)[:-9], Content_Encoding="gzip")
    far.put("http://not.example/", page, Content_Encoding="gzip")
    far.put("http://br.example/", page, Content_Encoding="br")
    assert [code(far, f"http://{name}.example/") for name in ("cut", "not", "br")] == ["broken", "broken", "encoding"]


def test_a_cut_off_body_is_refused(far: FarServer) -> None:
    far.pages["*"] = lambda connection, _request: connection.sendall(
        b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Length: 500\r\n\r\nhalf"
    )
    assert code(far, "http://cut.example/") == "broken"


@pytest.mark.parametrize(
    ("kind", "types", "taken"),
    [
        ("text/html", HTML, True),
        ("TEXT/HTML; charset=gb2312", HTML, True),
        ("application/pdf", HTML, False),
        ("image/png", ("image/",), True),
        ("text/html", ("image/",), False),
        ("", ("image/", ""), True),
        ("", HTML, False),
    ],
)
def test_content_types_are_checked(far: FarServer, kind: str, types: tuple[str, ...], taken: bool) -> None:
    far.put("http://a.example/", b"x", kind)
    if taken:
        assert get(far, "http://a.example/", types=types).body == b"x"
    else:
        assert code(far, "http://a.example/", types=types) == "content_type"


@pytest.mark.parametrize("status", [204, 206, 403, 404, 410, 451, 500, 503])
def test_other_answers_are_named(far: FarServer, status: int) -> None:
    far.put("http://a.example/", b"", status=status)
    assert code(far, "http://a.example/") == f"http_{status}"


def test_names_that_do_not_exist_and_servers_that_do_not_answer(far: FarServer) -> None:
    assert code(far, "http://no-such-name.invalid/") == "unknown_host"
    far.put("http://a.example/", b"x")

    def dead(address: str, port: int, seconds: float) -> socket.socket:
        raise ConnectionRefusedError

    assert code(far, "http://a.example/", network=Network(resolve=far.network.resolve, dial=dead)) == "unreachable"


def test_the_next_checked_address_is_tried(far: FarServer) -> None:
    far.name("two.example", [PUBLIC, "1.1.1.1"])
    far.put("http://two.example/", b"x")

    def half_dead(address: str, port: int, seconds: float) -> socket.socket:
        if address == PUBLIC:
            raise ConnectionRefusedError
        return far.network.dial(address, port, seconds)

    network = Network(resolve=far.network.resolve, dial=half_dead)
    assert get(far, "http://two.example/", network=network).body == b"x"
    assert far.dialled == [("1.1.1.1", 80)]


def test_tls_names_the_host_and_wants_a_certificate(far: FarServer) -> None:
    far.pages["*"] = lambda connection, _request: connection.sendall(b"not TLS at all")
    assert code(far, "https://secure.example/") == "broken"
    assert far.dialled == [(PUBLIC, 443)]
    assert "secure.example" in far.asked[0], "the name is in the handshake"
    context = INTERNET.tls()
    assert context.check_hostname
    assert context.verify_mode.name == "CERT_REQUIRED"


def test_what_is_no_http_is_refused(far: FarServer) -> None:
    far.pages["*"] = lambda connection, _request: connection.sendall(b"+OK redis ready\r\n$5\r\n")
    assert code(far, "http://a.example/") == "broken"
