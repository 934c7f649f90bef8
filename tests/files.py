"""Videos and documents for tests, made by code."""

import io
import struct
import zipfile

PDF = b"%PDF-1.4\n1 0 obj<</Type/Catalog>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n"
OLE = bytes.fromhex("d0cf11e0a1b11ae1") + b"\0" * 504


def box(name: bytes, *inside: bytes) -> bytes:
    """Return a box of an MP4."""
    content = b"".join(inside)
    return struct.pack(">I4s", 8 + len(content), name) + content


def _track(kind: bytes, codec: bytes, size: tuple[int, int] = (0, 0), turned: bool = False) -> bytes:
    matrix = (
        (0, 0x10000, 0, -0x10000, 0, 0, 0, 0, 0x40000000)
        if turned
        else (0x10000, 0, 0, 0, 0x10000, 0, 0, 0, 0x40000000)
    )
    head = b"\0" * 40 + struct.pack(">9i", *matrix) + struct.pack(">II", size[0] << 16, size[1] << 16)
    stbl = box(b"stbl", box(b"stsd", b"\0" * 4, struct.pack(">I", 1), box(codec, b"\0" * 78)))
    handler = box(b"hdlr", b"\0" * 8, kind, b"\0" * 13)
    return box(b"trak", box(b"tkhd", head), box(b"mdia", handler, box(b"minf", stbl)))


def mp4(
    codec: bytes = b"avc1",
    sound: bytes = b"mp4a",
    size: tuple[int, int] = (640, 360),
    seconds: int = 65,
    brand: bytes = b"isom",
    turned: bool = False,
) -> bytes:
    """Return the heads of an MP4 without a picture in it: what is read of one."""
    movie = box(b"mvhd", b"\0" * 12, struct.pack(">II", 1000, seconds * 1000), b"\0" * 80)
    tracks = _track(b"vide", codec, size, turned) + (_track(b"soun", sound) if sound else b"")
    return box(b"ftyp", brand, b"\0\0\2\0", brand) + box(b"moov", movie, tracks) + box(b"mdat", b"\0" * 32)


def element(number: str, *inside: bytes) -> bytes:
    """Return an element of a WebM."""
    content = b"".join(inside)
    return bytes.fromhex(number) + struct.pack(">Q", len(content) | 1 << 56) + content


def webm(
    codec: bytes = b"V_VP9", doctype: bytes = b"webm", size: tuple[int, int] = (320, 180), ends: bool = True
) -> bytes:
    """Return the heads of a WebM; with ``ends=False`` its segment has no length, as a browser records it."""
    video = element("e0", element("b0", struct.pack(">H", size[0])), element("ba", struct.pack(">H", size[1])))
    info = element("1549a966", element("2ad7b1", (1_000_000).to_bytes(3)), element("4489", struct.pack(">d", 7_000.0)))
    tracks = element("1654ae6b", element("ae", element("86", codec), video))
    segment = info + tracks + element("1f43b675", b"\0" * 16)
    head = element("1a45dfa3", element("4282", doctype))
    return head + (element("18538067", segment) if ends else bytes.fromhex("1853806701ffffffffffffff") + segment)


def packed(*names: str, data: bytes = b"x") -> bytes:
    """Return a ZIP archive that holds files of these names."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name in names:
            archive.writestr(name, data)
    return out.getvalue()


def office(part: str, *more: str) -> bytes:
    """Return a document of the Office Open XML kind with one part: ``word/document.xml``, …"""
    return packed("[Content_Types].xml", part, *more)


def ole(stream: str) -> bytes:
    """Return what an old Office document begins with, and the name of its stream."""
    return OLE + stream.encode("utf-16-le") + b"\0" * 64
