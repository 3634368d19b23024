"""Pages against the floor: requests per second of each page, divided by those of a bare page in the same process.

The floor is a bare Flask view that renders the same layout file around as many bytes, made from one indexed SELECT of
20 rows. Page and floor take turns; the median of the pairs counts. Both run in this process through the test client:
no server, no network, so that nothing but the work on the page is compared. Never read the times, only the ratios.

`make bench [IDEAS=5000] [PAIRS=15]` makes data of its own, measures, and throws them away.
"""

import argparse
import statistics
import time
from typing import Any

from flask import Flask, render_template_string
from sqlalchemy import select

from app import create_app
from app.concepts.models import Concept, Goal
from app.core.database import db
from app.core.doors import public
from app.coverage.models import EVERYWHERE, GoalTally
from app.things.models import Thing

LAYOUT = """{% extends "layouts/base.html" %}{% block title %}Boden{% endblock %}{% block content %}<h1>Boden</h1>
<ul>{% for row in rows %}<li>{{ row.id }} {{ row.title }}</li>{% endfor %}</ul><pre>{{ padding }}</pre>{% endblock %}"""
FLOOR = "/boden"


def with_floor(app: Flask) -> dict[str, int]:
    """The application with one more, bare page; how many bytes it fills up with stands in the answer."""
    size = {"padding": 0}

    @public
    def floor() -> str:
        rows = db.session.execute(select(Thing.id, Thing.title).order_by(Thing.id).limit(20)).all()
        return render_template_string(LAYOUT, rows=rows, padding="x" * size["padding"])

    app.add_url_rule(FLOOR, view_func=floor)
    return size


def pages() -> dict[str, str]:
    """The pages to be measured: the largest concept of this installation, its busiest goal, its coverage."""
    concept, goal = Concept.__table__.c, Goal.__table__.c
    tallies = (
        select(concept.key, goal.key)
        .join_from(Concept.__table__, Goal.__table__, goal.concept_id == concept.id)
        .join(GoalTally, GoalTally.goal_id == goal.id)
        .where(GoalTally.place == EVERYWHERE, goal.goal_kind == "sub_goal")
        .order_by(GoalTally.things.desc(), goal.id)
        .limit(1)
    )
    found = db.session.execute(tallies).first()
    if found is None:
        raise SystemExit("Hier ist nichts zu messen: erst `flask --app wsgi demo load --ideas 100000`.")
    slug, key = found
    return {
        "Konzept": f"/konzepte/{slug}", "Ziel": f"/konzepte/{slug}/ziele/{key}",
        "Abdeckung": f"/konzepte/{slug}/abdeckung", "Abdeckung (CSV)": f"/konzepte/{slug}/abdeckung.csv",
    }  # fmt: skip


def seconds(client: Any, address: str) -> float:
    """How long one request takes, as this process counts its own work."""
    start = time.process_time()
    answer = client.get(address)
    took = time.process_time() - start
    if answer.status_code != 200:
        raise SystemExit(f"{address} antwortet mit {answer.status_code}.")
    return took


def measure(app: Flask, pairs: int) -> dict[str, tuple[int, float]]:
    """Per page its size and the median ratio of its requests per second to those of the floor as large."""
    size, client, found = with_floor(app), app.test_client(), {}
    with app.app_context():
        asked = pages()
    for name, address in asked.items():
        size["padding"] = 0
        length = len(client.get(address).data)
        size["padding"] = max(0, length - len(client.get(FLOOR).data))
        client.get(address)
        ratios = []
        for _pair in range(pairs):
            bare = seconds(client, FLOOR)
            ratios.append(bare / seconds(client, address))
        found[name] = length, statistics.median(ratios)
    return found


def main() -> None:
    """Measure and say it."""
    parser = argparse.ArgumentParser(prog="make bench", description=__doc__)
    parser.add_argument("--pairs", type=int, default=15)
    for name, (length, ratio) in measure(create_app(), parser.parse_args().pairs).items():
        print(f"{name:<16} {length / 1000:>7.0f} kB   {ratio:.2f} des Bodens")


if __name__ == "__main__":
    main()
