"""`make run`: make everything ready, then keep web server, worker and language model alive until told to stop.

PORT and DATA come from the environment; without IDEENKREIS_ENV this is the demonstration.
"""

import os
import signal
import socket
import subprocess
import sys
from threading import Event
from types import FrameType

from flask import Flask
from flask.cli import ScriptInfo
from flask_migrate import upgrade

from app import create_app

PATIENCE_SECONDS = 15
LOOK_EVERY_SECONDS = 0.2


def main() -> int:
    """Serve until a signal comes (0) or a child dies by itself (1)."""
    port = _free_port(os.environ.get("PORT") or "8000")
    os.environ["IDEENKREIS_DATA"] = os.environ.get("DATA") or os.environ.get("IDEENKREIS_DATA") or "instance"
    if os.environ.setdefault("IDEENKREIS_ENV", "demo") != "production":
        os.environ.setdefault("IDEENKREIS_BASE_URL", f"http://127.0.0.1:{port}")
    app = create_app()
    _prepare(app)
    _greet(app, port)
    return _supervise(
        {
            "Webserver": [
                *("-m", "gunicorn", "wsgi:app", "--bind", f"127.0.0.1:{port}", "--no-control-socket"),
                *("--worker-class", "gthread", "--workers", "2", "--threads", "4", "--preload"),
                *("--max-requests", "20000", "--max-requests-jitter", "2000", "--graceful-timeout", "10"),
                *("--log-level", "warning", "--limit-request-line", "8190"),
            ],
            "Arbeiter": ["-m", "flask", "--app", "wsgi", "jobs", "run"],
            "Sprachmodell": ["-m", "app.core.meaning"],
        }
    )


def _free_port(wanted: str) -> int:
    if not wanted.isdecimal() or not 0 < int(wanted) < 65536:
        raise SystemExit(f"PORT={wanted} ist keine Portnummer (1 bis 65535).")
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", int(wanted)))
        except OSError as error:
            raise SystemExit(
                f"Der Port {wanted} ist nicht frei ({error.strerror}). "
                f"Nehmen Sie einen anderen: make run PORT={int(wanted) % 65535 + 1}"
            ) from None
    return int(wanted)


def _prepare(app: Flask) -> None:
    with app.app_context():
        upgrade()
    for command in ("search rebuild --if-missing", "municipalities load", "concepts load", "responsibilities load"):
        _run(app, command)
    if app.config["DEMO"]:
        _run(app, "demo load")


def _run(app: Flask, command: str) -> None:
    app.cli.main(command.split(), prog_name="flask", obj=ScriptInfo(create_app=lambda: app), standalone_mode=False)


def _greet(app: Flask, port: int) -> None:
    print(f"\n{app.config['SITE_NAME']}: http://127.0.0.1:{port}/")
    if app.config["DEMO"]:
        print(f"E-Mails: {app.config['DATA'] / 'mail'} oder http://127.0.0.1:{port}/demo/post\n")
        _run(app, "demo people")
    print("\nBeenden mit Strg+C.", flush=True)


def _supervise(commands: dict[str, list[str]]) -> int:
    told_to_stop = Event()

    def stop(_number: int, _frame: FrameType | None) -> None:
        told_to_stop.set()

    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, stop)
    # Groups of their own: Strg+C at the terminal reaches us alone, and we end them in order.
    children = {
        name: subprocess.Popen([sys.executable, *arguments], process_group=0)  # noqa: S603 - our own three commands
        for name, arguments in commands.items()
    }
    dead = None
    while dead is None and not told_to_stop.wait(LOOK_EVERY_SECONDS):
        dead = next((name for name, child in children.items() if child.poll() is not None), None)
    for child in children.values():
        child.terminate()
    for child in children.values():
        try:
            child.wait(PATIENCE_SECONDS)
        except subprocess.TimeoutExpired:
            child.kill()
            child.wait()
    if dead is not None:
        print(f"{dead}: unerwartet beendet (Status {children[dead].returncode}).", file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
