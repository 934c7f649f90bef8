"""The front page in a browser: rebuilt by mouse and keyboard, previewed on a phone, launched, rolled back."""

import io
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest
from django.contrib.auth.models import User
from playwright.sync_api import BrowserContext, Locator, Page, expect

from news.editorial.launches import put_up
from news.editorial.layouts import change_sheet, sheet_of
from news.editorial.pictures import add_picture
from news.enums import BlockKind, FillBy
from news.models import Article, FrontLayout, Image, Notice
from news.rules.layout import Layout, Placed, new_block
from tests.journeys.conftest import Site
from tests.journeys.test_desk import sign_in
from tests.journeys.test_reader import axe
from tests.pictures import picture
from tests.views.test_front_page import everything

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
Open = Callable[..., BrowserContext]
FRONT = "/admin/front/"


@pytest.fixture
def stories(served: Site) -> list[Article]:
    """Five of the site's stories with a cover, newest first."""
    return list(Article.objects.live().exclude(cover=None).newest()[:5])


@pytest.fixture
def image(served: Site, chief: User) -> Image:
    data = picture(1600, 1000)
    return add_picture(io.BytesIO(data), len(data), by=chief, alt="一座塔", caption="塔。")[0]


def laid_out(chief: User, stories: list[Article]) -> None:
    """Let a page of three blocks be in force and in the draft."""
    cards = tuple(Placed(f"c{n}", story.pk) for n, story in enumerate(stories[:3]))
    layout = Layout(
        (
            new_block("lead", BlockKind.LEAD),
            new_block("news", BlockKind.NEWS, heading="要闻", cards=cards, count=6),
            new_block("focus", BlockKind.FOCUS, fill=FillBy.NONE),
        )
    )
    put_up(layout, by_name="旧版")
    change_sheet(lambda page: layout, by=chief)


def at_the_layout(context: BrowserContext, root: str) -> Page:
    page = context.new_page()
    sign_in(page, root)
    page.goto(root + FRONT)
    page.wait_for_load_state("load")
    return page


def cards(page: Page, block: str) -> Locator:
    return page.locator(f"#b-{block} [data-card]")


def titles(page: Page, block: str) -> list[str]:
    return page.locator(f"#b-{block} [data-card] .d-ctit").all_inner_texts()


def test_an_editor_rebuilds_the_front_page_previews_launches_and_goes_back(
    served: Site, open_context: Open, chief: User, stories: list[Article], image: Image
) -> None:
    laid_out(chief, stories)
    page = at_the_layout(open_context(), served.root)
    reader = open_context().new_page()
    reader.goto(served.root)
    expect(reader.locator(".focus")).to_have_count(0)

    # by keyboard: the last card becomes the first, then the block of pictures goes up
    cards(page, "news").nth(2).locator(".d-grip").focus()
    for key in ("Space", "ArrowUp", "ArrowUp"):
        page.keyboard.press(key)
    expect(page.locator("#d-live")).to_contain_text("第 1 位")
    page.keyboard.press("Space")
    page.wait_for_url("**#c-c2")
    expect(cards(page, "news").nth(0)).to_have_attribute("id", "c-c2")
    expect(page.locator("#c-c2 .d-grip")).to_be_focused()
    page.locator("#b-focus .d-bgrip").focus()
    for key in ("Space", "ArrowUp", "Space"):
        page.keyboard.press(key)
    page.wait_for_url("**#b-focus")
    assert [block.id for block in sheet_of(None).layout.blocks] == ["lead", "focus", "news"]

    # by mouse: a card is dragged from one block into another
    page.locator("#c-c1 .d-grip").drag_to(page.locator("#b-focus header h2"))
    page.wait_for_url("**#c-c1")
    expect(cards(page, "focus")).to_have_count(1)

    # a lead from the side list, pinned, with words of its own
    page.get_by_label("搜标题").fill("推进会")
    page.locator(".d-poolrow button").click()
    page.get_by_label("加入到").select_option(label="头条")
    page.get_by_role("button", name="添加：").first.click()
    expect(cards(page, "lead")).to_have_count(1)
    cards(page, "lead").locator(".d-ctit a").click()
    page.get_by_label("标题", exact=True).fill("今天的头条")
    page.get_by_label("置顶").check()
    page.get_by_role("button", name="保存").click()
    expect(cards(page, "lead")).to_contain_text("置顶")

    # the focus picture: another picture, its crop by a click, shown from a time on
    cards(page, "focus").locator(".d-ctit a").click()
    page.get_by_label("图片", exact=True).fill(str(image.pk))
    page.get_by_role("button", name="保存").click()
    cards(page, "focus").locator(".d-ctit a").click()
    box = page.locator("#d-focus").bounding_box()
    assert box
    page.mouse.click(box["x"] + box["width"] * 0.2, box["y"] + box["height"] * 0.8)
    expect(page.locator("#id_crop_x")).to_have_value("20")
    page.get_by_label("开始显示").fill("2026-01-01T08:00:00")
    page.get_by_role("button", name="保存").click()
    expect(cards(page, "focus")).to_contain_text("自定裁切")
    expect(page.locator(".d-launch header")).to_contain_text("处改动")

    # readers have nothing of it yet; the preview has, as wide as a phone
    reader.reload()
    expect(reader.locator("main")).not_to_contain_text("今天的头条")
    page.get_by_role("link", name="预览", exact=True).first.click()
    page.get_by_role("link", name="手机").click()
    frame = page.frame_locator(".d-look")
    expect(frame.locator(".lead__t")).to_have_text("今天的头条")
    expect(frame.locator(".focus img")).to_have_class("at fx-20 fy-80")
    assert page.locator(".d-look").evaluate("frame => frame.contentWindow.innerWidth") <= 390

    page.goto(served.root + FRONT)
    page.get_by_role("button", name="立即上线").click()
    expect(page.locator(".messagelist")).to_contain_text("读者现在就能看到")
    reader.reload()
    expect(reader.locator(".lead__t")).to_have_text("今天的头条")
    assert reader.locator(".focus img").evaluate("img => getComputedStyle(img).objectPosition") == "20% 80%"

    # a story that is withdrawn is gone at the next request, and the desk is told
    lead = sheet_of(None).layout.blocks[0].cards[0].article
    page.goto(f"{served.root}/admin/news/article/{lead}/act/unpublish/")
    page.locator("textarea").fill("有误。")
    page.locator("[name=do], form button.d-btn-ink").last.click()
    page.wait_for_load_state("load")
    reader.reload()
    expect(reader.locator("main")).not_to_contain_text("今天的头条")
    assert Notice.objects.filter(kind="off_front", person=chief).exists()
    page.goto(served.root + FRONT)
    expect(page.locator("#content")).to_contain_text("1 张卡片的稿件已不公开")

    # one click back
    page.get_by_role("link", name="上线记录").click()
    page.get_by_role("button", name="回到这一版").click()
    reader.reload()
    expect(reader.locator(".focus")).to_have_count(0)
    assert FrontLayout.objects.count() == 3


def test_on_a_phone_without_a_script_cards_move_by_buttons(
    served: Site, open_context: Open, chief: User, stories: list[Article]
) -> None:
    laid_out(chief, stories)
    page = at_the_layout(open_context(width=390, java_script_enabled=False), served.root)
    expect(page.locator(".d-grip").first).to_be_hidden()
    page.locator("#c-c1").get_by_role("button", name="上移").click()
    page.locator("#c-c0 .d-menu summary").click()
    page.locator("#c-c0").get_by_role("button", name="焦点图").click()
    layout = sheet_of(None).layout
    assert [[card.id for card in block.ordered] for block in layout.blocks] == [[], ["c1", "c2"], ["c0"]]


def test_the_carousel_is_walked_by_keyboard_and_moves_by_itself_never(
    served: Site, open_context: Open, chief: User, stories: list[Article]
) -> None:
    block = new_block(
        "focus", BlockKind.FOCUS, cards=tuple(Placed(f"c{n}", item.pk) for n, item in enumerate(stories))
    )
    put_up(Layout((block,)), by_name="旧版")
    page = open_context(java_script_enabled=False).new_page()
    page.goto(served.root)
    track = page.locator(".focus__track")
    left = "track => Math.round(track.scrollLeft / track.clientWidth)"
    assert track.evaluate(left) == 0
    page.get_by_role("link", name="第3张").focus()
    page.keyboard.press("Enter")
    expect(page).to_have_url(f"{served.root}/#focus-3")
    page.wait_for_timeout(600)
    assert track.evaluate(left) == 2
    track.focus()
    page.keyboard.press("ArrowLeft")
    page.wait_for_timeout(600)
    assert track.evaluate(left) == 1


@pytest.mark.parametrize(("width", "scheme"), [(1366, "light"), pytest.param(390, "dark", marks=pytest.mark.long)])
def test_the_pages_are_accessible(
    served: Site, open_context: Open, chief: User, stories: list[Article], image: Image, width: int, scheme: str
) -> None:
    channel = stories[0].channel
    assert channel
    own = Placed("own", stories[1].pk, title="自拟", picture=image.pk, crop=(20, 80), pinned=True)
    blocks = list(everything(channel, image))
    blocks[2] = replace(blocks[2], cards=(own,))
    layout = Layout(tuple(blocks))
    put_up(layout, by_name="旧版")
    change_sheet(lambda page: layout, by=chief)
    change_sheet(lambda page: Layout(tuple(blocks[1:])), by=chief, channel=channel)
    page = at_the_layout(open_context(width, scheme, bypass_csp=True), served.root)
    addresses = [
        "/",
        channel.get_absolute_url(),
        FRONT,
        f"{FRONT}channel/{channel.pk}/",
        f"{FRONT}block/focus/card/own/",
        f"{FRONT}block/topic/card/new/",
        f"{FRONT}block/news/",
        f"{FRONT}history/",
        f"{FRONT}push/?a={stories[0].pk}",
        f"{FRONT}preview/?device=phone",
    ]
    found: dict[str, Any] = {}
    for address in addresses:
        page.goto(served.root + address)
        page.wait_for_load_state("networkidle")
        problems = axe(page)
        wide = page.evaluate("document.documentElement.scrollWidth")
        if problems or wide > width:
            found[address] = [*problems, wide]
        if address == "/":
            page.evaluate("document.documentElement.setAttribute('data-mode', 'large')")
            found |= {"large": problems} if (problems := axe(page)) else {}
    assert found == {}
