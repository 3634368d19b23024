"""Who was erased, kept outside the database and its backups, so that no restore brings anybody back.

`DATA/erased` holds an empty file per person, named by the number: written whole or not at all, twice without harm, and
put together from several places by copying.
"""

from pathlib import Path

from sqlalchemy import delete, select

from app.accounts.models import Membership, Person
from app.core.database import db, to_change
from app.privacy.erasing import erase_person

FOLDER, WITH_COMMENTS = "erased", "comments"
AT_ONCE = 500


def note_erased(data: Path, person_id: int, *, with_comments: bool = False) -> None:
    """Remember that this person was erased, and whether the words of her comments went, too.

    To be called once the erasure is certain.
    """
    folder = data / FOLDER
    folder.mkdir(parents=True, exist_ok=True)
    (folder / str(person_id)).touch(mode=0o600)
    if with_comments:
        (folder / f"{person_id}.{WITH_COMMENTS}").touch(mode=0o600)


def note_all_erased(data: Path) -> None:
    """Remember everybody the database knows as erased: makes up for what a lost folder has left out."""
    known = set(noted(data))
    for person_id in db.session.scalars(select(Person.id).where(Person.erased_at.is_not(None))):
        if person_id not in known:
            note_erased(data, person_id)


def noted(data: Path) -> list[int]:
    """The numbers of all who were erased."""
    folder = data / FOLDER
    return sorted(int(entry.name) for entry in folder.iterdir() if entry.name.isdigit()) if folder.is_dir() else []


def replay_erasures(data: Path) -> list[int]:
    """Erase again whoever was erased after the backup was made; returns their numbers.

    An organisation may be left without a representative by this: erasure goes before, and the check says so.
    """
    numbers, erased = noted(data), []
    for start in range(0, len(numbers), AT_ONCE):
        back = select(Person).where(Person.id.in_(numbers[start : start + AT_ONCE]), Person.erased_at.is_(None))
        for person in db.session.scalars(to_change(back.order_by(Person.id), of=Person)).all():
            db.session.execute(delete(Membership).where(Membership.person_id == person.id))
            db.session.expire(person, ["memberships"])
            erase_person(person, with_comments=(data / FOLDER / f"{person.id}.{WITH_COMMENTS}").exists())
            erased.append(person.id)
    return erased
