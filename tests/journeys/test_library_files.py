"""Every kind of file at the library's door, in a browser: what is taken, what is refused and why; a focal point by keyboard."""

import io
import re
import struct
import zlib
from pathlib import Path
from typing import Any

import pytest
from django.contrib.auth.models import User
from PIL import Image as Pillow
from playwright.sync_api import expect

from news.models import Image
from tests.journeys.test_desk import Open, sign_in
from tests.pictures import picture

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
ADD = "/admin/news/image/add/"
PHONE = Path(__file__).parents[1] / "media/phone.heic"


def chunk(name: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))


def bomb(side: int) -> bytes:
    """Return a PNG of a few kilobytes that unpacks to side × side pixels."""
    head = struct.pack(">IIBBBBB", side, side, 1, 0, 0, 0, 0)
    rows = zlib.compress(b"\x00" * ((side // 8 + 1) * 64), 9)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", rows) + chunk(b"IEND", b"")


def large_jpeg() -> bytes:
    """Return a JPEG of 200 megapixels by its header; nobody decodes it."""
    data = bytearray(picture(64, 64))
    at = data.index(b"\xff\xc0") + 5
    data[at : at + 4] = struct.pack(">HH", 12_500, 16_000)
    return bytes(data)


def of(kind: str, **options: Any) -> bytes:
    out = io.BytesIO()
    wide = 320 + sum(kind.encode()) % 97  # each is a picture of its own
    Pillow.linear_gradient("L").resize((wide + len(options), 200)).convert("RGB").save(out, kind, **options)
    return out.getvalue()


def test_each_kind_is_taken_or_gets_its_own_reason(
    live_server: Any, open_context: Open, chief: User, tmp_path: Path
) -> None:
    taken = {
        "a.jpg": of("JPEG"), "b.png": of("PNG"), "c.webp": of("WEBP"), "d.avif": of("AVIF"), "e.gif": of("GIF"),
        "f.heic": PHONE.read_bytes(), "g.jpg": of("JPEG", quality=91) + b"<?php system('id'); ?><script>x</script>",
    }  # fmt: skip
    refused = {
        "炸弹.png": (bomb(30_000), "像素"),
        "两亿.jpg": (large_jpeg(), "像素"),
        "截断.jpg": (picture(900, 600)[:1500], "损坏或不完整"),
        "脚本.svg": (b"<svg xmlns='http://www.w3.org/2000/svg'><script>window.hurt = 1</script></svg>", "SVG"),
        "冒充.jpg": (b"<svg onload='window.hurt = 1'></svg>", "SVG"),
        "网页.html": (picture(300, 200), "html"),
        "文字.jpg": (b"GIF89a /* */ alert(1)", "不是可显示的图片"),
        "空.jpg": (b"", "空"),
    }
    for name, data in {**taken, **{name: data for name, (data, _why) in refused.items()}}.items():
        (tmp_path / name).write_bytes(data)
    page = open_context().new_page()
    sign_in(page, live_server.url)
    page.goto(live_server.url + ADD)
    page.set_input_files("#id_pictures", [tmp_path / name for name in (*taken, *refused)])
    page.get_by_role("button", name="上传").click()
    rows = page.locator(".d-ups li")
    said = re.compile(rf"{len(taken)} 张完成，0 张进行中，{len(refused)} 张未成功")
    expect(page.locator(".d-ups").get_by_role("status")).to_have_text(said, timeout=60_000)
    for name, (_data, why) in refused.items():
        expect(rows.filter(has_text=name)).to_contain_text(why)
    assert Image.objects.count() == len(taken)
    for image in Image.objects.all():
        with image.file.open() as file:
            kept = file.read()
        assert Pillow.open(io.BytesIO(kept)).format in {"JPEG", "PNG"}
        assert not [word for word in (b"<?php", b"<script", b"Exif") if word in kept]
    assert page.evaluate("window.hurt") is None


def test_focal_point_by_keyboard(live_server: Any, open_context: Open, chief: User, tmp_path: Path) -> None:
    page = open_context().new_page()
    sign_in(page, live_server.url)
    page.goto(live_server.url + ADD)
    (tmp_path / "宽.jpg").write_bytes(picture(1600, 700))
    page.set_input_files("#id_pictures", tmp_path / "宽.jpg")
    page.get_by_role("button", name="上传").click()
    page.wait_for_url(lambda url: "add" not in url)
    image = Image.objects.get()
    page.goto(f"{live_server.url}/admin/news/image/{image.pk}/change/")
    page.locator("#id_focus_x").focus()
    page.keyboard.press("Control+a")
    page.keyboard.type("20")
    page.keyboard.press("Tab")
    page.keyboard.press("Control+a")
    page.keyboard.type("70")
    page.keyboard.press("ArrowUp")
    crop = page.locator(".d-crop img").first
    expect(crop).to_have_css("object-position", "20% 71%")
    page.keyboard.press("Enter")
    page.wait_for_url(lambda url: "change" not in url)
    image.refresh_from_db()
    assert (image.focus_x, image.focus_y, image.crops["at"]) == (20, 71, [20, 71])
