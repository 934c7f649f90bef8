"""Every element of the page that the project started from, on an article of our own."""

import re
from collections.abc import Callable
from pathlib import Path

import pytest
from django.contrib.auth.models import User
from django.test import Client
from django.utils import timezone
from lxml import html

from news.editorial import publication
from news.editorial.disclaimers import save_disclaimer
from news.enums import BylineRole, DisclaimerUse, LicenceKind, Origin
from news.models import Article, Disclaimer, FooterEntry, Licence, SiteIdentity, Source
from news.rules.snapshot import Credit
from tests.conftest import put_out

pytestmark = pytest.mark.django_db
Make = Callable[..., Article]
NOTICE = '凡未注明"来源:{site}"的稿件均转载自其它媒体。'


@pytest.fixture
def legal(site: SiteIdentity) -> None:
    for use, label, text in (
        (DisclaimerUse.SHORT, "免责声明", "短"),
        (DisclaimerUse.NOTICE, "版权免责声明", NOTICE),
        (DisclaimerUse.REPRINT, "转载声明", "本文转载，{site}不作证实。"),
    ):
        save_disclaimer(Disclaimer(use=use, label=label, text=text, is_default=True), by=None)
    for place, (kind, label, number) in enumerate(
        (
            (LicenceKind.TELECOM, "增值电信业务经营许可证", "苏B2-20000001"),
            (LicenceKind.ICP, "", "苏ICP备10000001号-1"),
            (LicenceKind.POLICE, "", "苏公网安备 32031102000111号"),
        )
    ):
        Licence.objects.create(kind=kind, label=label, number=number, position=place)
    for place, (page, label) in enumerate(
        (
            ("about", "关于我们(About Us)"),
            ("staff", "工作人员查询"),
            ("disclaimer", "免责声明"),
            ("advertise", "广告服务"),
            ("contact", "联系我们"),
            ("join", "加盟代理"),
            ("sitemap", "网站地图"),
            ("mobile", "手机版"),
        )
    ):
        FooterEntry.objects.create(page=page, label=label, position=place)


def get(reader: Client, article: Article) -> tuple[html.HtmlElement, str]:
    """Return the parsed page and its visible words without blanks."""
    answer = reader.get(article.address)
    assert answer.status_code == 200
    root = html.fromstring(answer.content.decode())
    for hidden in root.xpath("//script|//style"):
        hidden.drop_tree()
    return root, re.sub(r"\s+", "", root.text_content())


def test_every_line_of_the_page(reader: Client, make_article: Make, legal: None) -> None:
    Source.objects.create(name="河湾网", own=True, homepage="https://hewan.example/")
    article = make_article(
        "全市城市书房建设推进会召开",
        kicker="书香河湾",
        subhead="明年再添十八家",
        body="<p>河湾网(沈知禾 通讯员 孟听澜)  12月20日上午，会议召开。</p><p>◎提高认识。</p><p>1、有效加强；</p>",
        source="河湾网",
        byline=(Credit(BylineRole.REPORTER, "沈知禾"), Credit(BylineRole.CORRESPONDENT, "孟听澜")),
        editors=("顾青简", "白露行"),
        keywords=("城市书房", "全民阅读"),
    )
    root, words = get(reader, article)
    assert "当前位置:首页>资讯频道>本网资讯>正文" in words
    assert [link.get("href") for link in root.cssselect(".crumbs a")] == ["/", "/news/", "/news/yaowen/"]
    assert "".join(root.cssselect("h1")[0].text_content().split()) == "全市城市书房建设推进会召开"
    for text in (
        "书香河湾",
        "明年再添十八家",
        "来源:河湾网",
        "记者沈知禾",
        "通讯员孟听澜",
        "◎提高认识。",
        "1、有效加强；",
    ):
        assert text in words, text
    assert root.cssselect(".art__line a")[0].get("href") == "https://hewan.example/"
    assert "免责声明责任编辑:顾青简、白露行" in words
    assert root.cssselect(".ends__ed a")[0].get("href") == "/disclaimer/"
    assert "扫描关注河湾网微信公众号,第一时间获取更多精彩内容。" in words
    url = f"https://news.example{article.address}"
    assert f"本文地址:{url}" in words
    assert root.xpath("//link[@rel='canonical']/@href") == [url]
    assert '版权免责声明:凡未注明"来源:河湾网"的稿件均转载自其它媒体。' in words
    assert "转载声明" not in words.replace("版权免责声明", "")
    assert "文章关键词:城市书房全民阅读" in words
    year = timezone.localdate().year
    for text in (
        "关于我们(AboutUs)工作人员查询免责声明广告服务联系我们加盟代理网站地图手机版",
        f"Copyright©2009-{year}河湾网(WWW.HEWAN.EXAMPLE).AllRightsReserved",
        "增值电信业务经营许可证:苏B2-20000001",
        "苏ICP备10000001号-1",
        "苏公网安备32031102000111号",
        "联系地址:河湾市滨河路1号",
        "联系电话:0516-12345678",
        "客服QQ:10001",
        "投稿邮箱:tougao@hewan.example",
        "河湾网法律顾问:河湾律师事务所",
        "12377",
    ):
        assert text in words, text
    links = set(root.xpath("//footer//a/@href"))
    assert {
        "https://beian.miit.gov.cn/",
        "https://beian.mps.gov.cn/#/query/webSearch?code=32031102000111",
        "https://tsm.miit.gov.cn/",
        "https://www.12377.cn/",
        "tel:051612345678",
        "mailto:tougao@hewan.example",
        "/about/",
        "/mobile/",
    } <= links


def test_blank_fields_leave_no_trace(reader: Client, make_article: Make) -> None:
    SiteIdentity.objects.create(pk=1, name="河湾网")
    article = make_article()
    root, words = get(reader, article)
    for label in (
        "责任编辑", "文章关键词", "来源:", "扫描关注", "联系地址", "联系电话", "客服QQ", "投稿邮箱", "法律顾问", "许可证",
        "举报电话", "举报邮箱", "免责声明:", "相关阅读", "上一篇", "()",
    ):  # fmt: skip
        assert label not in words, label
    assert not root.cssselect(".ends .qr, .ends .small, .chips")
    # of the line of who answers for the text only the way to ask for a correction is left
    [ends] = root.cssselect(".ends__ed")
    assert [child.get("href") for child in ends] == [f"/contact/correction/?article={article.pk}"]


def test_reprint_shows_its_statement_above_the_notice(reader: Client, make_article: Make, legal: None) -> None:
    article = make_article(origin=Origin.REPRINT, source="淮海晚讯", original_url="https://other.example/1.html")
    root, words = get(reader, article)
    assert words.index("转载声明:本文转载，河湾网不作证实。") < words.index("版权免责声明:")
    assert root.cssselect(".art__line a")[0].get("href") == "https://other.example/1.html"


def test_notice_of_article_goes_before_channel_before_site(
    reader: Client, make_article: Make, legal: None, yaowen: object
) -> None:
    own = save_disclaimer(Disclaimer(use=DisclaimerUse.NOTICE, label="本文声明", text="甲"), by=None)
    of_channel = save_disclaimer(Disclaimer(use=DisclaimerUse.NOTICE, label="栏目声明", text="乙"), by=None)
    plain, special = make_article("一"), make_article("二", notice=own.pk)
    assert "版权免责声明:" in get(reader, plain)[1]
    channel = plain.channel
    assert channel is not None
    channel.notice = of_channel
    channel.save()
    assert "栏目声明:乙" in get(reader, plain)[1]
    assert "本文声明:甲" in get(reader, special)[1]


def test_previous_and_next_follow_the_channel(reader: Client, make_article: Make) -> None:
    articles = [make_article(title) for title in ("甲事", "乙事", "丙事")]
    root, _words = get(reader, articles[1])
    assert [link.get("href") for link in root.cssselect(".turn a")] == [articles[0].address, articles[2].address]
    assert [link.text_content() for link in root.cssselect(".turn a")] == ["上一篇甲事", "下一篇丙事"]


def test_related_are_older_and_share_keywords(reader: Client, make_article: Make, chief: User) -> None:
    both, one, none = (
        make_article("两词同", keywords=("书房", "夜读")),
        make_article("一词同", keywords=("书房",)),
        make_article("无关", keywords=("冬麦",)),
    )
    article = make_article("新稿", keywords=("夜读", "书房"))
    make_article("更新的稿", keywords=("夜读", "书房"))
    root, _words = get(reader, article)
    rail = [link.get("href") for link in root.cssselect("aside section:first-child .heads a")]
    assert rail == [both.address, one.address]
    assert none.address not in rail
    publication.retract(both.pk, by=chief, note="x")
    root, _words = get(reader, article)
    assert [link.get("href") for link in root.cssselect("aside section:first-child .heads a")] == [one.address]


def test_correction_is_printed_above_the_text(reader: Client, make_article: Make, chief: User) -> None:
    article = make_article(body="<p>全长9.6公里。</p>")
    publication.correct(article.pk, by=chief, note="“9.6公里”应为“9.2公里”。")
    assert "更正“" not in get(reader, article)[1]
    put_out(article.pk)
    words = get(reader, article)[1]
    assert "更正“9.6公里”应为“9.2公里”。" in words
    assert words.index("更正“9.6") < words.index("全长9.6公里。")


def test_pages_load_nothing_from_elsewhere_and_carry_no_inline_code(
    reader: Client, make_article: Make, legal: None, tmp_path: Path
) -> None:
    article = make_article(keywords=("书房",))
    for address in (
        "/", "/news/", article.address, f"/news/{article.day}/", "/keywords/书房/", "/about/", "/staff/", "/sitemap/",
        "/mobile/", "/disclaimer/", "/nothing/",
    ):  # fmt: skip
        answer = reader.get(address)
        root = html.fromstring(answer.content.decode())
        loaded = root.xpath(
            "//img/@src|//script/@src|//link[@rel!='canonical' and @rel!='alternate']/@href|//iframe/@src|//img/@srcset"
        )
        assert all(item.startswith(("/static/", "/media/", "data:image/png")) for item in loaded), (address, loaded)
        assert not root.xpath("//style|//*[@style]|//@*[starts-with(name(), 'on')]"), address
        assert all(item.get("src") or item.get("type") == "application/ld+json" for item in root.xpath("//script"))
        assert b"csrfmiddlewaretoken" not in answer.content
        policy = answer.headers["Content-Security-Policy"]
        assert "nonce" not in policy
        assert "script-src 'self'" in policy
        assert answer.headers["X-Content-Type-Options"] == "nosniff"


def test_headline_cannot_break_out_of_the_data_block(reader: Client, make_article: Make) -> None:
    article = make_article("</script><script>alert(1)</script>标题")
    page = reader.get(article.address).content.decode()
    assert "<script>alert" not in page


@pytest.mark.django_db
def test_empty_site_says_how_to_set_it_up(reader: Client) -> None:
    page = reader.get("/").content.decode()
    assert "网站已经装好，还没有文章" in page
    assert 'href="/admin/"' in page
    for label in ("许可证", "联系电话", "Copyright ©"):
        assert (label in page) is (label == "Copyright ©")


def test_unknown_pictures_leave_the_known_ones_and_the_words(reader: Client, make_article: Make) -> None:
    article = make_article(
        body='<figure><img src="/media/x.jpg"><img src="/media/y.jpg"></figure><p>文字还在</p><p><img src="/media/z.jpg"></p>'
    )
    root, words = get(reader, article)
    assert "文字还在" in words
    assert not root.cssselect(".prose img, .prose figure")
