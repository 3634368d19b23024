"""What the mails say: one function a kind of news. Reasons and answers are quoted as they were written."""

from collections.abc import Callable
from dataclasses import dataclass, field

from flask_babel import gettext as _

from app.core.journal import JournalEntry
from app.core.languages import weekday
from app.ideas.models import Idea
from app.notifications.telling import AUTHOR, TOWN
from app.projects.models import Project


@dataclass
class Letter:
    """A mail before it is laid out: plain sentences, one quotation, one link, and why one gets it."""

    subject: str
    said: list[str]
    page: str
    quote_from: str = ""
    quote: str = ""
    next_steps: list[str] = field(default_factory=list)
    link_label: str = ""
    greeting: str = ""
    why: str = ""
    signature: list[str] = field(default_factory=list)


@dataclass(frozen=True)
class News:
    """What a letter is about: the row of the journal, its idea as it was then, and the project it may have led to."""

    entry: JournalEntry
    idea: Idea
    project: Project | None = None
    is_reminder: bool = False

    @property
    def title(self) -> str:
        """The title of the version this is about, on one line."""
        texts = {version.number: version.title for version in self.idea.versions}
        return " ".join(texts.get(self.entry.version or 0, self.idea.title).split())

    @property
    def names(self) -> dict[str, object]:
        return {"number": self.idea.number, "title": self.title}

    @property
    def office(self) -> str:
        authority = self.idea.authority
        return f"{authority.office}, {authority.name}" if authority else ""

    @property
    def contact(self) -> str:
        """How to reach the office, all on one line."""
        authority = self.idea.authority
        ways = [authority.email, authority.phone, authority.phone_hours] if authority else []
        return ", ".join(way for way in ways if way)


def letter_about(news: News, standing: str, name: str | None) -> Letter:
    """The letter to a person of that standing ("author", "town")."""
    letter = _for_your_town(news) if standing == TOWN else LETTERS[news.entry.verb](news)
    letter.greeting = _("Hello %(name)s,", name=name) if name else _("Hello,")
    letter.link_label = letter.link_label or _("To your idea")
    letter.signature = [news.office] if news.office else []
    if standing == AUTHOR:
        letter.why = _("You get this mail because idea no. %(number)s is yours or your organisation's.", **news.names)
    else:
        letter.why = _("You get this mail because you represent the municipality this idea is for.")
    return letter


def _submitted(news: News) -> Letter:
    if news.entry.from_state != "draft":
        return Letter(
            _("Your answer has arrived: no. %(number)s “%(title)s”", **news.names),
            [_("thank you for your answer. Your idea “%(title)s” (no. %(number)s) is with us again.", **news.names)],
            "mine", next_steps=_what_comes_next(news),
        )  # fmt: skip
    return Letter(
        _("Your idea has arrived: no. %(number)s “%(title)s”", **news.names),
        [
            _("thank you for your idea “%(title)s”. It has arrived.", **news.names),
            _("Its number is %(number)s. With it you can always ask what has become of it.", **news.names),
        ],
        "mine", next_steps=_what_comes_next(news),
    )  # fmt: skip


def _what_comes_next(news: News) -> list[str]:
    steps = []
    if news.idea.publish_due_on:
        day = weekday(news.idea.publish_due_on)
        steps.append(_("By %(day)s your idea is public, or you hear from us.", day=day))
    if news.idea.answer_due_on:
        steps.append(_("You get an answer by %(day)s.", day=weekday(news.idea.answer_due_on)))
    return steps


def _question(news: News) -> Letter:
    if news.is_reminder:
        subject = _("Reminder: our question about your idea no. %(number)s “%(title)s”", **news.names)
        said = _("we are still waiting for your answer about “%(title)s” (no. %(number)s).", **news.names)
    else:
        subject = _("A question about your idea no. %(number)s “%(title)s”", **news.names)
        said = _("we have read your idea “%(title)s” (no. %(number)s) and have a question.", **news.names)
    steps = [_("Please open your idea, add to the text and send it again. Nothing you wrote is lost.")]
    if news.idea.revision_due_on:
        day = weekday(news.idea.revision_due_on)
        steps.append(_("There is time until %(day)s.", day=day))
        steps.append(_("After that we put the idea aside; you can submit it anew at any time."))
    return Letter(
        subject, [said], "revise", _("Our question:"), news.entry.reason or "", steps,
        _("Answer the question"),
    )  # fmt: skip


def _question_gone(news: News) -> Letter:
    return Letter(
        _("Our question is settled: no. %(number)s “%(title)s”", **news.names),
        [
            _("we take back our question about your idea “%(title)s” (no. %(number)s).", **news.names),
            _("You need not do anything. Your idea is with us again."),
        ],
        "mine", _("The reason:"), news.entry.reason or "", _what_comes_next(news),
    )  # fmt: skip


def _published(news: News) -> Letter:
    steps = [_("Everybody can read it now.")]
    if news.idea.answer_due_on:
        steps.append(_("You get an answer by %(day)s.", day=weekday(news.idea.answer_due_on)))
    return Letter(
        _("Your idea is public: no. %(number)s “%(title)s”", **news.names),
        [_("your idea “%(title)s” (no. %(number)s) is public now.", **news.names)],
        "public", _("The editors add:"), news.entry.reason or "", steps,
    )  # fmt: skip


def _refused(news: News) -> Letter:
    steps = [_("Only you have been told this reason.")]
    if news.contact:
        steps.append(_("If you disagree, you may object: %(contact)s. Please name the number.", contact=news.contact))
    else:
        steps.append(_("If you disagree, you may object at the office named below. Please name the number."))
    return Letter(
        _("Your idea is not published: no. %(number)s “%(title)s”", **news.names),
        [_("we have read your idea “%(title)s” (no. %(number)s) and do not publish it.", **news.names)],
        "mine", _("Our reason:"), news.entry.reason or "", steps,
    )  # fmt: skip


def _pooled(news: News) -> Letter:
    return Letter(
        _("Your idea is in the pool of ideas: no. %(number)s “%(title)s”", **news.names),
        [
            _("your idea “%(title)s” (no. %(number)s) has been answered.", **news.names),
            _("It is good, but there is nobody yet to carry it out or to pay for it. It stays in the pool of ideas."),
        ],
        "public", _("Our answer:"), news.entry.reason or "",
        [_("Whoever looks for ideas finds it there. If something moves, you hear of it.")],
    )  # fmt: skip


def _closed(news: News) -> Letter:
    details = news.entry.details
    outcomes = {
        "running": _("It is being done already."),
        "done": _("It has been done."),
        "forwarded": _("It was passed on to: %(body)s.", body=details.get("forwarded_to") or ""),
        "not_pursued": _("It is not pursued further."),
    }
    return Letter(
        _("The answer to your idea no. %(number)s “%(title)s”", **news.names),
        [
            _("your idea “%(title)s” (no. %(number)s) has been answered.", **news.names),
            outcomes.get(str(details.get("outcome")), ""),
        ],
        "public", _("Our answer:"), news.entry.reason or "",
        [_("Idea and answer stay public, so that others can build on them.")],
    )  # fmt: skip


def _promoted(news: News) -> Letter:
    said = [_("your idea “%(title)s” (no. %(number)s) has become a project proposal.", **news.names)]
    if news.project is not None:
        said.append(
            _("The project is called “%(project)s”, no. %(project_number)s.",
              project=news.project.title, project_number=news.project.number)
        )  # fmt: skip
    return Letter(
        _("Your idea becomes a project: no. %(number)s “%(title)s”", **news.names), said, "project",
        _("The editors add:"), news.entry.reason or "",
        [
            _("From now on the page of the project shows how it goes on."),
            _("Being in the catalogue of projects is no promise of money."),
        ],
        _("To the project"),
    )  # fmt: skip


def _returned(news: News) -> Letter:
    return Letter(
        _("Your idea is back in the pool: no. %(number)s “%(title)s”", **news.names),
        [_("the project from your idea “%(title)s” (no. %(number)s) is not going on.", **news.names)],
        "public", _("The reason:"), news.entry.reason or "",
        [_("Your idea waits in the pool of ideas. If something moves, you hear of it.")],
    )  # fmt: skip


def _reopened(news: News) -> Letter:
    return Letter(
        _("We look at your idea again: no. %(number)s “%(title)s”", **news.names),
        [_("we have taken up your idea “%(title)s” (no. %(number)s) again.", **news.names)],
        "public", _("The reason:"), news.entry.reason or "",
        [_("You get an answer by %(day)s.", day=weekday(news.idea.answer_due_on))] if news.idea.answer_due_on else [],
    )  # fmt: skip


def _withdrawn(news: News) -> Letter:
    said = {
        "clock": _("you did not answer our question about “%(title)s” (no. %(number)s) in six weeks. "
                   "So we have put the idea aside.", **news.names),
        "author": _("your idea “%(title)s” (no. %(number)s) is withdrawn, as you wished.", **news.names),
    }.get(
        news.entry.actor_role, _("the editors have withdrawn your idea “%(title)s” (no. %(number)s).", **news.names)
    )  # fmt: skip
    if news.idea.is_public:
        steps = [_("What was public stays readable, marked as withdrawn.")]
    else:
        steps = [_("It was never public, and it is not.")]
    if news.entry.actor_role == "clock":
        steps.append(_("You can submit it anew at any time."))
    return Letter(
        _("Your idea is withdrawn: no. %(number)s “%(title)s”", **news.names), [said], "mine",
        _("The reason:"), news.entry.reason or "", steps,
    )  # fmt: skip


def _for_your_town(news: News) -> Letter:
    towns = ", ".join(town.name.removesuffix(", Stadt") for town in news.idea.municipalities)
    return Letter(
        _("A new idea for your town: no. %(number)s “%(title)s”", **news.names),
        [
            _("somebody has submitted an idea for %(towns)s: “%(title)s” (no. %(number)s).", towns=towns, **news.names),
            _("It is not public yet. Please keep it to yourself until it is."),
        ],
        "public" if news.idea.is_public else "",
        next_steps=[
            *([_("By %(day)s it is decided whether it becomes public.", day=weekday(news.idea.publish_due_on))]
              if news.idea.publish_due_on else []),
            _("Should you want to point something out: %(contact)s.", contact=news.contact or news.office),
        ],
        link_label=_("To the idea"),
    )  # fmt: skip


LETTERS: dict[str, Callable[[News], Letter]] = {
    "submit_idea": _submitted,
    "request_revision": _question,
    "retract_question": _question_gone,
    "publish_idea": _published,
    "refuse_idea": _refused,
    "pool_idea": _pooled,
    "close_idea": _closed,
    "promote_idea": _promoted,
    "return_idea": _returned,
    "reopen_idea": _reopened,
    "withdraw_idea": _withdrawn,
}
