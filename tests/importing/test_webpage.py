"""A web or 公众号 address becomes a draft; its pictures come in the background and are re-hosted."""

import base64
import re
from collections.abc import Iterator

import pytest
from django.contrib.auth.models import User
from pytest_django.fixtures import DjangoCaptureOnCommitCallbacks

from news.editorial import fetching
from news.editorial.articles import save_revision
from news.editorial.fetching import rehost, sought, take_out_missing, try_again
from news.editorial.review import submit
from news.enums import FetchState
from news.errors import BadInput, NotAllowed
from news.importing.webpage import PageDraft, draft_from_page
from news.media import fetch
from news.models import Article, Channel, FetchJob, Image, RemotePicture
from news.rules.snapshot import Snapshot
from news.text.pending import pending_pictures, pending_src
from tests.media.far_server import PUBLIC, FarServer
from tests.pictures import picture

pytestmark = pytest.mark.django_db

LONG = "入冬以来，市水务局对全市二十七座闸站逐一检修，更换老化线缆，清理淤积河段，保证今冬明春调水畅通。"
ADDRESS = "http://mp.weixin.qq.com/s/AbC_123"
FIRST, SECOND = "http://mmbiz.example/a/640?wx_fmt=jpeg", "http://mmbiz.example/b/640?wx_fmt=png"
PAGE = f"""<html><head><meta charset="utf-8"><meta name="author" content="林晚"></head><body>
<h1 id="activity-name"> 冬修水利进行时 </h1><a id="js_name">河湾发布</a>
<div id="js_content" style="visibility: hidden;"><section style="x"><section><p>　　{LONG}</p></section>
<section><img data-src="{FIRST}" src="data:image/gif;base64,R0lGODlhAQABAAAAACw="></section>
<p style="text-align:center;font-size:12px;color:#888">闸站值守员检查线缆。</p>
<p><b>八千人上堤</b></p><p>{LONG}</p><p><img data-src="{SECOND}"></p>
<p><script>alert(1)</script><iframe src="https://v.qq.com/x"></iframe></p></section></div></body></html>"""


@pytest.fixture
def far(monkeypatch: pytest.MonkeyPatch) -> Iterator[FarServer]:
    """The internet of these tests."""
    server = FarServer()
    monkeypatch.setattr(fetch, "INTERNET", server.network)
    server.name("mp.weixin.qq.com", "1.1.1.1")
    server.put(ADDRESS, PAGE.encode())
    server.put(FIRST, picture(900, 600), "image/jpeg")
    server.put(SECOND, picture(900, 500, "PNG", (90, 20, 20)), "application/octet-stream")
    yield server
    server.close()


def text_of(article: Article) -> Snapshot:
    revision = Article.objects.select_related("working_revision").get(pk=article.pk).working_revision
    assert revision is not None
    return revision.snapshot


def imported(by: User, run: DjangoCaptureOnCommitCallbacks, **options: int) -> PageDraft:
    """Import the page and let the background work be done."""
    with run(execute=True):
        return draft_from_page(ADDRESS, by=by, **options)


def states(job: FetchJob) -> list[str]:
    return list(job.pictures.values_list("state", flat=True))


def saved(article: Article, by: User) -> Snapshot:
    save_revision(article.pk, text_of(article), by=by)
    return text_of(article)


def test_a_wechat_article_becomes_a_reprint_with_its_pictures(
    far: FarServer, reporter: User, yaowen: Channel, django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks
) -> None:
    draft = imported(reporter, django_capture_on_commit_callbacks, channel=yaowen.pk)
    text = text_of(draft.article)
    assert (text.title, text.source, text.origin) == ("冬修水利进行时", "河湾发布", "reprint")
    assert text.original_url == ADDRESS
    assert [credit.name for credit in text.byline] == ["林晚"]
    assert pending_pictures(text.body) == [FIRST, SECOND]
    assert "mmbiz" not in text.body
    assert draft.players == 1
    assert draft.job
    assert states(draft.job) == [FetchState.DONE, FetchState.DONE]
    fetched = {row.url: row.image for row in draft.job.pictures.select_related("image")}  # whichever came first
    body = saved(draft.article, reporter).body
    assert re.findall(r'src="([^"]+)"', body) == [fetched[FIRST].file.url, fetched[SECOND].file.url]
    assert "<figcaption>闸站值守员检查线缆。</figcaption>" in body
    assert body.startswith(f"<p>{LONG}</p><figure>")
    assert f"<p>{LONG}</p><figure>" in body.split("八千人上堤")[1]
    submit(draft.article.pk, by=reporter)


def test_the_page_is_named_to_the_picture_server(
    far: FarServer, reporter: User, django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks
) -> None:
    imported(reporter, django_capture_on_commit_callbacks)
    assert f"Referer: {ADDRESS}\r\n" in far.asked[-1]


def test_until_the_pictures_are_there_the_story_cannot_go_out(far: FarServer, reporter: User, yaowen: Channel) -> None:
    draft = draft_from_page(ADDRESS, by=reporter, channel=yaowen.pk)
    with pytest.raises(BadInput) as caught:
        submit(draft.article.pk, by=reporter)
    assert caught.value.code == "body"
    assert FIRST[:20] in str(caught.value)


def test_a_failed_picture_is_named_and_can_be_tried_again(
    far: FarServer, reporter: User, yaowen: Channel, django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks
) -> None:
    far.put(SECOND, b"<html>no</html>", "text/html", status=403)
    draft = imported(reporter, django_capture_on_commit_callbacks, channel=yaowen.pk)
    assert draft.job
    assert states(draft.job) == [FetchState.DONE, FetchState.FAILED]
    assert "mmbiz.example" in draft.job.pictures.get(url=SECOND).problem
    assert pending_pictures(saved(draft.article, reporter).body) == [SECOND]
    far.put(SECOND, picture(500, 400), "image/jpeg")
    with django_capture_on_commit_callbacks(execute=True):
        try_again(draft.job.pk, by=reporter)
    assert states(draft.job) == [FetchState.DONE, FetchState.DONE]
    assert pending_pictures(saved(draft.article, reporter).body) == []
    assert sum(SECOND.removeprefix("http://mmbiz.example") in asked for asked in far.asked) == 2
    assert sum(FIRST.removeprefix("http://mmbiz.example") in asked for asked in far.asked) == 1


def test_pictures_within_the_page_come_in_and_refused_ones_are_listed(
    far: FarServer, reporter: User, yaowen: Channel, django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks
) -> None:
    good, cut = (
        f"data:image/jpeg;base64,{base64.b64encode(data).decode()}"
        for data in (picture(640, 420), picture(900, 500)[:900])
    )
    far.put(ADDRESS, PAGE.replace(f'data-src="{FIRST}" src="data:image/gif;base64,R0lGODlhAQABAAAAACw="', f'src="{good}"')
            .replace(f'data-src="{SECOND}"', f'src="{cut}"').encode())  # fmt: skip
    draft = imported(reporter, django_capture_on_commit_callbacks, channel=yaowen.pk)
    assert draft.job
    assert states(draft.job) == [FetchState.DONE, FetchState.FAILED]
    failed = draft.job.pictures.get(position=2)
    assert "损坏" in failed.problem
    body = saved(draft.article, reporter).body
    assert f'<figure><img src="{Image.objects.get().file.url}" alt=""><figcaption>闸站值守员检查线缆。' in body
    assert pending_pictures(body) == [failed.url]
    with pytest.raises(BadInput, match="1 张图片没有入图库"):
        submit(draft.article.pk, by=reporter)
    with django_capture_on_commit_callbacks(execute=True):
        try_again(draft.job.pk, by=reporter)  # nothing to fetch again: its reason stands
    failed.refresh_from_db()
    assert (failed.state, "损坏" in failed.problem) == (FetchState.FAILED, True)
    take_out_missing(draft.article.pk, by=reporter)
    submit(draft.article.pk, by=reporter)


def test_what_is_missing_can_be_taken_out_of_the_text(
    far: FarServer, reporter: User, yaowen: Channel, django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks
) -> None:
    far.put(FIRST, b"", status=404)
    draft = imported(reporter, django_capture_on_commit_callbacks, channel=yaowen.pk)
    take_out_missing(draft.article.pk, by=reporter)
    body = text_of(draft.article).body
    assert body.count("<figure>") == body.count("<img") == 1
    assert "闸站值守员" not in body
    submit(draft.article.pk, by=reporter)


@pytest.mark.parametrize(
    ("data", "kind"),
    [
        (b"<svg onload=alert(1)>", "application/octet-stream"),
        (picture(300, 200)[:200], "image/jpeg"),
        (b"<svg/>", "image/svg+xml"),
        (b"", "image/png"),
    ],
)
def test_what_is_no_picture_does_not_come_in(
    far: FarServer,
    reporter: User,
    data: bytes,
    kind: str,
    django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks,
) -> None:
    far.put(FIRST, data, kind)
    with django_capture_on_commit_callbacks(execute=True):
        job = rehost([FIRST], by=reporter)
    assert states(job) == [FetchState.FAILED]
    assert not Image.objects.exists()


def test_no_picture_is_fetched_from_inside(
    far: FarServer, reporter: User, django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks
) -> None:
    far.name("inner.example", "10.0.0.5")
    far.put("http://hop.example/", status=302, Location="http://169.254.169.254/latest/meta-data/")
    urls = [
        "http://127.0.0.1/a.png",
        "http://inner.example/a.png",
        "http://hop.example/",
        "file:///etc/passwd",
        "http://[::1]/",
    ]
    with django_capture_on_commit_callbacks(execute=True):
        job = rehost(urls, by=reporter)
    assert set(states(job)) == {FetchState.FAILED}
    assert {address for address, _port in far.dialled} == {PUBLIC}


@pytest.mark.parametrize(
    "url", ["http://127.0.0.1/", "http://localhost:8000/admin/", "file:///etc/passwd", "http://2130706433/", ""]
)
def test_no_page_is_fetched_from_inside(far: FarServer, reporter: User, url: str) -> None:
    with pytest.raises(BadInput):
        draft_from_page(url, by=reporter)
    assert (far.dialled, Article.objects.count()) == ([], 0)


def test_an_address_without_its_scheme_is_meant_as_https(far: FarServer, reporter: User) -> None:
    with pytest.raises(BadInput) as caught:  # the far server speaks no TLS
        draft_from_page("mp.weixin.qq.com/s/AbC_123", by=reporter)
    assert caught.value.code == "broken"
    assert far.dialled == [("1.1.1.1", 443)]


@pytest.mark.parametrize(
    ("page", "code"),
    [
        ("<p>环境异常</p><p>当前环境异常，完成验证后即可继续访问。</p>", "verify"),
        ("<div class='weui-msg'>该内容已被发布者删除</div>", "gone"),
        ("<p>什么也没有</p>", "no_story"),
        ("", "no_story"),
    ],
)
def test_pages_without_a_story_say_what_to_do(far: FarServer, reporter: User, page: str, code: str) -> None:
    far.put(ADDRESS, page.encode())
    with pytest.raises(BadInput) as caught:
        draft_from_page(ADDRESS, by=reporter)
    assert (caught.value.code, Article.objects.count()) == (code, 0)


def test_a_page_in_gbk_with_relative_pictures(far: FarServer, reporter: User) -> None:
    page = (
        '<html><head><meta http-equiv="Content-Type" content="text/html; charset=gb2312"><title>闸站检修_北岸网</title></head>'
        f'<body><div>来源：平原日报　责任编辑：某人</div><div id="zoom"><p>{LONG}</p><p align="center"><img src="../pic/1.jpg"></p><p>{LONG}再。</p></div></body></html>'
    )
    far.put("http://www.north.example/a/b/1.html", page.encode("gb18030"), "text/html")
    draft = draft_from_page("http://www.north.example/a/b/1.html", by=reporter)
    text = text_of(draft.article)
    assert (text.title, text.source) == ("闸站检修", "平原日报")
    assert pending_pictures(text.body) == ["http://www.north.example/a/pic/1.jpg"]


def test_the_same_picture_is_fetched_once_a_day_and_kept_once(
    far: FarServer, reporter: User, django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks
) -> None:
    far.put("http://other.example/copy", picture(900, 600), "image/jpeg")
    with django_capture_on_commit_callbacks(execute=True):
        rehost([FIRST, FIRST, " ", "http://other.example/copy"], by=reporter)
    with django_capture_on_commit_callbacks(execute=True):
        again = rehost([FIRST], by=reporter)
    assert states(again) == [FetchState.DONE]
    assert Image.objects.count() == 1
    assert len(far.asked) == 2


def test_the_open_text_asks_for_the_job_that_has_its_pictures(far: FarServer, reporter: User) -> None:
    job = rehost([FIRST, SECOND], by=reporter)
    assert sought([SECOND], by=reporter).pk == job.pk
    assert sought([SECOND, "http://mmbiz.example/c"], by=reporter).pk != job.pk


def test_of_more_than_sixty_the_rest_is_named(far: FarServer, reporter: User) -> None:
    job = rehost([f"http://mmbiz.example/{n}" for n in range(63)], by=reporter)
    assert states(job).count(FetchState.WAITING) == 60
    assert "60" in job.pictures.get(position=61).problem
    assert try_again(job.pk, by=reporter).pictures.filter(state=FetchState.FAILED).count() == 3


def test_a_job_that_takes_too_long_is_ended(
    far: FarServer,
    reporter: User,
    monkeypatch: pytest.MonkeyPatch,
    django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks,
) -> None:
    monkeypatch.setattr(fetching, "MAX_SECONDS", 0)
    with django_capture_on_commit_callbacks(execute=True):
        job = rehost([FIRST], by=reporter)
    assert states(job) == [FetchState.FAILED]
    assert far.dialled == []


def test_other_background_work_has_its_turn_between(
    far: FarServer,
    reporter: User,
    monkeypatch: pytest.MonkeyPatch,
    django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks,
) -> None:
    urls = [f"http://mmbiz.example/{n}.jpg" for n in range(6)]
    for number, url in enumerate(urls):
        far.put(url, picture(100 + number, 100), "image/jpeg")
    moments = iter([0.0, 0.0, 99.0, *[200.0 + n for n in range(100)]])

    class Clock:
        @staticmethod
        def monotonic() -> float:
            return next(moments)

    monkeypatch.setattr(fetching, "time", Clock)
    monkeypatch.setattr(fetching, "TURN", 20.0)
    with django_capture_on_commit_callbacks(execute=True):
        job = rehost(urls, by=reporter)
    assert set(states(job)) == {FetchState.DONE}


def test_a_placeholder_only_stands_for_what_was_fetched(far: FarServer, reporter: User, yaowen: Channel) -> None:
    src = pending_src("http://mmbiz.example/never")
    draft = draft_from_page(ADDRESS, by=reporter, channel=yaowen.pk)
    text = Snapshot(title="x", body=f'<p>{LONG}</p><figure><img src="{src}"></figure>', channel=yaowen.pk)
    save_revision(draft.article.pk, text, by=reporter)
    assert src in text_of(draft.article).body
    assert RemotePicture.objects.arrived([]) == {}


def test_who_may_not_add_pictures_starts_no_job(db: None) -> None:
    nobody = User.objects.create_user("looker", password="looker-secret", is_staff=True)
    for verb in (
        lambda: rehost([FIRST], by=nobody),
        lambda: try_again(1, by=nobody),
        lambda: draft_from_page(ADDRESS, by=nobody),
    ):
        with pytest.raises(NotAllowed):
            verb()
    assert not FetchJob.objects.exists()


def test_old_jobs_go_and_pictures_stay(
    far: FarServer, reporter: User, django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks
) -> None:
    with django_capture_on_commit_callbacks(execute=True):
        job = rehost([FIRST], by=reporter)
    assert fetching.remove_old() == 0
    FetchJob.objects.filter(pk=job.pk).update(created_at=job.created_at - 2 * fetching.KEPT)
    fetching.remove_old()
    assert (FetchJob.objects.count(), Image.objects.count()) == (0, 1)
