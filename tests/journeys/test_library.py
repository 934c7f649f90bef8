"""The picture library in a browser: many files with their progress, one that fails, the focal point, no script at all."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.contrib.auth.models import User
from playwright.sync_api import BrowserContext, Route, expect

from news.models import Image
from tests.journeys.test_desk import sign_in
from tests.journeys.test_reader import axe
from tests.pictures import picture

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
Open = Callable[..., BrowserContext]
ADD = "/admin/news/image/add/"


def files(folder: Path, count: int) -> list[Path]:
    """Write pictures of different sizes; return their paths."""
    made = [folder / f"夜市{number:02}.jpg" for number in range(count)]
    for number, path in enumerate(made):
        path.write_bytes(picture(300 + number, 200))
    return made


def test_twenty_pictures_go_up_and_survive_one_failure(
    live_server: Any, open_context: Open, chief: User, tmp_path: Path
) -> None:
    page = open_context(bypass_csp=True).new_page()
    sign_in(page, live_server.url)
    page.goto(live_server.url + ADD)
    failed: list[str] = []

    def once(route: Route) -> None:
        """Break the line in the middle of one of the uploads."""
        if route.request.method == "POST" and not failed:
            failed.append(route.request.url)
            route.abort()
        else:
            route.continue_()

    page.route(f"**{ADD}", once)
    page.set_input_files("#id_pictures", files(tmp_path, 20))
    page.get_by_role("button", name="上传").click()
    box = page.locator(".d-ups")
    expect(box.get_by_role("status")).to_have_text("19 张完成，0 张进行中，1 张未成功", timeout=60_000)
    expect(box).to_contain_text("连接中断")
    assert Image.objects.count() == 19
    assert axe(page) == []
    box.get_by_role("button", name="重试", exact=True).click()
    expect(box.get_by_role("status")).to_have_text("20 张完成，0 张进行中，0 张未成功")
    assert Image.objects.count() == 20
    box.get_by_role("link", name="去图库").click()
    expect(page.locator("#result_list li")).to_have_count(20)


def test_each_refusal_stands_beside_its_file(
    live_server: Any, open_context: Open, chief: User, tmp_path: Path
) -> None:
    good = files(tmp_path, 1)[0]
    (tmp_path / "截断.jpg").write_bytes(picture()[:900])
    (tmp_path / "图标.svg").write_bytes(b"<svg><script>window.hurt = 1</script></svg>")
    page = open_context(width=390).new_page()
    sign_in(page, live_server.url)
    page.goto(live_server.url + ADD)
    page.set_input_files("#id_pictures", [good, tmp_path / "截断.jpg", tmp_path / "图标.svg"])
    page.get_by_role("button", name="上传").click()
    rows = page.locator(".d-ups li")
    expect(rows.filter(has_text="截断")).to_contain_text("损坏或不完整")
    expect(rows.filter(has_text="图标")).to_contain_text("SVG")
    expect(rows.filter(has_text=good.name)).to_contain_text("已入图库")
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    assert page.evaluate("window.hurt") is None


def test_focal_point_by_click_moves_the_crops(
    live_server: Any, open_context: Open, chief: User, tmp_path: Path
) -> None:
    page = open_context(bypass_csp=True).new_page()
    sign_in(page, live_server.url)
    page.goto(live_server.url + ADD)
    (tmp_path / "宽.jpg").write_bytes(picture(1600, 700))
    page.set_input_files("#id_pictures", tmp_path / "宽.jpg")
    page.get_by_role("button", name="上传").click()
    page.wait_for_url(lambda url: "add" not in url)
    image = Image.objects.get()
    page.goto(f"{live_server.url}/admin/news/image/{image.pk}/change/")
    assert axe(page) == []
    place = page.locator("#d-focus").bounding_box()
    assert place is not None
    page.mouse.click(place["x"] + place["width"] * 0.2, place["y"] + place["height"] * 0.7)
    assert (page.input_value("#id_focus_x"), page.input_value("#id_focus_y")) == ("20", "70")
    crop = page.locator(".d-crop img").first
    assert crop.evaluate("image => getComputedStyle(image).objectPosition") == "20% 70%"
    page.get_by_role("button", name="保存", exact=True).click()
    page.wait_for_url(lambda url: "change" not in url)
    image.refresh_from_db()
    assert (image.focus_x, image.focus_y, image.crops["at"]) == (20, 70, [20, 70])


def test_without_script_all_files_go_in_one_form(
    live_server: Any, open_context: Open, chief: User, tmp_path: Path
) -> None:
    page = open_context(java_script_enabled=False).new_page()
    sign_in(page, live_server.url)
    page.goto(live_server.url + ADD)
    page.set_input_files("#id_pictures", files(tmp_path, 3))
    page.get_by_role("button", name="上传").click()
    expect(page.locator(".messagelist")).to_contain_text("3 张")
    assert Image.objects.count() == 3
