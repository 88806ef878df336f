"""How gunicorn serves the product; it reads this file by itself, and ``PORT`` and ``WORKERS`` from the environment.

The application is loaded once and forked: a worker that dies is replaced in a fraction of a second, and the
workers share its memory. Nothing is connected before the fork.
"""

import os

bind = f"{os.environ.get('HOST', '127.0.0.1')}:{os.environ.get('PORT', '8000')}"
workers = int(os.environ.get("WORKERS", "2"))
worker_class = "gthread"
threads = 4
preload_app = True
control_socket_disable = True
graceful_timeout = 10
keepalive = 130  # seconds an idle connection stays open: longer than proxies (Caddy 120, nginx 60) and browsers
# (Firefox 115) keep theirs, so that they let go first. With gunicorn's 2 s a form sent at that very moment met a
# closing connection and was lost: "connection reset" in the browser, 502 behind a proxy.
accesslog = None  # the application writes a line for each request, without addresses
