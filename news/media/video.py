"""What a video file is, read from its container: MP4 (ISO/IEC 14496-12, -14) and WebM (RFC 8794, RFC 9559).

Only heads are read, never the sound or the pictures, so a file of any size costs a few reads. Nothing is converted.
"""

import os
import struct
from collections.abc import Iterator
from dataclasses import dataclass
from typing import BinaryIO

from django.utils.translation import gettext as _

from news.errors import BadFile

PLAYED = {b"avc1", b"avc3", b"av01", b"vp09", b"vp08"}
HEARD = {b"mp4a", b"Opus", b"fLaC", b".mp3"}
HEVC = {b"hvc1", b"hev1", b"dvh1", b"dvhe"}
QUICKTIME = b"qt  "
BRANDS = {b"isom", b"mp41", b"mp42", b"avc1", b"dash", b"M4V ", b"MSNV", b"av01", b"mp71", b"XAVC"}
CODECS = {"V_VP8", "V_VP9", "V_AV1"}
MAX_BOXES = 4_000
MAX_HEAD = 2**20  # bytes of one head that are read into memory
EBML, SEGMENT, INFO, TRACKS, CLUSTER = 0x1A45DFA3, 0x18538067, 0x1549A966, 0x1654AE6B, 0x1F43B675
DOCTYPE, SCALE, DURATION, ENTRY, CODEC, VIDEO, WIDE, HIGH = 0x4282, 0x2AD7B1, 0x4489, 0xAE, 0x86, 0xE0, 0xB0, 0xBA


@dataclass
class Probe:
    """``width`` × ``height`` in pixels as shown, ``seconds`` 0 where the file does not say."""

    width: int = 0
    height: int = 0
    seconds: int = 0


def damaged() -> BadFile:
    """Return the refusal of a file that ends too early or contradicts itself."""
    return BadFile(_("The video is damaged or incomplete. Export it again and upload it anew."), "damaged")


def probe_mp4(file: BinaryIO, size: int) -> Probe:
    """Return what an MP4 is, or raise BadFile where browsers could not play it."""
    found, seen, kinds = Probe(), set(), []
    for name, start, end in _boxes(file, 0, size):
        seen.add(name)
        if name == b"ftyp":
            _check_brand(_read(file, start, min(end - start, 256)))
        elif name == b"moov":
            kinds = _read_movie(file, start, end, found)
    if b"ftyp" not in seen or b"moov" not in seen or not seen & {b"mdat", b"moof"}:
        raise damaged()
    pictures = [codec for kind, codec in kinds if kind == b"vide"]
    if any(codec in HEVC for codec in pictures):
        raise BadFile(
            _("The video is coded as H.265 (HEVC), which many browsers cannot play. Export it as MP4 with H.264."),
            "codec",
        )
    if not pictures or any(codec not in PLAYED for codec in pictures):
        raise BadFile(_("Browsers cannot play the pictures of this file. Export it as MP4 with H.264."), "codec")
    if any(kind == b"soun" and codec not in HEARD for kind, codec in kinds):
        raise BadFile(_("Browsers cannot play the sound of this file. Export it as MP4 with AAC sound."), "codec")
    if not found.width or not found.height:
        raise damaged()
    return found


def _check_brand(head: bytes) -> None:
    brands = {head[:4]} | {head[place : place + 4] for place in range(8, len(head) - 3, 4)}
    if head[:4] == QUICKTIME or not any(brand in BRANDS or brand.startswith(b"iso") for brand in brands):
        raise BadFile(
            _("This is a QuickTime or another film file by its content. Export it as MP4 with H.264."), "brand"
        )


def _boxes(file: BinaryIO, at: int, end: int) -> Iterator[tuple[bytes, int, int]]:
    """Yield (name, start of content, end) of the boxes in a stretch of the file."""
    for _turn in range(MAX_BOXES):
        if at + 8 > end:
            if at != end and end - at > 3:  # some writers end with a few zero bytes
                raise damaged()
            return
        size, name = struct.unpack(">I4s", _read(file, at, 8))
        start = at + 8
        if size == 1:
            size, start = struct.unpack(">Q", _read(file, at + 8, 8))[0], at + 16
        elif size == 0:
            size = end - at
        if size < start - at or at + size > end:
            raise damaged()
        yield name, start, at + size
        at += size
    raise damaged()


def _read(file: BinaryIO, at: int, length: int) -> bytes:
    file.seek(at)
    data = file.read(length)
    if len(data) != length:
        raise damaged()
    return data


def _read_movie(file: BinaryIO, start: int, end: int, found: Probe) -> list[tuple[bytes, bytes]]:
    """Fill ``found`` from a moov box and return (vide | soun | …, codec) of its tracks."""
    kinds = []
    for name, inside, until in _boxes(file, start, end):
        if name == b"mvhd":
            head = _read(file, inside, min(until - inside, 32))
            long_ = head[0] == 1
            scale, length = struct.unpack_from(">IQ" if long_ else ">II", head, 20 if long_ else 12)
            found.seconds = round(length / scale) if scale and length < 2**40 else 0
        elif name == b"trak":
            kinds.append(_read_track(file, inside, until, found))
    return kinds


def _read_track(file: BinaryIO, start: int, end: int, found: Probe) -> tuple[bytes, bytes]:
    kind = codec = b""
    size = (0, 0)
    stack = [(start, end)]
    while stack:
        for name, inside, until in _boxes(file, *stack.pop()):
            if name in {b"mdia", b"minf", b"stbl"}:
                stack.append((inside, until))
            elif name == b"tkhd":
                head = _read(file, inside, until - inside if until - inside <= 256 else 0)
                wide, high = struct.unpack(">II", head[-8:])
                turned = struct.unpack(">i", head[-44:-40])[0] == 0  # the matrix turns it by a quarter
                size = (high >> 16, wide >> 16) if turned else (wide >> 16, high >> 16)
            elif name == b"hdlr":
                kind = kind or _read(file, inside, 12)[8:12]
            elif name == b"stsd":
                codec = _read(file, inside, 16)[12:16]
    if kind == b"vide" and not found.width:
        found.width, found.height = size
    return kind, codec


def probe_webm(file: BinaryIO, size: int) -> Probe:
    """Return what a WebM is, or raise BadFile where browsers could not play it."""
    found, doctype, codecs = Probe(), b"", []
    scale = 1_000_000
    for number, start, end in _elements(file, 0, size):
        if number == EBML:
            doctype = next((_read(file, a, b - a) for n, a, b in _elements(file, start, end) if n == DOCTYPE), b"")
            if doctype.rstrip(b"\0") != b"webm":
                raise BadFile(_("This is a Matroska file by its content. Export it as MP4 or WebM."), "brand")
        elif number == SEGMENT and doctype:
            clusters = 0
            for name, a, b in _elements(file, start, end):
                if name == CLUSTER:
                    clusters += 1
                    break
                if b - a > MAX_HEAD:
                    continue
                if name == INFO:
                    for inner, c, d in _elements(file, a, b):
                        if inner == SCALE:
                            scale = int.from_bytes(_read(file, c, d - c)[:8])
                        elif inner == DURATION and d - c in {4, 8}:
                            value = struct.unpack(">f" if d - c == 4 else ">d", _read(file, c, d - c))[0]
                            found.seconds = round(value * scale / 1e9) if 0 < value * scale < 1e15 else 0
                elif name == TRACKS:
                    codecs += [_webm_track(file, c, d, found) for n, c, d in _elements(file, a, b) if n == ENTRY]
            if not clusters:
                raise damaged()
            break
    pictures = [codec for codec in codecs if codec.startswith("V_")]
    if not pictures or not found.width or not found.height:
        raise damaged()
    if not CODECS.issuperset(pictures):
        raise BadFile(_("Browsers cannot play the pictures of this file. Export it as MP4 with H.264."), "codec")
    return found


def _webm_track(file: BinaryIO, start: int, end: int, found: Probe) -> str:
    codec = ""
    for number, a, b in _elements(file, start, end):
        if number == CODEC:
            codec = _read(file, a, min(b - a, 32)).rstrip(b"\0").decode("ascii", "replace")
        elif number == VIDEO:
            for inner, c, d in _elements(file, a, b):
                if inner == WIDE:
                    found.width = found.width or int.from_bytes(_read(file, c, min(d - c, 4)))
                elif inner == HIGH:
                    found.height = found.height or int.from_bytes(_read(file, c, min(d - c, 4)))
    return codec


def _elements(file: BinaryIO, at: int, end: int) -> Iterator[tuple[int, int, int]]:
    """Yield (number, start of content, end); one of unknown length reaches to the end of what holds it."""
    for _turn in range(MAX_BOXES):
        if at >= end:
            return
        number, at = _vint(file, at, keep=True)
        length, at = _vint(file, at, keep=False)
        until = end if length < 0 else at + length
        if until > end:
            raise damaged()
        yield number, at, until
        at = until
    raise damaged()


def _vint(file: BinaryIO, at: int, *, keep: bool) -> tuple[int, int]:
    """Return a number of variable length and where it ends; -1 for a length that is not known."""
    first = _read(file, at, 1)[0]
    width = 9 - first.bit_length()
    if width > 8:
        raise damaged()
    data = _read(file, at, width)
    value = int.from_bytes(data)
    if not keep:
        value &= (1 << (7 * width)) - 1
        value = -1 if value == (1 << (7 * width)) - 1 else value
    return value, at + width


def length_of(file: BinaryIO) -> int:
    """Return how many bytes a file has."""
    return file.seek(0, os.SEEK_END)
