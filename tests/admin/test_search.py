"""The desk's search, the house's dictionary, and what readers asked."""

from collections.abc import Callable
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from news.editorial import dictionary
from news.errors import NotAllowed
from news.models import Article, AuditEntry, HotTerm, HouseWord, SearchCount, SearchDocument, SearchRebuild
from news.search import rebuild
from news.search.words import cutter, forget

pytestmark = pytest.mark.django_db
LIST = "/admin/news/article/"
Make = Callable[..., Article]


def listed(desk: Client, question: str) -> str:
    answer = desk.get(LIST, {"q": question})
    assert answer.status_code == 200
    return answer.content.decode()


def test_list_finds_headline_body_author_number_and_part_of_a_headline(desk: Client, make_article: Make) -> None:
    live = make_article("鼓楼区口袋公园试开放", body="<p>长椅朝南。</p>")
    draft = make_article("夜市摊位抽签", live=False, body="<p>二十个摊位。</p>")
    for question, one, other in (
        ("口袋公园", live, draft),
        ("楼区口", live, draft),
        ("长椅", live, draft),
        ("二十个", draft, live),
        (str(draft.pk), draft, live),
        (f"No. {live.pk}", live, draft),
    ):
        page = listed(desk, question)
        assert reverse("admin:news_article_change", args=[one.pk]) in page, question
        assert reverse("admin:news_article_change", args=[other.pk]) not in page, question
    page = listed(desk, "顾青简")
    assert all(reverse("admin:news_article_change", args=[row.pk]) in page for row in (live, draft))
    for question in ("*", '"', "夜" * 1000, "AND", "😀", "\ue001夜"):
        listed(desk, question)


def test_search_costs_the_list_no_query_more(
    desk: Client, make_article: Make, django_assert_max_num_queries: Any, django_assert_num_queries: Any
) -> None:
    for count in (1, 20):
        for number in range(count):
            make_article(f"口袋公园{count}之{number}")
        with django_assert_max_num_queries(12) as plain:
            desk.get(LIST)
        with django_assert_num_queries(len(plain.captured_queries)):
            desk.get(LIST, {"q": "口袋公园"})


def test_search_shows_nothing_to_whom_the_list_is_closed(client: Client, make_article: Make) -> None:
    make_article("口袋公园")
    person = User.objects.create_user("guest", password="x", is_staff=True)
    client.force_login(person)
    assert client.get(LIST, {"q": "口袋公园"}).status_code == 403
    assert client.get("/admin/search/").status_code == 403
    assert client.post("/admin/search/rebuild/").status_code == 302
    assert not SearchRebuild.objects.exists()
    with pytest.raises(NotAllowed):
        dictionary.offer_term("夜市", by=person)


def test_word_is_added_in_the_admin_audited_and_indexed_in_the_background(
    desk: Client, make_article: Make, django_capture_on_commit_callbacks: Any
) -> None:
    story = make_article("百姓大舞台开演")
    add = "/admin/news/houseword/add/"
    with django_capture_on_commit_callbacks(execute=True):
        assert desk.post(add, {"word": " 百姓 大舞台 ", "kind": "other"}).status_code == 302
    assert HouseWord.objects.get().word == "百姓大舞台"
    assert AuditEntry.objects.filter(act="added", thing_name="百姓大舞台").exists()
    assert "百姓大舞台" in SearchDocument.objects.get(article=story).title.split()
    assert not rebuild.status().running
    for word in ("百姓大舞臺", "啊", "AI", "*"):
        page = desk.post(add, {"word": word, "kind": "other"})
        assert page.status_code == 200
        assert "errorlist" in page.content.decode()
    row = HouseWord.objects.get()
    with django_capture_on_commit_callbacks(execute=True):
        assert desk.post(f"/admin/news/houseword/{row.pk}/delete/", {"post": "yes"}).status_code == 302
    assert "百姓大舞台" not in SearchDocument.objects.get(article=story).title.split()
    assert AuditEntry.objects.filter(act="deleted", thing_name="百姓大舞台").exists()


def test_another_process_reads_changed_words(make_article: Make, client: Client) -> None:
    client.get("/search/?q=x")
    before = cutter()
    HouseWord.objects.create(word="大舞台", key="大舞台", kind="other")
    client.get("/search/?q=x")
    assert cutter() is not before
    assert "大舞台" in cutter().house
    forget()


def test_page_proposes_terms_and_an_editor_approves(desk: Client) -> None:
    today = timezone.localdate()
    SearchCount.objects.create(term="冬季供暖", asked=9, last_day=today)
    SearchCount.objects.create(term="户部山夜游", asked=5, in_vain=5, last_day=today)
    SearchCount.objects.create(term="只问过一次", asked=1, in_vain=1, last_day=today)
    page = desk.get("/admin/search/").content.decode()
    assert "冬季供暖" in page
    assert "户部山夜游" in page
    assert "只问过一次" not in page
    assert "冬季供暖" not in desk.get("/search/").content.decode()
    assert desk.get("/admin/search/offer/").status_code == 405
    assert desk.post("/admin/search/offer/", {"term": "冬季供暖"}, follow=True).status_code == 200
    assert HotTerm.objects.get().approved
    assert AuditEntry.objects.filter(thing_name="冬季供暖").exists()
    assert "冬季供暖" in desk.get("/search/").content.decode()
    assert desk.post("/admin/search/offer/", {"term": " "}, follow=True).status_code == 200


def test_index_is_rebuilt_from_the_desk_and_a_stopped_run_goes_on(
    desk: Client, make_article: Make, django_capture_on_commit_callbacks: Any
) -> None:
    story = make_article("夜市")
    SearchDocument.objects.all().delete()
    with django_capture_on_commit_callbacks(execute=True):
        desk.post("/admin/search/rebuild/")
    assert SearchDocument.objects.filter(article=story).exists()
    assert AuditEntry.objects.filter(act="rebuilt").exists()
    rebuild.begin()
    dictionary.resume()
    assert rebuild.status().running, "somebody may be at it"
    assert "0 %" in desk.get("/admin/search/").content.decode()
    SearchRebuild.objects.update(moved_at=timezone.now() - 2 * rebuild.STALLED)
    assert "它停下了" in desk.get("/admin/search/").content.decode()
    dictionary.resume()
    assert not rebuild.status().running


def test_older_site_is_indexed_after_its_upgrade(make_article: Make) -> None:
    make_article("夜市")
    rebuild.begin_if_never_run("default")
    assert not SearchRebuild.objects.exists()
    SearchDocument.objects.all().delete()
    rebuild.begin_if_never_run("default")
    assert rebuild.status().running
