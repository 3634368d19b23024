"""Held back: who sees the comment, who releases it, and the setting of the authority."""

from collections.abc import Callable
from typing import Any

import pytest

from app.accounts.models import Authority
from app.core.database import db, transaction
from app.discussion import commenting
from app.discussion.models import Comment
from tests.cast import Cast
from tests.discussion.saying import again, counted, said, sheet
from tests.worlds import an_idea

Browser = Callable[..., Any]
WORDS = "Erster Kommentar überhaupt"


@pytest.fixture
def held(cast: Cast, as_person: Browser) -> Comment:
    with transaction():
        cast.here.holds_first_comments = True
    idea = an_idea(cast, title="Die Idee dazu")
    page = as_person(cast.carla).post(f"/diskussion/{idea.id}", data=sheet(WORDS), follow_redirects=True)
    assert "wartet auf seine Freigabe" in page.text
    db.session.rollback()
    return db.session.scalars(db.select(Comment)).one()


def test_its_author_reads_it_marked_and_nobody_else_does(
    cast: Cast, as_person: Browser, client: Any, held: Comment
) -> None:
    addresses = (f"/ideen/{held.thing_id}", f"/diskussion/{held.thing_id}", f"/diskussion/kommentar/{held.id}")
    for address in addresses:
        page = as_person(cast.carla).get(address, follow_redirects=True).text
        assert WORDS in page
        assert "wartet auf Freigabe" in page
        for browser in (client, as_person(cast.anna), as_person(cast.bernd), as_person(cast.dilek)):
            assert WORDS not in browser.get(address, follow_redirects=True).text
    assert "wartet auf Freigabe" in as_person(cast.carla).get("/konto/kommentare").text
    assert client.get(f"/api/v1/ideas/{held.thing_id}").json["comments"] == 0


def test_only_the_moderators_of_the_authority_find_it(
    cast: Cast, as_person: Browser, client: Any, held: Comment
) -> None:
    page = as_person(cast.bernd).get("/verwaltung/kommentare").text
    assert WORDS in page
    assert f"/verwaltung/meldungen/kommentar/{held.id}" in page
    assert WORDS not in as_person(cast.dilek).get("/verwaltung/kommentare").text
    assert as_person(cast.dilek).post(f"/verwaltung/kommentare/{held.id}/freigeben").status_code == 404
    assert as_person(cast.gerda).get("/verwaltung/kommentare").status_code == 403
    assert as_person(cast.carla).post(f"/verwaltung/kommentare/{held.id}/freigeben").status_code in {403, 404}
    assert client.get("/verwaltung/kommentare").status_code == 302
    assert again(held).is_held


def test_bernd_releases_it(cast: Cast, as_person: Browser, client: Any, held: Comment) -> None:
    bernd = as_person(cast.bernd)
    assert bernd.post(f"/verwaltung/kommentare/{held.id}/freigeben", data={"version": "1"}).status_code == 303
    assert WORDS in client.get(f"/ideen/{held.thing_id}", follow_redirects=True).text
    assert WORDS not in bernd.get("/verwaltung/kommentare").text
    assert counted(held.thing) == 1
    again_asked = bernd.post(
        f"/verwaltung/kommentare/{held.id}/freigeben", data={"version": "1"}, follow_redirects=True
    )
    assert (again_asked.status_code, counted(held.thing)) == (200, 1)
    assert "Der Kommentar ist schon freigegeben" in again_asked.text


def test_what_was_edited_since_has_to_be_read_again(cast: Cast, as_person: Browser, held: Comment) -> None:
    with transaction():
        commenting.edit_comment(again(held), by=cast.carla, text="Ganz anders", version=1)
    bernd = as_person(cast.bernd)
    page = bernd.post(f"/verwaltung/kommentare/{held.id}/freigeben", data={"version": "1"}, follow_redirects=True)
    assert "seit Sie ihn gelesen haben" in page.text
    assert "Ganz anders" in page.text
    assert again(held).is_held


def test_the_oldest_comes_first(cast: Cast, as_person: Browser, held: Comment) -> None:
    said(held.thing, cast.anna, "Der jüngere")
    page = as_person(cast.bernd).get("/verwaltung/kommentare").text
    assert page.index(WORDS) < page.index("Der jüngere")


def test_the_list_takes_as_many_queries_for_one_as_for_three(cast: Cast, as_person: Browser, held: Comment) -> None:
    from tests.queries import queries

    bernd, counts = as_person(cast.bernd), []
    for more in (1, 2):
        for number in range(more):
            said(held.thing, cast.anna, f"Noch {more}, {number}")
        db.session.expire_all()
        with queries() as asked:
            bernd.get("/verwaltung/kommentare")
        counts.append(len(asked))
    assert counts[0] == counts[1]


def test_the_authority_says_whether_first_comments_wait(cast: Cast, as_person: Browser) -> None:
    bernd, address = as_person(cast.bernd), f"/verwaltung/seiten/{cast.here.slug}/kontakt"
    form = {"title": "Ideenkreis Hier", "office": "Stabsstelle", "holds_first_comments": "y"}

    def holds() -> bool:
        return db.session.get_one(Authority, cast.here.id, populate_existing=True).holds_first_comments

    bernd.post(address, data=form)
    assert holds()
    assert 'name="holds_first_comments" type="checkbox" value="y"' in bernd.get(address).text
    assert " checked" in bernd.get(address).text
    form.pop("holds_first_comments")
    bernd.post(address, data=form)
    assert not holds()
