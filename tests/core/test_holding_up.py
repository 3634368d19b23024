"""What takes long holds up nobody: no page is rendered inside a transaction, no paper set while one is open."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from flask import Flask, before_render_template, render_template

from app.core import papers
from app.core.database import db, is_writing, transaction
from tests.cast import Cast
from tests.statement_worlds import a_request
from tests.worlds import an_idea

Browser = Callable[..., Any]


@contextmanager
def rendered(app: Flask) -> Iterator[list[tuple[str, bool]]]:
    """Every template rendered inside the block, and whether a transaction was writing meanwhile."""
    seen: list[tuple[str, bool]] = []

    def note(_app: Flask, template: Any, **_rest: Any) -> None:
        seen.append((template.name, is_writing()))

    with before_render_template.connected_to(note, app):
        yield seen


def test_faulty_and_stale_pages_are_made_when_the_transaction_is_over(
    app: Flask, cast: Cast, as_person: Browser
) -> None:
    idea, desk = an_idea(cast, "submitted"), as_person(cast.bernd)
    asked = a_request(cast, an_idea(cast, "published"))
    answer, decide = f"/verwaltung/ideen/{asked.idea_id}/antwort", f"/verwaltung/ideen/{idea.id}/ablehnen"
    with rendered(app) as seen:
        codes = [
            desk.post(decide, data={"version": "1", "reason": ""}).status_code,
            desk.post(decide, data={"version": "7", "reason": "Nennt eine Person."}).status_code,
            desk.post(f"{answer}/abgeben", data={"version": "0", "idea_version": "1", "text": ""}).status_code,
            desk.post(answer, data={"version": "9", "idea_version": "1", "text": "x"}).status_code,
        ]
    assert codes == [422, 409, 422, 409]
    assert {name for name, _held in seen} >= {"ideas_desk/decide.html", "ideas_desk/stale.html"}
    assert [name for name, is_held in seen if is_held] == []


def test_negative_control_a_page_inside_is_noticed(app: Flask) -> None:
    with rendered(app) as seen, transaction(), app.test_request_context():
        render_template("answers_desk/_kept.html", said="", version=1)
    assert seen == [("answers_desk/_kept.html", True)]


def test_a_paper_is_set_without_the_database(cast: Cast, as_person: Browser, monkeypatch: pytest.MonkeyPatch) -> None:
    idea, held, set_it = an_idea(cast), [], papers.typeset

    def watched(*args: Any, **words: Any) -> bytes:
        held.append(db.session().in_transaction())
        return set_it(*args, **words)

    monkeypatch.setattr(papers, "typeset", watched)
    answer = as_person(cast.bernd).get(f"/verwaltung/ideen/{idea.id}/akte.pdf")
    assert (answer.status_code, answer.data[:5], held) == (200, b"%PDF-", [False])
