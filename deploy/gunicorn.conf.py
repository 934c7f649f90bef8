"""gunicorn --config deploy/gunicorn.conf.py; HOST, PORT and WORKERS as for `make run`.

gunicorn's ASGI worker handles a request in less than half of the time that its threads take. It uses `uvloop` and
`gunicorn_h1c` by itself where they are installed.
"""

import os

wsgi_app = "huanghuai.asgi:application"
bind = f"{os.environ.get('HOST', '127.0.0.1')}:{os.environ.get('PORT', '8000')}"
workers = int(os.environ.get("WORKERS", "2"))
worker_class = "asgi"
keepalive = 5
# A socket for each process: the kernel shares kept connections out; from one socket, one process may take them all.
reuse_port = True


def on_starting(server):
    """Refuse the application that this file was started with once: its pages would all be errors under this worker."""
    if server.app.app_uri != wsgi_app:
        raise SystemExit(f"This file serves {wsgi_app}; leave {server.app.app_uri} out of the command.")
