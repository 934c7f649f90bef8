"""Pasting and typing in a browser: the server cleans, nothing is lost, the editor keeps what the allow-list has."""

import io
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.contrib.auth.models import User
from playwright.sync_api import Page, Route, expect

from news.editorial.pictures import add_picture
from news.models import Article, Channel
from news.text.paste import clean_paste
from news.text.sanitise import TAGS, sanitise
from tests.conftest import put_out
from tests.journeys.conftest import when
from tests.journeys.test_desk import Open, save, sign_in
from tests.pictures import picture

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
BODY = ".ProseMirror[contenteditable=true]"
CORPUS = Path(__file__).resolve().parents[1] / "text/paste_corpus"
PASTE = """([html, text]) => {
  const data = new DataTransfer();
  if (html) data.setData("text/html", html);
  data.setData("text/plain", text);
  document.querySelector(".ProseMirror[contenteditable=true]").dispatchEvent(
    new ClipboardEvent("paste", { clipboardData: data, bubbles: true, cancelable: true }));
}"""
KEPT = "/media/files/ab/" + "0" * 32
# One of everything that a story may hold.
EVERYTHING = (
    '<p><span class="dateline-place">河湾</span>一段<strong>粗</strong><em>斜</em><u>线</u><s>删</s>H<sub>2</sub>m<sup>2</sup>'
    '<a href="https://example.org/" title="题">外</a><a href="mailto:a@b.example">信</a><br>下一行</p><h2>二</h2><h3>三</h3>'
    '<ul><li><p>一</p><ul><li><p>下</p></li></ul></li></ul><ol start="3"><li><p>三</p></li></ol><blockquote><p>话</p></blockquote><hr>'
    '<figure><img src="/media/images/ab/x.jpg" alt="河"><figcaption>清晨。<span class="credit">甲 摄</span></figcaption></figure>'
    '<table><caption>表题</caption><tbody><tr><th scope="col"><p>甲</p></th><th><p>乙</p></th></tr>'
    '<tr><td colspan="2"><p>丙</p></td></tr></tbody></table>'
    '<figure class="group"><figure><img src="/media/images/ab/y.jpg" alt="岸"><figcaption>左岸。<span class="credit">乙 摄</span></figcaption>'
    '</figure><figure><img src="/media/images/ab/z.jpg" alt=""></figure><figcaption>两岸<strong>夜景</strong>。</figcaption></figure>'
    f'<figure class="video"><video src="{KEPT}.mp4" poster="/media/images/ab/x.jpg"></video><figcaption>开闸。</figcaption></figure>'
    f'<p class="file"><a href="{KEPT}.pdf">申报指南(2026).pdf</a></p><p>完</p>'
)


def new_story(live_server: Any, open_context: Open, path: str = "add/", **options: Any) -> Page:
    page = open_context(**options).new_page()
    page.on("pageerror", lambda error: pytest.fail(f"script error: {error}"))
    for other in ("**/image/fetching/**", "**/autosave/**"):  # they would still write while the next test begins
        page.route(other, lambda route: route.abort())
    sign_in(page, live_server.url)
    page.goto(f"{live_server.url}/admin/news/article/{path}")
    expect(page.locator(BODY)).to_be_visible()
    page.wait_for_timeout(200)
    return page


def paste(page: Page, html: str, text: str = "") -> None:
    page.locator(BODY).focus()
    page.evaluate(PASTE, [html, text])


def body(page: Page) -> str:
    return sanitise(page.locator("#id_body").input_value())


def fixture(name: str) -> str:
    return next(CORPUS.glob(f"*-{name}/in.html")).read_bytes().decode()


def test_editor_keeps_everything_that_the_allow_list_has(
    live_server: Any, open_context: Open, make_article: Callable[..., Article]
) -> None:
    assert {tag for tag in TAGS if f"<{tag}" not in EVERYTHING} == {"thead"}  # rows of headers say as much
    article = make_article(body=EVERYTHING, live=False)
    page = new_story(live_server, open_context, f"{article.pk}/change/")
    expect(page.locator(f"{BODY} table caption")).to_have_text("表题")
    assert sanitise(page.evaluate("window.deskEditor.getHTML()")) == sanitise(EVERYTHING)


def test_honest_text_is_the_same_in_the_editor_the_database_and_on_the_readers_page(
    live_server: Any, settings: Any, open_context: Open, chief: User, yaowen: Channel
) -> None:
    settings.SITE_URL = live_server.url
    data = picture(900, 600)
    image, _new = add_picture(io.BytesIO(data), len(data), by=chief, alt="库里的说明", caption="库里的话。")
    figure = f'<figure><img src="{image.file.url}" alt="摊位"><figcaption>早市一角。<span class="credit">甲 摄</span></figcaption></figure>'
    honest = (
        f"<p>导语里有<strong>要点</strong>。</p><h2>小标题</h2><p>◎提高认识。</p><p>1、有效加强；</p>{figure}"
        "<blockquote><p>“水到了田头。”</p></blockquote><table><caption>完成时限</caption><tbody><tr><th>类别</th><th>数量</th></tr>"
        '<tr><td>新建</td><td>18家</td></tr></tbody></table><p><a href="https://example.org/a?b=1&amp;c=2" title="题">外链</a>、'
        '<a href="/news/">内链</a>、<a href="mailto:a@b.example">信</a></p><ol start="3"><li>三</li></ol>'
    )
    page = new_story(live_server, open_context)
    page.fill("#id_title", "早市开张")
    page.select_option("#id_channel", str(yaowen.pk))
    page.fill("#id_editors", "顾青简")
    paste(page, f"<div style='mso-x:y'>{honest}</div>", "文字")
    expect(page.locator(f"{BODY} table caption")).to_have_text("完成时限")
    bare = lambda markup: re.sub(r"(<li>|<t[hd]>)<p>(.*?)</p>", r"\1\2", markup)  # noqa: E731 - the editor's paragraphs in cells
    assert bare(body(page)) == honest
    save(page)
    article = Article.objects.get()
    assert bare(article.working_revision.snapshot.body) == honest  # type: ignore[union-attr]
    page.reload()
    when(page, "!!window.deskEditor")
    assert bare(sanitise(page.evaluate("window.deskEditor.getHTML()"))) == honest
    put_out(article.pk)
    page.goto(live_server.url + Article.objects.for_page().get().address)
    prose = page.locator(".prose")
    assert prose.locator("figcaption").inner_text().split() == ["早市一角。甲", "摄"]
    assert prose.locator("figcaption .credit").inner_text() == "甲 摄"
    assert prose.locator("figure img").get_attribute("alt") == "摊位"
    assert prose.locator("figure img").evaluate("image => image.decode().then(() => image.naturalWidth > 0)")
    assert prose.locator("blockquote").inner_text() == "“水到了田头。”"
    assert prose.locator("table caption").inner_text() == "完成时限"
    assert [cells.split() for cells in prose.locator("tr").all_inner_texts()] == [["类别", "数量"], ["新建", "18家"]]
    assert prose.locator("a").evaluate_all("links => links.map((link) => link.getAttribute('href'))") == [
        "https://example.org/a?b=1&c=2", "/news/", "mailto:a@b.example",
    ]  # fmt: skip
    assert prose.locator("ol").get_attribute("start") == "3"
    assert [prose.locator(tag).count() for tag in ("h2", "strong", "figure", "table")] == [1, 1, 1, 1]


def test_paste_goes_in_as_the_server_cleans_it(
    live_server: Any, open_context: Open, chief: User, yaowen: Channel
) -> None:
    page = new_story(live_server, open_context)
    bare = lambda markup: re.sub(r"</?p>|</?t(?:body|head)>| (?:col|row)span=\"1\"", "", markup)  # noqa: E731 - the editor's own paragraphs
    for name in (
        "word-list-nested", "wechat-pictures-captions", "excel-cells", "google-docs", "plain-text", "word-table",
    ):  # fmt: skip
        page.evaluate("window.deskEditor.commands.clearContent()")
        source = fixture(name)
        plain = name == "plain-text"
        paste(page, "" if plain else source, source if plain else "文字")
        page.evaluate("window.deskPasted()")
        cleaned = clean_paste(source).html
        assert re.sub("<[^>]*>", "", cleaned)
        assert bare(body(page)) == bare(cleaned), name


def test_paste_goes_where_the_cursor_was_while_typing_goes_on(
    live_server: Any, open_context: Open, chief: User, yaowen: Channel
) -> None:
    page = new_story(live_server, open_context)
    page.locator(BODY).click()
    page.keyboard.type("开头结尾")
    page.keyboard.press("ArrowLeft")
    page.keyboard.press("ArrowLeft")
    # the editor hears of the cursor a moment later than the browser moves it; a paste of a person comes after that
    when(page, "window.deskEditor.state.selection.from === 3")
    waiting: list[Route] = []
    page.route("**/paste/", lambda route: waiting.append(route))
    paste(page, "<p style='mso-x:y'>贴入的<b>话</b></p>", "贴入的话")
    page.keyboard.type("还在打字")
    expect(page.locator("#d-pasted")).to_have_text("正在整理粘贴的内容…")
    waiting[0].continue_()
    expect(page.locator(BODY)).to_have_text("开头贴入的话还在打字结尾")
    page.keyboard.type("，接着打")
    assert body(page) == "<p>开头贴入的<strong>话</strong>还在打字，接着打结尾</p>"


@pytest.mark.parametrize("offline", [True, False], ids=["offline", "error"])
def test_paste_without_the_server_keeps_the_words(
    live_server: Any, open_context: Open, chief: User, yaowen: Channel, offline: bool
) -> None:
    page = new_story(live_server, open_context)
    if offline:
        page.context.set_offline(True)
    else:
        page.route("**/paste/", lambda route: route.fulfill(status=502))
    paste(page, fixture("wechat-pictures-captions"), "文字")
    expect(page.locator(BODY)).to_contain_text("清扫积雪")
    expect(page.locator("#d-pasted")).to_contain_text("文字已经贴入")
    assert "雪停了。" in body(page)
    assert "mmbiz" not in page.locator("#id_body").input_value()


def test_writing_goes_on_below_a_pasted_table(
    live_server: Any, open_context: Open, chief: User, yaowen: Channel
) -> None:
    page = new_story(live_server, open_context)
    paste(page, fixture("excel-cells"), "文字")
    expect(page.locator(f"{BODY} td").first).to_be_visible()
    page.keyboard.type("表下的话")
    assert body(page).endswith("</table><p>表下的话</p>")
    page.locator(f"{BODY} td").first.click()
    page.get_by_role("button", name="表格标题").click()
    page.locator("dialog[open] input[name=caption]").fill("各县面积")
    page.keyboard.press("Enter")
    expect(page.locator(f"{BODY} table caption")).to_have_text("各县面积")
    assert "<caption>各县面积</caption>" in body(page)


def test_what_is_dropped_is_cleaned_as_well(
    live_server: Any, open_context: Open, chief: User, yaowen: Channel
) -> None:
    page = new_story(live_server, open_context)
    page.locator(BODY).click()
    page.keyboard.type("前后")
    page.evaluate(
        """(html) => {
          const data = new DataTransfer(), target = document.querySelector(".ProseMirror[contenteditable=true] p");
          data.setData("text/html", html);
          const box = target.getBoundingClientRect();
          target.dispatchEvent(new DragEvent("drop", { dataTransfer: data, bubbles: true, cancelable: true, clientX: box.right - 5, clientY: box.top + box.height / 2 }));
        }""",
        '<p style="mso-x:y">拖入<b>的</b><img src="https://a.example/x.jpg"></p>',
    )
    expect(page.locator(BODY)).to_contain_text("拖入的")
    assert body(page).startswith('<p>前后拖入<strong>的</strong></p><figure><img src="/media/pending/')


def test_saving_at_once_after_a_paste_loses_nothing(
    live_server: Any, open_context: Open, chief: User, yaowen: Channel
) -> None:
    page = new_story(live_server, open_context)
    page.fill("#id_title", "刚贴就存")
    page.route("**/paste/", lambda route: None)
    paste(page, fixture("word-runs-bold-italic"), "文字")
    save(page)
    assert "免费" in Article.objects.get().working_revision.snapshot.body  # type: ignore[union-attr]


def test_lost_pictures_are_named(live_server: Any, open_context: Open, chief: User, yaowen: Channel) -> None:
    page = new_story(live_server, open_context)
    paste(page, fixture("word-local-pictures"), "文字")
    expect(page.locator("#d-pasted")).to_contain_text("有 1 张图片没能带来")


def test_ten_thousand_characters_with_thirty_pictures_keep_the_editor_responsive(
    live_server: Any, open_context: Open, chief: User, yaowen: Channel
) -> None:
    page = new_story(live_server, open_context)
    long = "".join(
        f'<section><p><span style="font-size:15px">　　{"清晨五点的早市已经开张，摊主们把蔬菜摆好。" * 16}</span></p></section>'
        f'<section><img data-src="https://mmbiz.example/{n}/640?wx_fmt=png"></section><p style="text-align:center;font-size:12px">▲早市{n}</p>'
        for n in range(30)
    )
    page.evaluate(
        "window.longest = 0; new PerformanceObserver((list) => list.getEntries().forEach((entry) => { window.longest = Math.max(window.longest, entry.duration); })).observe({ entryTypes: ['longtask'] })"
    )
    started = page.evaluate("performance.now()")
    paste(page, f'<section style="visibility:hidden">{long}</section>', "文字")
    expect(page.locator(f"{BODY} figure")).to_have_count(30)
    took = page.evaluate("performance.now()") - started
    longest = page.evaluate("window.longest")
    print(f"pasted in {took:.0f} ms, longest task {longest:.0f} ms")
    assert took < 3000
    assert longest < 1000
    expect(page.locator("#d-pasted")).to_contain_text("30 张图片")
    page.keyboard.type("接着写")
    expect(page.locator(BODY)).to_contain_text("接着写")


def test_composition_at_the_start_of_an_empty_story_keeps_every_character(
    live_server: Any, open_context: Open, chief: User, yaowen: Channel
) -> None:
    page = new_story(live_server, open_context)
    page.locator(BODY).click()
    keys = page.context.new_cdp_session(page)

    def compose(steps: list[str], word: str) -> None:
        for step in steps:
            keys.send(
                "Input.imeSetComposition", {"text": step, "selectionStart": len(step), "selectionEnd": len(step)}
            )
        keys.send("Input.insertText", {"text": word})

    compose(["h", "he", "he'w", "he'wan"], "河湾")
    compose(["y", "yi"], "一")
    compose(["ye", "ye'li"], "夜里")
    page.keyboard.press("Enter")
    compose(["t", "tian'liang"], "天亮")
    compose(["l", "le"], "了")
    expect(page.locator(BODY)).to_have_text("河湾一夜里天亮了")
    assert body(page) == "<p>河湾一夜里</p><p>天亮了</p>"
    page.fill("#id_title", "")
    page.locator("#id_title").focus()
    compose(["b", "biao'ti"], "标题")
    expect(page.locator("#id_title")).to_have_value("标题")


def test_signs_are_set_after_a_look_at_the_change(
    live_server: Any, open_context: Open, make_article: Callable[..., Article]
) -> None:
    article = make_article(body='<p>他说:"水到了."</p><p>不变。</p>', live=False)
    page = new_story(live_server, open_context, f"{article.pk}/change/")
    waiting: list[Route] = []
    page.route("**/article/typography/", lambda route: waiting.append(route))
    dialog = page.locator("#d-typo")
    for _time in range(2):
        page.get_by_role("button", name="排版").click()
        expect(dialog).to_contain_text("正在检查")
        expect(dialog.get_by_role("button", name="采用改动")).to_be_hidden()  # there is nothing to take yet
        while not waiting:
            page.wait_for_timeout(20)
        waiting.pop().continue_()
        expect(dialog.locator("ins").first).to_be_visible()
        dialog.get_by_role("button", name="保持原样").click()
        assert "水到了." in page.locator("#id_body").input_value()
    page.unroute("**/article/typography/")
    page.get_by_role("button", name="排版").click()
    dialog.get_by_role("button", name="采用改动").click()
    expect(page.locator(BODY)).to_contain_text("“水到了。”")
    assert body(page) == "<p>他说：“水到了。”</p><p>不变。</p>"
    page.get_by_role("button", name="排版").click()
    expect(dialog).to_contain_text("无须改动")
    page.keyboard.press("Escape")
    page.locator(BODY).press("Control+z")
    expect(page.locator(BODY)).to_contain_text("水到了.")
