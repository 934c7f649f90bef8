"""site dump/load, seed_demo, backup/restore, ensure_admin."""

import io
import json
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.core.management import call_command
from django.db import connection
from django.test import Client
from django.utils import timezone
from PIL import Image as Pillow

from news.demo.pictures import PICTURES, draw
from news.models import (
    Ad,
    Article,
    BreakingLine,
    Channel,
    ChannelFront,
    DemoMark,
    Disclaimer,
    DisclaimerVersion,
    FooterEntry,
    FrontLayout,
    HitDay,
    HitGroupDay,
    HitTotal,
    HotEntry,
    HotTerm,
    HouseWord,
    Image,
    Keyword,
    Letter,
    Licence,
    MediaFile,
    Page,
    SearchDocument,
    Series,
    SiteIdentity,
    StaffMember,
    Topic,
)
from news.reading.hot import most_read
from tests.pictures import picture

SITE: dict[str, Any] = {
    "name": "河湾网",
    "domain": "WWW.HEWAN.EXAMPLE",
    "slogan": "",
    "founded": 2009,
    "topics_in_nav": False,
    "company": "",
    "address": "河湾市滨河路1号",
    "phone": "0516-12345678",
    "qq": "10001",
    "submission_mail": "a@hewan.example",
    "legal_counsel": "河湾律师事务所",
    "report_phone": "",
    "report_mail": "",
    "wechat": {"name": "河湾网", "qr_text": "https://weixin.qq.com/r/x", "caption": "扫描关注"},
    "licences": [{"kind": "icp", "label": "", "number": "苏ICP备1号"}, {"kind": "news", "label": "许可证", "number": "1", "url": "https://x.example/"}],
    "footer": [{"page": "about", "label": "关于我们(About Us)"}, {"page": "mobile", "label": "手机版"}],
    "disclaimers": [{"use": "notice", "label": "版权免责声明", "text": "凡未注明{site}的……"}],
    "channels": [{"path": "news", "name": "资讯频道", "in_nav": True}, {"path": "news/yaowen", "name": "本网资讯", "in_nav": False}],
    "pages": [{"slug": "about", "title": "关于", "body": "<p>文</p>"}],
}  # fmt: skip


def exit_code(*words: Any, **options: Any) -> int:
    try:
        call_command(*words, **options)
    except SystemExit as stop:
        return int(stop.code or 0)
    return 0


@pytest.fixture
def load(tmp_path: Path) -> Callable[[dict[str, Any]], int]:
    def do(data: dict[str, Any]) -> int:
        path = tmp_path / "site.json"
        path.write_text(json.dumps(data, ensure_ascii=False))
        return exit_code("site", "load", str(path))

    return do


@pytest.mark.parametrize(
    "name", [pytest.param(name, marks=() if name == "river-dawn" else pytest.mark.long) for name in PICTURES]
)
def test_a_demo_picture_is_the_same_each_time(name: str) -> None:
    drawn = draw(name)
    assert Pillow.open(io.BytesIO(drawn)).size == (1600, 1000)
    assert draw(name) == drawn


@pytest.mark.django_db
def test_load_then_dump_gives_the_same_document(load: Callable[..., int], tmp_path: Path) -> None:
    assert load(SITE) == 0
    assert load(SITE) == 0  # an upsert: again changes nothing
    call_command("site", "dump", str(tmp_path / "out.json"))
    assert json.loads((tmp_path / "out.json").read_text()) == SITE
    assert DisclaimerVersion.objects.count() == 1


@pytest.mark.django_db
def test_uploaded_code_travels_beside_the_document(load: Callable[..., int], tmp_path: Path) -> None:
    (tmp_path / "qr.png").write_bytes(picture(400, 400, "PNG"))
    assert load({**SITE, "wechat": {"name": "河湾网", "qr_file": "qr.png", "caption": "扫"}}) == 0
    call_command("site", "dump", str(tmp_path / "out.json"))
    wechat = json.loads((tmp_path / "out.json").read_text())["wechat"]
    assert (tmp_path / wechat["qr_file"]).is_file()
    (tmp_path / "qr.png").write_text("<svg/>")
    assert load({**SITE, "wechat": {"qr_file": "qr.png"}}) == 1


@pytest.mark.django_db
@pytest.mark.parametrize(
    "change",
    [
        {"colour": "red"},
        {"wechat": {"qr": "x"}},
        {"licences": [{"kind": "icp", "number": "1", "until": "x"}]},
        {"licences": [{"kind": "nonsense", "number": "1"}]},
        {"licences": [{"kind": "icp"}]},
        {"footer": [{"page": "nowhere", "label": "x"}]},
        {"channels": [{"path": "a/b", "name": "没有上级"}]},
        {"channels": [{"path": "admin", "name": "保留"}]},
        {"pages": [{"slug": "nonsense", "title": "x"}]},
        {"disclaimers": [{"use": "nonsense", "text": "x"}]},
        {"submission_mail": "not a mail"},
        {"founded": 12},
        {"name": ""},
        {"footer": "x"},
        {"phone": 5},
        {"founded": "2009"},
        {"wechat": {"qr_file": 5}},
        {"channels": [{"path": 5, "name": "x"}]},
        {"pages": [{"slug": "about", "title": "x", "body": 5}]},
    ],
)
def test_unfit_document_changes_nothing(
    load: Callable[..., int], change: dict[str, Any], capsys: pytest.CaptureFixture[str]
) -> None:
    load(SITE)
    capsys.readouterr()
    assert load({**SITE, "slogan": "新口号", **change}) == 1
    assert len(capsys.readouterr().err.strip().splitlines()) == 1
    assert SiteIdentity.objects.get().slogan == ""
    assert Licence.objects.count() == 2


@pytest.mark.django_db
def test_change_of_a_disclaimer_is_a_version(load: Callable[..., int]) -> None:
    load(SITE)
    load({"disclaimers": [{"use": "notice", "text": "新文本"}]})
    assert Disclaimer.objects.get().text == "新文本"
    assert list(DisclaimerVersion.objects.values_list("number", "text")) == [(2, "新文本"), (1, "凡未注明{site}的……")]


@pytest.mark.django_db(transaction=True)
def test_demo_fills_a_site_and_leaves_no_row_behind(
    quick_pictures: None, client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("ADMIN_PASSWORD", "admin-secret-1")
    call_command("ensure_admin")
    call_command("seed_demo")
    assert Article.objects.live().count() >= 80
    assert Channel.objects.filter(parent=None).count() >= 8
    assert Channel.objects.filter(path="news/yaowen", name="本网资讯").exists()
    assert min(Article.objects.values_list("pk", flat=True)) == 900_000_001
    for channel in Channel.objects.all():
        assert client.get(channel.get_absolute_url()).status_code == 200
        assert Article.objects.live().listed_in(channel.pk).exists(), channel.path
    for article in Article.objects.live().for_page():
        page = client.get(article.address)
        assert page.status_code == 200
        assert b"demo:" not in page.content
    for name in ("reporter", "reporter2", "first", "second", "final", "chief", "auditor"):
        assert User.objects.get(username=name).check_password("admin-secret-1")
    before = Article.objects.count()
    call_command("seed_demo")
    assert Article.objects.count() == before
    assert len(most_read()) == 10
    call_command("seed_demo", remove=True)
    for model in (
        Article,
        Channel,
        Image,
        Keyword,
        Page,
        FooterEntry,
        SiteIdentity,
        Disclaimer,
        HitTotal,
        HitDay,
        HitGroupDay,
        HotEntry,
        Letter,
        Ad,
        BreakingLine,
        Topic,
        FrontLayout,
        ChannelFront,
        Series,
        StaffMember,
        HouseWord,
        HotTerm,
        MediaFile,
        SearchDocument,
        DemoMark.objects.exclude(model="user").model,
    ):
        left = model.objects.exclude(model="user") if model is DemoMark else model.objects.all()
        assert not left.exists(), model
    assert not User.objects.filter(is_active=True).exclude(username="admin").exists()


@pytest.mark.django_db(transaction=True)
def test_demo_leaves_the_desks_own_things(
    quick_pictures: None, make_article: Callable[..., Article], load: Callable[..., int]
) -> None:
    load(SITE)
    mine = make_article("自己的稿", keywords=("图书馆",), source="黄淮网")
    ad = Ad.objects.create(place="rail", title="自己的广告", link="/about/", starts_at=timezone.now())
    letter = Letter.objects.create(number="20260101-OWN1", kind="story", subject="来稿", body="正文。", digest="x")
    call_command("seed_demo", articles=30)
    assert Article.objects.count() == 31
    assert list(Ad.objects.all()) == [ad]  # the demo's are for a site without any
    answered = Letter.objects.exclude(pk=letter.pk).order_by("pk")[0]
    Letter.objects.filter(pk=answered.pk).update(answer="已答复。")
    call_command("seed_demo", remove=True)
    assert list(Article.objects.values_list("pk", flat=True)) == [mine.pk]
    assert SiteIdentity.objects.get().name == "河湾网"
    assert set(Channel.objects.values_list("path", flat=True)) == {"news", "news/yaowen"}
    assert mine.keywordings.count() == 1
    assert list(Ad.objects.all()) == [ad]
    assert set(Letter.objects.all()) == {letter, answered}  # one is the operator's, the other was worked on


@pytest.mark.django_db(transaction=True)
def test_demo_of_many_articles_numbers_them_on(quick_pictures: None, settings: Any) -> None:
    settings.PRODUCTION = True
    call_command("seed_demo", articles=700)
    assert Article.objects.count() == 700
    assert max(Article.objects.values_list("pk", flat=True)) == 900_000_700
    assert not User.objects.exists()  # no demo accounts in production


@pytest.mark.django_db
def test_first_account_gets_the_given_or_a_random_password(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("ADMIN_PASSWORD", raising=False)
    call_command("ensure_admin")
    password = capsys.readouterr().out.strip().rsplit(" ", 1)[1]
    assert User.objects.get().check_password(password)
    call_command("ensure_admin")
    assert capsys.readouterr().out == ""


@pytest.mark.django_db
@pytest.mark.parametrize("kind", ["missing", "text", "zip", "slip"])
def test_unfit_backup_is_refused_in_one_line(
    kind: str, tmp_path: Path, capsys: pytest.CaptureFixture[str], settings: Any
) -> None:
    path = tmp_path / "b.zip"
    if kind == "text":
        path.write_text("x")
    elif kind != "missing":
        with zipfile.ZipFile(path, "w") as archive:
            archive.writestr("a.txt", "x")
            if kind == "slip":
                archive.writestr(
                    "manifest.json",
                    json.dumps(
                        {"format": 1, "database": "db.sqlite3" if connection.vendor == "sqlite" else "db.pgdump"}
                    ),
                )
                archive.writestr("media/../../evil.txt", "x")
    assert exit_code("restore", str(path)) == 1
    assert len(capsys.readouterr().err.strip().splitlines()) == 1
    assert not (tmp_path / "evil.txt").exists()


@pytest.mark.django_db(transaction=True)
def test_what_the_operator_took_over_is_not_demo_any_more(
    quick_pictures: None, load: Callable[..., int], make_article: Callable[..., Article]
) -> None:
    call_command("seed_demo", articles=20)
    load(SITE)
    own = make_article("自己的稿", source="黄淮网", also_in=(Channel.objects.get(path="wenlv").pk,))
    call_command("seed_demo", remove=True)
    assert SiteIdentity.objects.get().name == "河湾网"
    assert Page.objects.get(slug="about").title == "关于"
    assert Disclaimer.objects.filter(text="凡未注明{site}的……").exists()
    assert set(Channel.objects.values_list("path", flat=True)) >= {"news/yaowen", "wenlv"}
    assert list(Article.objects.values_list("pk", flat=True)) == [own.pk]
