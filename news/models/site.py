"""SiteIdentity: who runs the site; Licence and FooterEntry: the rows of its footer."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from news.enums import LicenceKind
from news.models.page import PAGE_SLUGS
from news.text.typography import police_code

LICENCE_HOMES = {
    LicenceKind.ICP: "https://beian.miit.gov.cn/",
    LicenceKind.TELECOM: "https://tsm.miit.gov.cn/",
}
POLICE_HOME = "https://beian.mps.gov.cn/#/query/webSearch?code={code}"


class SiteIdentity(models.Model):
    """One row. A blank field leaves no trace on any page."""

    name = models.CharField(_("site name"), max_length=30)
    domain = models.CharField(
        _("domain as shown"), max_length=60, blank=True, help_text=_("Stands in the copyright line.")
    )
    slogan = models.CharField(_("slogan"), max_length=60, blank=True)
    founded = models.PositiveSmallIntegerField(_("founded in"), null=True, blank=True)
    company = models.CharField(_("company"), max_length=80, blank=True)
    address = models.CharField(_("address"), max_length=120, blank=True)
    phone = models.CharField(_("telephone"), max_length=40, blank=True)
    qq = models.CharField("QQ", max_length=20, blank=True)
    submission_mail = models.EmailField(_("mail for submissions"), blank=True)
    legal_counsel = models.CharField(_("legal counsel"), max_length=80, blank=True)
    report_phone = models.CharField(_("telephone for reports"), max_length=40, blank=True)
    report_mail = models.EmailField(_("mail for reports"), blank=True)
    wechat_name = models.CharField(_("WeChat account"), max_length=40, blank=True)
    wechat_qr_text = models.CharField(
        _("content of the account's QR code"), max_length=300, blank=True, help_text=_("A code is made from it.")
    )
    wechat_qr_file = models.ImageField(
        _("picture of the account's QR code"),
        upload_to="site",
        blank=True,
        help_text=_("Wins over the content."),
        width_field="wechat_qr_width",
        height_field="wechat_qr_height",
    )
    topics_in_nav = models.BooleanField(
        _("topics in the navigation"), default=False, help_text=_("专题 stands behind the channels on every page.")
    )
    # kept, so that no page opens the file to know its size
    wechat_qr_width = models.PositiveIntegerField(null=True, blank=True, editable=False)
    wechat_qr_height = models.PositiveIntegerField(null=True, blank=True, editable=False)
    wechat_caption = models.CharField(_("line beside the QR code"), max_length=120, blank=True)

    class Meta:
        verbose_name = _("site identity")
        verbose_name_plural = _("site identity")
        constraints = [
            models.CheckConstraint(condition=Q(pk=1), name="site_identity_is_one_row"),
            models.CheckConstraint(
                condition=Q(founded=None) | Q(founded__gte=1980, founded__lte=2100), name="site_founded_is_a_year"
            ),
        ]

    def __str__(self) -> str:
        return self.name


class Licence(models.Model):
    """One licence row. The kind decides the link; ``url`` counts only where the kind has none."""

    kind = models.CharField(_("kind"), max_length=10, choices=LicenceKind)
    label = models.CharField(_("label"), max_length=40, blank=True)
    number = models.CharField(_("number"), max_length=60)
    url = models.URLField(_("link"), blank=True)
    valid_until = models.DateField(_("valid until"), null=True, blank=True)
    position = models.PositiveIntegerField(_("position"), default=0)

    class Meta:
        verbose_name = _("licence")
        verbose_name_plural = _("licences")
        ordering = ["position", "pk"]
        constraints = [
            models.CheckConstraint(condition=Q(kind__in=LicenceKind.values), name="licence_kind_is_known"),
            models.CheckConstraint(condition=~Q(number=""), name="licence_has_number"),
        ]

    def __str__(self) -> str:
        return f"{self.label}:{self.number}" if self.label else self.number

    @property
    def link(self) -> str:
        """The state register's page for this licence, '' where there is none."""
        if self.kind == LicenceKind.POLICE:
            code = police_code(self.number)
            return POLICE_HOME.format(code=code) if code else ""
        return LICENCE_HOMES.get(LicenceKind(self.kind), self.url)


class FooterEntry(models.Model):
    """One entry of the footer's first line."""

    page = models.CharField(
        _("page"), max_length=20, unique=True, choices=[(slug, f"/{slug}/") for slug in PAGE_SLUGS]
    )
    label = models.CharField(_("label"), max_length=40)
    position = models.PositiveIntegerField(_("position"), default=0)

    class Meta:
        verbose_name = _("footer entry")
        verbose_name_plural = _("footer entries")
        ordering = ["position", "pk"]
        constraints = [models.CheckConstraint(condition=Q(page__in=PAGE_SLUGS), name="footer_page_is_known")]

    def __str__(self) -> str:
        return self.label

    def get_absolute_url(self) -> str:
        """Return the address that the entry leads to."""
        return f"/{self.page}/"
