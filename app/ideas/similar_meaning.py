"""What public ideas mean, kept beside them: gone at once when the text changes or is public no more, renewed by a job.

The model is asked outside of transactions. Where it does not answer, nothing is kept and the clock tries again.
"""

import hashlib
from collections.abc import Callable, Collection, Iterator, Sequence
from datetime import timedelta
from itertools import islice
from typing import Any

import numpy as np
from sqlalchemy import ColumnElement, Select, delete, func, or_, select

from app.core.clock import now
from app.core.database import db, insert_into, transaction
from app.core.jobs import enqueue
from app.core.meaning import Vectors, vectors_of
from app.ideas.models import Idea, IdeaMeaning, IdeaVersion
from app.ideas.similar import as_one
from app.ideas.workflow import OPEN_STATES
from app.things.models import Thing
from app.things.queries import is_public

JOB = "note_meanings"
BATCH = 64
PAUSE = timedelta(seconds=2)
"""Between the batches of one round: mails do not wait for all of them."""

_idea, _thing = Idea.__table__.c, Thing.__table__.c


def settle(touched: Collection[int], remade: Collection[int]) -> None:
    """What an idea meant before its text changed, or while it was public, is gone with this transaction."""
    due = texts_due(_thing.id.in_(touched))
    kept = _digests(touched)
    old = [number for number, digest in kept.items() if number not in due or digest_of(due[number]) != digest]
    if old:
        db.session.execute(delete(IdeaMeaning).where(IdeaMeaning.idea_id.in_(old)))
    for number in due.keys() - (kept.keys() - set(old)):
        enqueue(JOB, str(number), {"ideas": [number]})


def queue_missing() -> int:
    """Have the model asked for every public idea of which we do not know what it means; returns how many those are."""
    missing = db.session.scalars(_due().where(_thing.id.not_in(select(IdeaMeaning.idea_id))).order_by(_thing.id)).all()
    for at in range(0, len(missing), BATCH):
        part = list(missing[at : at + BATCH])
        enqueue(JOB, f"{part[0]}-{part[-1]}", {"ideas": part}, run_at=now() + PAUSE * (at // BATCH))
    return len(missing)


def note_meanings(numbers: Sequence[int]) -> int:
    """Ask the model about these ideas, as far as they are public, and keep what it says; returns how many were kept."""
    texts = texts_due(_thing.id.in_(numbers))
    asked = sorted(texts)
    vectors = vectors_of([texts[number] for number in asked]) if asked else None
    if vectors is None:
        return 0
    with transaction():
        return _keep(asked, [digest_of(texts[number]) for number in asked], vectors)


def meanings_anew(progress: Callable[[int], None]) -> int:
    """Ask about every public idea anew, in batches, and forget all others; returns how many were kept."""
    with transaction():
        db.session.execute(delete(IdeaMeaning).where(IdeaMeaning.idea_id.not_in(_due())))
    numbers = db.session.scalars(_due().order_by(_thing.id)).all()
    kept = 0
    for at in range(0, len(numbers), BATCH):
        part = numbers[at : at + BATCH]
        kept += note_meanings(part)
        progress(len(part))
    return kept


def count_due() -> int:
    """Of how many ideas we want to know what they mean."""
    return db.session.scalar(select(func.count()).select_from(_due().subquery())) or 0


def wrong_meanings() -> Iterator[int]:
    """Ideas of which something is kept that is not theirs now, or not everybody's to read; in batches."""
    numbers = db.session.scalars(select(IdeaMeaning.idea_id).order_by(IdeaMeaning.idea_id)).all()
    for at in range(0, len(numbers), BATCH):
        part = numbers[at : at + BATCH]
        due, kept = texts_due(_thing.id.in_(part)), _digests(part)
        yield from (number for number in part if number not in due or kept.get(number) != digest_of(due[number]))


def first_wrong_meanings(most: int) -> list[int]:
    """The first of them."""
    return list(islice(wrong_meanings(), most))


def mend_meanings() -> int:
    """Forget what is wrong: the clock has it asked anew. Returns how many that were."""
    wrong = list(wrong_meanings())
    for at in range(0, len(wrong), BATCH):
        db.session.execute(delete(IdeaMeaning).where(IdeaMeaning.idea_id.in_(wrong[at : at + BATCH])))
    return len(wrong)


def texts_due(condition: ColumnElement[bool]) -> dict[int, str]:
    """The texts of those public ideas of which we want to know what they mean."""
    texts = _due().add_columns(_thing.title, IdeaVersion.text).where(condition)
    texts = texts.join(IdeaVersion, (IdeaVersion.idea_id == _thing.id) & (IdeaVersion.number == _idea.version))
    return {row.id: as_one(row.title, row.text) for row in db.session.execute(texts)}


def digest_of(text: str) -> str:
    """By which a changed text is noticed."""
    return hashlib.sha256(text.encode()).hexdigest()


def _due() -> Select[Any]:
    """Public and open: what was merged leads to another, what was withdrawn is proposed no more."""
    due = select(_thing.id).join_from(Thing.__table__, Idea.__table__, _idea.id == _thing.id)
    return due.where(is_public(), or_(*(_idea.state == state for state in OPEN_STATES)))


def _digests(numbers: Collection[int]) -> dict[int, str]:
    kept = select(IdeaMeaning.idea_id, IdeaMeaning.digest).where(IdeaMeaning.idea_id.in_(numbers))
    return {row.idea_id: row.digest for row in db.session.execute(kept)}


def _keep(numbers: Sequence[int], digests: Sequence[str], vectors: Vectors) -> int:
    """Write down what was said of the texts that are still the same; each idea is locked, so nobody changes it now."""
    held = select(_thing.id).where(_thing.id.in_(numbers)).order_by(_thing.id).with_for_update(key_share=True)
    db.session.execute(held)
    now_due = texts_due(_thing.id.in_(numbers))
    rows = [
        {"idea_id": number, "digest": digest, "vector": vector.astype(np.float16).tobytes()}
        for number, digest, vector in zip(numbers, digests, vectors, strict=True)
        if number in now_due and digest_of(now_due[number]) == digest
    ]
    if rows:
        added = insert_into(IdeaMeaning)
        renewed = {"digest": added.excluded.digest, "vector": added.excluded.vector}
        db.session.execute(added.on_conflict_do_update(index_elements=["idea_id"], set_=renewed), rows)
    return len(rows)
