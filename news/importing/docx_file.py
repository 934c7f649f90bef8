"""Whether an upload is a Word document that can be opened safely. Nothing is unpacked before its size is known."""

import zipfile
import zlib
from typing import BinaryIO
from xml.sax import SAXException
from xml.sax.handler import ContentHandler

import defusedxml.sax
from defusedxml import DefusedXmlException
from django.utils.translation import gettext as _

from news.errors import BadInput

MAX_BYTES = 50 * 2**20
MAX_PARTS = 2000
MAX_UNPACKED = 200 * 2**20
MAX_XML = 8 * 2**20  # of one part; a text of 100,000 characters has about one
MAX_XML_TOGETHER = 24 * 2**20
OLE = bytes.fromhex("d0cf11e0a1b11ae1")  # [MS-CFB] 2.2: what .doc, .wps and encrypted .docx begin with
ENCRYPTED = "EncryptedPackage".encode("utf-16-le")  # [MS-OFFCRYPTO] 2.3.4: the stream that holds the document
BROKEN = (SAXException, zipfile.BadZipFile, zlib.error, OSError, ValueError, EOFError, NotImplementedError)
MAX_ELEMENTS = 300_000  # of one part
MAX_DEPTH = 200  # elements inside each other


def open_docx(file: BinaryIO, size: int) -> zipfile.ZipFile:
    """Return the document as a checked archive, or raise BadInput that says what to do instead."""
    if size > MAX_BYTES:
        raise BadInput(
            _("The document has %(mb)d MB; at most %(max)d MB can be taken. Make its pictures smaller in Word first.")
            % {"mb": size // 2**20, "max": MAX_BYTES // 2**20},
            "too_large",
        )
    file.seek(0)
    start = file.read(8)
    if start.startswith(OLE):
        raise _old_or_encrypted(file)
    file.seek(0)
    if not start.startswith(b"PK"):
        raise _not_word()
    try:
        archive = zipfile.ZipFile(file)
        names = {item.filename for item in archive.infolist()}
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError) as error:
        raise _damaged() from error
    if "[Content_Types].xml" not in names or not any(name.startswith("word/") for name in names):
        raise _not_word()
    _check_sizes(archive)
    _check_markup(archive)
    return archive


def _check_sizes(archive: zipfile.ZipFile) -> None:
    """Refuse by the sizes that the archive declares; ``zipfile`` reads no part beyond them."""
    parts = archive.infolist()
    if any(item.flag_bits & 0x1 for item in parts):
        raise _encrypted()
    xml = [item.file_size for item in parts if _is_markup(item.filename)]
    unpacked = sum(item.file_size for item in parts)
    if len(parts) > MAX_PARTS or unpacked > MAX_UNPACKED or max(xml) > MAX_XML or sum(xml) > MAX_XML_TOGETHER:
        raise _bomb()


def _is_markup(name: str) -> bool:
    return name.lower().endswith((".xml", ".rels"))


class _TooMany(Exception):
    """A part has more elements than a text can have."""


class _Counting(ContentHandler):
    """Counts elements, each of which costs memory, and how deep they nest; readers of the tree go down as deep."""

    def __init__(self) -> None:
        super().__init__()
        self.depth = self.count = 0

    def startElement(self, name: str, attrs: object) -> None:  # noqa: N802 - the interface's name
        self.depth += 1
        self.count += 1
        if self.count > MAX_ELEMENTS:
            raise _TooMany
        if self.depth > MAX_DEPTH:
            raise SAXException("too deep")

    def endElement(self, name: str) -> None:  # noqa: N802
        self.depth -= 1


def _check_markup(archive: zipfile.ZipFile) -> None:
    """Read every part once with a parser that knows no entities: Word writes none, bombs and thieves do."""
    for item in archive.infolist():
        if not _is_markup(item.filename):
            continue
        try:
            with archive.open(item) as part:
                defusedxml.sax.parse(part, _Counting(), forbid_dtd=True)
        except DefusedXmlException as error:
            raise BadInput(
                _("The document contains definitions that no Word document has; it was not opened."), "entities"
            ) from error
        except _TooMany as error:
            raise _bomb() from error
        except BROKEN as error:
            raise _damaged() from error


def _bomb() -> BadInput:
    return BadInput(
        _("Unpacked the document is far larger than a text with pictures. Copy the text into a new document."), "bomb"
    )


def _old_or_encrypted(file: BinaryIO) -> BadInput:
    file.seek(0)
    rest, found = b"", False
    while not found and (part := file.read(2**20)):
        found = ENCRYPTED in rest + part
        rest = part[-len(ENCRYPTED) :]
    if found:
        return _encrypted()
    return BadInput(
        _("This is an old .doc or .wps file. Open it in Word or WPS, save it as .docx, and choose that one."),
        "old_doc",
    )


def _encrypted() -> BadInput:
    return BadInput(_("The document has a password. Take it off in Word (File, Info) and try again."), "encrypted")


def _not_word() -> BadInput:
    return BadInput(_("This is not a Word document. Save the text as .docx and choose that one."), "not_docx")


def _damaged() -> BadInput:
    return BadInput(
        _("The document is damaged. Open it in Word or WPS, save it again, and choose it anew."), "damaged"
    )
