"""What every JSON door shares: marks that say what an answer looks like, problems in words, pages, and OpenAPI.

A door under /api/v1 carries `@answers(Model)` beside its other marks; the description of the whole interface is
built from these marks and can therefore never lag behind the code.
"""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from http import HTTPStatus
from typing import Any, Generic, NoReturn, TypeVar

from flask import Flask, Response, abort, current_app, jsonify, request
from pydantic import BaseModel, ConfigDict, Field, ValidationError
from pydantic.json_schema import models_json_schema
from werkzeug.routing import Rule

PREFIX = "/api/v1"
PROBLEM_TYPE = "application/problem+json"
SCHEMAS = "#/components/schemas/"

View = TypeVar("View", bound=Callable[..., Any])
Item = TypeVar("Item")
Model = TypeVar("Model", bound=BaseModel)


class Problem(BaseModel):
    """What went wrong with a request, as RFC 9457 has it."""

    type: str = "about:blank"
    title: str
    status: int
    detail: str | None = None


class Paged(BaseModel, Generic[Item]):
    """One page of a list; `next` is the cursor of the following page, null where the list ends."""

    items: list[Item]
    next: str | None


class PageQuery(BaseModel):
    """How much of a list is wanted, and from where on. Queries of lists inherit from it."""

    model_config = ConfigDict(str_strip_whitespace=True)

    limit: int = Field(default=20, ge=1, le=100, description="How many items")
    cursor: str | None = Field(default=None, max_length=400, description="`next` of the page before")


@dataclass(frozen=True)
class Mark:
    """What a door takes and gives."""

    answer: Any
    query: type[BaseModel] | None = None
    body: type[BaseModel] | None = None
    media_type: str = "application/json"


def answers(
    model: Any,
    *,
    query: type[BaseModel] | None = None,
    body: type[BaseModel] | None = None,
    media_type: str = "application/json",
) -> Callable[[View], View]:
    """Mark on a JSON door: the model of its answer, and of the query or body it reads.

    `model` is a pydantic model (`Paged[Idea]` for lists) or a plain dict: a JSON schema of one's own, as for GeoJSON.
    """

    def mark(view: View) -> View:
        view.__dict__["answers"] = Mark(model, query, body, media_type)
        return view

    return mark


def reply(model: BaseModel, status: int = 200, media_type: str = "application/json") -> Response:
    """The answer as JSON."""
    answer = current_app.response_class(model.model_dump_json(), mimetype=media_type)
    answer.status_code = status
    return answer


def problem(status: int, title: str | None = None, detail: str | None = None) -> Response:
    """An answer that says what went wrong, as problem+json."""
    answer = jsonify(Problem(title=title or HTTPStatus(status).phrase, status=status, detail=detail).model_dump())
    answer.status_code, answer.content_type = status, PROBLEM_TYPE
    return answer


def refuse(status: int, detail: str, title: str | None = None) -> NoReturn:
    """End the request with a problem."""
    abort(problem(status, title, detail))


def read_query(model: type[Model]) -> Model:
    """The query of this request as that model; a wrong value or an unknown name is a problem with status 400."""
    unknown = sorted(set(request.args) - set(model.model_fields))
    if unknown:
        refuse(400, f"unknown parameter: {', '.join(unknown)[:200]}")
    return _validated(model, {name: value for name, value in request.args.items() if value != ""})


def read_body(model: type[Model]) -> Model:
    """The JSON body of this request as that model, else a problem with status 400."""
    try:
        sent = request.get_json(silent=True)
    except RecursionError:
        sent = None
    if not isinstance(sent, dict):
        refuse(400, "the body is no JSON object")
    return _validated(model, sent)


def _validated(model: type[Model], values: Mapping[str, Any]) -> Model:
    if any("\x00" in value for value in values.values() if isinstance(value, str)):
        refuse(400, "a value holds a NUL character")
    try:
        return model.model_validate(values)
    except ValidationError as error:
        faults = [
            f"{'.'.join(str(step) for step in fault['loc']) or 'body'}: {fault['msg']}" for fault in error.errors()
        ]
        refuse(400, "; ".join(faults)[:1000])


def openapi(app: Flask) -> dict[str, Any]:
    """The description of every JSON door of this application, OpenAPI 3.1."""
    doors = [(rule, _mark_of(app, rule)) for rule in app.url_map.iter_rules() if rule.rule.startswith(f"{PREFIX}/")]
    marked = sorted(((rule, mark) for rule, mark in doors if mark is not None), key=lambda door: door[0].rule)
    models: list[tuple[Any, Any]] = [(Problem, "serialization")]
    for _rule, mark in marked:
        models += [] if isinstance(mark.answer, dict) else [(mark.answer, "serialization")]
        models += [] if mark.body is None else [(mark.body, "validation")]
    references, schemas = models_json_schema(list(dict.fromkeys(models)), ref_template=SCHEMAS + "{model}")
    paths: dict[str, dict[str, Any]] = {}
    for rule, mark in marked:
        for method in sorted((rule.methods or set()) & {"GET", "POST"}):
            path = re.sub(r"<(?:[^:<>]+:)?([^<>]+)>", r"{\1}", rule.rule)
            paths.setdefault(path, {})[method.lower()] = _operation(app, rule, mark, references)
    return {
        "openapi": "3.1.0",
        "info": {
            "title": app.config.get("SITE_NAME", "Ideenkreis"),
            "version": "1",
            "description": "Concepts, goals, ideas, projects and municipalities: what everybody may read.",
        },
        "servers": [{"url": app.config.get("BASE_URL", "")}],
        "paths": paths,
        "components": {"schemas": schemas.get("$defs", {})},
    }


def _mark_of(app: Flask, rule: Rule) -> Mark | None:
    mark = getattr(app.view_functions[rule.endpoint], "answers", None)
    return mark if isinstance(mark, Mark) else None


def _operation(app: Flask, rule: Rule, mark: Mark, references: Mapping[Any, Any]) -> dict[str, Any]:
    schema = mark.answer if isinstance(mark.answer, dict) else references[mark.answer, "serialization"]
    operation: dict[str, Any] = {
        "operationId": rule.endpoint.replace(".", "_"),
        "summary": " ".join((app.view_functions[rule.endpoint].__doc__ or "").split("\n\n")[0].split()),
        "parameters": [*_path_parameters(rule), *_query_parameters(mark.query)],
        "responses": {
            "200": {"description": "Found", "content": {mark.media_type: {"schema": schema}}},
            "default": {
                "description": "A problem",
                "content": {PROBLEM_TYPE: {"schema": references[Problem, "serialization"]}},
            },
        },
    }
    if mark.body is not None:
        sent = {"application/json": {"schema": references[mark.body, "validation"]}}
        operation["requestBody"] = {"required": True, "content": sent}
    return operation


def _path_parameters(rule: Rule) -> list[dict[str, Any]]:
    numbers = {name for name, converter in rule._converters.items() if type(converter).__name__ == "IntegerConverter"}
    return [
        {
            "name": name,
            "in": "path",
            "required": True,
            "schema": {"type": "integer" if name in numbers else "string"},
        }
        for name in sorted(rule.arguments)
    ]


def _query_parameters(query: type[BaseModel] | None) -> list[dict[str, Any]]:
    if query is None:
        return []
    schema = query.model_json_schema()
    required = schema.get("required", [])
    return [
        {"name": name, "in": "query", "required": name in required, "schema": part}
        for name, part in schema["properties"].items()
    ]
