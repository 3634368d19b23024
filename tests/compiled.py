"""What every test's own application would make anew is made once a test process: the application, with its templates.

Building it takes as long as many a test. So tests share one, each with its own settings, database and folder; what
hangs in its dictionaries is put back before the next. Whoever changes more (adds an address) is marked `own_app`.
"""

from collections.abc import Callable
from typing import Any, ClassVar

from flask import Flask
from jinja2.bccache import Bucket, BytecodeCache
from sqlalchemy import Engine
from werkzeug.routing import Rule

from app import create_app
from app.core.database import db
from config import Settings
from tests.client import CheckingClient

_shared: list[tuple[Flask, dict[str, Any], dict[str, Any]]] = []
_engines: dict[str, Engine] = {}


def build(settings: Settings) -> Flask:
    """An application that nobody else uses."""
    app = create_app(settings)
    app.jinja_env.bytecode_cache = CompiledTemplates()
    app.test_client_class = CheckingClient
    return app


def shared_app(settings: Settings) -> Flask:
    """The application all tests share, as new, for these settings."""
    if not _shared:
        app = build(settings)
        _shared.append((app, dict(app.config), _copied(app.extensions)))
        _use_database(app, settings.database_url)
        return app
    app, config, extensions = _shared[0]
    app.config.clear()
    app.config.update(config)
    app.config.update({name.upper(): value for name, value in settings.model_dump().items()})
    app.config["SQLALCHEMY_DATABASE_URI"] = settings.database_url
    app.extensions.clear()
    app.extensions.update(_copied(extensions))
    _use_database(app, settings.database_url)
    return app


def _copied(extensions: dict[str, Any]) -> dict[str, Any]:
    return {name: type(kept)(kept) if isinstance(kept, dict | list) else kept for name, kept in extensions.items()}


def _use_database(app: Flask, url: str) -> None:
    """What `db.init_app` does with the address, for an application that has answered before.

    An engine stays with its address: it knows how the statements of the platform are said to this database.
    """
    if url not in _engines:
        options: dict[str, Any] = {"url": url, **app.config["SQLALCHEMY_ENGINE_OPTIONS"]}
        db._apply_driver_defaults(options, app)
        _engines[url] = db._make_engine(None, options, app)
    db._app_engines[app] = {None: _engines[url]}


def forget_engines() -> None:
    """The last test has ended: nobody keeps a connection."""
    for engine in _engines.values():
        engine.dispose()


class CompiledTemplates(BytecodeCache):
    """Templates by what they say, kept in memory."""

    known: ClassVar[dict[str, bytes]] = {}

    def load_bytecode(self, bucket: Bucket) -> None:
        if bucket.key in self.known:
            bucket.bytecode_from_string(self.known[bucket.key])

    def dump_bytecode(self, bucket: Bucket) -> None:
        self.known[bucket.key] = bucket.bytecode_to_string()


def compile_addresses_once() -> None:
    """Building an address is a function made from its rule; it knows no application, so all may share it."""
    compiled: dict[tuple[Any, ...], Callable[..., Any]] = {}
    compile_anew = Rule._compile_builder

    def compile_once(rule: Rule, append_unknown: bool = True) -> Callable[..., Any]:
        key = (rule.rule, rule.host, rule.subdomain, append_unknown, repr(rule.defaults))
        if key not in compiled:
            compiled[key] = compile_anew(rule, append_unknown)
        return compiled[key]

    Rule._compile_builder = compile_once  # type: ignore[method-assign]
