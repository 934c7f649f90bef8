"""A Word document becomes a draft; what is none, or is dangerous, gets a sentence that says what to do."""

import io
import struct
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest
from django.contrib.auth.models import User
from django.core.files.storage import default_storage

from news.editorial.review import submit
from news.errors import BadInput, NotAllowed
from news.importing import docx_file
from news.importing.docx import DocxDraft, draft_from_docx
from news.models import Article, Channel, Image
from news.rules.snapshot import Snapshot
from tests.importing.documents import W, docx, para, report, shown, table, words
from tests.pictures import picture

pytestmark = pytest.mark.django_db


def read(data: bytes, by: User, name: str = "稿件.docx", **options: int) -> DocxDraft:
    return draft_from_docx(io.BytesIO(data), len(data), name=name, by=by, **options)


def text_of(draft: DocxDraft) -> Snapshot:
    revision = Article.objects.select_related("working_revision").get(pk=draft.article.pk).working_revision
    assert revision is not None
    return revision.snapshot


def photos(count: int) -> list[tuple[str, bytes]]:
    return [("jpg", picture(640, 400, color=(20 * n, 90, 60))) for n in range(1, count + 1)]


def test_a_report_becomes_a_draft_that_can_be_submitted(reporter: User, yaowen: Channel) -> None:
    draft = read(report(photos(3)), reporter, channel=yaowen.pk)
    text = text_of(draft)
    assert (text.title, text.subhead) == ("滨河三区七十二栋老楼装上电梯", "——居民从观望到抢着签字的一年")
    assert (draft.pictures, draft.problems) == (3, ())
    urls = [image.file.url for image in Image.objects.order_by("pk")]
    figures = "".join(
        f"<p>第{n}栋楼的电梯在下午投入使用，居民排队试乘。</p>"
        f'<figure><img src="{url}" alt="居民走进新电梯"><figcaption>图{n}：居民试乘第{n}部电梯。 陆拾遗 摄</figcaption></figure>'
        for n, url in enumerate(urls, start=1)
    )
    assert text.body == (
        "<p>黄淮网讯（沈知禾）12月20日上午，滨河三区最后一部加装电梯通过验收。</p><h2>先算清一笔账</h2>"
        "<p>分摊方案改了<strong>六稿</strong>，一楼住户补偿写进协议。</p>"
        "<ul><li>一楼每户补偿八千元</li><li>顶层分摊一成半</li></ul>"
        "<table><tbody><tr><td><p>楼层</p></td><td><p>分摊</p></td></tr>"
        "<tr><td><p>二层</p></td><td><p>百分之八</p></td></tr></tbody></table>" + figures
    )
    assert text.cover == Image.objects.order_by("pk").first().pk  # type: ignore[union-attr]
    submit(draft.article.pk, by=reporter)


def test_first_line_is_the_headline_where_no_style_says_so(reporter: User) -> None:
    text = text_of(
        read(docx(para(""), para("今年冬天供暖提前三天"), para("——锅炉房的一天"), para("正文一段。")), reporter)
    )
    assert (text.title, text.subhead, text.body) == ("今年冬天供暖提前三天", "——锅炉房的一天", "<p>正文一段。</p>")


def test_a_line_above_the_headline_is_the_kicker(reporter: User) -> None:
    text = text_of(read(docx(para("冬日里的城"), para("供暖提前三天", style="Title"), para("正文。")), reporter))
    assert (text.kicker, text.title, text.body) == ("冬日里的城", "供暖提前三天", "<p>正文。</p>")


def test_heading_one_at_the_top_is_the_headline(reporter: User) -> None:
    text = text_of(read(docx(para("供暖提前三天。", style="Heading1"), para("正文。")), reporter))
    assert (text.title, text.body) == ("供暖提前三天。", "<p>正文。</p>")


def test_the_files_name_is_the_headline_where_the_text_has_none(reporter: User) -> None:
    document = docx(para("记者从市水务局获悉，今冬明春的调水工作已经开始，沿线闸站全部就位。"))
    text = text_of(read(document, reporter, name="C:\\稿件\\12月20日 调水.docx"))
    assert text.title == "12月20日 调水"
    assert text.body.startswith("<p>记者从市水务局获悉")


@pytest.mark.parametrize(
    "below",
    [
        para("图1 居民在试乘"),
        para("▲居民在试乘"),
        para("居民在试乘", centred=True),
        para("居民在试乘", style="Caption"),
        para("") + para("居民在试乘", style="Caption"),
    ],
    ids=["图1", "▲", "centred", "caption style", "after an empty line"],
)
def test_what_stands_below_a_picture_as_a_caption_is_one(reporter: User, below: str) -> None:
    document = docx(para("标题一行"), para(shown(1)), below, para("后面一段正文，写得长一些。"), pictures=photos(1))
    body = text_of(read(document, reporter)).body
    assert "居民在试乘</figcaption></figure><p>后面一段正文，写得长一些。</p>" in body
    assert "▲" not in body


def test_an_ordinary_paragraph_below_a_picture_is_none(reporter: User) -> None:
    document = docx(para("标题一行"), para(shown(1)), para("第二天一早，施工队进场。"), pictures=photos(1))
    assert text_of(read(document, reporter)).body.endswith("</figure><p>第二天一早，施工队进场。</p>")


def test_pictures_keep_their_order_and_their_own_descriptions(reporter: User) -> None:
    document = docx(
        para("标题一行"),
        para(shown(2, "IMG_2031.jpg"), shown(1, "图片包含 建筑, 户外\n\n描述已自动生成")),
        para(shown(3, "站在闸口的值守员")),
        pictures=photos(3),
    )
    body = text_of(read(document, reporter)).body
    images = list(Image.objects.order_by("pk"))
    assert [image.alt for image in images] == ["", "", "站在闸口的值守员"]
    places = [body.index(image.file.url) for image in images]
    assert places == sorted(places)


def test_the_same_picture_again_is_not_stored_twice(reporter: User) -> None:
    same = picture(640, 400)
    document = docx(
        para("标题"), para(shown(1)), para("一段话。"), para(shown(2)), pictures=[("jpg", same), ("jpg", same)]
    )
    draft = read(document, reporter)
    assert Image.objects.count() == 1
    assert text_of(draft).body.count("<figure>") == 2


def test_a_picture_that_cannot_be_taken_is_named_and_the_text_lands(reporter: User) -> None:
    document = docx(
        para("标题一行"), para(shown(1)), para(shown(2)), para("正文。"),
        pictures=[("emf", b"\x01\x00\x00\x00not a picture"), *photos(1)],
    )  # fmt: skip
    draft = read(document, reporter)
    assert draft.pictures == 1
    assert len(draft.problems) == 1
    assert "1" in draft.problems[0]
    assert text_of(draft).body.count("<img") == 1


def test_a_picture_that_is_only_linked_is_never_opened(reporter: User, tmp_path: Path) -> None:
    secret = tmp_path / "secret.jpg"
    secret.write_bytes(picture(640, 400))
    linked = shown(1).replace('r:embed="pic1"', 'r:link="away"')
    rels = (
        '<?xml version="1.0"?><Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
        '<Relationship Id="away" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/image" '
        f'Target="file://{secret}" TargetMode="External"/></Relationships>'
    )
    document = docx(
        para("标题一行"), para(linked), para("正文。"), **{"word___rels__document.xml.rels": rels.encode()}
    )
    draft = read(document, reporter)
    assert text_of(draft).body == "<p>正文。</p>"
    assert Image.objects.count() == 0


def test_more_pictures_than_a_document_may_bring_are_named(reporter: User, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("news.importing.docx.MAX_PICTURES", 2)
    draft = read(
        docx(para("标题"), *(para(shown(n)) for n in (1, 2, 3)), para("正文。"), pictures=photos(3)), reporter
    )
    assert (draft.pictures, len(draft.problems)) == (2, 1)


def test_links_survive_and_scripts_of_links_do_not(reporter: User) -> None:
    link = f'<w:hyperlink r:id="link1">{words("报名页")}</w:hyperlink>'
    bad = (
        '<w:r><w:fldChar w:fldCharType="begin"/></w:r><w:r><w:instrText> HYPERLINK "javascript:alert(1)" </w:instrText></w:r><w:r><w:fldChar w:fldCharType="separate"/></w:r>'
        + words("点我")
        + '<w:r><w:fldChar w:fldCharType="end"/></w:r>'
    )
    body = text_of(read(docx(para("标题"), para("见", link, "和", bad, "。")), reporter)).body
    assert body == '<p>见<a href="https://example.org/">报名页</a>和点我。</p>'


def refusal(data: bytes, by: User) -> str:
    before = Article.objects.count()
    with pytest.raises(BadInput) as caught:
        read(data, by)
    assert Article.objects.count() == before
    assert str(caught.value)
    return caught.value.code


OLE = bytes.fromhex("d0cf11e0a1b11ae1") + bytes(2000)


def of_xml(xml: str) -> bytes:
    return docx(**{"word__document.xml": xml.encode()})


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (OLE + "WordDocument".encode("utf-16-le") + bytes(500), "old_doc"),
        (OLE + "EncryptedPackage".encode("utf-16-le") + bytes(500), "encrypted"),
        (b"%PDF-1.7\n", "not_docx"),
        (b"{\\rtf1 hello}", "not_docx"),
        (b"", "not_docx"),
        (b"PK\x03\x04 but no more", "damaged"),
        (docx(para("标题"), para("正文。"))[:-400], "damaged"),
        (docx(para(""), para("")), "empty"),
        (
            of_xml('<!DOCTYPE x [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;">]><w:document ' + W + "><w:body>&b;</w:body></w:document>"),
            "entities",
        ),
        (
            of_xml('<!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/passwd">]><w:document ' + W + "><w:body>&a;</w:body></w:document>"),
            "entities",
        ),
        (of_xml('<!DOCTYPE x SYSTEM "http://127.0.0.1/x.dtd"><w:document ' + W + "/>"), "entities"),
        (of_xml("<w:document " + W + "><w:body>"), "damaged"),
        (of_xml("<w:document " + W + ">" + "<w:p>" * 3000 + "</w:p>" * 3000 + "</w:document>"), "damaged"),
        (of_xml("<nothing/>"), "damaged"),
        (docx(para("标题" + "长" * 9_000_000)), "bomb"),
        (of_xml("<w:document " + W + "><w:body>" + "<w:p/>" * 400_000 + "</w:body></w:document>"), "bomb"),
    ],
    ids=(
        "old .doc,password,PDF,RTF,nothing,cut zip,cut document,empty,entity bomb,entity of a file,DTD of a server,cut xml,"
        "deep nesting,other xml,bomb in the text,too many elements"
    ).split(","),
)  # fmt: skip
def test_what_cannot_be_opened_gets_a_reason(reporter: User, data: bytes, code: str) -> None:
    assert refusal(data, reporter) == code


def test_a_spreadsheet_is_not_a_document(reporter: User) -> None:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("[Content_Types].xml", "<Types/>")
        archive.writestr("xl/workbook.xml", "<workbook/>")
    assert refusal(out.getvalue(), reporter) == "not_docx"


def test_a_zip_bomb_beside_the_text_is_refused_by_its_declared_size(reporter: User) -> None:
    out = io.BytesIO(docx(para("标题"), para("正文。")))
    with zipfile.ZipFile(out, "a", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("word/media/zeros.bin", bytes(docx_file.MAX_UNPACKED + 1))
    assert refusal(out.getvalue(), reporter) == "bomb"


def test_a_bomb_that_lies_about_its_size_is_not_unpacked_beyond_it(reporter: User) -> None:
    out = io.BytesIO(docx(para("标题"), para("正文。")))
    with zipfile.ZipFile(out, "a", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("word/theme.xml", b"<a>" + bytes(30_000_000) + b"</a>")
    data = out.getvalue()
    size = struct.pack("<L", 30_000_007)
    assert size in data
    assert refusal(data.replace(size, struct.pack("<L", 100)), reporter) == "damaged"


def test_two_hundred_megabytes_are_refused_unread(reporter: User) -> None:
    class Huge(io.BytesIO):
        def read(self, *args: int) -> bytes:  # type: ignore[override]
            raise AssertionError("it was read")

    with pytest.raises(BadInput) as caught:
        draft_from_docx(Huge(), 200 * 2**20, name="大.docx", by=reporter)
    assert caught.value.code == "too_large"


def test_who_may_not_write_may_not_import(auditor_like: User) -> None:
    with pytest.raises(NotAllowed):
        read(docx(para("标题"), para("正文。")), auditor_like)
    assert not default_storage.exists("images")


@pytest.fixture
def auditor_like(db: None) -> User:
    return User.objects.create_user("looker", password="looker-secret", is_staff=True)


def test_a_table_without_anything_else_keeps_its_cells(reporter: User) -> None:
    text = text_of(read(docx(para("收费标准"), table(("类别", "金额"), ("小型车", "5元"))), reporter))
    assert text.body == (
        "<table><tbody><tr><td><p>类别</p></td><td><p>金额</p></td></tr>"
        "<tr><td><p>小型车</p></td><td><p>5元</p></td></tr></tbody></table>"
    )


def test_the_draft_is_readers_to_nobody(reporter: User, make_article: Callable[..., Article]) -> None:
    draft = read(report(photos(1)), reporter)
    assert not Article.objects.live().filter(pk=draft.article.pk).exists()
