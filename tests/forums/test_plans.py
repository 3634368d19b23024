"""Ten thousand threads: every order is read from an index, nothing is sorted or read as a whole."""

import re
from typing import Any

from flask import Flask

from app.core.database import db
from app.formats.desk_contributions import own_contributions
from app.formats.models import ParticipationFormat
from app.forums.queries import SORTS, threads_of, topics_of
from bench.forums import many_threads
from tests.cast import Cast
from tests.format_worlds import a_format
from tests.queries import plan_of


def test_no_order_sorts_or_reads_everything(app: Flask, cast: Cast, statements: list[tuple[str, Any]]) -> None:
    forum = a_format(cast)
    many_threads(forum, 10_000)
    found = db.session.get_one(ParticipationFormat, forum.id)
    for topic in (None, topics_of(found)[0]):
        for sort in SORTS:
            cursor: str | None = None
            for _page in range(2):
                statements.clear()
                page = threads_of(found, topic, {"sort": sort} | ({"nach": cursor} if cursor else {}), None)
                asked = [one for one in statements if "contribution" in one[0]]
                assert len(asked) == 1
                assert len(page.rows) == 20
                plan = plan_of(*asked[0])
                assert not re.search(r"Seq Scan|\bSort\b|SCAN (thing|contribution)\b(?! USING)|TEMP B-TREE", plan), (
                    sort, topic, plan,
                )  # fmt: skip
                cursor = page.next


def test_what_i_said_is_found_by_my_name_and_my_organisations(
    app: Flask, cast: Cast, statements: list[tuple[str, Any]]
) -> None:
    forum = a_format(cast)
    # SQLite plans for many as long as it has counted nothing; a count of threads by one single writer misleads it.
    if db.engine.dialect.name != "sqlite":
        many_threads(forum, 2_000)
    assert cast.anna.memberships is not None
    statements.clear()
    own_contributions(cast.anna)
    (asked,) = [one for one in statements if "union" in one[0].lower()]
    plan = plan_of(*asked)
    assert "ix_contribution_author_id" in plan
    assert not re.search(r"Seq Scan on contribution|SCAN (contribution|format_section|thing)", plan), plan


def test_a_plan_without_its_index_is_noticed(app: Flask, cast: Cast) -> None:
    many_threads(a_format(cast), 2_000)
    asked = "select id from contribution order by text limit 20"
    assert re.search(r"Seq Scan|\bSort\b|TEMP B-TREE", plan_of(asked, ()))
