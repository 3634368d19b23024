"""What the mails about an idea's way say: one function a kind of news. Reasons and answers are quoted as written."""

from collections.abc import Callable

from flask_babel import gettext as _

from app.core.clock import today
from app.core.languages import weekday
from app.notifications import telling
from app.notifications.answer_mails import ANSWER_LETTERS, how_to_ask_back
from app.notifications.casework_mails import CASEWORK_LETTERS
from app.notifications.cooperation_mails import COOPERATION_LETTERS
from app.notifications.format_mails import FORMAT_LETTERS
from app.notifications.letters import Letter
from app.notifications.news import News
from app.notifications.sheet_mails import SHEET_LETTERS
from app.notifications.statement_mails import STATEMENT_LETTERS
from app.notifications.talk_mails import TALK_LETTERS
from app.notifications.wording import why


def letter_about(news: News, standing: str, name: str | None) -> Letter:
    """The letter to a person of that standing."""
    write = LETTERS.get((news.verb, standing)) or LETTERS[news.verb, telling.AUTHOR]
    letter = write(news)
    letter.greeting = _("Hello %(name)s,", name=name) if name else _("Hello,")
    letter.link_label = letter.link_label or _("To your idea")
    letter.signature = [news.office] if news.office else []
    letter.why = why(news, standing)
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
    # A letter may be printed later: what is over is not promised any more.
    if news.idea.publish_due_on and news.idea.state == "submitted" and news.idea.publish_due_on >= today():
        day = weekday(news.idea.publish_due_on)
        steps.append(_("By %(day)s your idea is public, or you hear from us.", day=day))
    if news.idea.answer_due_on and news.idea.answer_due_on >= today():
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
            _("It is in the pool of ideas now: findable for everybody who could carry it out."),
        ],
        "public", _("Our answer:"), news.entry.reason or "",
        [*how_to_ask_back(news), _("Whoever looks for ideas finds it there. If something moves, you hear of it.")],
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
        [*how_to_ask_back(news), _("Idea and answer stay public, so that others can build on them.")],
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
    is_pooled = news.entry.to_state == "pooled"
    promised = news.idea.answer_due_on
    by_then = [_("You get an answer by %(day)s.", day=weekday(promised))] if promised else []
    return Letter(
        _("Your idea is back in the pool: no. %(number)s “%(title)s”", **news.names) if is_pooled
        else _("We look at your idea again: no. %(number)s “%(title)s”", **news.names),
        [_("the project from your idea “%(title)s” (no. %(number)s) is not going on.", **news.names)],
        "public", _("The reason:"), news.entry.reason or "",
        [_("Your idea waits in the pool of ideas. If something moves, you hear of it.")] if is_pooled else by_then,
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


def _split(news: News) -> Letter:
    return Letter(
        _("Your idea was divided: no. %(number)s “%(title)s”", **news.names),
        [
            _("your idea “%(title)s” (no. %(number)s) holds several proposals.", **news.names),
            _("So that each gets its own answer, we have made ideas of their own of them. You are named as author."),
        ],
        "mine", _("The reason:"), news.entry.reason or "",
        [_("New: no. %(number)s “%(title)s”", number=part.number, title=part.title) for part in news.parts],
    )  # fmt: skip


def _merged(news: News) -> Letter:
    other = news.other_idea
    return Letter(
        _("Your idea goes on together with another: no. %(number)s “%(title)s”", **news.names),
        [
            _("your idea “%(title)s” (no. %(number)s) has much in common with another one.", **news.names),
            _("We have joined them: they go on as no. %(other)s “%(other_title)s”. You are named as co-author there.",
              other=other.number if other else "", other_title=other.title if other else ""),
        ],
        "mine", _("The reason:"), news.entry.reason or "",
        [_("Your own text stays readable under its number.")],
    )  # fmt: skip


def _took_in(news: News) -> Letter:
    other = news.other_idea
    subject = _("Another idea joins yours: no. %(number)s “%(title)s”", **news.names)
    joined = _("We have joined them. Its author is now a co-author of yours.")
    if other is None or not other.is_public:
        # What was never public stays between its author and the office, title and reason included.
        said = _("another idea wants much the same as your idea “%(title)s” (no. %(number)s).", **news.names)
        return Letter(subject, [said, joined], "mine")
    said = _("no. %(other)s “%(other_title)s” wants much the same as your idea “%(title)s” (no. %(number)s).",
             other=other.number, other_title=other.title, **news.names)  # fmt: skip
    return Letter(subject, [said, joined], "mine", _("The reason:"), news.entry.reason or "")


def _asked_to_support(news: News) -> Letter:
    other = news.other_idea
    at = ("ideas.show", {"number": other.number, "slug": other.slug}) if other else None
    return Letter(
        _("An idea you support goes on together with another: no. %(number)s “%(title)s”", **news.names),
        [
            _("you support the idea “%(title)s” (no. %(number)s).", **news.names),
            _("It goes on as no. %(other)s “%(other_title)s”.",
              other=other.number if other else "", other_title=other.title if other else ""),
            _("We do not move your support: whether you support that idea, too, is your decision."),
        ],
        quote_from=_("The reason:"), quote=news.entry.reason or "", link_label=_("Look at the other idea"), at=at,
    )  # fmt: skip


def _parted(news: News) -> Letter:
    return Letter(
        _("The ideas go their own ways again: no. %(number)s “%(title)s”", **news.names),
        [_("we have undone joining your idea “%(title)s” (no. %(number)s) with another one.", **news.names)],
        "mine", _("The reason:"), (news.entry.reason or "") if news.entry.audience != "staff" else "",
    )  # fmt: skip


def _amendment_here(news: News) -> Letter:
    return Letter(
        _("An improved text waits for release: no. %(number)s “%(title)s”", **news.names),
        [_("somebody who writes along has handed in an improved text of “%(title)s” (no. %(number)s).", **news.names)],
        "mine", next_steps=[_("Until the editors have released it, everybody reads the text as it was.")],
    )  # fmt: skip


def _amendment_released(news: News) -> Letter:
    return Letter(
        _("Your improved text is public: no. %(number)s “%(title)s”", **news.names),
        [_("your improved text of “%(title)s” (no. %(number)s) is public now.", **news.names)],
        "public", _("The editors add:"), news.entry.reason or "",
    )  # fmt: skip


def _amendment_declined(news: News) -> Letter:
    return Letter(
        _("Your improved text is not taken over: no. %(number)s “%(title)s”", **news.names),
        [_("we have not released your improved text of “%(title)s” (no. %(number)s).", **news.names)],
        "mine", _("Our reason:"), news.entry.reason or "",
        [_("Your text is kept: you can go on working on it and hand it in again.")],
    )  # fmt: skip


def _handed_over(news: News) -> Letter:
    steps = []
    if news.idea.answer_due_on:
        steps.append(_("You get an answer by %(day)s.", day=weekday(news.idea.answer_due_on)))
    return Letter(
        _("Another office answers your idea: no. %(number)s “%(title)s”", **news.names),
        [
            _("your idea “%(title)s” (no. %(number)s) is now with: %(office)s.", office=news.office, **news.names),
            _("You need not do anything. Number and address stay the same."),
        ],
        "mine", next_steps=steps,
    )  # fmt: skip


def _redacted(news: News) -> Letter:
    return Letter(
        _("We have blacked out something in your idea: no. %(number)s “%(title)s”", **news.names),
        [
            _("in your idea “%(title)s” (no. %(number)s) we have blacked out data about other people.", **news.names),
            _("Everything else stays as you wrote it."),
        ],
        "mine", _("The reason:"), news.entry.reason or "",
        [_("If you disagree, you may object at the office named below. Please name the number.")],
    )  # fmt: skip


def _joined(news: News) -> Letter:
    return Letter(
        _("Somebody writes along with you: no. %(number)s “%(title)s”", **news.names),
        [_("your invitation was accepted: your idea “%(title)s” (no. %(number)s) has a new co-author.", **news.names)],
        "mine",
    )  # fmt: skip


def _prepared(news: News) -> Letter:
    body = news.idea.prepared_by.name if news.idea.prepared_by else ""
    return Letter(
        _("An idea was prepared for you: “%(title)s”", **news.names),
        [
            _("%(body)s has prepared an idea for you: “%(title)s” (no. %(number)s).", body=body, **news.names),
            _("Nothing has been handed in yet. Only you or a named deputy can declare it."),
        ],
        link_label=_("Read and declare"), at=("ideas_prepared.show", {"number": news.idea.number}),
    )  # fmt: skip


_IDEA_LETTERS: dict[str, Callable[[News], Letter]] = {
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
    "split_idea": _split,
    "merge_ideas": _merged,
    "take_in_idea": _took_in,
    "unmerge_idea": _parted,
    "amend_idea": _amendment_here,
    "release_amendment": _amendment_released,
    "decline_amendment": _amendment_declined,
    "accept_hand_over": _handed_over,
    "redact": _redacted,
    "join_co_author": _joined,
}

LETTERS: dict[tuple[str, str], Callable[[News], Letter]] = {
    **{(verb, telling.AUTHOR): write for verb, write in _IDEA_LETTERS.items()},
    ("submit_idea", telling.TOWN): _for_your_town,
    ("prepare_idea", telling.DECLARER): _prepared,
    ("merge_ideas", telling.SUPPORTER): _asked_to_support,
    **CASEWORK_LETTERS,
    **TALK_LETTERS,
    **ANSWER_LETTERS,
    **SHEET_LETTERS,
    **STATEMENT_LETTERS,
    **FORMAT_LETTERS,
    **COOPERATION_LETTERS,
}
"""Verb and standing → the letter; a test holds it against the table of who hears of what."""
