"""ASGI entry point, for servers that speak nothing else and for gunicorn, which is faster this way.

granian with `huanghuai.wsgi` is faster still.

Readers are answered by the page store; whatever it does not have ready, the WSGI application answers in a thread.
"""

from huanghuai.wsgi import application as wsgi
from news.pagestore.asynchronous import Asynchronous

application = Asynchronous(wsgi)
