"""WSGI entry point: `granian --interface wsgi huanghuai.wsgi:application` (gunicorn works too)."""

import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "huanghuai.settings")

application = get_wsgi_application()
