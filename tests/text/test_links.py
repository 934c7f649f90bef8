"""What is typed into the link dialog: read as the address that was meant, or refused with the reason."""

import pytest

from news.text.links import read_link

OWN = ("news.example", "localhost")


@pytest.mark.parametrize(
    ("typed", "address"),
    [
        ("https://example.org/a?b=1#c", "https://example.org/a?b=1#c"),
        ("  http://example.org ", "http://example.org"),
        ("www.example.cn", "https://www.example.cn"),
        ("example.cn/专题", "https://example.cn/专题"),
        ("//cdn.example.cn/x", "https://cdn.example.cn/x"),
        ("https://中文.example/", "https://中文.example/"),
        ("https://例子.测试/", "https://例子.测试/"),
        ("https://news.example/news/yaowen/2026-01-01/7.html?page=2#x", "/news/yaowen/2026-01-01/7.html?page=2#x"),
        ("https://news.example", "/"),
        ("/news/yaowen/", "/news/yaowen/"),
        ("#top", "#top"),
        ("a.b@example.cn", "mailto:a.b@example.cn"),
        ("mailto:a@example.cn?subject=x", "mailto:a@example.cn?subject=x"),
        ("tel:0516-1234 5678", "tel:0516-1234 5678"),
        ("https://8.8.8.8/", "https://8.8.8.8/"),
    ],
)
def test_the_address_that_was_meant(typed: str, address: str) -> None:
    assert read_link(typed, OWN) == (address, "")


@pytest.mark.parametrize(
    ("typed", "problem"),
    [
        ("", "empty"),
        ("  ", "empty"),
        ("城市书房", "words"),
        ("城市 书房", "words"),
        ("书房：夜间开放", "words"),
        ("javascript:alert(1)", "scheme"),
        ("data:text/html,x", "scheme"),
        ("file:///c:/x.doc", "scheme"),
        ("ftp://example.org/", "scheme"),
        ("https://", "host"),
        ("https://example", "host"),
        ("https://exa mple.org/", "words"),
        ("https://[::1", "host"),
        ("https://example.org:99999/", "host"),
        ("mailto:somebody", "host"),
        ("tel:abc", "host"),
        ("http://127.0.0.1:8000/admin/", "near"),
        ("http://192.168.1.20/", "near"),
        ("http://[::1]/", "near"),
        ("http://printer.local/", "near"),
        ("https://user:secret@example.org/", "login"),
        ("https://example.org\\@evil.example/", "login"),
        ("https://news.example//evil.example/", "host"),
        ("https://example.org/" + "x" * 2000, "long"),
    ],
)
def test_what_readers_could_not_follow_is_refused(typed: str, problem: str) -> None:
    assert read_link(typed, OWN) == ("", problem)
