"""Videos and documents are known by their content and their name; what browsers cannot play or should not get is refused."""

import io

import pytest

from news.errors import BadFile
from news.media.documents import CheckedFile, check_file
from tests.files import PDF, mp4, office, ole, packed, webm

LIMITS = {"video": 100_000, "file": 50_000}


def check(data: bytes, name: str) -> CheckedFile:
    return check_file(io.BytesIO(data), name, LIMITS)


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("指南.pdf", PDF),
        ("报名表.DOCX", office("word/document.xml")),
        ("名单.xlsx", office("xl/workbook.xml")),
        ("讲座.pptx", office("ppt/presentation.xml")),
        ("旧文件.doc", ole("WordDocument")),
        ("旧表.xls", ole("Workbook")),
        ("旧稿.ppt", ole("PowerPoint Document")),
        ("资料.zip", packed("图/一.jpg", "说明.txt")),
        ("数据.csv", "区县,数量\n河湾,18\n".encode("gb18030")),
        ("说明.txt", "一句话。\n".encode("utf-8-sig")),
        ("说明.txt", "一句话。".encode("utf-16")),
    ],
)
def test_a_document_is_taken_as_what_it_is(name: str, data: bytes) -> None:
    found = check(data, name)
    assert found.ending == name.rsplit(".", 1)[1].lower()
    assert found.size == len(data)
    assert found.probe is None
    assert found.name == f"files/{found.digest[:2]}/{found.digest[:32]}.{found.ending}"


def test_a_video_tells_its_size_and_length() -> None:
    probe = check(mp4(), "开闸.mp4").probe
    assert probe is not None
    assert (probe.width, probe.height, probe.seconds) == (640, 360, 65)
    upright = check(mp4(turned=True), "竖拍.m4v")
    assert upright.ending == "mp4"
    assert upright.probe is not None
    assert (upright.probe.width, upright.probe.height) == (360, 640)
    for ends in (True, False):
        small = check(webm(ends=ends), "录屏.webm").probe
        assert small is not None
        assert (small.width, small.height, small.seconds) == (320, 180, 7)
    assert check(mp4(codec=b"av01", sound=b""), "无声.mp4").probe


@pytest.mark.parametrize(
    ("name", "data", "code"),
    [
        ("a.mp4", mp4(codec=b"hvc1"), "codec"),
        ("a.mp4", mp4(codec=b"mp4v"), "codec"),
        ("a.mp4", mp4(sound=b"ac-3"), "codec"),
        ("a.mp4", mp4(brand=b"qt  "), "brand"),
        ("a.mp4", mp4(brand=b"M4A "), "brand"),
        ("a.mp4", mp4()[:-20], "damaged"),
        ("a.mp4", mp4()[:60], "damaged"),
        ("a.mp4", b"\0\0\0\x18ftypisom", "damaged"),
        ("a.mp4", mp4(size=(0, 0)), "damaged"),
        ("a.mp4", webm(), "content"),
        ("a.webm", mp4(), "content"),
        ("a.webm", webm(doctype=b"matroska"), "brand"),
        ("a.webm", webm(codec=b"V_MPEG4/ISO/AVC"), "codec"),
        ("a.webm", webm()[:-10], "damaged"),
        ("a.webm", webm()[:30], "damaged"),
        ("a.mov", mp4(brand=b"qt  "), "ending"),
        ("a.mkv", webm(doctype=b"matroska"), "ending"),
        ("a.svg", b"<svg onload=alert(1)>", "ending"),
        ("a.html", b"<html>", "ending"),
        ("a.exe", b"MZ", "ending"),
        ("a.docm", office("word/document.xml"), "ending"),
        ("无结尾", PDF, "ending"),
        ("a.pdf", b"", "empty"),
        ("a.pdf", PDF + b" " * 60_000, "too_large"),
        ("a.pdf", b"<html>" + PDF, "content"),
        ("a.pdf", PDF[:20], "damaged"),
        ("a.docx", packed("word/document.xml"), "content"),
        ("a.docx", office("xl/workbook.xml"), "content"),
        ("a.docx", office("word/document.xml", "word/vbaProject.bin"), "program"),
        ("a.docx", ole("EncryptedPackage"), "encrypted"),
        ("a.doc", ole("Workbook"), "content"),
        ("a.doc", office("word/document.xml"), "content"),
        ("a.zip", packed("一.jpg", "安装.EXE"), "program"),
        ("a.zip", packed("页.html"), "program"),
        ("a.zip", packed("再包.zip"), "program"),
        ("a.zip", b"MZ" + packed("一.jpg"), "content"),
        ("a.zip", packed("一.jpg")[:-12], "damaged"),
        ("a.zip", packed("零.txt", data=b"\0" * 9_000_000), "bomb"),
        ("a.txt", b"<!DOCTYPE html><script>alert(1)</script>", "content"),
        ("a.txt", b"\xef\xbb\xbf  <svg onload=alert(1)>", "content"),
        ("a.csv", b"MZ\x90\x00\x03", "content"),
        ("a.txt", b"\xff\xff\xff\x80", "content"),
    ],
)  # fmt: skip
def test_what_is_refused_is_refused_with_its_reason(name: str, data: bytes, code: str) -> None:
    with pytest.raises(BadFile) as refused:
        check(data, name)
    assert refused.value.code == code
    assert str(refused.value).endswith(("。", "."))


def test_an_encrypted_archive_is_refused() -> None:
    data = bytearray(packed("一.txt"))
    data[data.index(b"PK\x01\x02") + 8] |= 1
    with pytest.raises(BadFile) as refused:
        check(bytes(data), "a.zip")
    assert refused.value.code == "encrypted"


def test_no_truncation_or_turned_byte_of_a_video_is_an_error_of_ours() -> None:
    for name, whole in (("a.mp4", mp4()), ("a.webm", webm()), ("a.webm", webm(ends=False))):
        for place in range(len(whole)):
            for data in (whole[:place], whole[:place] + bytes([whole[place] ^ 0xFF]) + whole[place + 1 :]):
                try:
                    check(data, name)
                except BadFile:
                    continue


def test_a_name_is_only_shown() -> None:
    assert check(PDF, "../../etc/通知\x00 .PDF").title == "通知.pdf"
    assert check(PDF, "C:\\文档\\通知.pdf").title == "通知.pdf"
    assert len(check(PDF, "长" * 300 + ".pdf").title) <= 120
