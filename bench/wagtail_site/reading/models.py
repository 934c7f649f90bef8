"""An article as a Wagtail site has it."""

from wagtail.fields import RichTextField
from wagtail.models import Page


class ArticlePage(Page):
    """A title and a text."""

    body = RichTextField()
