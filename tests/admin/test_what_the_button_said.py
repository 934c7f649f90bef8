"""A press does what the page with the button said, to the text that was on it, or nothing."""

import io
import re
from datetime import timedelta
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.test import Client
from django.utils import timezone

from news.editorial import articles, publication, review
from news.editorial.pictures import add_picture, describe
from news.enums import Level, Publication, Review
from news.models import Article, Revision
from tests.admin.conftest import change_url
from tests.admin.queue_setting import QUEUE, Newsroom, client_of, make_person, newsroom, token
from tests.pictures import picture

pytestmark = pytest.mark.django_db
__all__ = ["newsroom"]
MOVED = "这一页打开以后，稿件已被发布、下线或改期"


def outlook_on(client: Client, address: str) -> str:
    """What the page keeps beside its buttons."""
    found = re.search(r'name="_outlook" value="([^"]+)"', client.get(address).content.decode())
    assert found is not None
    return found.group(1)


@pytest.mark.parametrize("at_the", ["queue", "form", "page of the act"])
def test_a_press_for_the_live_text_does_not_put_back_what_was_taken_off_meanwhile(
    newsroom: Newsroom, chief: User, at_the: str
) -> None:
    article = newsroom.story("写错了人的稿", level="final")
    review.sign_off(article.pk, by=newsroom.final, publish=True)
    newsroom.correct(article, make_person("second", "许又舒", "second2"))
    browser, form = client_of(newsroom.final), change_url(article)
    queue, act = f"{QUEUE}?a={article.pk}", f"/admin/news/article/{article.pk}/act/sign_off/"
    address = {"queue": queue, "form": form, "page of the act": act}[at_the]
    sent = {"_outlook": outlook_on(browser, address), "token": token(article), "do": "sign_off", "_do": "sign_off"}
    sent["based_on"] = str(Article.objects.get(pk=article.pk).working_revision_id)
    publication.unpublish(article.pk, by=chief, note="来电称写错了人。")
    answer = browser.post(address, sent, follow=True)
    assert MOVED in answer.content.decode()
    after = Article.objects.get(pk=article.pk)
    assert (after.publication(), after.level) == (Publication.UNPUBLISHED, Level.FINAL)
    # looked at once more, it is a decision
    browser.post(address, {**sent, "_outlook": outlook_on(browser, address), "token": token(article)})
    assert Article.objects.get(pk=article.pk).publication() == Publication.LIVE


def test_a_press_that_keeps_a_time_does_not_publish_at_once_what_was_cancelled_meanwhile(
    newsroom: Newsroom, chief: User
) -> None:
    article = newsroom.story("明天才出的稿", level="final")
    review.sign_off(article.pk, by=newsroom.final, at=timezone.now() + timedelta(days=1))
    newsroom.correct(article, make_person("second", "许又舒", "second2"))
    browser, queue = client_of(newsroom.final), f"{QUEUE}?a={article.pk}"
    sent = {"_outlook": outlook_on(browser, queue), "token": token(article), "do": "sign_off"}
    publication.unpublish(article.pk, by=chief, note="改期。")
    assert MOVED in browser.post(queue, sent).content.decode()
    after = Article.objects.get(pk=article.pk)
    assert (after.publication(), after.review) == (Publication.NEVER, Review.SECOND_PASSED)


@pytest.mark.parametrize("verb", ["pass", "fast"])
def test_who_presses_without_typing_is_no_author_of_what_the_library_learnt_meanwhile(
    newsroom: Newsroom, chief: User, quick_pictures: None, verb: str
) -> None:
    data = picture(1200, 700)
    image = add_picture(io.BytesIO(data), len(data), by=chief, alt="河面上的晨雾")[0]
    body = f'<p>正文第一段。</p><figure><img src="{image.file.url}" alt=""></figure>'
    article = newsroom.story("有图的稿", body=body, source="河湾网", origin="original")
    image.credit = "陆拾遗 摄"
    describe(image, by=chief)
    if verb == "fast":
        review.withdraw(article.pk, by=newsroom.writer)
    before = Article.objects.get(pk=article.pk).working_revision
    assert before is not None
    text = before.snapshot
    sent: dict[str, Any] = {
        "title": text.title, "body": text.body, "channel": text.channel, "origin": text.origin, "source": text.source,
        "editors": "何青禾", "cover": text.cover or "", "based_on": before.pk, "_do": verb, "note_fast": "赶首发。",
        "when_fast": "now", "level_pass": article.level,
    }  # fmt: skip
    client_of(newsroom.first if verb == "pass" else chief).post(change_url(article), sent)
    after = Article.objects.get(pk=article.pk)
    assert Revision.objects.filter(article=article).count() == 1
    assert after.working_revision_id == before.pk
    if verb == "pass":
        assert after.level == Level.SECOND
        assert after.reviews.get().verdict == "pass"  # not 审改
        # saved on purpose, it is a new version
        articles.save_revision(article.pk, text, by=newsroom.second)
        assert Revision.objects.latest("pk").snapshot.body.count("陆拾遗 摄") == 1
    else:
        assert after.publication() == Publication.LIVE
