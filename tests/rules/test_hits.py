"""What is a read: of a person's browser, from a page of this site, about a number."""

import pytest

from news.rules.hits import article_number, declares_itself, is_own, neighbourhood

CHROME = "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/130.0.0.0 Safari/537.36"
WECHAT = (
    "Mozilla/5.0 (Linux; Android 14; V2309A) AppleWebKit/537.36 (KHTML, like Gecko) Version/4.0 Chrome/116.0.0.0 "
    "Mobile Safari/537.36 XWEB/1160117 MMWEBSDK/20240404 MicroMessenger/8.0.49.2600 WeChat/arm64 NetType/5G"
)
HOSTS = ("news.example", "news.example:8000")


@pytest.mark.parametrize(
    "agent",
    [
        "Mozilla/5.0 (compatible; Baiduspider/2.0; +http://www.baidu.com/search/spider.html)",
        "Mozilla/5.0 (compatible; bingbot/2.0; +http://www.bing.com/bingbot.htm)",
        "Mozilla/5.0 (Linux; Android 6.0.1) AppleWebKit/537.36 Chrome/130 Mobile Safari/537.36 (compatible; Googlebot/2.1)",
        "Sogou web spider/4.0(+http://www.sogou.com/docs/help/webmasters.htm#07)",
        "Mozilla/5.0 (compatible; Bytespider; spider-feedback@bytedance.com)",
        "Mozilla/5.0 (compatible; YisouSpider/5.0)",
        "facebookexternalhit/1.1",
        "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 Chrome/130.0 Safari/537.36 Chrome-Lighthouse",
    ],
)
def test_programs_that_name_themselves_are_no_readers(agent: str) -> None:
    assert declares_itself(agent)


@pytest.mark.parametrize("agent", [CHROME, WECHAT, "", "Mozilla/5.0 (Linux; Android 13; CUBOT X70) Chrome/120 Mobile"])
def test_browsers_are_readers(agent: str) -> None:
    assert not declares_itself(agent)


@pytest.mark.parametrize(
    ("site", "origin", "own"),
    [
        ("same-origin", "https://news.example", True),
        ("same-origin", "", True),
        ("", "https://news.example", True),
        ("", "http://news.example:8000", True),
        ("cross-site", "https://news.example", False),
        ("same-site", "", False),
        ("none", "", False),
        ("", "https://other.example", False),
        ("", "https://news.example.other.example", False),
        ("", "null", False),
        ("", "", False),
    ],
)
def test_only_a_page_of_this_site_may_report(site: str, origin: str, own: bool) -> None:
    assert is_own(site, origin, HOSTS) is own


@pytest.mark.parametrize(
    ("body", "number"),
    [
        *((b"12", 12), (b" 12\n", 12), (b"9" * 19, 9999999999999999999)),
        *((body, None) for body in (b"", b"0", b"-3", b"12.5", "１２".encode(), b"1 2", b"9" * 20, b"\xff")),
        (b" " * 40 + b"1", None),
    ],
)
def test_the_body_is_a_number(body: bytes, number: int | None) -> None:
    assert article_number(body) == number


def test_an_ipv6_line_is_limited_as_one() -> None:
    assert (
        neighbourhood("2001:db8:1:2:3:4:5:6") == neighbourhood("2001:db8:1:2::9") != neighbourhood("2001:db8:1:3::9")
    )
    assert neighbourhood("192.0.2.7") != neighbourhood("192.0.2.8")
    assert neighbourhood("unix") == "unix"
