"""gunicorn --config deploy/gunicorn.conf.py huanghuai.wsgi:application; HOST, PORT and WORKERS as for `make run`."""

import os

bind = f"{os.environ.get('HOST', '127.0.0.1')}:{os.environ.get('PORT', '8000')}"
workers = int(os.environ.get("WORKERS", "2"))
worker_class = "gthread"
threads = 4
keepalive = 5
# A socket for each process: the kernel shares kept connections out; from one socket, one process may take them all.
reuse_port = True
