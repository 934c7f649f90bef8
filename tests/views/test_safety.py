"""Headers, errors, login throttling, redirects."""

from typing import Any

import pytest
from django.contrib.auth.models import User
from django.db import OperationalError
from django.test import Client

from news.models import SiteIdentity
from news.reading.footer_file import write_footer_file

pytestmark = pytest.mark.django_db


@pytest.fixture
def calm() -> Client:
    """A client that shows the error page instead of raising."""
    return Client(raise_request_exception=False)


def test_500_page_shows_the_footer_and_no_trace(
    calm: Client, site: SiteIdentity, monkeypatch: pytest.MonkeyPatch
) -> None:
    write_footer_file()

    def broken() -> None:
        raise RuntimeError("geheim")

    monkeypatch.setattr("news.views.reader.home_page", broken)
    answer = calm.get("/")
    page = answer.content.decode()
    assert answer.status_code == 500
    assert "出了一点问题" in page
    assert "联系电话:" in page
    assert "geheim" not in page
    assert "Traceback" not in page


def test_503_page_while_the_database_is_away(
    calm: Client, site: SiteIdentity, monkeypatch: pytest.MonkeyPatch, django_assert_num_queries: Any
) -> None:
    write_footer_file()

    def gone() -> None:
        raise OperationalError("connection refused")

    monkeypatch.setattr("news.views.reader.home_page", gone)
    with django_assert_num_queries(0):
        answer = calm.get("/")
    assert answer.status_code == 503
    assert answer.headers["Retry-After"] == "30"
    assert "联系电话:" in answer.content.decode()


def test_404_and_403_and_400_have_the_site_around_them(calm: Client, site: SiteIdentity) -> None:
    assert "河湾网法律顾问:" in calm.get("/nothing/").content.decode()
    assert "这张表单已经过期" in Client(enforce_csrf_checks=True).post("/staff/report/", {}).content.decode()
    answer = calm.get("/", headers={"Host": "evil.example"})
    assert answer.status_code == 400
    assert "请求有误" in answer.content.decode()


@pytest.mark.parametrize("method", ["post", "put", "delete"])
def test_pages_are_only_read(client: Client, method: str) -> None:
    assert getattr(client, method)("/about/").status_code == 405


def test_wrong_passwords_close_the_door_for_that_account_and_address(client: Client, chief: User) -> None:
    wrong = {"username": "chief", "password": "wrong"}
    statuses = [client.post("/admin/login/", wrong).status_code for _turn in range(9)]
    assert statuses[:7] == [200] * 7
    assert statuses[-1] == 429
    answer = client.post("/admin/login/", {"username": "chief", "password": "chief-secret"})
    assert answer.status_code == 429
    elsewhere = Client(REMOTE_ADDR="203.0.113.7")
    assert elsewhere.post("/admin/login/", {"username": "chief", "password": "chief-secret"}).status_code == 302


def test_login_leads_only_into_this_site(client: Client, chief: User) -> None:
    answer = client.post(
        "/admin/login/?next=https://evil.example/",
        {"username": "chief", "password": "chief-secret", "next": "https://evil.example/"},
    )
    assert answer.status_code == 302
    assert "evil" not in answer.headers["Location"]


@pytest.mark.parametrize(
    "address", ["//evil.example/", "/%2F%2Fevil.example", "/\\evil.example", "//evil.example/2026-01-01/1.html"]
)
def test_no_address_redirects_off_the_site(client: Client, address: str) -> None:
    answer = client.generic("GET", "/", PATH_INFO=address)
    target = answer.headers.get("Location", "/")
    assert target.startswith("/")
    assert not target.startswith("//")
    assert answer.status_code in {301, 404}


def test_desk_has_a_nonce_and_is_not_indexed(desk: Client) -> None:
    answer = desk.get("/admin/")
    assert answer.status_code == 200
    assert "noindex" in answer.headers["X-Robots-Tag"]
    assert "unsafe" not in answer.headers["Content-Security-Policy"]


def test_browser_language_does_not_turn_the_desk_english(client: Client) -> None:
    page = client.get("/admin/login/", headers={"Accept-Language": "en-US,en"}).content.decode()
    assert "密码" in page


def test_health_answers_any_host_and_says_when_the_database_is_away(
    client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    answer = client.get("/healthz", headers={"Host": "10.0.0.9"})
    assert (answer.status_code, answer.json()) == (200, {"status": "ok"})

    def away() -> None:
        raise OperationalError("connection refused")

    monkeypatch.setattr("news.views.health.connection.cursor", away)
    assert client.get("/healthz").status_code == 503
