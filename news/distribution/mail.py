"""Notices by e-mail, through Django's mail and EMAIL_URL."""

from smtplib import SMTPException, SMTPRecipientsRefused

from django.core.mail import EmailMessage
from django.utils.translation import gettext as _

from news.distribution.messages import mail_text
from news.distribution.problems import Undelivered
from news.models import Delivery


def post(delivery: Delivery) -> None:
    """Send the e-mail of a delivery to a person. Raises Undelivered."""
    person = delivery.person
    if person is None or not person.is_active or not person.email:
        raise Undelivered(_("The account is closed or has no e-mail address."), final=True)
    subject, body = mail_text(delivery)
    message = EmailMessage(subject, body, to=[person.email], headers={"Auto-Submitted": "auto-generated"})
    try:
        message.send()
    except SMTPRecipientsRefused as error:
        codes = [code for code, _said in error.recipients.values()]
        raise Undelivered(
            _("The mail server does not take mail for this address; check it in the account."),
            final=bool(codes) and min(codes) >= 500,
        ) from error
    except (SMTPException, OSError, ValueError) as error:
        raise Undelivered(
            _("The mail server did not take it (%(error)s); check EMAIL_URL and MAIL_FROM.")
            % {"error": type(error).__name__}
        ) from error
