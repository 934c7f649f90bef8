"""Autosave as the writing page's script meets it: its answers, its refusals, and what opening the form costs."""

import json
import re
from collections.abc import Callable
from typing import Any

import pytest
from django.contrib.auth.models import Group, User
from django.test import Client
from django.urls import reverse

from news.editorial import publication
from news.editorial.articles import save_revision
from news.editorial.working_copies import MAX_BYTES, keep
from news.models import Article, Revision, WorkingCopy
from news.rules.snapshot import Snapshot
from tests.admin.conftest import change_url

pytestmark = pytest.mark.django_db


def url(article: Article | None = None) -> str:
    return reverse("admin:news_article_autosave", args=[article.pk] if article else [])


def send(client: Client, address: str, fields: Any = None, **more: Any) -> Any:
    """Post what the script posts."""
    body = {"fields": {"title": ["写到一半"]} if fields is None else fields, "based_on": None, **more}
    return client.post(address, json.dumps(body), content_type="application/json")


def test_typing_is_kept_for_a_new_and_an_old_story(
    desk: Client, chief: User, make_article: Callable[..., Article]
) -> None:
    article = make_article(live=False)
    for address, base in ((url(), None), (url(article), article.working_revision_id)):
        answer = send(desk, address, based_on=base, person=chief.pk)
        assert answer.status_code == 200
        assert re.fullmatch(r"\d\d:\d\d:\d\d", answer.json()["saved_at"])
        assert answer.json() == answer.json() | {"others": [], "newer": False}
        assert "no-store" in answer["Cache-Control"]
        # the moment that the page which offers the copy back has, to tell which of two is the newer
        page = desk.get(change_url(article) if base else reverse("admin:news_article_add"))
        assert answer.json()["at"] == page.context["working_copy"]["at"] <= page.context["now_ms"]
    assert WorkingCopy.objects.filter(person=chief, data__title=["写到一半"]).count() == 2
    assert Article.objects.get(pk=article.pk).desk_title == article.desk_title


def test_the_form_itself_may_be_sent(desk: Client, chief: User, make_article: Callable, typed: Callable) -> None:
    article = make_article(live=False)
    data = typed(article, also_in=["1", "2"], _person=chief.pk, csrfmiddlewaretoken="x")
    assert desk.post(url(article), data).status_code == 200
    copy = WorkingCopy.objects.get()
    assert copy.data["also_in"] == ["1", "2"]
    assert copy.based_on_id == article.working_revision_id
    assert not {"csrfmiddlewaretoken", "_person"} & set(copy.data)


def test_two_people_see_each_other_and_a_newer_version(
    desk: Client, pen: Client, chief: User, reporter: User, make_article: Callable[..., Article]
) -> None:
    article = make_article(live=False)
    base = article.working_revision_id
    assert send(desk, url(article), based_on=base).json()["others"] == []
    answer = send(pen, url(article), based_on=base).json()
    assert answer["others"] == ["顾青简"]
    assert not answer["newer"]
    assert "顾青简也在编辑" in pen.get(change_url(article)).content.decode()
    save_revision(article.pk, Snapshot(title="新版"), by=reporter)
    for answer in (
        send(desk, url(article), based_on=base).json(),
        desk.get(url(article), {"based_on": str(base)}).json(),
    ):
        assert (answer["others"], answer["newer"], answer["newer_by"]) == (["沈知禾"], True, "沈知禾")


@pytest.mark.parametrize(
    ("body", "status"),
    [
        ("{", 400), ("[]", 400), ('"x"', 400), ('{"fields": {"title": "甲"}}', 400), ("[" * 100_000, 400),
        ('{"fields": {"title": ["甲"]}, "person": 987654}', 409),
        ('{"fields": {"title": ["甲"]}, "based_on": "x; drop"}', 200),
        (json.dumps({"fields": {"body": ["x" * MAX_BYTES]}}), 413),
        (json.dumps({"fields": {"body": ["x" * 4 * MAX_BYTES]}}), 413),
    ],
    ids=lambda value: str(value)[:40],
)  # fmt: skip
def test_refusals_are_in_chinese(desk: Client, body: str, status: int) -> None:
    answer = desk.post(url(), body, content_type="application/json")
    assert answer.status_code == status
    if status != 200:
        assert re.search("[一-鿿]{4}", answer.json()["message"])
        assert not WorkingCopy.objects.exists()


def test_who_may_not_write_is_refused(
    desk: Client, client: Client, chief: User, make_article: Callable[..., Article]
) -> None:
    article = make_article()
    auditor = User.objects.create_user("auditor", password="x", is_staff=True, last_name="何", first_name="青禾")
    auditor.groups.add(Group.objects.get(name="auditor"))
    stranger, outsider = Client(), Client()
    outsider.force_login(User.objects.create_user("reader", password="x"))
    eyes = Client()
    eyes.force_login(auditor)
    for address in (url(), url(article)):
        for asked in (stranger, outsider):
            assert send(asked, address).status_code == 401
            assert asked.get(address).status_code == asked.delete(address).status_code == 401
        refused = send(eyes, address)
        assert refused.status_code == eyes.get(address).status_code == 403
        assert "何青禾" in refused.json()["message"]
    assert send(desk, reverse("admin:news_article_autosave", args=[10**9])).status_code == 404
    assert send(desk, f"/admin/news/article/{10**30}/autosave/").status_code == 404
    assert desk.put(url()).status_code == 405
    publication.retract(article.pk, by=chief, note="失实")
    closed = send(desk, url(article))
    assert closed.status_code == 409
    assert "已撤" in closed.json()["message"]
    assert not WorkingCopy.objects.exists()


def test_whoever_writes_over_another_page_of_theirs_is_given_its_words(
    desk: Client, chief: User, make_article: Callable[..., Article]
) -> None:
    article = make_article(live=False)
    one = {"title": ["第一个窗口"], "_page": ["one"]}
    first = send(desk, url(article), one, based_on=article.working_revision_id).json()
    assert first["displaced"] is None  # nothing was there
    other = send(desk, url(article), {"title": ["第二个窗口"], "_page": ["other"]}).json()
    assert other["displaced"] == {"fields": one, "at": first["at"], "version": article.working_revision_id}
    assert desk.get(url(article)).json()["page"] == "other"
    for fields in ({"title": ["又写"], "_page": ["other"]}, {"title": ["又写"], "_page": ["a third with the same"]}):
        assert send(desk, url(article), fields).json()["displaced"] is None
    desk.delete(f"{url(article)}?page=one")  # not its copy any more
    assert desk.get(url(article)).json()["page"] == "a third with the same"
    desk.delete(f"{url(article)}?page=a third with the same")
    assert desk.get(url(article)).json()["page"] == ""


def test_a_foreign_page_cannot_write_a_copy(chief: User) -> None:
    strict = Client(enforce_csrf_checks=True)
    strict.force_login(chief)
    assert send(strict, url()).status_code == 403
    assert strict.delete(url()).status_code == 403
    strict.get(reverse("admin:news_article_add"))
    token = strict.cookies["csrftoken"].value
    body = json.dumps({"fields": {"title": ["甲"]}})
    answer = strict.post(url(), body, content_type="application/json", headers={"x-csrftoken": token})
    assert answer.status_code == 200
    assert strict.post(url(), {"title": "甲", "csrfmiddlewaretoken": token}).status_code == 200


def test_a_save_discards_the_copy_of_that_page(
    desk: Client, pen: Client, chief: User, reporter: User, make_article: Callable[..., Article], typed: Callable
) -> None:
    article = make_article(live=False)
    send(pen, url(article))
    send(desk, url(article), {"title": ["甲"], "_page": ["a"]})
    send(desk, url(), {"title": ["乙"], "_page": ["a"]})
    desk.post(change_url(article), typed(article, title="", _page="a"))
    desk.post(change_url(article), typed(article, _page="b"))
    assert WorkingCopy.objects.filter(person=chief).count() == 2, "a refused save, or another page's, discards nothing"
    desk.post(change_url(article), typed(article, summary="摘要", _page="a"))
    left = set(WorkingCopy.objects.values_list("article_id", "person_id"))
    assert left == {(article.pk, reporter.pk), (None, chief.pk)}
    desk.post(reverse("admin:news_article_add"), typed(_page="a"))
    assert WorkingCopy.objects.get().person == reporter


@pytest.mark.parametrize("signed", [{"_page": ["a"]}, {}], ids=["signed", "unsigned"])
def test_a_save_before_the_script_has_run_discards_nothing_as_it_has_seen_no_copy(
    desk: Client, make_article: Callable[..., Article], typed: Callable, signed: dict[str, list[str]]
) -> None:
    article = make_article(live=False)
    for address, form in ((url(article), change_url(article)), (url(), reverse("admin:news_article_add"))):
        send(desk, address, {"title": ["没保存的"], **signed})
        for unsigned in ({}, {"_page": ""}):
            sent = typed(article if form == change_url(article) else None, summary="摘要", **unsigned)
            assert desk.post(form, sent).status_code == 302
    assert set(WorkingCopy.objects.values_list("article_id", flat=True)) == {article.pk, None}


def test_what_is_thrown_away_is_the_copy_that_was_offered(desk: Client) -> None:
    send(desk, url(), {"title": ["甲"], "_page": ["a"]})
    for other in ("", "?page=", "?page=b"):
        desk.delete(url() + other)
        assert WorkingCopy.objects.exists(), other
    desk.delete(url() + "?page=a")
    assert not WorkingCopy.objects.exists()
    send(desk, url(), {"title": ["没有记号"]})
    desk.delete(url() + "?page=")
    assert not WorkingCopy.objects.exists()


def test_a_conflict_discards_nothing(
    desk: Client, reporter: User, make_article: Callable[..., Article], typed: Callable
) -> None:
    article = make_article(live=False)
    stale = typed(article, title="我的")
    send(desk, url(article), {"title": ["我的"]}, based_on=stale["based_on"])
    save_revision(article.pk, Snapshot(title="别人的"), by=reporter)
    page = desk.post(change_url(article), stale)
    assert page.status_code == 409
    assert b'id="d-copy"' not in page.content
    assert WorkingCopy.objects.count() == 1


def test_opening_the_form_offers_ones_own_copy_only(
    desk: Client, pen: Client, make_article: Callable[..., Article]
) -> None:
    article = make_article(live=False)
    text = "没保存的</script><b>"
    send(desk, url(article), {"title": [text]}, based_on=article.working_revision_id)
    page = desk.get(change_url(article)).content.decode()
    offered = re.search(r'<script id="d-copy" type="application/json">(.*?)</script>', page)
    assert offered
    copy = json.loads(offered[1])
    assert copy["fields"] == {"title": [text]}
    assert copy["version"] == article.working_revision_id
    assert b'id="d-copy"' not in pen.get(change_url(article)).content
    assert b'id="d-copy"' not in desk.get(reverse("admin:news_article_add")).content
    assert desk.delete(url(article)).status_code == 200
    assert b'id="d-copy"' not in desk.get(change_url(article)).content


def test_opening_the_form_stays_within_its_budget(
    desk: Client,
    chief: User,
    reporter: User,
    make_article: Callable[..., Article],
    django_assert_max_num_queries: Any,
) -> None:
    article = make_article(keywords=("夜市", "公交"))
    people = [User.objects.create_superuser(f"写手{n}") for n in range(5)]
    for person in (chief, reporter, *people):
        keep(article.pk, by=person, fields={"title": ["甲"]}, based_on=article.working_revision_id)
    with django_assert_max_num_queries(10):
        desk.get(change_url(article))


def test_an_autosave_costs_the_same_with_many_versions(
    desk: Client, chief: User, make_article: Callable[..., Article], django_assert_num_queries: Any
) -> None:
    article = make_article(live=False)
    for versions in (1, 10):
        while Revision.objects.filter(article=article).count() < versions:
            save_revision(article.pk, Snapshot(title=f"第{Revision.objects.count()}版"), by=chief)
        base = Article.objects.get(pk=article.pk).working_revision_id
        send(desk, url(article), based_on=base)
        # session, person, rights, begin, article, loans and scopes, base, copy, update, commit, newest version, others
        with django_assert_num_queries(12):
            send(desk, url(article), based_on=base)
