"""Comments, files and restrictions, each with words one can look for."""

from app.core.clock import now
from app.core.database import db, transaction
from app.discussion import commenting
from app.discussion.models import Comment
from app.files.models import Attachment
from app.ideas.models import Idea
from app.restrictions.models import Report, Restriction
from app.restrictions.reporting import report
from app.restrictions.restricting import restrict
from app.restrictions.targets import Target, version_of
from tests.cast import Cast

NORM, FACTS = "Spielregel 3", "Der Text wirbt für ein Geschäft."


def a_comment(cast: Cast, idea: Idea, text: str = "Frau Meier wohnt im Gartenweg 3.") -> Comment:
    """Carla says something about the idea."""
    with transaction():
        commenting.comment(idea, by=cast.carla, text=text, lang="de")
    comment = db.session.query(Comment).order_by(Comment.id.desc()).first()
    assert comment is not None
    return comment


def a_file(cast: Cast, idea: Idea, name: str = "Haus.jpg") -> Attachment:
    """A public photo of Anna's."""
    with transaction():
        attachment = Attachment(
            thing_id=idea.id, key=name, sha256="0" * 64, name=name, media_type="image/jpeg", size=1, alt="Ein Haus",
            added_by_id=cast.anna.id, released_at=now(),
        )  # fmt: skip
        db.session.add(attachment)
    return attachment


def a_report(target: Target, **values: object) -> Report:
    with transaction():
        return report(target, cause="insult", text="Das beleidigt meine Nachbarin.", **values)  # type: ignore[arg-type]


def hidden(cast: Cast, target: Target) -> Restriction:
    """Bernd hides it."""
    with transaction():
        db.session.refresh(target)
        return restrict(target, by=cast.bernd, ground="rules", norm=NORM, facts=FACTS, version=version_of(target))


def counted(idea: Idea) -> tuple[int, bool]:
    """How many comments the idea counts, and whether it stands in the lists."""
    db.session.rollback()
    db.session.expire_all()
    return idea.comments, idea.listed_at is not None
