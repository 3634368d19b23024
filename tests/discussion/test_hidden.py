"""Comments on what is not public, and hidden comments, are found nowhere by anybody else."""

from collections.abc import Callable
from typing import Any

import pytest
from flask import Flask

from app.core.clock import now
from app.core.database import db, transaction
from app.discussion import commenting
from app.discussion.models import Comment, CommentVersion
from tests.cast import Cast
from tests.discussion.saying import again, replied, said
from tests.worlds import an_idea

Browser = Callable[..., Any]
CANARY = "Zeisig"


def a_comment_on(cast: Cast, state: str) -> tuple[Comment, Comment]:
    """A comment and an answer on an idea of that state, with a history; as if the idea had once been public."""
    idea = an_idea(cast, state)
    with transaction():
        comment = Comment(
            thing_id=idea.id, author_id=cast.gerda.id, author_name=f"{CANARY} Name", text=CANARY, published_at=now(),
            replies=1, edited_at=now(), earlier=[CommentVersion(number=1, text=f"Alter {CANARY}", written_at=now())],
        )  # fmt: skip
        db.session.add(comment)
        db.session.flush()
        answer = Comment(
            thing_id=idea.id, author_id=cast.gerda.id, author_name=f"{CANARY} Name", text=CANARY, published_at=now(),
            parent_id=comment.id,
        )  # fmt: skip
        db.session.add(answer)
    return comment, answer


def lists(comment: Comment) -> list[str]:
    """The pages a comment or its number could slip into."""
    pages = ["/", "/ideen", "/suche?q=Radweg", "/api/v1/ideas", "/konto/kommentare", "/verwaltung/kommentare"]
    numbered = ("/api/v1/ideas/{0}", "/ideen/{0}", "/ideen/{0}-x", "/diskussion/{0}")
    return pages + [address.format(comment.thing_id) for address in numbered]


def addresses(app: Flask, comment: Comment) -> list[str]:
    """Every address that is made of the number of the comment."""
    adapter = app.url_map.bind("localhost")
    return [
        adapter.build(rule.endpoint, {"comment_id": comment.id})
        for rule in app.url_map.iter_rules()
        if "GET" in (rule.methods or ()) and "comment_id" in rule.arguments
    ]


def readers(cast: Cast, client: Any, as_person: Browser) -> dict[str, Any]:
    return {"emil": client, "carla": as_person(cast.carla), "dilek": as_person(cast.dilek)}


STEPS = ("", "/zustimmen", "/zustimmung-zuruecknehmen", "/bearbeiten", "/loeschen")


def test_comments_on_a_hidden_idea_are_found_nowhere(app: Flask, cast: Cast, client: Any, as_person: Browser) -> None:
    hidden = [a_comment_on(cast, state) for state in ("draft", "refused", "withdrawn", "restricted")]
    for name, reader in readers(cast, client, as_person).items():
        walked = {address: None for pair in hidden for address in lists(pair[0])}
        for address in [*walked, *(address for pair in hidden for one in pair for address in addresses(app, one))]:
            assert CANARY not in reader.get(address).text, (name, address)
        for comment, _answer in hidden:
            sent = [reader.post(f"/diskussion/kommentar/{comment.id}{step}", data={"text": "x"}) for step in STEPS]
            codes = {answer.status_code for answer in sent}
            assert codes == ({302, 422} if name == "emil" else {404}), name
    kept = db.session.scalars(db.select(Comment.text))
    assert set(kept) == {CANARY}


def test_negative_control_on_a_public_idea_they_are_found(app: Flask, cast: Cast, client: Any) -> None:
    comment, _answer = a_comment_on(cast, "published")
    walked = [*addresses(app, comment), *lists(comment)]
    found = [address for address in walked if CANARY in client.get(address, follow_redirects=True).text]
    assert f"/diskussion/kommentar/{comment.id}/fassungen" in found
    assert f"/ideen/{comment.thing_id}" in found


@pytest.mark.parametrize("verb", [commenting.hide_comment, lambda comment: commenting.remove_comment(comment, by=None)])
def test_an_empty_place_holds_neither_words_nor_name(
    app: Flask, cast: Cast, client: Any, as_person: Browser, verb: Callable[[Comment], None]
) -> None:
    idea = an_idea(cast)
    with transaction():
        cast.gerda.display_name = f"{CANARY} Name"
    comment = said(idea, cast.gerda, CANARY)
    with transaction():
        commenting.edit_comment(again(comment), by=cast.gerda, text=f"{CANARY} anders", version=1)
    replied(comment, cast.frieda, "Das bleibt.")
    with transaction():
        verb(again(comment))
    for name, reader in readers(cast, client, as_person).items():
        for address in [*addresses(app, comment), *lists(comment), f"/ideen/{idea.id}-{idea.slug}"]:
            assert CANARY not in reader.get(address).text, (name, address)
    assert "Das bleibt." in client.get(f"/diskussion/{idea.id}").text


def test_the_title_of_an_idea_hidden_since_does_not_stand_among_my_comments(cast: Cast, as_person: Browser) -> None:
    idea = an_idea(cast, title=f"{CANARY} im Titel")
    comment = said(idea, cast.carla, "Mein Wort")
    carla = as_person(cast.carla)
    assert CANARY in carla.get("/konto/kommentare").text
    with transaction():
        idea.restricted_at, idea.listed_at = now(), None
    page = carla.get("/konto/kommentare").text
    assert CANARY not in page
    assert "Mein Wort" in page
    for step in ("bearbeiten", "loeschen"):
        assert CANARY not in carla.get(f"/diskussion/kommentar/{comment.id}/{step}", follow_redirects=True).text
    assert carla.post(f"/diskussion/kommentar/{comment.id}/loeschen").location == "/konto/kommentare"
    assert again(comment).text == ""
