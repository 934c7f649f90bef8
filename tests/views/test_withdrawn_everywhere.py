"""A story that is taken off, or that ends, is gone from every page, feed and map at the next request."""

import io
from collections.abc import Callable
from datetime import date, timedelta
from typing import Any
from urllib.parse import quote

import pytest
from django.contrib.auth.models import User
from django.test import Client
from django.utils import timezone

from news.editorial import publication, topics
from news.editorial.breaking import put_up
from news.editorial.hot import rebuild
from news.editorial.launches import put_up as launch
from news.editorial.pictures import add_picture
from news.enums import BlockKind, BylineRole, FillBy, HotPeriod
from news.models import Article, Channel, HotEntry, Series, SiteIdentity, StaffMember, Topic
from news.rules.layout import Layout, Placed, new_block
from news.rules.snapshot import Credit
from tests.conftest import signer
from tests.pictures import picture

pytestmark = pytest.mark.django_db
Make = Callable[..., Article]
TITLE = "要消失的一组照片"


def take_off(article: Article, how: str) -> None:
    if how == "ends":
        Article.objects.filter(pk=article.pk).update(expires_at=timezone.now())
    elif how == "delete":
        publication.unpublish(article.pk, by=signer(), note="核实。")
        publication.delete(article.pk, by=signer())
    else:
        getattr(publication, how)(article.pk, by=signer(), note="主要事实未能证实。")


@pytest.mark.parametrize("how", ["unpublish", "retract", "delete", "ends"])
def test_it_is_nowhere_at_the_next_request(
    reader: Client, make_article: Make, site: SiteIdentity, yaowen: Channel, chief: User, how: str
) -> None:
    data = picture(800, 500)
    image, _new = add_picture(io.BytesIO(data), len(data), by=chief, alt="河面", caption="河面。", credit="")
    person = StaffMember.objects.create(name="沈知禾", card_number="A-1", position="记者", consent_on=date(2024, 1, 1))
    series = Series.objects.create(name="河湾人家", slug="hewan")
    figure = f'<figure><img src="{image.file.url}" alt="河面"></figure>'
    more: dict[str, Any] = {
        "kind": "gallery", "body": figure * 2, "cover": image.pk, "keywords": ("夜市",), "series": series.pk,
        "byline": (Credit(BylineRole.REPORTER, "沈知禾"),),
    }  # fmt: skip
    make_article("更早的一组", **more)
    story = make_article(TITLE, summary="一句摘要。", **more)
    after = make_article("后面的一组", **more)
    topic = topics.save_topic(Topic(title="专题", slug="topic", opens_at=timezone.now()), by=chief)
    section = topics.add_section(topic.pk, "分区", by=chief)
    topics.choose(topic.pk, section.pk, [story.pk], by=chief)
    topics.save_step(topic.pk, day=timezone.localdate(), line="有了进展", article_id=story.pk, by=chief)
    put_up(by=chief, text="突发的一行", leads=str(story.pk), end=timezone.now() + timedelta(hours=1))
    cards = (Placed("a", story.pk),)
    blocks = (
        new_block("lead", BlockKind.LEAD, cards=cards),
        new_block("hot", BlockKind.PICKS, style="rank", fill=FillBy.HOT),
    )
    launch(Layout(blocks), by_name="编辑")
    HotEntry.objects.create(period=HotPeriod.DAY, position=0, article=story)
    part = story.pk // 45_000
    pages = {
        "home": "/",
        "branch": "/news/",
        "channel": "/news/yaowen/",
        "day": f"/news/yaowen/{story.day}/",
        "keyword": f"/keywords/{quote('夜市')}/",
        "topic": "/topics/topic/",
        "series": "/series/hewan/",
        "reporter": f"/reporters/{person.pk}/",
        "most read": "/hot/",
        "search": f"/search/?q={quote('消失')}",
        "site map page": "/sitemap/",
        "next, related, more galleries": after.address,
        "rss": "/feed/rss.xml",
        "atom": "/feed/atom.xml",
        "channel rss": "/feed/news/yaowen/rss.xml",
        "site map": f"/sitemap-{part}.xml",
        "news map": "/sitemap-news.xml",
        "flat map": "/sitemap.txt",
        "breaking": "/about/",
    }

    def shown() -> set[str]:
        return {name for name, path in pages.items() if story.address in reader.get(path).getvalue().decode()}

    assert shown() == set(pages)
    take_off(story, how)
    assert shown() == set()
    assert reader.get(story.address).status_code == 410
    rebuild()
    assert TITLE not in reader.get("/hot/").content.decode()
