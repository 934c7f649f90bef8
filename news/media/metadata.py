"""What a picture file says of itself: caption, credit and date (IPTC, XMP, EXIF), and whether a machine made it.

Only read: a stored file carries none of it, but for the AIGC label, which the law wants kept
(人工智能生成合成内容标识办法, 2025; the field's form: GB 45438-2025).
"""

import json
import re
from dataclasses import dataclass
from datetime import date
from typing import Any, cast
from xml.etree.ElementTree import Element, ParseError  # types only; what parses is defusedxml
from xml.sax.saxutils import escape

from defusedxml.common import DefusedXmlException
from defusedxml.ElementTree import fromstring
from PIL import Image as Pillow
from PIL.ImageFile import ImageFile
from PIL.IptcImagePlugin import getiptcinfo

RDF = "{http://www.w3.org/1999/02/22-rdf-syntax-ns#}"
DC = "{http://purl.org/dc/elements/1.1/}"
PHOTOSHOP = "{http://ns.adobe.com/photoshop/1.0/}"
XMP = "{http://ns.adobe.com/xap/1.0/}"
IPTC_EXT = "{http://iptc.org/std/Iptc4xmpExt/2008-02-29/}"
AIGC_NS = "http://www.tc260.org.cn/ns/AIGC/1.0/"
AIGC = f"{{{AIGC_NS}}}AIGC"
# Digital source types that mean “made or put together by a model”: https://cv.iptc.org/newscodes/digitalsourcetype
MACHINE_SOURCES = ("trainedAlgorithmicMedia", "compositeWithTrainedAlgorithmicMedia")
# IPTC-IIM 4.2, record:dataset
IPTC_CHARSET, IPTC_DATE, IPTC_BYLINE, IPTC_CREDIT, IPTC_CAPTION = (1, 90), (2, 55), (2, 80), (2, 110), (2, 120)
UTF8_MARK = b"\x1b%G"
EXIF_IFD, EXIF_TAKEN, EXIF_COMMENT = 0x8769, 0x9003, 0x9286
MAX_XMP = 512 * 1024
MAX_LABEL = 4000  # characters
PHOTOGRAPHED = "摄"


@dataclass(frozen=True)
class Said:
    """What a file says; '' and None where it says nothing. ``aigc`` is the label as found: JSON in honest files."""

    caption: str = ""
    credit: str = ""
    taken_on: date | None = None
    aigc: str = ""
    ai_made: bool = False

    def offered(self) -> dict[str, str]:
        """Return what can be offered for the library's fields, as JSON can hold it."""
        taken = self.taken_on.isoformat() if self.taken_on else ""
        return {
            name: value
            for name, value in (("caption", self.caption), ("credit", self.credit), ("taken_on", taken))
            if value
        }


def read_metadata(image: Pillow.Image) -> Said:
    """Return what an opened picture says. Whatever is damaged counts as not said; nothing is raised."""
    iptc, xmp, exif = _iptc(image), _xmp(image), _exif(image)
    creator = xmp.get("creator") or iptc.get("byline", "")
    agency = xmp.get("credit") or iptc.get("credit", "")
    label = xmp.get("aigc") or _text_label(image) or exif.get("aigc", "")
    return Said(
        caption=_line(xmp.get("caption") or iptc.get("caption", ""))[:300],
        credit=_credit(_line(creator), _line(agency))[:60],
        taken_on=_date(xmp.get("date", "")) or _date(iptc.get("date", "")) or _date(exif.get("taken", "")),
        aigc=label[:MAX_LABEL],
        ai_made=bool(label) or bool(xmp.get("machine")),
    )


def label_packet(aigc: str) -> bytes:
    """Return an XMP packet that holds the AIGC label and nothing else."""
    value = escape("".join(sign for sign in aigc if sign.isprintable() or sign in "\n\t"))
    return (
        '<?xpacket begin="\ufeff" id="W5M0MpCehiHzreSzNTczkc9d"?>'
        '<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">'
        f'<rdf:Description rdf:about="" xmlns:TC260="{AIGC_NS}"><TC260:AIGC>{value}</TC260:AIGC>'
        '</rdf:Description></rdf:RDF></x:xmpmeta><?xpacket end="r"?>'
    ).encode()


def _line(text: str) -> str:
    return " ".join("".join(sign if sign.isprintable() else " " for sign in text).split())


def _credit(creator: str, agency: str) -> str:
    """Word a credit as newspapers do: 新华社 张三 摄."""
    if creator and not creator.endswith(PHOTOGRAPHED):
        creator = f"{creator} {PHOTOGRAPHED}"
    if agency and agency not in creator:
        return f"{agency} {creator}".strip()
    return creator


def _date(text: str) -> date | None:
    """Read the day of 2026-11-21T06:48, 2026:11:21 06:48:00 and 20261121."""
    found = re.match(r"(\d{4})[-:.]?(\d\d)[-:.]?(\d\d)", text)
    if not found:
        return None
    try:
        day = date(*map(int, found.groups()))
    except ValueError:
        return None
    return day if 1840 < day.year < 2200 else None


def _decoded(raw: bytes, utf8: bool) -> str:
    """Decode what a Chinese picture desk wrote: UTF-8 if it says so or is, else GB18030."""
    for coding in ("utf-8",) if utf8 else ("utf-8", "gb18030"):
        try:
            return raw.decode(coding).strip("\0 ")
        except UnicodeDecodeError:
            continue
    return ""


def _iptc(image: Pillow.Image) -> dict[str, str]:
    try:
        info = getiptcinfo(cast(ImageFile, image)) or {}
    except (SyntaxError, ValueError, OSError, KeyError, IndexError, TypeError):
        return {}

    def value(key: tuple[int, int]) -> bytes:
        found: Any = info.get(key, b"")
        if isinstance(found, list):
            found = found[0] if found else b""
        return found if isinstance(found, bytes) else b""

    utf8 = value(IPTC_CHARSET) == UTF8_MARK
    names = {"caption": IPTC_CAPTION, "credit": IPTC_CREDIT, "byline": IPTC_BYLINE, "date": IPTC_DATE}
    return {name: _decoded(value(key), utf8) for name, key in names.items()}


def _xmp(image: Pillow.Image) -> dict[str, str]:
    raw = image.info.get("xmp") or image.info.get("XML:com.adobe.xmp") or b""
    if isinstance(raw, str):
        raw = raw.encode()
    if not isinstance(raw, bytes) or not raw or len(raw) > MAX_XMP:
        return {}
    try:
        root = fromstring(raw.strip(b"\0 \r\n\t"), forbid_dtd=True)
    except (ParseError, DefusedXmlException, ValueError, UnicodeError):
        return {}
    found: dict[str, str] = {}
    for node in root.iter(f"{RDF}Description"):
        for name, tag in (
            ("caption", f"{DC}description"),
            ("creator", f"{DC}creator"),
            ("credit", f"{PHOTOSHOP}Credit"),
            ("date", f"{PHOTOSHOP}DateCreated"),
            ("date", f"{XMP}CreateDate"),
        ):
            found.setdefault(name, _property(node, tag))
            found[name] = found[name] or _property(node, tag)
        found["aigc"] = found.get("aigc") or _label(node)
        source = _property(node, f"{IPTC_EXT}DigitalSourceType")
        if source.rsplit("/", 1)[-1] in MACHINE_SOURCES:
            found["machine"] = source
    return found


def _property(node: Element, tag: str) -> str:
    """Return a property's text: an attribute, plain text, or the first (or x-default) entry of a list."""
    if node.get(tag):
        return str(node.get(tag))
    child = node.find(tag)
    if child is None:
        return ""
    entries = child.findall(f".//{RDF}li")
    if not entries:
        return (child.text or "").strip() or child.get(f"{RDF}resource", "")
    if tag == f"{DC}creator":
        return "、".join((entry.text or "").strip() for entry in entries)
    return (entries[0].text or "").strip()


def _label(node: Element) -> str:
    """Return the AIGC label, which tools write as JSON text, as an attribute, or as fields of their own."""
    if node.get(AIGC):
        return str(node.get(AIGC))
    child = node.find(AIGC)
    if child is None:
        return ""
    if len(child):
        fields = {entry.tag.rsplit("}", 1)[-1]: (entry.text or "").strip() for entry in child.iter() if not len(entry)}
        return json.dumps(fields, ensure_ascii=False)
    return (child.text or "").strip()


def _text_label(image: Pillow.Image) -> str:
    """Return the label of a PNG that has it as a text chunk."""
    value = image.info.get("AIGC", "")
    return value.strip() if isinstance(value, str) else ""


def _exif(image: Pillow.Image) -> dict[str, str]:
    try:
        detail = image.getexif().get_ifd(EXIF_IFD)
    except (SyntaxError, ValueError, OSError, KeyError, IndexError, TypeError):
        return {}
    taken, comment = detail.get(EXIF_TAKEN, ""), detail.get(EXIF_COMMENT, b"")
    found = {"taken": taken if isinstance(taken, str) else ""}
    text = comment[8:].decode("utf-8", "ignore") if isinstance(comment, bytes) else str(comment)
    if "AIGC" in text:
        try:
            label = json.loads(text.strip("\0 "))["AIGC"]
        except (ValueError, KeyError, TypeError):
            return found
        found["aigc"] = label if isinstance(label, str) else json.dumps(label, ensure_ascii=False)
    return found
