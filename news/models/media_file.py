"""MediaFile: a video that stories play or a document that they offer. Immutable, named by its content."""

from typing import Self

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from news.enums import FileKind

# What a reader sees beside the name.
TYPES = {
    "pdf": "PDF",
    "doc": "Word 文档",
    "docx": "Word 文档",
    "xls": "Excel 表格",
    "xlsx": "Excel 表格",
    "ppt": "PPT 演示文稿",
    "pptx": "PPT 演示文稿",
    "zip": "ZIP 压缩包",
    "csv": "CSV 表格",
    "txt": "文本文件",
    "mp4": "MP4 视频",
    "webm": "WebM 视频",
}
MIMES = {
    "pdf": "application/pdf",
    "doc": "application/msword",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "xls": "application/vnd.ms-excel",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "ppt": "application/vnd.ms-powerpoint",
    "pptx": "application/vnd.openxmlformats-officedocument.presentationml.presentation",
    "zip": "application/zip",
    "csv": "text/csv",
    "txt": "text/plain",
    "mp4": "video/mp4",
    "webm": "video/webm",
}


class MediaFileQuerySet(models.QuerySet["MediaFile"]):
    """Readings of the files."""

    def at(self, addresses: list[str]) -> "dict[str, MediaFile]":
        """Return the files behind ``/media/…`` addresses, by address; unknown ones are left out. One query."""
        prefix = settings.MEDIA_URL
        names = [address.removeprefix(prefix) for address in addresses]
        return {prefix + row.stored: row for row in self.filter(file__in=names)} if names else {}

    def videos(self) -> Self:
        """What a story can play."""
        return self.filter(kind=FileKind.VIDEO)


class MediaFile(models.Model):
    """``title`` is the name that people see; ``width``, ``height`` and ``seconds`` are known of a video."""

    file = models.FileField(_("file"), upload_to="files", max_length=120, unique=True)
    title = models.CharField(_("file name"), max_length=120)
    kind = models.CharField(_("kind"), max_length=12, choices=FileKind)
    ending = models.CharField(_("type"), max_length=5)
    size = models.PositiveBigIntegerField(_("bytes"))
    content_hash = models.CharField(max_length=64, unique=True)
    width = models.PositiveIntegerField(null=True)
    height = models.PositiveIntegerField(null=True)
    seconds = models.PositiveIntegerField(null=True)
    created_at = models.DateTimeField(_("uploaded"), auto_now_add=True)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+", verbose_name=_("by")
    )

    objects = MediaFileQuerySet.as_manager()

    class Meta:
        verbose_name = _("video or document")
        verbose_name_plural = _("videos and documents")
        ordering = ["-pk"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(kind=FileKind.DOCUMENT)
                | models.Q(kind=FileKind.VIDEO, width__gt=0, height__gt=0, seconds__isnull=False),
                name="media_file_video_has_dimensions",
            ),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def stored(self) -> str:
        """The file's name below the media folder."""
        return self.file.name or ""

    @property
    def address(self) -> str:
        """Where readers get it."""
        return f"{settings.MEDIA_URL}{self.stored}"

    @property
    def type_name(self) -> str:
        """What kind of file it is, in the reader's words."""
        return TYPES.get(self.ending, self.ending.upper())

    @property
    def mime(self) -> str:
        """The media type."""
        return MIMES.get(self.ending, "application/octet-stream")

    @property
    def size_text(self) -> str:
        """The size as readers read it: KB below one MB, then MB with a digit."""
        if self.size < 2**20:
            return f"{max(1, round(self.size / 1024))} KB"
        return f"{self.size / 2**20:.1f} MB"
