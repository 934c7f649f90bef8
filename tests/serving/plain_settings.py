"""The site's settings for a server that a test starts: static files under their own names, nothing to collect."""

from huanghuai.settings import *  # noqa: F403
from huanghuai.settings import STORAGES as _STORAGES

STORAGES = {**_STORAGES, "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}}
