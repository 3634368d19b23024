"""How well ideas like a text are found: by words, by letters, by meaning, by the mixture; and what one question costs.

`python -m bench.similar` measures on the invented ideas of `bench/data/similar-ideas.yaml`: `recall` (of what is meant,
how much is among the first five), `precision` (of what is shown, how much is meant), `false alarms` (texts that mean
none of the ideas and get one shown: traps, about the same thing with another wish, and unrelated ones). Each way is
measured with the threshold at which at most every fifth unrelated text gets anything shown; the last line is
`similar_ideas` as it is.
`ranked` is the recall of a way without a threshold. `python -m bench.similar --time` takes the time on the ideas of
this installation.
"""

import argparse
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from statistics import mean, median
from typing import Any

import numpy as np
import yaml
from sqlalchemy import select

from app import create_app
from app.accounts.models import Authority
from app.core.clock import now
from app.core.database import Base, db, touch, transaction
from app.core.meaning import think_here, vectors_of
from app.ideas.models import Idea, IdeaVersion
from app.ideas.similar import HERE, LEAST, WITHOUT_MEANING, WORDS, Where, as_one, similar_ideas, sought_for
from app.ideas.similar_meaning import meanings_anew
from app.ideas.similar_words import likeness, telling_stems
from app.municipalities.models import District, Municipality
from app.things.models import Thing
from config import Settings

DATA = Path(__file__).parent / "data" / "similar-ideas.yaml"
SHOWN, UNRELATED = 5, 0.2
Ranking = list[tuple[str, float]]


@dataclass(frozen=True)
class World:
    """The ideas of the evaluation, by key, and the towns by name."""

    numbers: dict[str, int]
    towns: dict[str, int]
    authority_id: int


@dataclass(frozen=True)
class Verdict:
    """How well a way does at a threshold."""

    least: float
    recall: float
    precision: float
    traps: float
    unrelated: float

    @property
    def alarms(self) -> float:
        return (self.traps + self.unrelated) / 2


def evaluation() -> dict[str, list[dict[str, Any]]]:
    """The ideas, the texts that mean some of them, and those that mean none."""
    read: dict[str, list[dict[str, Any]]] = yaml.safe_load(DATA.read_text(encoding="utf-8"))
    return read


def load(ideas: Sequence[dict[str, Any]]) -> World:
    """Make the ideas public, in towns of their own; inside a transaction. What they mean is asked afterwards."""
    authority = Authority(
        slug="messung", name="Messung", title="Messung", land="SN", office="Messung", phone="–", phone_hours="–",
        email="messung@example.org",
    )  # fmt: skip
    db.session.add(authority)
    db.session.flush()
    district = District(key="99999", name="Messung", authority_id=authority.id)
    names = sorted({one["place"] for one in ideas if one["place"]})
    towns = {
        name: Municipality(
            ags=f"99999{at:03}", ars=f"99999{at:03}0000", name=name, official_name=name, sort_name=name.lower(),
            district=district, population=1, area_km2=1.0, postcode="00000", latitude=51.0, longitude=12.0,
        )
        for at, name in enumerate(names)
    }  # fmt: skip
    db.session.add_all([district, *towns.values()])
    made = {one["key"]: _public_idea(one, authority, towns) for one in ideas}
    db.session.add_all(made.values())
    db.session.flush()
    for idea in made.values():
        touch(idea.id)
    numbers = {key: idea.id for key, idea in made.items()}
    return World(numbers, {name: town.id for name, town in towns.items()}, authority.id)


def _public_idea(one: dict[str, Any], authority: Authority, towns: dict[str, Municipality]) -> Idea:
    moment = now()
    version = IdeaVersion(number=1, title=one["title"], text=one["text"], submitted_at=moment)
    return Idea(
        title=one["title"], state="published", version=1, authority=authority, published_at=moment, listed_at=moment,
        submitted_at=moment, municipalities=[towns[one["place"]]] if one["place"] else [], versions=[version],
    )  # fmt: skip


def asked(world: World, one: dict[str, Any], limit: int = SHOWN) -> Ranking:
    """What `similar_ideas` shows for a text."""
    keys = {number: key for key, number in world.numbers.items()}
    where = _where(world, one)
    found = similar_ideas(
        one["title"], one["text"], municipality_ids=where.towns, authority_ids=where.authorities, limit=limit
    )
    return [(keys[alike.number], alike.score) for alike in found]


def _where(world: World, one: dict[str, Any]) -> Where:
    towns = frozenset({world.towns[one["place"]]} if one["place"] in world.towns else ())
    return Where(towns, frozenset((world.authority_id,)))


def judge(
    same: Sequence[dict[str, Any]], different: Sequence[dict[str, Any]], rank: Callable[[dict[str, Any]], Ranking],
    least: float,
) -> Verdict:  # fmt: skip
    """How well the ranking does when nothing below `least` is shown."""
    recall, precision = [], []
    for one in same:
        shown = [key for key, score in rank(one)[:SHOWN] if score >= least]
        meant = set(one["means"])
        recall.append(len(meant & set(shown)) / len(meant))
        precision += [len(meant & set(shown)) / len(shown)] if shown else []
    alarm = {
        is_trap: mean(
            any(score >= least for _key, score in rank(one)) for one in different if one.get("trap", False) is is_trap
        )
        for is_trap in (True, False)
    }
    return Verdict(least, mean(recall), mean(precision) if precision else 0.0, alarm[True], alarm[False])


def with_few_alarms(
    same: Sequence[dict[str, Any]], different: Sequence[dict[str, Any]], rank: Callable[[dict[str, Any]], Ranking]
) -> Verdict:
    """The lowest threshold at which at most every fifth unrelated text gets anything shown."""
    best = sorted((max(score for _key, score in rank(one)) for one in different if not one.get("trap")), reverse=True)
    return judge(same, different, rank, best[int(UNRELATED * len(best))] + 1e-6)


def ways(world: World, ideas: Sequence[dict[str, Any]]) -> dict[str, Callable[[dict[str, Any]], Ranking]]:
    """Each single way and the mixture, compared with every idea; the same wish elsewhere is left out by each."""
    vectors = vectors_of([as_one(one["title"], one["text"]) for one in ideas])
    assert vectors is not None  # noqa: S101 - the model is held here
    stems = [telling_stems(as_one(one["title"], one["text"])) for one in ideas]
    kept: dict[str, dict[str, np.ndarray]] = {}

    def parts(one: dict[str, Any]) -> dict[str, Any]:
        text = as_one(one["title"], one["text"])
        if text not in kept:
            sought = sought_for(one["title"], one["text"], _where(world, one))
            known = sought.vector if sought.vector is not None else np.zeros(vectors.shape[1])
            place = one["place"]
            kept[text] = {
                "meaning": vectors @ known,
                "words": np.array([likeness(sought.stems, sought.worth, other).much for other in stems]),
                "letters": np.array([_letters(one["title"], other["title"]) for other in ideas]),
                "place": np.array([_by_place(place, other["place"]) for other in ideas]),
            }
        return kept[text]

    def ranking(score: Callable[[dict[str, Any]], Any]) -> Callable[[dict[str, Any]], Ranking]:
        def rank(one: dict[str, Any]) -> Ranking:
            found = parts(one)
            scores = score(found) + found["place"]
            return [(ideas[at]["key"], float(scores[at])) for at in np.argsort(-scores, kind="stable")]

        return rank

    return {
        "letters of the titles": ranking(lambda part: part["letters"]),
        "words": ranking(lambda part: WITHOUT_MEANING + part["words"]),
        "meaning": ranking(lambda part: part["meaning"]),
        "meaning and letters": ranking(lambda part: part["meaning"] + 0.1 * part["letters"]),
        "meaning and words": ranking(lambda part: part["meaning"] + WORDS * part["words"]),
    }


def _by_place(place: str | None, other: str | None) -> float:
    if not place or not other:
        return 0.0
    return HERE if place == other else -1.0


def _letters(one: str, other: str) -> float:
    grams = [{f" {text.lower()} "[at : at + 3] for at in range(len(text))} for text in (one, other)]
    return len(grams[0] & grams[1]) / max(1, len(grams[0] | grams[1]))


def measure() -> Iterator[tuple[str, float | None, Verdict]]:
    """Each way with its recall where nothing is held back and its verdict, then what is built in."""
    read = evaluation()
    with transaction():
        world = load(read["ideas"])
    meanings_anew(lambda _count: None)
    for name, rank in ways(world, read["ideas"]).items():
        unbound = judge(read["same"], read["different"], rank, float("-inf")).recall
        yield name, unbound, with_few_alarms(read["same"], read["different"], rank)
    built_in = {one["title"] + one["text"]: asked(world, one) for one in [*read["same"], *read["different"]]}
    verdict = judge(read["same"], read["different"], lambda one: built_in[one["title"] + one["text"]], LEAST)
    yield "as built in", None, verdict


def take_time(times: int) -> dict[str, float]:
    """CPU milliseconds of one question, the median of some: about ideas of this installation in other words."""
    titles = db.session.execute(
        select(Thing.title, IdeaVersion.text)
        .join(IdeaVersion, IdeaVersion.idea_id == Thing.id)
        .where(Thing.kind == "idea", Thing.published_at.is_not(None))
        .order_by(Thing.id.desc())
        .limit(times)
    ).all()
    town = db.session.scalars(select(Municipality.id).order_by(Municipality.ags).limit(1)).one()
    took: dict[str, list[float]] = {"with a place": [], "without": []}
    for row in titles:
        for name, ids in (("with a place", (town,)), ("without", ())):
            start = time.process_time()
            similar_ideas(f"Bitte {row.title}", f"Wir wünschen uns das sehr. {row.text}", municipality_ids=ids)
            took[name].append((time.process_time() - start) * 1000)
    return {name: median(many) for name, many in took.items()}


def main() -> None:
    """Print one line per way, or the times."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--time", action="store_true")
    if parser.parse_args().time:
        with create_app().app_context():
            think_here()
            for name, milliseconds in take_time(30).items():
                print(f"{name:24} {milliseconds:6.1f} ms")
        return
    with tempfile.TemporaryDirectory() as folder:
        settings = Settings(env="test", data=Path(folder), secret_key="m" * 40, mail_from="messung@example.org")
        with create_app(settings).app_context():
            Base.metadata.create_all(db.engine)
            print(f"{'':24} ranked  least  recall  precision  false alarms (traps, unrelated)")
            for name, ranked, v in measure():
                first = "" if ranked is None else f"{ranked:.2f}"
                print(
                    f"{name:24} {first:>6}  {v.least:5.3f}  {v.recall:6.2f}  {v.precision:9.2f}  "
                    f"{v.alarms:.2f} ({v.traps:.2f}, {v.unrelated:.2f})"
                )


if __name__ == "__main__":
    main()
