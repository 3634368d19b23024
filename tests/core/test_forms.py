"""Whatever is sent in whichever field: what a database cannot keep never comes back on a page."""

from collections.abc import Callable
from typing import Any

import pytest

from tests.cast import Cast
from tests.reception.typed import RECEPTION, hanna, sheet
from tests.worlds import an_idea


@pytest.mark.parametrize("name", ["once", "received_on", "origin", "title", "email", "place"])
def test_no_page_gives_back_a_nul(cast: Cast, as_person: Callable[..., Any], name: str) -> None:
    values = sheet(author_name="", text="")
    answer = as_person(hanna(cast)).post(RECEPTION, data=values | {name: f"{values[name]}9\0x"})
    assert (answer.status_code, "\0" in answer.text) == (422, False)


@pytest.mark.parametrize("name", ["version", "seen", "reason"])
def test_not_even_a_hidden_field_does(cast: Cast, as_person: Callable[..., Any], name: str) -> None:
    idea = an_idea(cast, "submitted")
    values = {"version": "7", "reason": "Bitte kürzer"} | {name: "\0\0001"}
    answer = as_person(cast.bernd).post(f"/verwaltung/ideen/{idea.id}/nachfragen", data=values)
    assert answer.status_code in (302, 409, 422)
    assert "\0" not in answer.text
