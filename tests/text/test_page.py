"""Which part of a page is the story, by the shapes that Chinese sites have."""

import pytest

from news.text.page import FoundStory, decoded, find_story

HEAD = '<html><head><meta charset="utf-8">{head}</head><body>{body}</body></html>'
LONG = "入冬以来，市水务局对全市二十七座闸站逐一检修，更换老化线缆，清理淤积河段，保证今冬明春调水畅通。"


def found(head: str, body: str, address: str = "https://www.north.example/a/1.html") -> FoundStory:
    story = find_story(HEAD.format(head=head, body=body), address)
    assert story is not None
    return story


WECHAT = (
    '<div id="img-content"><h1 class="rich_media_title" id="activity-name">\n   冬修水利进行时   </h1>'
    '<div id="meta_content"><span>作者：林晚</span><a id="js_name"> 河湾发布 </a><em id="publish_time"></em></div>'
    f'<div id="js_content" style="visibility: hidden;"><section><p>{LONG}</p><p><img data-src="https://mmbiz.example/a?wx_fmt=jpeg"></p></section></div></div>'
    '<script>var nickname = htmlDecode("别的名字");</script>'
)


def test_a_wechat_article() -> None:
    story = found('<meta property="og:title" content="x">', WECHAT, "https://mp.weixin.qq.com/s/AbC")
    assert (story.title, story.source) == ("冬修水利进行时", "河湾发布")
    assert story.address == "https://mp.weixin.qq.com/s/AbC"
    assert LONG in story.body
    assert "mmbiz.example" in story.body
    assert "nickname" not in story.body


def test_a_wechat_account_that_only_the_script_names() -> None:
    body = WECHAT.replace('<a id="js_name"> 河湾发布 </a>', "")
    assert found("", body, "https://mp.weixin.qq.com/s/AbC").source == "别的名字"


def test_a_wechat_page_without_the_article_is_none() -> None:
    page = HEAD.format(head="", body=f"<p>环境异常，完成验证后即可继续访问。{LONG}</p>")
    assert find_story(page, "https://mp.weixin.qq.com/s/AbC") is None


@pytest.mark.parametrize(
    "container",
    [
        '<div class="TRS_Editor">{}</div>',
        '<div id="zoom">{}</div>',
        '<div class="article-content">{}</div>',
        '<div class="left entry-content">{}</div>',
        '<div itemprop="articleBody">{}</div>',
        "<article>{}</article>",
        "<table><tr><td>{}</td></tr></table>",
        '<div class="box17"><div class="wz">{}</div></div>',
    ],
)
def test_the_story_is_found_among_what_is_around_it(container: str) -> None:
    links = "".join(f'<li><a href="/{n}">第{n}条别的新闻标题也写得很长很长</a></li>' for n in range(30))
    page = f"<div id='nav'><ul>{links}</ul></div>{container.format(f'<p>{LONG}</p><p>{LONG}再说一遍。</p>')}<div class='hot'><ul>{links}</ul></div><p>版权所有 北岸网</p>"
    body = found("", page).body
    assert body.count(LONG) == 2
    assert "别的新闻" not in body
    assert "版权所有" not in body


@pytest.mark.parametrize(
    ("head", "body", "title"),
    [
        ('<meta property="og:title" content="冬修水利进行时">', "", "冬修水利进行时"),
        ("<title>冬修水利进行时_本地新闻_北岸网</title>", "<h1>冬修水利进行时</h1>", "冬修水利进行时"),
        ("<title>冬修水利进行时八千人上堤 - 北岸网</title>", "", "冬修水利进行时八千人上堤"),
        ("<title>AI-2026大会在徐州举行 | 北岸网</title>", "<h1>AI-2026大会在徐州举行</h1>", "AI-2026大会在徐州举行"),
        ('<meta name="ArticleTitle" content="冬修水利进行时">', "<h1>北岸网</h1>", "冬修水利进行时"),
        ("<title>北岸网</title>", "<h1>冬修水利进行时</h1><h1>热点</h1>", "北岸网"),
    ],
)
def test_headlines_lose_the_name_of_the_site(head: str, body: str, title: str) -> None:
    assert found(head, f"{body}<article><p>{LONG}</p></article>").title == title


@pytest.mark.parametrize(
    ("head", "body", "source"),
    [
        ("", "<div><span>2026-12-20</span> <span>来源：平原日报</span></div>", "平原日报"),
        ("", "<p>2026年12月20日 09:12　来源: <a href='/'>平原日报</a> 编辑：林晚</p>", "平原日报"),
        ('<meta name="ContentSource" content="平原日报">', "", "平原日报"),
        ('<meta name="source" content="来自网络">', "<i>来源：平原日报</i>", "来自网络"),
        ('<meta property="og:site_name" content="北岸网 - 北岸人的网">', "", "北岸网"),
        ("<title>冬修水利进行时_北岸网</title>", "", "北岸网"),
        ("", "<span>来源：未知</span>", ""),
    ],
)
def test_sources_are_what_the_page_names(head: str, body: str, source: str) -> None:
    assert found(head, f"{body}<article><p>{LONG}</p></article>").source == source


def test_what_belongs_to_the_page_is_left_out_of_the_story() -> None:
    body = found(
        "",
        f"<article><h1>冬修水利</h1><p>{LONG}</p><div class='share-bar'>分享到</div><script>alert(1)</script>"
        f"<div style='display:none'>看不见的字</div><aside>推荐阅读</aside><p>{LONG}</p>"
        "<p>责任编辑：林晚</p><p>　</p></article>",
    ).body
    assert [word for word in ("分享到", "alert", "看不见", "推荐阅读", "责任编辑") if word in body] == []
    assert body.count(LONG) == 2


def test_a_page_without_a_story_has_none() -> None:
    assert (
        find_story(HEAD.format(head="<title>北岸网</title>", body="<a href='/'>首页</a>"), "https://a.example/")
        is None
    )
    assert find_story("", "https://a.example/") is None


@pytest.mark.parametrize(
    ("told", "address"),
    [
        ("/a/1.html", "https://www.north.example/a/1.html"),
        ("https://www.north.example/b/2.html", "https://www.north.example/b/2.html"),
        ("https://elsewhere.example/b/2.html", "https://www.north.example/a/1.html?from=timeline"),
        ("https://www.north.example/", "https://www.north.example/a/1.html?from=timeline"),
        ("javascript:alert(1)", "https://www.north.example/a/1.html?from=timeline"),
    ],
)
def test_the_pages_own_address_is_taken_if_it_is_of_the_same_host(told: str, address: str) -> None:
    story = found(
        f'<link rel="canonical" href="{told}">',
        f"<article><p>{LONG}</p></article>",
        "https://www.north.example/a/1.html?from=timeline",
    )
    assert story.address == address


@pytest.mark.parametrize(
    ("body", "charset"),
    [
        ("水到了田头".encode("gb18030"), "gb2312"),
        ('<meta charset="gb2312">水到了田头'.encode("gb18030"), ""),
        ('<meta http-equiv="Content-Type" content="text/html; charset=GBK">水到了田头'.encode("gb18030"), "utf-8"),
        ("水到了田头".encode("gb18030"), ""),
        ("水到了田头".encode(), ""),
        (b"\xef\xbb\xbf" + "水到了田头".encode(), "gbk"),
        ("水到了田头".encode(), "no-such-code"),
        ("水到了田头".encode() + b"\xff", ""),
    ],
)
def test_pages_are_read_in_their_own_code(body: bytes, charset: str) -> None:
    assert "水到了田头" in decoded(body, charset)
