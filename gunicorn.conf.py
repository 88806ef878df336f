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
accesslog = None  # the application writes a line for each request, without addresses
