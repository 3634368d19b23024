"""`make run`: make everything ready, then keep web server, worker and language model alive until told to stop.

PORT and DATA come from the environment; without IDEENKREIS_ENV this is the demonstration.
"""

import os
import signal
import socket
import subprocess
import sys
from threading import Event
from time import monotonic
from types import FrameType

from flask import Flask
from flask.cli import ScriptInfo
from flask_migrate import upgrade

from app import create_app
from app.core.meaning import think

PATIENCE_SECONDS = 15
LOOK_EVERY_SECONDS = 0.2
FIRST_PAUSE_SECONDS, LONGEST_PAUSE_SECONDS = 1.0, 60.0


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
                *("-m", "gunicorn", "wsgi:warmed()", "--bind", f"127.0.0.1:{port}", "--no-control-socket"),
                *("--worker-class", "gthread", "--workers", "2", "--threads", "4", "--preload"),
                *("--max-requests", "20000", "--max-requests-jitter", "2000", "--graceful-timeout", "10"),
                *("--log-level", "warning", "--limit-request-line", "8190"),
            ],
            "Arbeiter": ["-m", "flask", "--app", "wsgi", "jobs", "run"],
        },
        {"Sprachmodell": ["-m", "app.think"]},
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
    commands = ("search rebuild --if-missing", "municipalities load", "concepts load", "processes load")
    for command in (*commands, "responsibilities load"):
        _run(app, command)
    if app.config["DEMO"]:
        _run(app, "demo load")
    think(app)  # What the commands held the model for is done.


def _run(app: Flask, command: str) -> None:
    app.cli.main(command.split(), prog_name="flask", obj=ScriptInfo(create_app=lambda: app), standalone_mode=False)


def _greet(app: Flask, port: int) -> None:
    print(f"\n{app.config['SITE_NAME']}: http://127.0.0.1:{port}/")
    if app.config["DEMO"]:
        print(f"E-Mails: {app.config['DATA'] / 'mail'} oder http://127.0.0.1:{port}/demo/post\n")
        _run(app, "demo people")
    print("\nBeenden mit Strg+C.", flush=True)


Children = dict[str, "subprocess.Popen[bytes]"]


def _supervise(needed: dict[str, list[str]], helpful: dict[str, list[str]]) -> int:
    """Without a needed child there is nothing to serve; a helpful one is started anew, after ever longer pauses."""
    told_to_stop = Event()

    def stop(_number: int, _frame: FrameType | None) -> None:
        told_to_stop.set()

    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, stop)
    children = {name: _start(arguments) for name, arguments in needed.items()}
    helpers = {name: _Helper(name, arguments) for name, arguments in helpful.items()}
    dead = None
    while dead is None and not told_to_stop.wait(LOOK_EVERY_SECONDS):
        dead = next((name for name, child in children.items() if child.poll() is not None), None)
        for helper in helpers.values():
            helper.look_after()
    _end(children | {name: helper.child for name, helper in helpers.items()})
    if dead is not None:
        print(f"{dead}: unerwartet beendet (Status {children[dead].returncode}).", file=sys.stderr)
        return 1
    return 0


class _Helper:
    """A child the others can do without for a while."""

    def __init__(self, name: str, arguments: list[str]) -> None:
        self.name, self.arguments, self.pause = name, arguments, FIRST_PAUSE_SECONDS
        self.child, self.due = _start(arguments), 0.0

    def look_after(self) -> None:
        if self.child.poll() is None:
            return
        if not self.due:
            print(f"{self.name}: beendet (Status {self.child.returncode}), Neustart in {self.pause:.0f} Sekunden.",
                  file=sys.stderr, flush=True)  # fmt: skip
            self.due, self.pause = monotonic() + self.pause, min(LONGEST_PAUSE_SECONDS, self.pause * 2)
        elif monotonic() >= self.due:
            self.child, self.due = _start(self.arguments), 0.0


def _start(arguments: list[str]) -> "subprocess.Popen[bytes]":
    # Groups of their own: Strg+C at the terminal reaches us alone, and we end them in order.
    return subprocess.Popen([sys.executable, *arguments], process_group=0)  # noqa: S603 - our own three commands


def _end(children: Children) -> None:
    for child in children.values():
        child.terminate()
    for child in children.values():
        try:
            child.wait(PATIENCE_SECONDS)
        except subprocess.TimeoutExpired:
            child.kill()
            child.wait()


if __name__ == "__main__":
    sys.exit(main())
