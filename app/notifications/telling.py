"""Who hears of what happened. The journal row is the event; a mail is a job written with it.

Asked twice: when the row is turned into jobs, and again when a mail is about to leave. Whoever is no longer
the author, the representative or here at all gets nothing.
"""

from collections.abc import Sequence
from datetime import timedelta

from sqlalchemy import Select, select

from app.accounts.models import Membership, Person
from app.accounts.queries import representatives_of
from app.answers.queries import ANSWERABLE, releasers_of
from app.cooperations.models import PartnerRoom
from app.core.clock import now
from app.core.database import db
from app.core.jobs import enqueue
from app.core.journal import JournalEntry
from app.discussion.models import Comment
from app.ideas.models import Idea
from app.notifications import cooperation_circles as cooperations
from app.notifications import format_circles as formats
from app.notifications.hearing import Hearing
from app.notifications.news import News
from app.notifications.posting import remind_by_address, tell_by_address
from app.reference_sheets.models import ReferenceSheet
from app.statements.models import StatementRequest
from app.statements.queries import speakers_of
from app.things.models import Support, Thing

REMIND_AFTER = timedelta(weeks=4)
REMINDED = {"request_revision": REMIND_AFTER, **dict.fromkeys(cooperations.ASKING, cooperations.REMIND_AFTER)}
"""Verb → after which time whoever still owes an answer is reminded, once."""

AUTHOR, TOWN, DECLARER, SUPPORTER = "author", "town", "declarer", "supporter"
PREPARER, LEAVER = "preparer", "leaver"
COMMENTER, HELPER, OFFICE = "commenter", "helper", "office"
DECLARANT = "declarant"
ASKED = "asked"
ADDRESSEE, APPROVER, REPORTER = "addressee", "approver", "reporter"

RELEASER, WRITER = "releaser", "writer"


# ---- circles of people ---------------------------------------------------------------------------


def authors_of(news: News) -> Sequence[Person]:
    """Who wrote it, for an organisation's idea everybody who speaks for it today; and the co-authors."""
    if not isinstance(news.thing, Idea):
        return []
    idea = news.thing
    people = [idea.author] if idea.author is not None else []
    if idea.organisation_id is not None:
        people = [person for person in people if person.speaks_for(idea.organisation_id)]
        people += [person for person in representatives_of(idea.organisation_id) if person not in people]
    return people + [co_author.person for co_author in idea.co_authors if co_author.person not in people]


def authors_before(news: News) -> Sequence[Person]:
    """Whose idea took another in: without those who have just come along with that one."""
    other = news.other_idea
    came = {person.id for person in authors_of(News(news.entry, other))} if other is not None else set()
    own = {news.idea.author_id}
    return [person for person in authors_of(news) if person.id in own or person.id not in came]


def towns_people_of(news: News) -> Sequence[Person]:
    """Who speaks for the municipalities named as its place: they hear of it before the press does."""
    if news.entry.from_state != "draft":
        return []
    towns = {town.of_today.id: town.of_today.organisation_id for town in news.idea.municipalities}
    organisations = [organisation for organisation in towns.values() if organisation is not None]
    return [person for organisation in organisations for person in representatives_of(organisation)]


def declarers_of(news: News) -> Sequence[Person]:
    """The mayor and named deputies of the body an idea was prepared for."""
    organisation = news.idea.organisation_id
    return representatives_of(organisation) if organisation is not None else []


def preparer_of(news: News) -> Sequence[Person]:
    """Who prepared it for another body, by mandate."""
    return _those(news.idea.author)


def leaver_of(news: News) -> Sequence[Person]:
    """Who wrote along until now."""
    person = news.entry.details.get("person")
    return _those(db.session.get(Person, person) if isinstance(person, int) else None)


def supporters_of(news: News) -> Sequence[Person]:
    """Who supported the idea that went into another, and does not support that one yet."""
    return db.session.scalars(select(Person).where(Person.id.in_(_asked(news))).order_by(Person.id)).all()


def is_supporter(news: News, person: Person) -> bool:
    return db.session.scalar(_asked(news).where(Support.person_id == person.id)) is not None


def commenter_of(news: News) -> Sequence[Person]:
    return _those(news.comment.author if news.comment else None)


def commenter_above(news: News) -> Sequence[Person]:
    """Whose comment was answered."""
    if news.comment is None or news.comment.parent_id is None:
        return []
    author = select(Comment.author_id).where(Comment.id == news.comment.parent_id)
    people = db.session.scalars(select(Person).where(Person.id.in_(author))).all()
    return [one for one in people if formats.reads_along(news, one) and cooperations.reads_room(news, one)]


def addressee_of(news: News) -> Sequence[Person]:
    """Whose words were hidden: the person, or everybody who represents the organisation."""
    restriction = news.restriction
    if restriction is None:
        return []
    if restriction.organisation_id is not None:
        return representatives_of(restriction.organisation_id)
    return _those(db.session.get(Person, restriction.addressee_id) if restriction.addressee_id else None)


def approvers_of(news: News) -> Sequence[Person]:
    """Who may decide on the objection: not the one who restricted."""
    restriction = news.restriction
    parties = {restriction.by_id, restriction.addressee_id} if restriction else set()
    return [person for person in _staff_as("approver", news.thing.authority_id) if person.id not in parties]


def editors_of(news: News) -> Sequence[Person]:
    """For a project, which has no author: those who edit it."""
    return [] if isinstance(news.thing, Idea) else _staff_as("project_editor", news.thing.authority_id)


def helper_of(news: News) -> Sequence[Person]:
    return _those(db.session.get(Person, news.offer.person_id) if news.offer else None)


def declarant_of(news: News) -> Sequence[Person]:
    """Whose account the reference sheet lies in."""
    return _those(news.thing.author if isinstance(news.thing, ReferenceSheet) else None)


def releasers_of_answer(news: News) -> Sequence[Person]:
    """Who may release the answer as the second person: none of those who wrote it."""
    return releasers_of(news.answer) if news.answer else []


def writers_of_answer(news: News) -> Sequence[Person]:
    """Everybody who had a hand in the answer and still works at that desk."""
    writers = news.answer.writers if news.answer else []
    return [person for person in writers if person.has_role("moderator", news.thing.authority_id)]


def speakers_of_asked(news: News) -> Sequence[Person]:
    """Who speaks for the offices asked that have no mailbox of their own."""
    details = news.entry.details
    numbers = [*details.get("requests", []), *([details["request"]] if "request" in details else [])]
    without = select(StatementRequest.organisation_id).where(
        StatementRequest.id.in_(numbers), StatementRequest.email.is_(None), StatementRequest.state == "open"
    )
    found = speakers_of([number for number in db.session.scalars(without) if number])
    return [person for people in found.values() for person in people]


def reporter_of(news: News) -> Sequence[Person]:
    known = news.report.reporter_id if news.report else None
    return _those(db.session.get(Person, known) if known else None)


# ---- the table -----------------------------------------------------------------------------------


def is_comment_shown(news: News) -> bool:
    """Whoever reads the mail could read the comment on the page as well."""
    is_there = news.thing.is_public or formats.is_format_there(news) or isinstance(news.thing, PartnerRoom)
    return news.comment is not None and news.comment.is_shown and is_there


def is_offer_open(news: News) -> bool:
    return news.offer is not None and news.offer.ended_at is None


def is_offer_seen(news: News) -> bool:
    """To the helper a thing that is hidden by now has no title."""
    return is_offer_open(news) and news.thing.is_public


def is_still_coming(news: News) -> bool:
    """A town hears of what may become public or is; not of what was refused, taken back or hidden meanwhile."""
    return news.idea.state in {"submitted", "revision_requested"} or news.idea.is_public


def is_prepared(news: News) -> bool:
    return news.idea.prepared_at is not None and news.idea.state == "draft"


def is_decided_so(news: News) -> bool:
    """The sheet still stands as it was decided; its author may have changed it since."""
    return isinstance(news.thing, ReferenceSheet) and news.thing.state == news.entry.to_state


def is_merged(news: News) -> bool:
    is_there = news.other_idea is not None and news.other_idea.is_open
    return is_there and news.idea.state == "merged" and news.idea.is_public


def is_answer_waiting(news: News) -> bool:
    """It still waits for this release: neither taken back nor decided on meanwhile."""
    is_there = news.answer is not None and news.answer.state == "waiting" and news.idea.state in ANSWERABLE
    return is_there and news.entry.details.get("answer_version") == (news.answer.version if news.answer else 0)


_to_authors = Hearing(AUTHOR, authors_of)
_receipt = Hearing(AUTHOR, authors_of, receipt=True)
_to_addressee = Hearing(ADDRESSEE, addressee_of)

HEARINGS: dict[str, tuple[Hearing, ...]] = {
    "submit_idea": (
        Hearing(AUTHOR, authors_of, receipt=True, still=formats.is_handed_in),
        Hearing(TOWN, towns_people_of, still=is_still_coming),
    ),
    "withdraw_idea": (_receipt,),
    **dict.fromkeys(
        (
            "request_revision", "retract_question", "publish_idea", "refuse_idea", "pool_idea", "close_idea",
            "promote_idea", "return_idea", "reopen_idea", "split_idea", "unmerge_idea", "redact",
            "amend_idea", "release_amendment", "decline_amendment", "accept_hand_over", "join_co_author",
        ),
        (_to_authors,),
    ),
    "hand_in_answer": (Hearing(RELEASER, releasers_of_answer, still=is_answer_waiting),),
    "return_answer": (Hearing(WRITER, writers_of_answer),),
    "release_answer": (Hearing(WRITER, writers_of_answer),),
    "release_alone": (Hearing(RELEASER, releasers_of_answer),),
    "ask_back": (_receipt,),
    "reply_to_follow_up": (_to_authors,),
    "send_interim_notice": (_to_authors,),
    "return_prepared_idea": (Hearing(PREPARER, preparer_of),),
    "leave_co_author": (Hearing(LEAVER, leaver_of),),
    "take_in_idea": (Hearing(AUTHOR, authors_before),),
    "report": (Hearing(REPORTER, reporter_of, receipt=True),),
    "redact_comment": (Hearing(COMMENTER, commenter_of),),
    "prepare_idea": (Hearing(DECLARER, declarers_of, still=is_prepared),),
    "merge_ideas": (_to_authors, Hearing(SUPPORTER, supporters_of, still=is_merged, has=is_supporter)),
    "comment": (
        Hearing(COMMENTER, commenter_above, still=is_comment_shown),
        Hearing(AUTHOR, authors_of, still=is_comment_shown),
        Hearing(formats.CONTRIBUTOR, formats.contributor_of, still=is_comment_shown),
        Hearing(cooperations.PARTNER, cooperations.room_people, still=is_comment_shown),
        Hearing(cooperations.KEEPER, cooperations.page_keepers, still=is_comment_shown),
    ),
    "release_comment": (Hearing(COMMENTER, commenter_of, still=is_comment_shown),),
    "offer_help": (
        Hearing(AUTHOR, authors_of, still=is_offer_open), Hearing(OFFICE, editors_of, still=is_offer_open)
    ),
    "end_offer": (Hearing(AUTHOR, authors_of), Hearing(OFFICE, editors_of)),
    "answer_help": (
        Hearing(HELPER, helper_of, still=is_offer_seen), Hearing(AUTHOR, authors_of, still=is_offer_open),
        Hearing(OFFICE, editors_of, still=is_offer_open),
    ),
    "request_statements": (_to_authors, Hearing(ASKED, speakers_of_asked)),
    "remind_of_request": (Hearing(ASKED, speakers_of_asked),),
    "restrict": (_to_addressee,),
    "lift_restriction": (_to_addressee,),
    "decide_objection": (_to_addressee,),
    "object": (Hearing(ADDRESSEE, addressee_of, receipt=True), Hearing(APPROVER, approvers_of)),
    "settle_report": (Hearing(REPORTER, reporter_of),),
    "confirm_sheet": (Hearing(DECLARANT, declarant_of, still=is_decided_so),),
    "decline_sheet": (Hearing(DECLARANT, declarant_of, still=is_decided_so),),
    "withdraw_confirmation": (Hearing(DECLARANT, declarant_of, still=is_decided_so),),
    **formats.FORMAT_HEARINGS,
    **cooperations.COOPERATION_HEARINGS,
    **dict.fromkeys(("put_into_call", "take_out_of_call"), (_to_authors,)),
}  # fmt: skip
"""Verb → the circles that hear of it at once. Followers hear of public steps in their digest."""


# ---- turning rows into mails ---------------------------------------------------------------------


def tell_unprocessed(limit: int = 100) -> int:
    """Give every new journal row its mails: one job a person, written with the mark that the row is told."""
    untold = select(JournalEntry).where(JournalEntry.told_at.is_(None)).order_by(JournalEntry.id).limit(limit)
    entries = db.session.scalars(untold.with_for_update(skip_locked=True)).all()
    for entry in entries:
        thing = db.session.get(Thing, entry.thing_id)
        if thing is not None and entry.verb in HEARINGS:
            _tell(News(entry, thing))
        entry.told_at = now()
    return len(entries)


def hearers(news: News) -> list[Person]:
    """Everybody who is told of this at once, each once."""
    heard: dict[int, Person] = {}
    for hearing in HEARINGS.get(news.verb, ()):
        for person in hearing.people(news):
            if is_reachable(person) and (hearing.receipt or person.id != news.entry.actor_id):
                heard.setdefault(person.id, person)
    return list(heard.values())


def standing_of(person: Person, news: News) -> str | None:
    """As what this person hears of it now, or not at all (any more)."""
    if not is_reachable(person):
        return None
    for hearing in HEARINGS.get(news.verb, ()):
        if person.id == news.entry.actor_id and not hearing.receipt:
            continue
        if hearing.still(news) and hearing.includes(news, person):
            return hearing.standing
    return None


def is_reachable(person: Person) -> bool:
    """Still here, with a mailbox."""
    return person.erased_at is None and bool(person.email)


def is_question_open(news: News) -> bool:
    """Whether the question of this row still waits for its answer: what a reminder depends on."""
    if news.verb != "request_revision" or news.idea.state != "revision_requested":
        return False
    asked = select(JournalEntry.id).where(
        JournalEntry.thing_id == news.thing.id, JournalEntry.verb == "request_revision"
    )
    return db.session.scalar(asked.order_by(JournalEntry.id.desc()).limit(1)) == news.entry.id


def is_reminder_due(news: News, person: Person) -> bool:
    """Whether this person still owes the answer a reminder is about."""
    return cooperations.is_answer_owed(news, person) if news.verb in cooperations.ASKING else is_question_open(news)


def _tell(news: News) -> None:
    for person in hearers(news):
        _enqueue(news.entry, person)
    if _concerns_author(news):
        tell_by_address(news)
    formats.tell_mailboxes(news)
    cooperations.tell_town_halls(news)
    if news.verb == "request_revision":
        remind_by_address(news.entry, news.idea, news.entry.at + REMIND_AFTER)
    report = news.report
    if report is not None and news.verb in {"report", "settle_report"} and report.reporter_id is None and report.email:
        # Whoever reports without an account may leave an address for the answer.
        enqueue("send_answer", f"{news.verb}-{report.id}", {"entry": news.entry.id})


def _concerns_author(news: News) -> bool:
    """Whether its author hears of it: also one without an account, of whom the circles above know nobody."""
    if news.verb in {"restrict", "lift_restriction"}:
        return news.restriction is not None and news.restriction.comment_id is None
    return any(one.standing == AUTHOR and one.still(news) for one in HEARINGS.get(news.verb, ()))


def _enqueue(entry: JournalEntry, person: Person) -> None:
    payload = {"entry": entry.id, "person": person.id}
    enqueue("send_mail", f"entry-{entry.id}-person-{person.id}", payload)
    if entry.verb in REMINDED:
        # The reminder waits as a job of its own; it asks again, when its day comes, whether anybody still needs it.
        key = f"reminder-{entry.id}-person-{person.id}"
        enqueue("send_mail", key, payload | {"reminder": True}, run_at=entry.at + REMINDED[entry.verb])


def _asked(news: News) -> Select[int]:
    other = news.other_idea
    already = select(Support.person_id).where(Support.thing_id == (other.id if other else 0))
    return select(Support.person_id).where(Support.thing_id == news.thing.id, Support.person_id.not_in(already))


def _those(person: Person | None) -> list[Person]:
    return [person] if person is not None else []


def _staff_as(role: str, authority_id: int | None) -> list[Person]:
    held = select(Membership.person_id).where(Membership.authority_id == authority_id, Membership.role == role)
    people = db.session.scalars(select(Person).where(Person.id.in_(held)).order_by(Person.id))
    return [person for person in people if person.has_role(role, authority_id)]
