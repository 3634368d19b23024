"""What a server starts: `gunicorn wsgi:app`, `flask --app wsgi …`; `wsgi:warmed()` for one that forks."""

from flask import Flask

from app import create_app
from app.concepts.matching import get_ready

app = create_app()


def warmed() -> Flask:
    """The application with what every worker needs already read: with `--preload` they share it."""
    with app.app_context():
        get_ready()
    return app
