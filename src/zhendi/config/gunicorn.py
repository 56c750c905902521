"""How gunicorn serves the product. The environment says where: ``PORT``, ``ZHENDI_BIND``, ``ZHENDI_WORKERS``."""

from __future__ import annotations

import os
from typing import Any

bind = f"{os.environ.get('ZHENDI_BIND', '127.0.0.1')}:{os.environ.get('PORT', '8000')}"
workers = int(os.environ.get("ZHENDI_WORKERS", "2"))
threads = int(os.environ.get("ZHENDI_THREADS", "4"))
worker_class = "gthread"
preload_app = False
timeout = 120
graceful_timeout = 10
keepalive = 5
max_requests = 0
accesslog = None  # addresses hold search words; the reverse proxy logs what the office wants logged
errorlog = "-"
loglevel = "warning"
control_socket_disable = True  # nothing is steered through a file in somebody's home folder
umask = 0o077  # what the product writes is for its own user
proc_name = "zhendi"
wsgi_app = "zhendi.config.wsgi:application"


def when_ready(server: Any) -> None:
    """Say where the product is to be found, once it answers there."""
    address = server.address[0] if isinstance(server.address, list) else server.address
    host, port = address[0], address[1]
    print(f"\n阵地已启动 / running at  http://{host}:{port}/    (Ctrl-C 停止 / stops)", flush=True)
