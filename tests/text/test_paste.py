"""Paste: what clipboards hold becomes exactly our own HTML; cleaning twice changes nothing; honest text stays as it is."""

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from news.text.paste import clean_paste, clean_plain
from news.text.pending import pending_address, pending_pictures, pending_src, with_pictures
from news.text.sanitise import sanitise

CORPUS = sorted(folder for folder in (Path(__file__).parent / "paste_corpus").iterdir() if folder.is_dir())
PAGE = "https://www.linhe.example/2026-11/22/content_1.html"
OWN = ("news.hewan.example",)

HONEST = [
    "<p>一段<strong>粗</strong>与<em>斜</em>，<u>线</u><s>删</s>H<sub>2</sub>O，m<sup>2</sup>。</p>",
    "<h2>小标题</h2><p>◎提高认识。</p><p>1、有效加强；</p><h3>再小</h3><p>一、二、三</p>",
    '<figure><img src="/media/images/ab/x.jpg" alt="河"><figcaption>清晨。<span class="credit">甲 摄</span></figcaption></figure>',
    '<figure><img src="/media/images/ab/x.jpg" alt=""></figure><p>图为不属于上一张图的话。</p>',
    "<ul><li>一<ul><li>下</li></ul></li><li>二</li></ul><ol><li>三</li></ol>",
    '<ol start="3"><li><p>三</p></li><li><p>四</p></li></ol>',
    "<blockquote><p>话</p><p>又一句</p></blockquote>",
    '<table><caption>表</caption><thead><tr><th scope="col">甲</th><th>乙</th></tr></thead><tbody><tr><td colspan="2">丙</td></tr><tr><td rowspan="2"></td><td><p>丁</p></td></tr></tbody></table>',
    '<p><a href="https://example.org/" title="t">外</a><a href="/news/">内</a><a href="mailto:a@b.cn">信</a><strong><a href="https://a.example/">粗链</a></strong></p>',
    "<p>上<br>下</p><hr><p>姓　名 A B</p>",
    '<p><span class="dateline-place">河湾</span>11月22日电</p>',
    '<figure class="group"><figure><img src="/media/images/ab/x.jpg" alt="左"><figcaption>左岸。</figcaption></figure><figure><img src="/media/images/ab/y.jpg" alt=""></figure><figcaption>两岸。</figcaption></figure>',
    '<figure class="video"><video src="/media/files/01/0123456789abcdef0123456789abcdef.mp4" poster="/media/images/ab/x.jpg"></video><figcaption>开闸。</figcaption></figure>',
    '<p class="file"><a href="/media/files/01/0123456789abcdef0123456789abcdef.pdf">申报指南.pdf</a></p>',
]


@pytest.mark.parametrize("folder", CORPUS, ids=lambda folder: folder.name)
def test_corpus(folder: Path) -> None:
    pasted = clean_paste((folder / "in.html").read_bytes().decode(), own=OWN)
    expected = (folder / "out.html").read_text()
    assert lines(pasted.html) == expected
    assert clean_paste(pasted.html, own=OWN).html == pasted.html
    assert sanitise(pasted.html) == pasted.html


def test_corpus_is_large() -> None:
    assert len(CORPUS) >= 60


def lines(markup: str) -> str:
    """A block a line, remote pictures by their address: how the corpus writes what it expects."""
    for address in pending_pictures(markup):
        markup = markup.replace(pending_src(address) or "", f"pending:{address}")
    for tag in ("p", "h2", "h3", "figure", "ul", "ol", "li", "table", "thead", "tbody", "tr", "blockquote"):
        markup = markup.replace(f"</{tag}>", f"</{tag}>\n")
    return markup.replace("<hr>", "<hr>\n").rstrip("\n") + "\n"


@pytest.mark.parametrize("markup", HONEST)
def test_honest_text_survives_unchanged(markup: str) -> None:
    assert clean_paste(markup).html == markup


PIECES = st.sampled_from(
    [
        *"<p> </p> <div> </div> <section> <h1> <h2> <h4> <b> </b> <i> <u> <span> </span> <figure> </figure>".split(),
        *"<figcaption> <li> </li> <ul> </ul> <ol> <table> </table> <tr> <td> <th> <caption> <blockquote>".split(),
        *"</blockquote> <br> <br><br> <hr> <pre> <svg> <math> <style> <script> </script> <a> </a> &lt; &amp;".split(),
        *"< > \" ' & / 字 图为河 ▼图 ▲摄 x 一、 <!-- -->".split(),
        "\u3000\u3000",
        "\u00a0",
        " ",
        "\n",
        '<a href="javascript:x">',
        '<a href="https://a.example/?a=1&b=2">',
        '<img src="/media/a.jpg">',
        '<img data-src="https://b.example/1.png" src="data:image/gif;base64,R0">',
        "<img src=file:///C:/x.png>",
        '<p style="mso-list:l0 level1 lfo1"><span style="mso-list:Ignore">1.</span>',
        '<p style="mso-list:l0 level2 lfo1"><span style="mso-list:Ignore">·</span>',
        '<p style="text-align:center;font-size:12px">',
        '<span style="font-weight:bold;font-style:italic">',
        '<b style="font-weight:normal">',
        '<td class=xl65 colspan="2">',
        '<table class="x">',
        '<div class="ListContainerWrapper">',
        '<li data-aria-level="2">',
        '<span class="credit">',
        "<p title='",
    ]
)


@settings(max_examples=1200, derandomize=True, deadline=None)
@given(st.lists(PIECES, max_size=16).map("".join))
def test_cleaning_twice_changes_nothing(markup: str) -> None:
    once = clean_paste(markup)
    twice = clean_paste(once.html)
    assert twice.html == once.html
    assert twice.pictures == once.pictures
    assert sanitise(once.html) == once.html


@settings(max_examples=300, derandomize=True, deadline=None)
@given(st.text(alphabet=st.sampled_from("字句，。A1 \u3000\n<>&;\"'"), max_size=60))
def test_plain_text_keeps_every_word(text: str) -> None:
    shown = clean_plain(text)
    kept = shown.replace("</p>", "").replace("<p>", "").replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&")
    assert "".join(kept.split()).replace("\u3000", "") == "".join(text.split()).replace("\u3000", "")


def test_what_could_not_come_along_is_counted() -> None:
    pasted = clean_paste(
        '<p>甲</p><img src="file:///C:/Users/a/clip_image001.png"><img src="blob:https://x.example/1">'
        '<img src="data:image/png;base64,iVBOR"><img width=1 height=1 src="https://t.example/c.gif">'
        '<iframe src="https://v.example/"></iframe><p>乙</p>'
    )
    assert pasted == ("<p>甲</p><p>乙</p>", (), 3, 1)


def test_links_and_pictures_of_a_page_are_completed_from_its_address() -> None:
    pasted = clean_paste('<p><a href="../23/a.html">链</a></p><img src="pic/1.jpg" alt="桥">', PAGE)
    address = "https://www.linhe.example/2026-11/22/pic/1.jpg"
    assert pasted.pictures == (address,)
    assert pasted.html == (
        '<p><a href="https://www.linhe.example/2026-11/23/a.html">链</a></p>'
        f'<figure><img src="{pending_src(address)}" alt="桥"></figure>'
    )


def test_pictures_of_this_site_need_not_be_fetched() -> None:
    pasted = clean_paste('<img src="https://news.hewan.example/media/images/ab/x.jpg">', own=OWN)
    assert pasted == ('<figure><img src="/media/images/ab/x.jpg" alt=""></figure>', (), 0, 0)


def test_place_of_a_remote_picture_is_found_and_filled() -> None:
    address = "https://mmbiz.qpic.cn/sz/图/640?wx_fmt=jpeg&from=appmsg"
    src = pending_src(address)
    assert src is not None
    assert pending_address(src) == address
    assert pending_address("/media/images/ab/x.jpg") is None
    text = f'<figure><img src="{src}" alt=""></figure><figure><img src="{src}" alt="桥"></figure>'
    assert sanitise(text) == text
    assert pending_pictures(text) == [address]
    assert with_pictures(text, {address: "/media/images/ab/y.jpg"}).count("/media/images/ab/y.jpg") == 2
    assert with_pictures(text, {}) == text
    assert pending_src("https://a.example/" + "x" * 2000) is None


def test_deep_nesting_keeps_the_words() -> None:
    for tag in ("section", "blockquote", "b", "ul><li", "table><tr><td"):
        name = tag.split(">")[0]
        assert "深处" in clean_paste(f"<{tag}>" * 300 + "深处" + f"</{name}>" * 300).html
