"""Documents that the demo's stories offer for download, written by code: the same bytes every time."""

import io
import zipfile
from collections.abc import Callable
from dataclasses import dataclass
from html import escape

TYPES = (
    '<?xml version="1.0" encoding="UTF-8"?><Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
    '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
    '<Default Extension="xml" ContentType="application/xml"/><Override PartName="/word/document.xml" '
    'ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"/></Types>'
)
RELATIONS = (
    '<?xml version="1.0" encoding="UTF-8"?>'
    '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="r1" '
    'Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument" '
    'Target="word/document.xml"/></Relationships>'
)
WORDS = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"


@dataclass(frozen=True)
class DemoDocument:
    """A file and what it is called."""

    name: str
    write: Callable[[], bytes]


def word_file(*lines: str) -> bytes:
    """Return a Word document, a paragraph a line."""
    text = "".join(f'<w:p><w:r><w:t xml:space="preserve">{escape(line)}</w:t></w:r></w:p>' for line in lines)
    document = (
        f'<?xml version="1.0" encoding="UTF-8"?><w:document xmlns:w="{WORDS}"><w:body>{text}</w:body></w:document>'
    )
    parts = {"[Content_Types].xml": TYPES, "_rels/.rels": RELATIONS, "word/document.xml": document}
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for name, content in parts.items():
            archive.writestr(zipfile.ZipInfo(name, (2026, 1, 1, 0, 0, 0)), content)
    return out.getvalue()


def _volunteers() -> bytes:
    return word_file(
        "黄河故道湿地越冬鸟类调查志愿者报名表",
        "姓名：　　　　　　　　年龄：　　　　　　　　联系电话：",
        "有无观鸟经历（请写明时间和地点）：",
        "可参加的样点：□ 铜山　□ 睢宁　□ 丰县",
        "是否自备望远镜：□ 是　□ 否",
        "未满18周岁者由家长签名：",
    )


DOCUMENTS: dict[str, DemoDocument] = {"volunteer-form": DemoDocument("志愿者报名表.docx", _volunteers)}
