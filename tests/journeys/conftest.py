"""A real Chromium against a real server, with a small site that has one of everything."""

import io
import os
import shutil
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from datetime import date
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.utils import timezone
from playwright.sync_api import Browser, BrowserContext, Error, Page, expect, sync_playwright

from news.editorial import hits, hot, publication, topics
from news.editorial.files import add_file
from news.editorial.pictures import add_picture
from news.editorial.site import load_site, read_site
from news.enums import AdPlace, BylineRole, StaffStatus, TopicStyle
from news.models import Ad, Article, FriendLink, SiteIdentity, StaffMember, Topic
from news.reading.footer_file import write_footer_file
from news.rules.snapshot import Credit
from tests import snapshots
from tests.conftest import new_article, new_chief, new_yaowen, put_out
from tests.files import PDF, mp4
from tests.pictures import picture

# Playwright's sync API keeps an event loop in this thread; the tests themselves are synchronous.
os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "true")
expect.set_options(timeout=15_000)  # a busy machine is not a defect; what comes at once costs nothing
TITLE = "全市城市书房建设推进会召开明年再添十八家"
SERVED: dict[str, Any] = {}  # the files and addresses of the filled site, beside its kept database
SITE_FILE = Path(__file__).resolve().parents[2] / "news/demo/site.json"
FLAGS = (
    "--headless --no-sandbox --disable-gpu --disable-quic --no-first-run --disable-background-networking "
    "--disable-component-update --disable-sync --disable-gpu-rasterization --disable-software-rasterizer "
    "--disable-gpu-compositing --num-raster-threads=1 "
    # the driver's own list, which this one takes the place of, and two more
    "--disable-features=AvoidUnnecessaryBeforeUnloadCheckSync,DestroyProfileOnBrowserClose,HttpsUpgrades,MediaRouter,"
    "HttpsFirstBalancedModeAutoEnable,PaintHolding,ThirdPartyStoragePartitioning,AvoidCorsURLLoaderRestartOnRedirect,"
    "OptimizationHints,NetworkTimeServiceQuerying,PreconnectToSearch,Translate,SpareRendererForSitePerProcess"
).split()


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """Debian's Chromium, started once a file: what kills one ends no other file's tests."""
    with sync_playwright() as driver:
        chromium = driver.chromium.launch(executable_path="/usr/bin/chromium", args=FLAGS)
        yield chromium
        with suppress(Error):
            chromium.close()


@pytest.fixture
def open_context(browser: Browser) -> Iterator[Callable[..., BrowserContext]]:
    """Return a function that opens a context; all are closed after the test."""
    contexts: list[BrowserContext] = []

    def open_(width: int = 1366, scheme: str = "light", **options: Any) -> BrowserContext:
        context = browser.new_context(
            viewport={"width": width, "height": 900}, color_scheme=scheme, locale="en-US", **options
        )
        contexts.append(context)
        return context

    yield open_
    for context in contexts:
        with suppress(Error):  # a test may have killed its browser
            context.set_offline(True)  # what closing pages send would be written into the next test's database
        context.close()
    until = time.monotonic() + 10
    while any("process_request_thread" in thread.name for thread in threading.enumerate()):  # of the live server
        if time.monotonic() > until:
            break
        time.sleep(0.02)


def when(page: Page, condition: str) -> None:
    """Wait until a condition in JavaScript holds. The page's policy refuses what ``wait_for_function`` does for that."""
    until = time.monotonic() + 15
    while not page.evaluate(condition):
        assert time.monotonic() < until, f"{condition} does not come true"
        page.wait_for_timeout(20)


class Site:
    """The served site: its root and the address of one page per template."""

    def __init__(self, root: str, pages: dict[str, str]) -> None:
        self.root, self.pages = root, pages
        self.article = Article.objects.for_page().get(pk=Article.objects.get(title=TITLE).pk)


def fill() -> dict[str, str]:
    """Fill every element of an empty site; return the address of one page per template."""
    chief, yaowen = new_chief(), new_yaowen()
    make_article = partial(new_article, yaowen, chief)
    load_site(read_site(SITE_FILE), SITE_FILE.parent)
    assert SiteIdentity.objects.exists()
    FriendLink.objects.create(name="平原图书馆", url="https://library.example/")
    for place in AdPlace.values:
        Ad.objects.create(place=place, title="故道书市周末开张", link="/advertise/")
    StaffMember.objects.create(
        name="沈知禾", card_number="HHW-1", position="采访部 记者", status=StaffStatus.ACTIVE,
        valid_until=date(2099, 1, 1), consent_on=date(2024, 1, 1),
    )  # fmt: skip
    data = picture(1200, 750)
    image, _new = add_picture(
        io.BytesIO(data), len(data), by=chief, alt="河面上的晨雾", caption="清晨的河面。", credit="陆拾遗 摄"
    )
    film, _new = add_file(io.BytesIO(mp4()), by=chief, name="开闸.mp4")
    guide, _new = add_file(io.BytesIO(PDF), by=chief, name="申报指南.pdf")
    body = (
        f'<p>黄淮网（沈知禾）12月20日上午，会议召开。</p><figure><img src="{image.file.url}"></figure><h2>怎样干好</h2>'
        "<p>◎提高认识。</p><p>1、有效加强；</p><blockquote><p>“水到了田头。”</p></blockquote><ul><li>一</li><li>二</li></ul>"
        "<table><caption>完成时限</caption><thead><tr><th>类别</th><th>数量</th></tr></thead><tbody><tr><td>新建</td>"
        '<td>18家</td></tr></tbody></table><p><a href="https://example.org/">外链</a></p>'
        f'<figure class="group"><figure><img src="{image.file.url}" alt="左岸的灯"><figcaption>左岸。</figcaption></figure>'
        f'<figure><img src="{image.file.url}" alt=""></figure><figure><img src="{image.file.url}" alt="桥"></figure>'
        f'<figcaption>两岸夜景。</figcaption></figure><figure class="video"><video src="{film.address}" '
        f'poster="{image.file.url}"></video><figcaption>开闸。</figcaption></figure>'
        f'<p class="file"><a href="{guide.address}">申报指南.pdf</a></p>'
    )
    for place in range(24):
        make_article(
            f"第{place}条旧闻的标题不算太短",
            keywords=("书房",),
            cover=image.pk if place % 2 else None,
            summary="摘要一句。",
        )
    article = make_article(
        TITLE,
        kicker="书香河湾", subhead="选址向老城区倾斜", body=body, source="黄淮网", keywords=("书房", "夜读", "5G"),
        byline=(Credit(BylineRole.REPORTER, "沈知禾"), Credit(BylineRole.CORRESPONDENT, "孟听澜")),
        editors=("顾青简",), cover=image.pk, editors_note="本文为系列报道之一。", summary="推进会召开，明年再添十八家。",
    )  # fmt: skip
    publication.correct(article.pk, by=chief, note="“17家”应为“18家”。")
    put_out(article.pk)
    make_article("下一篇")
    retracted = make_article("失实的稿")
    publication.retract(retracted.pk, by=chief, note="主要事实未能证实。")
    write_footer_file()
    now = timezone.now()
    hits.add_reads({(row.pk, hits.hour_of(now)): row.pk % 7 + 1 for row in Article.objects.live()}, now=now)
    hot.rebuild()
    article = Article.objects.for_page().get(pk=article.pk)
    topic = topics.save_topic(
        Topic(title="书房一年", slug="study", intro="从第一间到第十八间。", banner=image, opens_at=timezone.now()),
        by=chief,
    )
    for style in TopicStyle:
        section = topics.add_section(topic.pk, style.label, by=chief)
        section.style, section.channel, section.count = style, yaowen, 2
        topics.change_section(section, by=chief)
    topics.save_step(topic.pk, day=date(2026, 11, 3), line="第一间开门", article_id=article.pk, by=chief)
    return {
        "home": "/",
        "reporter": f"/reporters/{StaffMember.objects.get().pk}/",
        "corrections": "/corrections/",
        "topics": "/topics/",
        "topic": "/topics/study/",
        "channel": "/news/",
        "sub-channel page 2": "/news/yaowen/?page=2",
        "day": f"/news/{article.day}/",
        "keyword": "/keywords/书房/",
        "hot": "/hot/",
        "article": article.address,
        "about": "/about/",
        "disclaimer": "/disclaimer/",
        "search": "/search/?q=书房",
        "search in vain": "/search/?q=查无此词",
        "search form": "/search/",
        "staff": "/staff/",
        "staff answer": "/staff/?who=沈知禾",
        "staff unknown": "/staff/?who=某某",
        "report": "/staff/report/",
        **{f"letter {kind}": f"/contact/{kind}/" for kind in ("story", "complaint", "rights", "advertise", "join")},
        "letter correction": f"/contact/correction/?article={article.pk}",
        "letter status": "/contact/status/?number=20261130-7K4Q&code=000000",
        "contact": "/contact/",
        "sitemap": "/sitemap/",
        "mobile": "/mobile/",
        "404": "/nothing/",
        "410": retracted.address,
    }


@pytest.fixture
def served(live_server: Any, settings: Any, db: None, tmp_path_factory: pytest.TempPathFactory) -> Site:
    """A site with every element filled: once by each process, then as it was. A test asks for it before its people."""
    settings.SITE_URL = live_server.url
    assert not User.objects.exists(), "ask for `served` first"
    data = Path(settings.DATA_DIR)
    if not snapshots.has("served"):
        SERVED["files"] = tmp_path_factory.mktemp("served")
        settings.DATA_DIR, settings.MEDIA_ROOT = SERVED["files"], SERVED["files"] / "media"
        SERVED["pages"] = fill()
        snapshots.keep("served")
        settings.DATA_DIR, settings.MEDIA_ROOT = data, data / "media"
    snapshots.put_back("served")
    shutil.copytree(SERVED["files"], data, dirs_exist_ok=True)
    return Site(live_server.url, SERVED["pages"])
