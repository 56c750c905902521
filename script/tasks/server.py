"""script/server: the data folder made ready, a demonstration county where there is nothing yet, and the server, with
the loop beside it that runs what is due on the clock.

A second start finds everything there: it takes seconds and keeps the data.
"""

from __future__ import annotations

import os
import socket
import subprocess
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent))
import django
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.core.management import call_command
from shell import Failed, digest, fits, say, stamp

from zhendi.config import folder, ready

_PORTS = range(8000, 8021)


def main() -> None:
    """Make ready, say what there is, and become the server."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "zhendi.config.settings")
    folder.make(folder.data_dir(os.environ))
    try:
        django.setup()
    except ImproperlyConfigured as unsafe:
        raise Failed(str(unsafe)) from unsafe
    if ready.database():
        say("数据库结构已更新 / database brought up to date")
    static_files()
    if settings.MODE == "development":
        demonstration()
    os.environ.setdefault("PORT", str(free_port()))
    serve(beside=ticking())


def static_files() -> None:
    """Collect, name by content and compress the static files, when one of them has changed."""
    sources = [path for place in settings.STATICFILES_DIRS for path in sorted(Path(place).rglob("*")) if path.is_file()]
    mark, wanted = settings.DATA_DIR / "static.stamp", digest(sources, *(str(path) for path in sources))
    if (settings.STATIC_ROOT / "staticfiles.json").is_file() and fits(mark, wanted):
        return
    say("整理静态文件 / static files")
    call_command("collectstatic", interactive=False, clear=True, verbosity=0)
    stamp(mark, wanted)


def demonstration() -> None:
    """An empty database gets the generated county; one that holds it is served with its accounts listed."""
    from zhendi.intake import queries

    if os.environ.get("ZHENDI_DEMO", "1") != "0" and nothing_yet():
        say("建立演示县（合成数据，含十二个月的历史，首次约一分钟）/ building the demonstration county (synthetic)")
        call_command("demo")
    if queries.demonstration() is not None:
        # Known passwords and no second factor: only on this machine's own loop, and it says so.
        os.environ["ZHENDI_DEMONSTRATION"] = "1"
        call_command("demo", "accounts")


def nothing_yet() -> bool:
    """Whether the database holds no organisation at all."""
    from zhendi.domain.orgs.models import Organisation

    return not Organisation.objects.exists()


def free_port() -> int:
    """The first free port from 8000 on."""
    for port in _PORTS:
        with socket.socket() as trial:
            trial.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                trial.bind(("127.0.0.1", port))
            except OSError:
                continue
            return port
    raise Failed("端口 8000～8020 都被占用,请用 PORT=… 指定 / ports 8000-8020 are taken; set PORT")


def ticking() -> subprocess.Popen[bytes] | None:
    """The built-in loop, as a process that ends with this one; ``ZHENDI_TICK=0``: cron or a timer sees to it."""
    if os.environ.get("ZHENDI_TICK", "1") == "0":
        return None
    program = Path(__file__).with_name("ticking.py")
    return subprocess.Popen([sys.executable, str(program)], stdin=subprocess.DEVNULL)


def serve(*, beside: subprocess.Popen[bytes] | None) -> None:
    """Become the web server: gunicorn, or waitress where there is no gunicorn (Windows).

    Gunicorn takes this process over, so that the loop ``beside`` sees its parent go when the server ends.
    """
    sys.stdout.flush()
    program = Path(sys.executable).with_name("gunicorn")
    if program.exists():
        config = Path(settings.ROOT) / "src/zhendi/config/gunicorn.py"
        os.execv(program, [str(program), "--config", str(config)])
    from waitress import serve as waitress_serve

    from zhendi.config.wsgi import application

    say(f"阵地已启动 / running at http://127.0.0.1:{os.environ['PORT']}/")
    try:
        waitress_serve(application, listen=f"127.0.0.1:{os.environ['PORT']}", threads=8)
    finally:
        if beside is not None:
            beside.terminate()
            beside.wait()


if __name__ == "__main__":
    try:
        main()
    except KeyboardInterrupt:
        sys.exit(130)
