"""One row of the journal together with what it speaks of: what telling asks and letters say."""

from dataclasses import dataclass
from functools import cached_property
from typing import TypeVar

from app.accounts.models import Person
from app.answers.models import CoordinatedAnswer, FollowUp
from app.cooperations.models import Cooperation, Funding, PartnerRoom
from app.core.database import Base, db
from app.core.journal import JournalEntry
from app.discussion.models import Comment
from app.formats.models import Contribution, ParticipationFormat
from app.ideas.models import HandOver, Idea
from app.projects.models import Project
from app.restrictions.models import Report, Restriction
from app.statements.models import StatementRequest
from app.things.models import HelpMessage, HelpOffer, Thing

M = TypeVar("M", bound=Base)


@dataclass(frozen=True)
class News:
    """What happened to a thing; everything beside the row is looked up when asked for, and may be gone by then."""

    entry: JournalEntry
    thing: Thing
    is_reminder: bool = False
    reader: Person | None = None
    """Whom the letter is for, where it says something of her own."""

    @property
    def verb(self) -> str:
        return self.entry.verb

    @property
    def idea(self) -> Idea:
        """The idea it is about; asked only where the verb belongs to ideas."""
        if not isinstance(self.thing, Idea):
            raise TypeError(f"{self.verb} of a {self.thing.kind}")
        return self.thing

    @property
    def format(self) -> ParticipationFormat | None:
        """The format it is about, or in which it was said."""
        if isinstance(self.thing, ParticipationFormat):
            return self.thing
        return self.thing.format if isinstance(self.thing, Contribution) else None

    @property
    def cooperation(self) -> Cooperation | None:
        """The joint project it is about, or in whose room it was said."""
        if isinstance(self.thing, Cooperation):
            return self.thing
        return self.thing.cooperation if isinstance(self.thing, PartnerRoom) else None

    @cached_property
    def funding(self) -> Funding | None:
        return self._named("funding", Funding)

    @cached_property
    def project(self) -> Project | None:
        return self._named("project", Project)

    @cached_property
    def comment(self) -> Comment | None:
        return self._named("comment", Comment)

    @cached_property
    def answer(self) -> CoordinatedAnswer | None:
        return self._named("answer", CoordinatedAnswer)

    @cached_property
    def follow_up(self) -> FollowUp | None:
        return self._named("follow_up", FollowUp)

    @cached_property
    def restriction(self) -> Restriction | None:
        return self._named("restriction", Restriction)

    @cached_property
    def report(self) -> Report | None:
        return self._named("report", Report)

    @cached_property
    def hand_over(self) -> HandOver | None:
        return self._named("hand_over", HandOver)

    @cached_property
    def message(self) -> HelpMessage | None:
        return self._named("message", HelpMessage)

    @cached_property
    def offer(self) -> HelpOffer | None:
        return self.message.offer if self.message is not None else self._named("offer", HelpOffer)

    @cached_property
    def other_idea(self) -> Idea | None:
        """The other end of a merger."""
        return self._named("into", Idea) or self._named("idea", Idea) or self._named("from", Idea)

    @cached_property
    def parts(self) -> list[Idea]:
        """The ideas that were made of parts of this one."""
        numbers = [number for number in self.entry.details.get("ideas", []) if isinstance(number, int)]
        found = (db.session.get(Idea, number) for number in numbers)
        return [part for part in found if part is not None and part.id != self.thing.id]

    @cached_property
    def request(self) -> StatementRequest | None:
        """What the reader's own office is asked."""
        details = self.entry.details
        numbers = [details["request"]] if "request" in details else details.get("requests", [])
        found = (db.session.get(StatementRequest, number) for number in numbers)
        mine = (one for one in found if one and one.organisation_id and self.reader and not one.email)
        return next((one for one in mine if self.reader and self.reader.speaks_for(one.organisation_id or 0)), None)

    @property
    def title(self) -> str:
        """The title of the version this is about, on one line."""
        versions = self.thing.versions if isinstance(self.thing, Idea) else []
        texts = {version.number: version.title for version in versions}
        return " ".join(texts.get(self.entry.version or 0, self.thing.title).split())

    @property
    def names(self) -> dict[str, object]:
        return {"number": self.thing.number, "title": self.title}

    @property
    def office(self) -> str:
        """Who signs; what partners of a joint project tell each other, no office does."""
        authority = self.thing.authority if self.cooperation is None else None
        return f"{authority.office}, {authority.name}" if authority else ""

    @property
    def contact(self) -> str:
        """How to reach the office, all on one line."""
        authority = self.thing.authority
        ways = [authority.email, authority.phone, authority.phone_hours] if authority else []
        return ", ".join(way for way in ways if way)

    def _named(self, what: str, kind: type[M]) -> M | None:
        number = self.entry.details.get(what)
        return db.session.get(kind, number) if isinstance(number, int) else None
