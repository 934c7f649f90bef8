"""The reader's pages in a browser: accessible, whole without script, nothing from elsewhere, at every width."""

import io
import json
import os
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest
import zxingcpp
from django.test import Client
from PIL import Image as Pillow
from playwright.sync_api import BrowserContext, Page

from tests.journeys.conftest import Site

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
NODE = Path(__file__).resolve().parents[2] / "scripts/node/node_modules"
AXE = NODE / "axe-core/axe.min.js"
VNU = NODE / "vnu-jar/build/dist/vnu.jar"
Open = Callable[..., BrowserContext]
LONG = bool(os.environ.get("TEST_LONG"))
# Pages of a template that another one stands for: on a phone they are looked at in the long tests only.
SAME_TEMPLATE = {
    "sub-channel page 2", "day", "disclaimer", "search in vain", "staff unknown", "letter complaint", "letter rights",
    "letter advertise", "letter join",
}  # fmt: skip
MODES = [(1366, "light"), (390, "dark")] if not LONG else [
    (width, scheme) for width in (320, 390, 768, 1366, 1920, 2560) for scheme in ("light", "dark")
]  # fmt: skip


def axe(page: Page) -> list[str]:
    """Return what axe finds on the open page, a line each."""
    page.add_script_tag(path=str(AXE))
    # `preload` reads every style sheet once more for rules about films that play by themselves and locked orientation.
    found = page.evaluate("axe.run(document, {resultTypes: ['violations'], preload: false})")
    return [
        f"{item['id']}: {node['target']} {node['failureSummary']}"
        for item in found["violations"]
        for node in item["nodes"]
    ]


@pytest.mark.parametrize(("width", "scheme"), MODES)
def test_axe_finds_nothing_and_nothing_scrolls_sideways(
    served: Site, open_context: Open, width: int, scheme: str
) -> None:
    page = open_context(width, scheme, bypass_csp=True).new_page()
    faults = []
    for name, path in served.pages.items():
        if width < 600 and name in SAME_TEMPLATE and not LONG:
            continue
        page.goto(served.root + path)
        faults += [f"{name}: {line}" for line in axe(page)]
        # the narrowest and the widest screen too, where the long tests do not open them anyway
        for wide in (width,) if LONG else (width, 320 if width < 600 else 2560):
            page.set_viewport_size({"width": wide, "height": 900})
            if page.evaluate("document.documentElement.scrollWidth") > wide:
                faults.append(f"{name}: scrolls sideways at {wide}")
        page.set_viewport_size({"width": width, "height": 900})
    assert faults == []


def test_axe_finds_nothing_in_the_other_half_of_the_modes(served: Site, open_context: Open) -> None:
    """Desktop dark and phone light for the two pages with every component; large type on both."""
    faults = []
    for width, scheme in ((1366, "dark"), (390, "light")):
        context = open_context(width, scheme, bypass_csp=True)
        page = context.new_page()
        for name in ("home", "article"):
            page.goto(served.root + served.pages[name])
            for mode in ("", "large"):
                page.evaluate("mode => document.documentElement.setAttribute('data-mode', mode)", mode)
                faults += [f"{name} {mode}: {line}" for line in axe(page)]
    assert faults == []


def test_pages_ask_only_this_host_and_the_console_is_silent(served: Site, open_context: Open) -> None:
    page = open_context().new_page()
    hosts, words = set(), []
    page.on("request", lambda request: hosts.add("/".join(request.url.split("/")[:3])))
    page.on("console", lambda message: words.append(message.text))
    page.on("pageerror", lambda error: words.append(str(error)))
    for name, path in served.pages.items():
        page.goto(served.root + path)
        if name in {"home", "article"}:
            page.wait_for_load_state("networkidle")
        page.wait_for_timeout(50)
        if name not in {"404", "410"}:
            assert words == [], name
        words.clear()
    assert hosts <= {served.root, "data:"} | {host for host in hosts if host.startswith("data:")}


def test_everything_is_there_without_script(served: Site, open_context: Open) -> None:
    page = open_context(java_script_enabled=False).new_page()
    page.goto(served.root + served.article.address)
    assert page.locator(".prose").is_visible()
    assert page.locator(".prose img").first.is_visible()
    assert page.get_by_text("责任编辑:顾青简").is_visible()
    assert not page.get_by_role("button", name="打印").is_visible()
    before = page.locator(".prose").evaluate("e => getComputedStyle(e).fontSize")
    page.get_by_label("大号").check(force=True)
    assert page.locator(".prose").evaluate("e => getComputedStyle(e).fontSize") != before


def decoded(page: Page, selector: str) -> list[str]:
    """Return what a phone reads off a screenshot of the element."""
    page.locator(selector).scroll_into_view_if_needed()
    shot = Pillow.open(io.BytesIO(page.locator(selector).screenshot())).convert("RGB")
    return [code.text for code in zxingcpp.read_barcodes(shot)]


@pytest.mark.parametrize(("width", "scheme"), [(1366, "light"), (390, "dark")])
def test_codes_are_read_off_the_screen(served: Site, open_context: Open, width: int, scheme: str) -> None:
    page = open_context(width, scheme).new_page()
    page.goto(served.root + served.article.address)
    assert decoded(page, ".ends .qr img") == ["https://weixin.qq.com/r/huanghuai-demo"]
    page.get_by_text("扫码转发").locator("xpath=ancestor::summary").click()
    assert decoded(page, ".tools .qr img") == [served.root + served.article.address]
    page.goto(f"{served.root}/mobile/")
    assert decoded(page, "main .qr img") == [f"{served.root}/"]


def test_choices_stay_in_this_browser(served: Site, open_context: Open) -> None:
    context = open_context()
    page = context.new_page()
    page.goto(served.root + served.article.address)
    page.get_by_label("大号").check(force=True)
    page.get_by_text("阅读设置").click()
    page.get_by_label("深色").check(force=True)
    page.goto(served.root)
    assert page.evaluate("[document.documentElement.dataset.theme, document.documentElement.dataset.size]") == [
        "dark",
        "l",
    ]
    assert context.cookies() == []


def test_copying_the_address_says_so(served: Site, open_context: Open) -> None:
    context = open_context()
    context.grant_permissions(["clipboard-read", "clipboard-write"])
    page = context.new_page()
    page.goto(served.root + served.article.address)
    page.locator(".addr [data-copy]").click()
    page.get_by_text("已复制").wait_for()
    assert page.evaluate("navigator.clipboard.readText()") == served.root + served.article.address


def test_keyboard_reaches_the_text_first(served: Site, open_context: Open) -> None:
    page = open_context().new_page()
    page.goto(served.root + served.article.address)
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.textContent") == "跳到正文"
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "main"


def test_print_leaves_the_story_and_its_corrections(served: Site, open_context: Open) -> None:
    page = open_context().new_page()
    page.goto(served.root + served.article.address)
    page.emulate_media(media="print")
    assert page.locator(".prose").is_visible()
    assert page.locator(".note--fix").is_visible()
    assert not page.locator(".nav").is_visible()
    assert not page.locator(".tools").is_visible()


def test_first_page_is_light(served: Site, open_context: Open) -> None:
    """Under 100 KB without pictures, compressed as a server sends it."""
    page = open_context().new_page()
    sizes: dict[str, int] = {}
    page.on("response", lambda answer: sizes.update({answer.url: len(answer.body())}))
    page.goto(served.root)
    page.wait_for_load_state("networkidle")
    assert sum(size for url, size in sizes.items() if "/media/" not in url and not url.startswith("data:")) < 100_000


def nu(*files: Path) -> list[str]:
    """Return what the Nu checker finds in files, a line each."""
    done = subprocess.run(
        ["java", "-jar", str(VNU), "--format", "json", "--exit-zero-always", *map(str, files)],
        capture_output=True, text=True, check=True,
    )  # fmt: skip
    messages = json.loads(done.stderr)["messages"]
    return [
        f"{item['url'].rsplit('/', 1)[-1]}:{item.get('lastLine')}: {item['message']} {item.get('extract', '')!r}"
        for item in messages
        if item["type"] != "info" or item.get("subType") == "warning"
    ]


def test_html_is_valid(served: Site, tmp_path: Path) -> None:
    """The Nu checker over every template."""
    client = Client(raise_request_exception=False)
    for name, path in served.pages.items():
        (tmp_path / f"{name.replace(' ', '-')}.html").write_bytes(client.get(path).content)
    (tmp_path / "400.html").write_bytes(client.get("/", headers={"Host": "x"}).content)
    assert nu(*sorted(tmp_path.glob("*.html"))) == []
