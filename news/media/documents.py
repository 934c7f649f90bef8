"""Files that stories play or offer for download: known by their content and their name, bounded, kept as they are."""

import hashlib
import re
import zipfile
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import PurePath
from typing import BinaryIO

from django.utils.translation import gettext as _

from news.errors import BadFile
from news.media.video import Probe, length_of, probe_mp4, probe_webm

CHUNK = 2**20
VIDEOS = {"mp4": "mp4", "m4v": "mp4", "webm": "webm"}
MAX_NAME = 120
MAX_MEMBERS = 5_000
MAX_RATIO = 200  # of what a packed file holds to its own size: above it is a bomb
PLAIN = frozenset({"txt", "csv"})
OLE = bytes.fromhex("d0cf11e0a1b11ae1")
OLE_STREAM = {"doc": "WordDocument", "xls": "Workbook", "ppt": "PowerPoint Document"}
OFFICE = {"docx": "word/document.xml", "xlsx": "xl/workbook.xml", "pptx": "ppt/presentation.xml"}
ENDINGS = (*sorted(VIDEOS), "pdf", *OLE_STREAM, *OFFICE, "zip", "csv", "txt")
# What a packed file may not hold: programs, and what a browser or shell would run.
RUN = frozenset(
    "exe dll com scr bat cmd ps1 vbs vbe js jse wsf wsh hta msi msp jar apk app lnk reg cpl pif sh py htm html xhtml "
    "svg svgz mht mhtml swf chm iso img vhd zip rar 7z gz tar xz cab docm xlsm pptm dotm xltm".split()
)
MARKUP = re.compile(rb"\s*(?:<!doctype|<\?xml|<html|<head|<body|<script|<svg|<iframe|<!--)", re.IGNORECASE)
CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")


@dataclass(frozen=True)
class CheckedFile:
    """``digest`` is its SHA-256 (hex); ``probe`` is given for a video."""

    ending: str
    title: str
    size: int
    digest: str
    probe: Probe | None = None

    @property
    def name(self) -> str:
        """The name under which it is kept: by content, in folders of at most 256."""
        return f"files/{self.digest[:2]}/{self.digest[:32]}.{self.ending}"


def check_file(file: BinaryIO, name: str, limits: Mapping[str, int]) -> CheckedFile:
    """Return what a file is, or raise BadFile with the reason in the user's language.

    Name and content must say the same. ``limits`` are bytes for ``video`` and ``file``. The bytes are kept as they
    are, so nothing is taken that a browser would run; a name is only ever shown.
    """
    said = PurePath(name.replace("\\", "/")).name
    ending = PurePath(said).suffix.lower().lstrip(".")
    size = length_of(file)
    _refuse_by_name_and_size(ending, size, limits["video" if ending in VIDEOS else "file"])
    probe = None
    if ending in VIDEOS:
        ending = VIDEOS[ending]
        probe = _video(file, size, ending)
    else:
        CONTENT[ending](file, ending)
    file.seek(0)
    digest = hashlib.sha256()
    while chunk := file.read(CHUNK):
        digest.update(chunk)
    file.seek(0)
    return CheckedFile(ending, _title(said), size, digest.hexdigest(), probe)


def _title(name: str) -> str:
    stem, _dot, ending = CONTROL.sub("", name).rpartition(".")
    return f"{stem.strip()[: MAX_NAME - 6] or _('file')}.{ending.lower()}"


def _refuse_by_name_and_size(ending: str, size: int, most: int) -> None:
    if ending in {"mov", "qt"}:
        raise BadFile(_("QuickTime films (.mov) do not play everywhere. Export it as MP4 with H.264."), "ending")
    if ending in {"avi", "wmv", "flv", "mkv", "mpg", "mpeg", "rmvb", "3gp", "ts", "mts"}:
        raise BadFile(
            _("Browsers cannot play .%(ending)s. Export it as MP4 with H.264.") % {"ending": ending}, "ending"
        )
    if ending not in ENDINGS:
        raise BadFile(
            _("A file ending in .%(ending)s is not taken. Possible are: %(all)s.")
            % {"ending": ending[:12], "all": " ".join(ENDINGS)},
            "ending",
        )
    if not size:
        raise BadFile(_("The file is empty (0 bytes). Save or send it again."), "empty")
    if size > most:
        raise BadFile(
            _("The file has %(mb).1f MB; at most %(max)d MB can be taken. Make it smaller and try again.")
            % {"mb": size / 2**20, "max": most // 2**20},
            "too_large",
        )


def _video(file: BinaryIO, size: int, ending: str) -> Probe:
    file.seek(0)
    head = file.read(12)
    is_mp4, is_webm = head[4:8] == b"ftyp", head.startswith(b"\x1a\x45\xdf\xa3")
    if not (is_mp4 if ending == "mp4" else is_webm):
        raise _other(ending)
    return probe_mp4(file, size) if is_mp4 else probe_webm(file, size)


def _other(ending: str) -> BadFile:
    return BadFile(
        _("By its content this is no %(ending)s file. Open it, save it as that, and upload it again.")
        % {"ending": ending},
        "content",
    )


def _pdf(file: BinaryIO, ending: str) -> None:
    file.seek(0)
    if not file.read(5).startswith(b"%PDF-"):
        raise _other(ending)
    size = length_of(file)
    file.seek(max(0, size - 2048))
    if b"%%EOF" not in file.read():
        raise BadFile(_("The file is damaged or incomplete. Save it again and upload it anew."), "damaged")


def _ole(file: BinaryIO, ending: str) -> None:
    file.seek(0)
    if file.read(8) != OLE:
        raise _other(ending)
    wanted = [OLE_STREAM[ending].encode("utf-16-le")]
    if ending == "xls":
        wanted.append("Book".encode("utf-16-le") + b"\0\0")
    if not _contains(file, wanted):
        raise _other(ending)


def _contains(file: BinaryIO, wanted: list[bytes]) -> bool:
    file.seek(0)
    kept = b""
    while chunk := file.read(CHUNK):
        if any(item in kept + chunk for item in wanted):
            return True
        kept = chunk[-64:]
    return False


def _office(file: BinaryIO, ending: str) -> None:
    file.seek(0)
    if file.read(8) == OLE:
        raise BadFile(_("The document is protected by a password; readers could not open it."), "encrypted")
    names = _members(file, ending)
    if "[Content_Types].xml" not in names or OFFICE[ending] not in names:
        raise _other(ending)
    if any(name.rpartition("/")[2].lower() == "vbaproject.bin" for name in names):
        raise BadFile(_("The document holds macros, which are programs. Save it without them."), "program")


def _zip(file: BinaryIO, ending: str) -> None:
    names = _members(file, ending)
    for name in names:
        if PurePath(name).suffix.lower().lstrip(".") in RUN:
            raise BadFile(
                _("The packed file holds “%(name)s”, which readers should not be given. Pack it without that.")
                % {"name": name[-60:]},
                "program",
            )


def _members(file: BinaryIO, ending: str) -> list[str]:
    file.seek(0)
    if file.read(4) != b"PK\x03\x04":
        raise _other(ending)
    try:
        with zipfile.ZipFile(file) as archive:
            members = archive.infolist()
    except (zipfile.BadZipFile, NotImplementedError, ValueError, OSError, UnicodeError) as error:
        raise BadFile(_("The file is damaged or incomplete. Save it again and upload it anew."), "damaged") from error
    if any(member.flag_bits & 1 for member in members):
        raise BadFile(_("The document is protected by a password; readers could not open it."), "encrypted")
    size = length_of(file)
    if len(members) > MAX_MEMBERS or sum(member.file_size for member in members) > MAX_RATIO * max(size, 10_000):
        raise BadFile(_("The packed file holds far more than it should; pack fewer files."), "bomb")
    return [member.filename for member in members]


def _plain(file: BinaryIO, ending: str) -> None:
    file.seek(0)
    data = file.read()
    for encoding in ("utf-16",) if data[:2] in {b"\xff\xfe", b"\xfe\xff"} else ("utf-8-sig", "gb18030"):
        try:
            text = data.decode(encoding)
            break
        except UnicodeDecodeError:
            continue
    else:
        raise _other(ending)
    if CONTROL.search(text) or MARKUP.match(text[:400].encode()):
        raise _other(ending)


CONTENT: dict[str, Callable[[BinaryIO, str], None]] = {
    "pdf": _pdf,
    "zip": _zip,
    **dict.fromkeys(OLE_STREAM, _ole),
    **dict.fromkeys(OFFICE, _office),
    **dict.fromkeys(PLAIN, _plain),
}
