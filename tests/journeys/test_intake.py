"""Pictures of this device in the text: embedded in a paste, dropped, pasted, chosen. They keep their place, are taken in like any upload,
and ask for the words that they lack."""

import base64
import re
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest
from django.contrib.auth.models import User
from playwright.sync_api import Error, Page, Route, expect

from news.editorial.checking import look_over
from news.models import Article, Channel, Image
from tests.journeys.test_desk import Open, save
from tests.journeys.test_paste import BODY, body, new_story, paste
from tests.journeys.test_reader import axe
from tests.pictures import picture

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
UPLOAD = "**/news/image/add/"
HERE = re.compile(r"^/media/images/")
# A file as the clipboard or a folder gives it: [kind of event, base64, name, type].
GIVE = """([kind, data, name, type]) => {
  const bytes = Uint8Array.from(atob(data), (sign) => sign.charCodeAt(0)), given = new DataTransfer();
  given.items.add(new File([bytes], name, { type }));
  const area = document.querySelector(".ProseMirror[contenteditable=true]"), last = area.lastElementChild.getBoundingClientRect();
  area.dispatchEvent(kind === "paste"
    ? new ClipboardEvent("paste", { clipboardData: given, bubbles: true, cancelable: true })
    : new DragEvent("drop", { dataTransfer: given, bubbles: true, cancelable: true, clientX: last.right - 8, clientY: last.top + last.height / 2 }));
}"""


def embedded(data: bytes, kind: str = "jpeg") -> str:
    return f'<img src="data:image/{kind};base64,{base64.b64encode(data).decode()}">'


def editor_is_there(page: Page) -> None:
    """Wait for the editor, also while the page after a save is still on its way."""
    for _turn in range(200):
        with suppress(Error):
            if page.evaluate("Boolean(window.deskEditor)"):
                return
        page.wait_for_timeout(50)
    raise AssertionError("The page has no editor.")


def give(page: Page, data: bytes, kind: str = "drop", name: str = "早市.jpg") -> None:
    editor_is_there(page)
    page.evaluate(GIVE, [kind, base64.b64encode(data).decode(), name, "image/jpeg"])


def sources(page: Page) -> list[str]:
    return page.locator(f"{BODY} img:not(.ProseMirror-separator)").evaluate_all(
        "images => images.map((image) => image.getAttribute('src'))"
    )


def row(page: Page, text: str) -> Any:
    return page.locator("#d-intake li").filter(has_text=text)


def test_pictures_embedded_in_a_paste_come_into_the_library_at_their_place(
    live_server: Any, open_context: Open, chief: User, yaowen: Channel
) -> None:
    page = new_story(live_server, open_context, bypass_csp=True)
    svg = b"<svg xmlns='http://www.w3.org/2000/svg'><script>window.hurt = 1</script>" + b" " * 200 + b"</svg>"
    first, cut = picture(640, 420), picture(800, 500)[:1200]
    paste(
        page,
        f"<p style='mso-x:y'>头一段</p>{embedded(first)}<p style='text-align:center;font-size:12px'>▲早市一</p><p>次一段</p>"
        f"{embedded(cut)}<p>第三段</p>{embedded(svg, 'svg+xml')}<p>末一段</p>{embedded(first)}"
        '<img src="data:image/gif;base64,R0lGODlhAQABAIAAAAAAAP///yH5BAEAAAAALAAAAAABAAEAAAIBRAA7">',
        "文字",
    )
    expect(page.locator("#d-pasted")).to_contain_text("文中带来 3 张图片")
    expect(row(page, "嵌入的第 2 张图")).to_contain_text("损坏或不完整")
    expect(row(page, "嵌入的第 3 张图")).to_contain_text("SVG")
    expect(page.locator(f"{BODY} img[src^='/media/images/']")).to_have_count(2)
    local = Image.objects.get().file.url
    assert [source == local for source in sources(page)] == [True, False, False, True]
    assert axe(page) == []
    words = re.sub(r"<figure>.*?</figure>", "图", body(page))
    assert words == "<p>头一段</p>图<p>次一段</p>图<p>第三段</p>图<p>末一段</p>图"
    assert "早市一</figcaption>" in body(page)
    # What could not be taken in keeps the story from going out until it is replaced or taken out.
    page.fill("#id_title", "早市开张")
    page.select_option("#id_channel", str(yaowen.pk))
    row(page, "嵌入的第 3 张图").get_by_role("button", name="从正文删去").click()
    with page.expect_file_chooser() as chooser:
        row(page, "嵌入的第 2 张图").get_by_role("button", name="换一个文件").click()
    chooser.value.set_files({"name": "新.jpg", "mimeType": "image/jpeg", "buffer": picture(700, 500)})
    expect(page.locator(f"{BODY} img[src^='/media/images/']")).to_have_count(3)
    expect(page.locator("#d-intake")).to_be_hidden()
    assert page.evaluate("window.hurt") is None
    save(page)
    text = Article.objects.get().working_revision.snapshot  # type: ignore[union-attr]
    assert text.body.count(local) == 2
    assert "/media/pending/" not in text.body


def test_typing_goes_on_while_thirty_embedded_pictures_come_in(
    live_server: Any, open_context: Open, chief: User, yaowen: Channel
) -> None:
    page = new_story(live_server, open_context)
    long = "".join(
        f"<p style='mso-x:y'>{'清晨五点的早市已经开张，摊主们把蔬菜摆好。' * 16}</p>{embedded(picture(400 + n, 300))}"
        for n in range(30)
    )
    page.evaluate(
        "window.longest = 0; new PerformanceObserver((list) => list.getEntries().forEach((entry) => { window.longest = Math.max(window.longest, entry.duration); })).observe({ entryTypes: ['longtask'] })"
    )
    held: list[Route] = []
    page.route(UPLOAD, lambda route: held.append(route))
    paste(page, long, "文字")
    expect(page.locator(f"{BODY} figure")).to_have_count(30)
    expect(page.locator("#d-intake [role=status]")).to_have_text("已入图库 0 / 30 张…")
    typed = "图片还在路上，字照样一个一个地打进来。"
    for sign in typed:  # each key has its answer before the next: nothing is queued behind the pictures
        page.keyboard.insert_text(sign)
    expect(page.locator(BODY)).to_contain_text(typed)
    assert held
    page.unroute(UPLOAD)
    for route in held:
        route.continue_()
    expect(page.locator("#d-intake [role=status]")).not_to_have_text(re.compile("已入图库 0 "))
    page.keyboard.insert_text("边传边写。")
    expect(page.locator("#d-intake")).to_be_hidden(timeout=60_000)
    assert all(HERE.match(source) for source in sources(page))
    assert Image.objects.count() == 30
    assert f"{typed}边传边写。" in body(page)
    print(f"longest task {page.evaluate('window.longest'):.0f} ms")


def test_a_dropped_picture_asks_for_the_words_it_lacks_and_a_finding_leads_to_it(
    live_server: Any, open_context: Open, chief: User, yaowen: Channel
) -> None:
    page = new_story(live_server, open_context, bypass_csp=True)
    page.fill("#id_title", "早市开张")
    page.fill("#id_photographers", "陆拾遗")
    page.locator(BODY).click()
    page.keyboard.type("头一段")
    page.evaluate("document.activeElement.blur()")
    give(page, picture(900, 600))
    fields = page.locator("#d-intake li")
    expect(fields.get_by_label("说明")).to_be_focused()
    page.keyboard.insert_text("清晨的早市。")
    page.keyboard.press("Enter")
    page.keyboard.insert_text("陆拾遗 摄")
    expect(page.locator("#d-intake-credits option").first).to_have_text("陆拾遗 摄")
    assert axe(page) == []
    page.keyboard.press("Enter")
    page.keyboard.insert_text("摊主在整理蔬菜")
    page.keyboard.press("Enter")
    expect(page.locator("#d-intake")).to_be_hidden()
    expect(page.locator(BODY)).to_be_focused()
    page.keyboard.type("接着写")
    image = Image.objects.get()
    assert body(page) == (
        f'<p>头一段</p><figure><img src="{image.file.url}" alt="摊主在整理蔬菜"><figcaption>清晨的早市。'
        '<span class="credit">陆拾遗 摄</span></figcaption></figure><p>接着写</p>'
    )
    # A pasted one leaves the cursor where it is; what it lacks is a finding, which leads to it.
    give(page, picture(800, 600), "paste", "image.png")
    expect(page.locator(f"{BODY} figure")).to_have_count(2)
    expect(fields.get_by_label("说明")).to_be_visible()
    expect(page.locator(BODY)).to_be_focused()
    page.keyboard.type("还在写")
    assert body(page).endswith("</figure><p>还在写</p>")
    save(page)
    editor_is_there(page)
    finding = page.locator(".d-checks li").filter(has_text="没有说明").filter(has_text="第 2 张图")
    finding.get_by_role("link").click()
    expect(fields.get_by_label("说明")).to_be_focused()
    expect(page.locator(f"{BODY} figure").nth(1)).to_be_in_viewport()
    page.keyboard.insert_text("补上的说明。乙 摄")
    save(page)
    article = Article.objects.get()
    text = article.working_revision.snapshot  # type: ignore[union-attr]
    assert {item.id for item in look_over(text, article_id=article.pk) if item.where} == {"no_alt"}


def test_saving_waits_for_pictures_and_what_was_lost_is_named_afterwards(
    live_server: Any, open_context: Open, chief: User, yaowen: Channel
) -> None:
    page = new_story(live_server, open_context)
    page.fill("#id_title", "早市开张")
    held: list[Route] = []
    page.route(UPLOAD, lambda route: held.append(route))
    give(page, picture(900, 600))
    expect(page.locator("#d-intake [role=status]")).to_have_text("已入图库 0 / 1 张…")
    page.keyboard.press("Control+s")
    expect(page.locator("#d-intake [role=status]")).to_have_text("图片入库后立即保存…")
    assert not Article.objects.exists()
    held.pop().continue_()
    expect(page.locator("#d-saved")).to_contain_text("已保存")
    assert Image.objects.get().file.url in Article.objects.get().working_revision.snapshot.body  # type: ignore[union-attr]
    # A broken line is tried again by hand; a picture whose file is gone with the page can be chosen anew.
    give(page, picture(700, 600))
    expect(page.locator("#d-intake [role=status]")).to_contain_text("已入图库")
    held.pop().abort()
    expect(row(page, "早市.jpg")).to_contain_text("连接中断")
    save(page)
    lost = row(page, "正文中的一张图")
    expect(lost).to_contain_text("离开页面前没有传到图库")
    page.unroute(UPLOAD)
    with page.expect_file_chooser() as chooser:
        lost.get_by_role("button", name="换一个文件").click()
    chooser.value.set_files({"name": "新.jpg", "mimeType": "image/jpeg", "buffer": picture(700, 600)})
    expect(page.locator(f"{BODY} img[src^='/media/images/']")).to_have_count(2)


def test_files_of_the_device_are_chosen_by_a_button(
    live_server: Any, open_context: Open, chief: User, yaowen: Channel, tmp_path: Path
) -> None:
    page = new_story(live_server, open_context)
    for number in range(2):
        (tmp_path / f"{number}.jpg").write_bytes(picture(500 + number, 400))
    with page.expect_file_chooser() as chooser:
        page.get_by_role("button", name="从本机添加图片").click()
    assert chooser.value.is_multiple()
    chooser.value.set_files([tmp_path / "0.jpg", tmp_path / "1.jpg"])
    expect(page.locator(f"{BODY} figure")).to_have_count(2)
    rows = page.locator("#d-intake li")
    expect(rows).to_have_count(2)
    rows.first.get_by_label("署名").fill("乙 摄")
    page.keyboard.press("Tab")
    rows.nth(1).get_by_label("署名").press("Enter")  # takes what the one before had
    assert body(page).count('<span class="credit">乙 摄</span>') == 2
