"""Ideenkreis: public participation and project ideas for districts that develop by a written concept."""

from importlib import import_module
from pathlib import Path
from wsgiref.headers import Headers

from flask import Flask
from flask_compress import Compress
from flask_login import LoginManager
from flask_migrate import Migrate
from werkzeug.middleware.proxy_fix import ProxyFix
from werkzeug.routing import IntegerConverter, Map
from werkzeug.utils import import_string
from whitenoise import WhiteNoise

from app.accounts.views.session import session_person
from app.core.database import db
from app.core.languages import start_languages
from app.core.meaning import think
from app.core.security import HEADERS, guard
from app.pages.errors import answer_errors
from app.pages.frame import frame
from app.sitemap import (
    COMMANDS,
    DEMO_DOORS,
    DOCUMENTS,
    DOORS,
    FORMATS,
    INBOX,
    JOBS,
    REDACTABLE,
    RETENTION,
    SETTLING,
    TABLES,
)
from config import Settings, read_settings

for table in TABLES:
    import_module(table)

ROOT = Path(__file__).parent.parent
COMPRESSED = ["text/html", "text/csv", "application/json", "application/problem+json", "application/geo+json"]
MAX_REQUEST_BYTES = 1024 * 1024


def create_app(settings: Settings | None = None) -> Flask:
    """The application for these settings, or for those of the environment."""
    settings = settings or read_settings()
    app = Flask(__name__)
    app.config.update({name.upper(): value for name, value in settings.model_dump().items()})
    app.config.update(
        DEMO=settings.is_demo,
        TESTING=settings.env == "test",
        TRANSLATIONS=str(ROOT / "translations"),
        SQLALCHEMY_DATABASE_URI=settings.database_url,
        SQLALCHEMY_ENGINE_OPTIONS={
            "pool_pre_ping": settings.database_url.startswith("postgresql"),
            "hide_parameters": settings.env == "production",  # what people wrote stands in no log
        },
        MAX_CONTENT_LENGTH=MAX_REQUEST_BYTES,
        MAX_FORM_MEMORY_SIZE=MAX_REQUEST_BYTES,
        MAX_FORM_PARTS=1000,
        SESSION_COOKIE_NAME="sitzung",
        SESSION_COOKIE_SAMESITE="Lax",
        SESSION_COOKIE_SECURE=settings.base_url.startswith("https://"),
        PERMANENT_SESSION_LIFETIME=14 * 24 * 3600,
        SEND_FILE_MAX_AGE_DEFAULT=3600,
    )
    app.url_map.converters["int"] = NumberConverter
    app.jinja_options = {"trim_blocks": True, "lstrip_blocks": True}
    db.init_app(app)
    Migrate(app, db, directory=str(ROOT / "migrations"), render_as_batch=True)
    start_languages(app)
    think(app)
    guard(app)
    _know_people(app)
    answer_errors(app)
    frame(app)
    for door, prefix in DOORS + (DEMO_DOORS if settings.is_demo else ()):
        app.register_blueprint(import_string(door), url_prefix=prefix or None)
    for command in COMMANDS:
        app.cli.add_command(import_string(command))
    app.extensions["jobs"] = {kind: import_string(handler) for kind, handler in JOBS.items()}
    app.extensions["settling"] = [import_string(verb) for verb in SETTLING]
    app.extensions["redactable"] = [import_string(places) for places in REDACTABLE]
    app.extensions["documents"] = {kind: import_string(documents) for kind, documents in DOCUMENTS.items()}
    app.extensions["formats"] = [import_string(kind) for kind in FORMATS]
    app.extensions["inbox"] = [import_string(waiting) for waiting in INBOX]
    app.extensions["retention"] = {name: import_string(verb) for name, verb in RETENTION.items()}
    _serve_files(app)
    if settings.trusted_proxies:
        count = settings.trusted_proxies
        app.wsgi_app = ProxyFix(app.wsgi_app, x_for=count, x_proto=count, x_host=count)  # type: ignore[method-assign]
    return app


class NumberConverter(IntegerConverter):
    """Numbers as our tables hold them; longer ones lead nowhere instead of troubling the database."""

    def __init__(self, map: Map) -> None:
        super().__init__(map, max=2**31 - 1)


def _serve_files(app: Flask) -> None:
    # Addresses of static files carry their content's digest (`stamp_static`): browsers may keep them for a year.
    def headers(headers: Headers, _path: str, _url: str) -> None:
        headers["X-Content-Type-Options"] = HEADERS["X-Content-Type-Options"]
        headers["Cross-Origin-Resource-Policy"] = HEADERS["Cross-Origin-Resource-Policy"]

    app.wsgi_app = WhiteNoise(  # type: ignore[method-assign]
        app.wsgi_app, root=app.static_folder, prefix="static/", max_age=365 * 24 * 3600,
        allow_all_origins=False, add_headers_function=headers,
    )  # fmt: skip
    app.config.update(COMPRESS_MIMETYPES=COMPRESSED, COMPRESS_ALGORITHM=["br", "gzip"], COMPRESS_BR_LEVEL=4)
    Compress(app)


def _know_people(app: Flask) -> None:
    manager = LoginManager(app)
    manager.session_protection = None
    manager.user_loader(session_person)
