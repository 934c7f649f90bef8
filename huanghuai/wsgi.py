"""WSGI entry point: `granian --interface wsgi huanghuai.wsgi:application` (gunicorn works too).

Readers are answered by the page store in front of Django; whatever it does not keep, Django answers.
"""

import gc
import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "huanghuai.settings")

site = get_wsgi_application()

from news.views.stored import stored  # noqa: E402 - the models have to be loaded first

application = stored(site)

# What is there now stays: the collector need not look through it again and again, 60 ms at a time, while readers wait.
gc.collect()
gc.freeze()
