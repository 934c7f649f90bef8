"""What a sign-off takes over of kind, link, series and labels; what lists then show."""

import io
from collections.abc import Callable
from dataclasses import replace

import pytest
from django.contrib.auth.models import User
from django.db import IntegrityError, transaction
from django.test import Client

from news.editorial.articles import save_revision
from news.editorial.files import add_file
from news.enums import Review
from news.errors import BadInput
from news.models import Article, Image, Series
from news.reading.cards import Card, card
from news.rules.snapshot import Snapshot
from tests.conftest import put_out
from tests.files import mp4

pytestmark = pytest.mark.django_db
Make = Callable[..., Article]
LINK = {"kind": "link", "link": "https://elsewhere.example/a?b=1", "body": "", "summary": "别处的一篇长文。"}


def card_of(article: Article) -> Card:
    return card(Article.objects.for_cards().get(pk=article.pk))


def text_of(article: Article) -> Snapshot:
    working = Article.objects.select_related("working_revision").get(pk=article.pk).working_revision
    assert working is not None
    return working.snapshot


def test_a_sign_off_takes_over_kind_link_labels_and_series(make_article: Make) -> None:
    series = Series.objects.create(name="河湾人家", slug="hewan")
    article = make_article(**LINK, minors=True, advertisement=True, ai_generated=True, series=series.pk)
    assert (article.kind, article.link, article.series, article.series_place) == (
        "link",
        "https://elsewhere.example/a?b=1",
        series,
        1,
    )
    assert (article.labels, article.promotable) == (["ai", "minors", "ad"], False)
    assert article.desk_kind == "link"


def test_a_video_says_how_long_it_runs(make_article: Make) -> None:
    film = add_file(io.BytesIO(mp4(seconds=65)), by=None, name="开闸.mp4")[0]
    cover = Image.objects.create(file="a.jpg", width=960, height=540, size=9, alt="开闸", content_hash="c")
    video = f'<video src="{film.address}" poster="{cover.file.url}"></video>'
    body = f'<p>开闸。</p><figure class="video">{video}</figure>'
    own = make_article("自己的", kind="video", body=body, cover=cover.pk, seconds=9)
    assert (own.seconds, card_of(own).length, card_of(own).marks) == (65, "1:05", ("视频 1:05",))
    elsewhere = make_article("别处的", kind="video", link="https://video.example/v/1", seconds=192)
    assert (elsewhere.seconds, card_of(elsewhere).length) == (192, "3:12")
    unknown = make_article("没有说的", kind="video", link="https://video.example/v/2")
    assert (unknown.seconds, card_of(unknown).marks) == (None, ("视频",))
    assert make_article("文字稿", seconds=192).seconds is None


def test_a_draft_over_a_live_story_changes_neither_kind_nor_series(make_article: Make, chief: User) -> None:
    series = Series.objects.create(name="河湾人家", slug="hewan")
    article = make_article(series=series.pk)
    save_revision(article.pk, replace(text_of(article), series=None, minors=True, kind="video"), by=chief)
    row = Article.objects.get(pk=article.pk)
    assert (row.series_id, row.series_place, row.kind, row.labels, row.promotable) == (
        series.pk,
        1,
        "story",
        [],
        True,
    )
    assert (row.desk_kind, row.review) == ("video", Review.DRAFT)


def test_stories_take_their_places_in_a_series_and_keep_them(make_article: Make, chief: User) -> None:
    series = Series.objects.create(name="河湾人家", slug="hewan")
    one, two = (make_article(f"第{n}篇", series=series.pk) for n in (1, 2))
    before = make_article("序", series=series.pk, series_place=1)
    assert list(Article.objects.in_series(series.pk).values_list("title", "series_place")) == [
        ("第1篇", 1),
        ("序", 1),
        ("第2篇", 2),
    ]
    save_revision(one.pk, replace(text_of(one), title="第1篇（修订）"), by=chief)
    assert put_out(one.pk).series_place == 1
    assert (two.series_place, before.series_place) == (2, 1)


def test_a_series_that_is_gone_is_said_at_the_sign_off(make_article: Make) -> None:
    with pytest.raises(BadInput, match="系列已不存在") as refused:
        make_article(series=4711)
    assert refused.value.code == "series"


def test_a_card_of_a_link_out_leads_to_its_target_and_one_of_a_story_to_its_page(make_article: Make) -> None:
    out, story = card_of(make_article(**LINK)), card_of(make_article(advertisement=True))
    assert (out.address, out.external, out.marks) == (LINK["link"], True, ("外链",))
    assert out.page.endswith(f"/{out.number}.html")
    assert (story.address, story.external, story.marks) == (story.page, False, ("广告",))


def test_what_may_affect_minors_is_not_put_forward(make_article: Make, reader: Client, site: object) -> None:
    shown, kept_back = make_article("河湾菜市翻新"), make_article("深夜网吧调查", minors=True)
    assert list(Article.objects.live().promotable().values_list("title", flat=True)) == [shown.title]
    home = reader.get("/").content.decode().replace("<wbr>", "")
    assert shown.title in home
    assert kept_back.title not in home
    assert kept_back.title in reader.get("/news/yaowen/").content.decode().replace("<wbr>", "")


def test_the_database_keeps_the_promises_too(make_article: Make) -> None:
    article = make_article()
    for wrong in ({"kind": "poem"}, {"kind": "link"}, {"series_place": 3}):
        with pytest.raises(IntegrityError), transaction.atomic():
            Article.objects.filter(pk=article.pk).update(**wrong)
