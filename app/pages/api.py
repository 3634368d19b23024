"""The door to the interface for machines: its index and its description."""

from typing import Any

from flask import Blueprint, Response, current_app, jsonify, url_for

from app.core.api import answers, openapi
from app.core.doors import public

api = Blueprint("api", __name__)

INDEX: dict[str, Any] = {
    "type": "object",
    "properties": {
        "title": {"type": "string"},
        "openapi": {"type": "string"},
        "licence": {"type": "string"},
        "doors": {"type": "array", "items": {"type": "object"}},
    },
}


@api.get("")
@public
@answers(INDEX)
def index() -> Response:
    """Where to begin: every door with what it gives."""
    doors = [
        {"method": method.upper(), "path": path, "summary": operation["summary"]}
        for path, operations in openapi(current_app)["paths"].items()
        for method, operation in operations.items()
    ]
    return jsonify(
        title=current_app.config["SITE_NAME"], openapi=url_for("api.description"), doors=doors,
        licence=f"{current_app.config['BASE_URL'].rstrip('/')}{url_for('pages.open_data')}",
    )  # fmt: skip


@api.get("/openapi.json")
@public
def description() -> Response:
    """The description of every door, OpenAPI 3.1."""
    return jsonify(openapi(current_app))
