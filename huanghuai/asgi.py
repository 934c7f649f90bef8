"""ASGI entry point, for hosts that offer nothing else; WSGI under granian is ten times faster for this site."""

import os

from django.core.asgi import get_asgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "huanghuai.settings")

application = get_asgi_application()
