"""count_coverage"""

from itertools import groupby, islice
from operator import itemgetter

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

COUNTED = """
CREATE TEMPORARY TABLE counted AS
SELECT idea.id AS thing_id, 'idea:' || CASE WHEN state = 'closed' THEN coalesce(outcome, 'closed') ELSE state END
    AS counted_as, supports, region_id
FROM idea JOIN thing ON thing.id = idea.id WHERE listed_at IS NOT NULL AND state <> 'merged'
UNION ALL
SELECT project.id, 'project:' || state, supports, region_id
FROM project JOIN thing ON thing.id = project.id WHERE listed_at IS NOT NULL
"""
SERVED = """
CREATE TEMPORARY TABLE served AS
SELECT idea_id AS thing_id, goal_id FROM idea_goal JOIN counted ON thing_id = idea_id
UNION SELECT project_id, goal_id FROM project_goal JOIN counted ON thing_id = project_id WHERE relation <> 'competing'
"""
SETTLED = """
CREATE TEMPORARY TABLE settled AS
SELECT idea_id AS thing_id, municipality_id FROM idea_municipality JOIN counted ON thing_id = idea_id
UNION SELECT project_id, municipality_id FROM project_municipality JOIN counted ON thing_id = project_id
"""
PLACED = """
CREATE TEMPORARY TABLE placed AS
SELECT thing_id, ags AS place FROM settled JOIN municipality ON municipality.id = municipality_id
UNION SELECT thing_id, 'region:' || slug FROM settled
    JOIN region_member ON region_member.municipality_id = settled.municipality_id
    JOIN region ON region.id = region_member.region_id
UNION SELECT thing_id, 'region:' || slug FROM counted JOIN region ON region.id = region_id
UNION SELECT thing_id, '-' FROM counted WHERE thing_id NOT IN (SELECT thing_id FROM settled)
UNION SELECT thing_id, '*' FROM counted
"""
TALLIED = """
INSERT INTO goal_tally (goal_id, place, counted_as, things, supports)
SELECT number, place, counted_as, count(*), sum(supports)
FROM (
    SELECT thing_id, ancestor_id AS number FROM served JOIN goal_ancestor ON goal_ancestor.goal_id = served.goal_id
    UNION SELECT thing_id, concept_id FROM served JOIN goal ON goal.id = served.goal_id
) AS reached
JOIN counted ON counted.thing_id = reached.thing_id
JOIN placed ON placed.thing_id = reached.thing_id
GROUP BY number, place, counted_as
"""
BATCH = 1000


def upgrade() -> None:
    """Count what was there before there was a count: from here on each change adds to a whole."""
    for statement in (
        "DELETE FROM coverage_share",
        "DELETE FROM goal_tally",
        COUNTED,
        SERVED,
        SETTLED,
        PLACED,
        TALLIED,
    ):
        op.execute(statement)
    fill_shares(op.get_bind())
    for table in ("placed", "settled", "served", "counted"):
        op.drop_table(table)


def fill_shares(connection: sa.Connection) -> None:
    goals, places = (
        {number: [value for _number, value in rows] for number, rows in groupby(found, itemgetter(0))}
        for found in (
            connection.execute(sa.text("SELECT thing_id, goal_id FROM served ORDER BY thing_id, goal_id")),
            connection.execute(sa.text("SELECT thing_id, place FROM placed ORDER BY thing_id, place")),
        )
    )
    counted = connection.execute(sa.text("SELECT thing_id, counted_as, supports FROM counted ORDER BY thing_id")).all()
    shares = (
        {
            "thing_id": row.thing_id, "counted_as": row.counted_as, "goals": goals[row.thing_id],
            "places": places[row.thing_id], "supports": row.supports,
        }
        for row in counted
        if row.thing_id in goals
    )  # fmt: skip
    names = ("thing_id", "counted_as", "supports")
    share = sa.table(
        "coverage_share", *map(sa.column, names), sa.column("goals", sa.JSON), sa.column("places", sa.JSON)
    )
    while batch := list(islice(shares, BATCH)):
        connection.execute(share.insert(), batch)


def downgrade() -> None:
    """The counts stay right: they are kept by whoever knows the tables."""
