"""What files say of themselves: offered to the library, and of it only the AIGC label kept."""

import io
import json
import struct
from datetime import date

import pytest
from PIL import Image as Pillow
from PIL.PngImagePlugin import PngInfo

from news.media.encode import encode
from news.media.metadata import AIGC_NS, Said, read_metadata
from news.media.verify import clean_picture
from tests.pictures import picture

LABEL = json.dumps({"Label": "1", "ContentProducer": "001191<&>", "ProduceID": "河湾-7"}, ensure_ascii=False)
RDF = "http://www.w3.org/1999/02/22-rdf-syntax-ns#"


def packet(inside: str, attributes: str = "") -> bytes:
    return (
        f'<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="{RDF}"><rdf:Description rdf:about="" '
        'xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:photoshop="http://ns.adobe.com/photoshop/1.0/" '
        f'xmlns:xmp="http://ns.adobe.com/xap/1.0/" xmlns:T="{AIGC_NS}" '
        f'xmlns:E="http://iptc.org/std/Iptc4xmpExt/2008-02-29/" {attributes}>{inside}</rdf:Description></rdf:RDF></x:xmpmeta>'
    ).encode()


def escaped(text: str) -> str:
    return text.replace("&", "&amp;").replace("<", "&lt;").replace('"', "&quot;")


def iptc(fields: dict[int, bytes], charset: bytes = b"") -> bytes:
    """The APP13 segment that picture desks write."""
    records = b"".join(
        struct.pack(">BBBH", 0x1C, record, number, len(value)) + value
        for record, number, value in [
            *([(1, 90, charset)] if charset else []),
            *((2, n, v) for n, v in fields.items()),
        ]
    )
    resource = b"8BIM" + struct.pack(">HBBI", 0x0404, 0, 0, len(records)) + records + b"\0" * (len(records) % 2)
    body = b"Photoshop 3.0\0" + resource
    return b"\xff\xed" + struct.pack(">H", len(body) + 2) + body


def said(data: bytes) -> Said:
    with Pillow.open(io.BytesIO(data)) as image:
        image.load()
        return read_metadata(image)


def with_iptc(segment: bytes) -> bytes:
    data = picture()
    return data[:2] + segment + data[2:]


@pytest.mark.parametrize(("coding", "charset"), [("utf-8", b"\x1b%G"), ("utf-8", b""), ("gbk", b""), ("gb18030", b"")])
def test_iptc_of_a_chinese_picture_desk_is_read(coding: str, charset: bytes) -> None:
    fields = {120: "清晨的河面，渔船归来。", 80: "苏禾", 110: "河湾社", 55: "20261121"}
    found = said(with_iptc(iptc({key: value.encode(coding) for key, value in fields.items()}, charset)))
    assert found == Said("清晨的河面，渔船归来。", "河湾社 苏禾 摄", date(2026, 11, 21))


def test_xmp_is_read_before_iptc() -> None:
    inside = (
        '<dc:description><rdf:Alt><rdf:li xml:lang="x-default">河面\n晨雾。</rdf:li></rdf:Alt></dc:description>'
        "<dc:creator><rdf:Seq><rdf:li>陆拾遗</rdf:li><rdf:li>苏禾</rdf:li></rdf:Seq></dc:creator>"
    )
    data = picture(xmp=packet(inside, 'photoshop:DateCreated="2026-11-20T06:48:00+08:00"'))
    data = data[:2] + iptc({120: "旧说明".encode(), 80: b"x"}) + data[2:]
    assert said(data) == Said("河面 晨雾。", "陆拾遗、苏禾 摄", date(2026, 11, 20))


def test_day_of_the_camera_is_read() -> None:
    exif = Pillow.Exif()
    exif.get_ifd(0x8769)[0x9003] = "2026:11:19 08:00:00"
    assert said(picture(exif=exif)).taken_on == date(2026, 11, 19)


@pytest.mark.parametrize(
    "xmp",
    [
        b"<",
        b"\xff\xfe\0",
        b'<!DOCTYPE x [<!ENTITY a "b">]><x>&a;</x>',
        packet("<dc:description/>"),
        packet("", 'photoshop:DateCreated="2026-13-41"'),
        b"x" * 600_000,
    ],
)
def test_damaged_words_count_as_not_said(xmp: bytes) -> None:
    assert said(picture(kind="PNG", pnginfo=chunk("XML:com.adobe.xmp", xmp.decode("latin-1")))) == Said()


def chunk(name: str, text: str) -> PngInfo:
    info = PngInfo()
    info.add_itxt(name, text)
    return info


@pytest.mark.parametrize(
    "data",
    [
        picture(xmp=packet(f"<T:AIGC>{escaped(LABEL)}</T:AIGC>")),
        picture(xmp=packet("", f'T:AIGC="{escaped(LABEL)}"')),
        picture(kind="WEBP", xmp=packet(f"<T:AIGC>{escaped(LABEL)}</T:AIGC>")),
        picture(kind="AVIF", xmp=packet(f"<T:AIGC>{escaped(LABEL)}</T:AIGC>")),
        picture(kind="PNG", pnginfo=chunk("XML:com.adobe.xmp", packet(f"<T:AIGC>{escaped(LABEL)}</T:AIGC>").decode())),
        picture(kind="PNG", pnginfo=chunk("AIGC", LABEL)),
    ],
    ids=["element", "attribute", "webp", "avif", "png", "png text"],
)
@pytest.mark.parametrize("ending", ["jpg", "png", "webp", "avif"])
def test_label_of_a_machine_is_kept_in_every_format(data: bytes, ending: str) -> None:
    clean = clean_picture(io.BytesIO(data), len(data), len(data))
    assert (clean.said.aigc, clean.said.ai_made) == (LABEL, True)
    assert said(clean.data).aigc == LABEL
    with Pillow.open(io.BytesIO(clean.data)) as image:
        assert said(encode(image.convert("RGB"), ending, clean.said.aigc)).aigc == LABEL


def test_label_as_fields_and_in_exif_is_understood() -> None:
    fields = '<T:AIGC rdf:parseType="Resource"><T:Label>1</T:Label><T:ProduceID>河湾-7</T:ProduceID></T:AIGC>'
    assert json.loads(said(picture(xmp=packet(fields))).aigc) == {"Label": "1", "ProduceID": "河湾-7"}
    exif = Pillow.Exif()
    exif.get_ifd(0x8769)[0x9286] = b"ASCII\0\0\0" + json.dumps({"AIGC": {"Label": "2"}}).encode()
    assert json.loads(said(picture(exif=exif)).aigc) == {"Label": "2"}


def test_picture_of_a_model_is_marked_by_its_source_type() -> None:
    source = "http://cv.iptc.org/newscodes/digitalsourcetype/trainedAlgorithmicMedia"
    assert said(picture(xmp=packet("", f'E:DigitalSourceType="{source}"'))).ai_made


def test_words_of_the_file_are_not_in_what_is_kept() -> None:
    inside = (
        f"<T:AIGC>{escaped(LABEL)}</T:AIGC><dc:creator><rdf:Seq><rdf:li>private name</rdf:li></rdf:Seq></dc:creator>"
    )
    data = picture(xmp=packet(inside))
    assert b"private name" not in clean_picture(io.BytesIO(data), len(data), len(data)).data
