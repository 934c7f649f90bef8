"""What is answered from the store, under which address and with which headers, and what is never kept."""

import gzip
from pathlib import Path

import pytest

from news.pagestore.shelf import Shelf
from tests.pagestore.tiny import Text, Tiny, get

HTML = ("Content-Type", "text/html; charset=utf-8")


@pytest.fixture
def paper(tmp_path: Path) -> Tiny:
    """A site of one page."""
    return Tiny(tmp_path, texts={"/a/": Text(b"<p>one</p>", ("article:1",))})


@pytest.mark.parametrize(
    "second",
    [
        "/a/?from=timeline",
        "/a/?utm_source=x&utm_medium=y",
        "/a/?from=a&from=b",
        "/a/?nobody=knows",
        "/a/?q=x",
        "/a/?&&",
    ],
)
def test_addresses_of_one_page(paper: Tiny, second: str) -> None:
    store = paper.store()
    assert get(store).store == "miss"
    assert get(store, second).store == "hit"
    assert paper.asked == ["/a/"]


@pytest.mark.parametrize("query", ["page=2", "page=10", "before=1700000000000-5"])
def test_further_pages_have_keys_of_their_own(paper: Tiny, query: str) -> None:
    store = paper.store()
    get(store)
    assert get(store, f"/a/?{query}").store == "miss"
    assert get(store, f"/a/?{query}&utm_source=x").store == "hit"
    assert paper.asked == ["/a/", f"/a/?{query}"]


@pytest.mark.parametrize(
    "query",
    ["page=1", "page=11", "page=02", "page=x", "page=2&page=3", "page=2&before=1-1", "before=", "before=x", "page="],
)
def test_other_pages_are_the_sites_matter(paper: Tiny, query: str) -> None:
    store = paper.store()
    for _turn in range(2):
        assert get(store, f"/a/?{query}").store == ""


def test_host_and_scheme_are_part_of_the_key(paper: Tiny) -> None:
    store = paper.store(trust_proxy=True)
    get(store)
    assert get(store, HTTP_X_FORWARDED_PROTO="https").store == "miss"
    assert get(store, HTTP_HOST="evil.example").store == ""
    assert get(store, HTTP_HOST="evil.example").store == ""


def test_a_proxy_is_believed_only_where_there_is_one(paper: Tiny) -> None:
    store = paper.store()
    get(store)
    assert get(store, HTTP_X_FORWARDED_PROTO="https").store == "hit"


@pytest.mark.parametrize("path", ["/search/", "/admin/x/", "/" + "a" * 400 + "/"])
def test_what_is_never_kept_by_its_path(paper: Tiny, path: str) -> None:
    paper.texts[path] = Text(b"x")
    store = paper.store()
    assert {get(store, path).store, get(store, path).store} == {""}


def test_head_is_answered_from_the_page(paper: Tiny) -> None:
    store = paper.store()
    first = get(store, method="HEAD")
    assert (first.store, first.body, first.headers["Content-Length"]) == ("miss", b"", "10")
    assert get(store).body == b"<p>one</p>"
    assert get(store, method="HEAD").headers == get(store).headers


@pytest.mark.parametrize(
    ("cookie", "stored"),
    [
        ("sessionid=x", False),
        ("a=1; sessionid=x", False),
        ("a=1;sessionid=x", False),
        ("csrftoken=abc", True),
        ("acw_sc__v2=1; HWWAFSESID=2", True),
        ("oldsessionid=x", True),
    ],
)
def test_only_the_session_cookie_bypasses_the_store(paper: Tiny, cookie: str, stored: bool) -> None:
    store = paper.store()
    get(store)
    assert get(store, HTTP_COOKIE=cookie).store == ("hit" if stored else "")


@pytest.mark.parametrize(
    "text",
    [
        Text(b"x", headers=(HTML, ("Set-Cookie", "a=b"))),
        Text(b"x", headers=(HTML, ("Cache-Control", "no-store"))),
        Text(b"x", headers=(HTML, ("Cache-Control", "private, max-age=0"))),
        Text(b"x", headers=(HTML, ("Vary", "Accept-Encoding, Cookie"))),
        Text(b"x", headers=(HTML, ("Content-Security-Policy", "script-src 'nonce-abc'"))),
        Text(b'<input name="csrfmiddlewaretoken" value="x">'),
        Text(b"x", status="500 Internal Server Error"),
        Text(b"x", status="403 Forbidden"),
        Text(b"x", status="302 Found", headers=(("Location", "/b/"),)),
        Text(b"x", kept=False),
        Text(b"x", stream=True),
        Text(b"x", expires=1_799_999_999.0),
    ],
)
def test_what_is_never_kept_by_its_answer(paper: Tiny, text: Text) -> None:
    paper.texts["/a/"] = text
    store = paper.store()
    for _turn in range(2):
        reply = get(store)
        assert (reply.store, reply.body, reply.status) == ("", text.body, int(text.status[:3]))
    assert len(paper.asked) == 2
    assert store.shelf.status().pages == 0


def test_an_error_half_way_is_the_sites_and_the_next_reader_gets_the_page(paper: Tiny) -> None:
    def fail() -> None:
        raise RuntimeError("half-way")

    paper.texts["/a/"].before = fail
    store = paper.store()
    with pytest.raises(RuntimeError, match="half-way"):
        get(store)
    paper.texts["/a/"].before = lambda: None
    assert (get(store).store, get(store).store) == ("miss", "hit")


def test_a_redirect_is_kept_and_parameters_go_to_the_site(paper: Tiny) -> None:
    paper.texts["/old/"] = Text(b"", status="301 Moved Permanently", headers=(("Location", "/a/"),))
    store = paper.store()
    get(store, "/old/")
    assert (get(store, "/old/").store, get(store, "/old/").headers["Location"]) == ("hit", "/a/")
    assert get(store, "/old/?id=7").store == ""
    assert paper.asked[-1] == "/old/?id=7"


def test_a_missing_page_is_kept_a_minute_at_most(paper: Tiny) -> None:
    store = paper.store()
    assert (get(store, "/no/").store, get(store, "/no/").store) == ("miss", "hit")
    paper.now += 61
    paper.log.write("nothing")  # of no page here
    store.catch_up()
    paper.texts["/no/"] = Text(b"new")
    assert get(store, "/no/").body == b"new"
    assert store.shelf.get("http://localhost/no/") is not None


def test_a_missing_page_goes_with_any_change(paper: Tiny) -> None:
    store = paper.store()
    get(store, "/no/")
    paper.texts["/no/"] = Text(b"new")
    assert get(store, "/no/").status == 404
    paper.log.write("article:99")
    store.catch_up()
    assert get(store, "/no/").body == b"new"


def test_a_page_that_appears_while_its_404_is_rendered(paper: Tiny) -> None:
    store = paper.store()

    def publish() -> None:
        paper.texts["/no/"] = Text(b"new")
        paper.log.write("article:99")

    paper.texts["/no/"] = Text(b"none", status="404 Not Found", before=publish)
    assert get(store, "/no/").status == 404  # it was asked for before
    assert get(store, "/no/").body == b"new"


def test_many_missing_pages_do_not_end_the_keeping_of_them(paper: Tiny) -> None:
    store = paper.store()
    for number in range(600):
        get(store, f"/no/{number}/")
    assert get(store, "/no/599/").store == "hit"
    assert store.shelf.status().pages == 0


def test_conditional_requests(paper: Tiny) -> None:
    store = paper.store()
    tag = get(store).headers["ETag"]
    for known in (tag, f"W/{tag}", f'"other", W/{tag}', f'"x",{tag}', "*"):
        reply = get(store, HTTP_IF_NONE_MATCH=known)
        assert (reply.status, reply.body) == (304, b"")
        assert reply.headers["ETag"] == tag
        assert reply.headers["Cache-Control"] == "no-cache"
        assert reply.headers["Vary"] == "Accept-Encoding"
        assert not {"Content-Length", "Content-Type", "Content-Encoding"} & set(reply.headers)
    assert get(store, HTTP_IF_NONE_MATCH='"other"').status == 200


def test_a_first_reader_with_a_condition_gets_304_and_the_page_is_kept_whole(paper: Tiny) -> None:
    tag = get(paper.store()).headers["ETag"]
    other = paper.store(folder=paper.folder / "other")
    assert get(other, HTTP_IF_NONE_MATCH=tag, HTTP_RANGE="bytes=0-1").status == 304
    assert get(other).body == b"<p>one</p>"


def test_a_condition_does_not_touch_what_is_gone(paper: Tiny) -> None:
    paper.texts["/a/"] = Text(b"gone", status="410 Gone")
    store = paper.store()
    tag = get(store).headers["ETag"]
    assert get(store, HTTP_IF_NONE_MATCH=tag).status == 410
    assert get(store, "/no/", HTTP_IF_NONE_MATCH="*").status == 404
    assert get(store, "/no/", HTTP_IF_NONE_MATCH="*").status == 404


def test_each_encoding_has_its_etag(paper: Tiny) -> None:
    store = paper.store()
    plain, zipped = get(store), get(store, HTTP_ACCEPT_ENCODING="br, gzip")
    assert gzip.decompress(zipped.body) == plain.body
    assert zipped.headers["Content-Encoding"] == "gzip"
    assert "Content-Encoding" not in plain.headers
    assert plain.headers["ETag"] != zipped.headers["ETag"]
    assert plain.headers["Vary"] == zipped.headers["Vary"] == "Accept-Encoding"
    assert get(store, HTTP_IF_NONE_MATCH=zipped.headers["ETag"]).status == 200
    assert len(zipped.body) == int(zipped.headers["Content-Length"])


@pytest.mark.parametrize("refused", ["gzip;q=0", "br, gzip; q=0.0, identity", "gzip;q=0,deflate"])
def test_gzip_may_be_refused(paper: Tiny, refused: str) -> None:
    store = paper.store()
    assert "Content-Encoding" not in get(store, HTTP_ACCEPT_ENCODING=refused).headers
    assert get(store, HTTP_ACCEPT_ENCODING="gzip;q=0.5").headers["Content-Encoding"] == "gzip"


def test_surrogate_keys_name_what_the_fragments_show_too(paper: Tiny) -> None:
    paper.texts["/a/"] = Text(b"x" + paper.hole("hot"), ("article:1",))
    paper.fragments["hot"] = ("most read", ("hot:day",))
    store = paper.store(surrogate_keys=True)
    assert get(store).headers["Surrogate-Key"] == "all article:1 hot:day"


def test_a_shelf_that_cannot_be_read_is_begun_anew(paper: Tiny) -> None:
    get(paper.store())
    for broken in (b"no database at all" * 100, b""):
        for path in paper.folder.glob("pages.sqlite3*"):
            path.unlink()
        (paper.folder / "pages.sqlite3").write_bytes(broken)
        store = paper.store()
        assert (get(store).store, get(store).store) == ("miss", "hit")
    assert isinstance(store.shelf, Shelf)
