"""What the mails about a coordinated answer say, and those about what an author asks back."""

from collections.abc import Callable

from flask_babel import gettext as _

from app.answers.beside import follow_up_of, published_with
from app.core.languages import weekday
from app.core.mailing import absolute_url
from app.notifications import telling
from app.notifications.letters import Letter
from app.notifications.news import News


def _waits(news: News) -> Letter:
    answer = news.answer
    steps = [_("Please release it, or return it with a remark.")]
    if answer is not None and answer.due_on:
        steps.insert(0, _("It waits for your release until %(day)s.", day=weekday(answer.due_on)))
    return Letter(
        _("An answer waits for your release: no. %(number)s “%(title)s”", **news.names),
        [_("the answer to idea no. %(number)s “%(title)s” has been drafted and handed in.", **news.names)],
        next_steps=steps, link_label=_("Read and decide"), at=_at_release(news),
    )  # fmt: skip


def _returned(news: News) -> Letter:
    return Letter(
        _("The answer comes back to you: no. %(number)s “%(title)s”", **news.names),
        [_("your answer to idea no. %(number)s “%(title)s” has not been released.", **news.names)],
        quote_from=_("The remark:"), quote=news.entry.reason or "",
        next_steps=[_("The draft is kept. Please go on with it and hand it in again.")],
        link_label=_("To the draft"), at=("answers_desk.draft", {"number": news.thing.number}),
    )  # fmt: skip


def _released(news: News) -> Letter:
    return Letter(
        _("Your answer is released: no. %(number)s “%(title)s”", **news.names),
        [
            _("your answer to idea no. %(number)s “%(title)s” has been released and is public now.", **news.names),
            _("Its author has been told."),
        ],
        quote_from=_("The remark:"), quote=news.entry.reason or "", link_label=_("To the idea"),
        at=("ideas_desk.show", {"number": news.thing.number}),
    )  # fmt: skip


def _released_alone(news: News) -> Letter:
    return Letter(
        _("An answer was released without you: no. %(number)s “%(title)s”", **news.names),
        [
            _("the answer to idea no. %(number)s “%(title)s” waited for its release longer than its day. One of its "
              "writers has released it alone.", **news.names),
        ],
        quote_from=_("The remark:"), quote=news.entry.reason or "", link_label=_("Read it"), at=_at_release(news),
    )  # fmt: skip


def _asked_back(news: News) -> Letter:
    asked = news.follow_up
    return Letter(
        _("Your question has arrived: no. %(number)s “%(title)s”", **news.names),
        [_("your question about the answer to “%(title)s” (no. %(number)s) has arrived.", **news.names)],
        "mine", _("The question:"), asked.text if asked else "",
        [_("You get a reply by %(day)s.", day=weekday(asked.due_on))] if asked else [],
    )  # fmt: skip


def _replied(news: News) -> Letter:
    asked = news.follow_up
    return Letter(
        _("A reply to your question: no. %(number)s “%(title)s”", **news.names),
        [
            _("you asked something about the answer to “%(title)s” (no. %(number)s).", **news.names),
            _("The answer itself stays as it is."),
        ],
        "mine", _("Our reply:"), (asked.reply or "") if asked else "",
    )  # fmt: skip


def how_to_ask_back(news: News) -> list[str]:
    """Below an answer: whether statements stand with it, and that its author may ask back once."""
    given = published_with(news.idea)
    steps = [_("The statements it rests on stand below it.")] if given and given.present and given.present.said else []
    mine = follow_up_of(news.idea)
    if news.reader is not None and mine is not None and mine.may_ask:
        address = absolute_url("answers_mine.question", number=news.idea.number)
        steps.append(_("Is something unclear? You can ask back once: %(address)s", address=address))
    return steps


def _at_release(news: News) -> tuple[str, dict[str, object]]:
    return "answers_releasing.show", {"number": news.entry.details.get("answer", 0)}


ANSWER_LETTERS: dict[tuple[str, str], Callable[[News], Letter]] = {
    ("hand_in_answer", telling.RELEASER): _waits,
    ("return_answer", telling.WRITER): _returned,
    ("release_answer", telling.WRITER): _released,
    ("release_alone", telling.RELEASER): _released_alone,
    ("ask_back", telling.AUTHOR): _asked_back,
    ("reply_to_follow_up", telling.AUTHOR): _replied,
}
"""Verb and standing → the letter."""
