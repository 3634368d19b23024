"""The sheet to fill in by hand: one page, tagged, the questions of the form in their order and words."""

from collections.abc import Callable
from typing import Any

import pytest
from wtforms import Field

from app.reception.forms import PRINTED, EntryForm
from app.reception.paper import sheet_for
from tests.cast import Cast
from tests.papers import Read
from tests.reception.typed import RECEPTION, hanna, text_of


def flat(text: str) -> str:
    return "".join(text.split())


def test_the_sheet_speaks_of_the_post_only_where_an_address_is_known(app: Any, cast: Cast) -> None:
    with app.test_request_context():
        assert "mit der Post" not in sheet_for(EntryForm(None), [cast.here], is_demo=False)["lead"]
        cast.here.postal_address = "Stauffenbergstraße 4\n04552 Borna"
        assert "mit der Post" in sheet_for(EntryForm(None), [cast.here], is_demo=False)["lead"]


@pytest.mark.parametrize("lang", ["de", "en"])
def test_the_sheet_asks_what_the_form_asks_in_the_same_order(
    app: Any, cast: Cast, client: Any, as_person: Callable[..., Any], lang: str
) -> None:
    client.set_cookie("sprache", lang)
    paper = Read(client.get("/ideen/bogen.pdf?stelle=hier").data)
    assert len(paper.pdf.pages) == 1
    assert paper.root.MarkInfo.Marked
    assert str(paper.root.Lang).startswith(lang)
    browser = as_person(hanna(cast))
    browser.set_cookie("sprache", lang)
    page = text_of(browser.get(RECEPTION))
    with app.test_request_context(headers={"Cookie": f"sprache={lang}"}):
        form = EntryForm(None)
        labels = [str(form[name].label.text) for name in PRINTED]
    assert all(isinstance(form[name], Field) for name in PRINTED)
    for said in (flat(paper.text), flat(page)):
        places = []
        at = 0
        for label in labels:
            at = said.find(flat(label), at)
            places.append((label, at >= 0))
            at = max(at, 0)
        assert [label for label, found in places if not found] == []


def test_the_sheet_names_one_office_or_all_of_them(cast: Cast, client: Any) -> None:
    one, every = client.get("/ideen/bogen.pdf?stelle=hier"), client.get("/ideen/bogen.pdf")
    assert "Landkreis Hier" in Read(one.data).text
    assert "Landkreis Drüben" not in Read(one.data).text
    assert "Landkreis Drüben" in Read(every.data).text
    assert len(Read(every.data).pdf.pages) == 1
    assert client.get("/ideen/bogen.pdf?stelle=nirgends").status_code == 404


def test_the_sheet_is_reached_from_writing_help_and_reception(
    cast: Cast, client: Any, as_person: Callable[..., Any]
) -> None:
    for browser, page in ((client, "/ideen/neu"), (client, "/hilfe"), (as_person(hanna(cast)), RECEPTION)):
        assert "/ideen/bogen.pdf" in text_of(browser.get(page))
