"""What the mails about comments, offers of help, restrictions and reports say."""

from collections.abc import Callable

from flask_babel import gettext as _

from app.core.clock import local
from app.core.languages import day
from app.core.texts import excerpt
from app.notifications import telling
from app.notifications.letters import Letter
from app.notifications.news import News


def _at_comment(news: News) -> tuple[str, dict[str, object]] | None:
    if news.comment is None:
        return None
    return "discussion.thread", {"comment_id": news.comment.parent_id or news.comment.id}


def _further_ways() -> str:
    return _(
        "You may turn to a certified body for out-of-court settlement (Art. 21 of Regulation (EU) 2022/2065), "
        "or go to court."
    )


def _commented(news: News) -> Letter:
    who = (news.comment.author_name if news.comment else None) or _("Somebody")
    return Letter(
        _("A new comment on no. %(number)s “%(title)s”", **news.names),
        [_("%(who)s has written a comment on your idea “%(title)s” (no. %(number)s).", who=who, **news.names)],
        quote_from=_("The comment:"), quote=excerpt(news.comment.text, 600) if news.comment else "",
        link_label=_("Read and answer"), at=_at_comment(news),
    )  # fmt: skip


def _replied(news: News) -> Letter:
    who = (news.comment.author_name if news.comment else None) or _("Somebody")
    return Letter(
        _("An answer to your comment on no. %(number)s “%(title)s”", **news.names),
        [_("%(who)s has answered your comment on “%(title)s” (no. %(number)s).", who=who, **news.names)],
        quote_from=_("The answer:"), quote=excerpt(news.comment.text, 600) if news.comment else "",
        link_label=_("Read and answer"), at=_at_comment(news),
    )  # fmt: skip


def _released(news: News) -> Letter:
    return Letter(
        _("Your comment is public: no. %(number)s “%(title)s”", **news.names),
        [_("your comment on “%(title)s” (no. %(number)s) has been released. Everybody can read it now.", **news.names)],
        link_label=_("To your comment"),
        at=_at_comment(news),
    )


def _help_offered(news: News) -> Letter:
    offer = news.offer
    return Letter(
        _("Somebody wants to help: no. %(number)s “%(title)s”", **news.names),
        [
            _("%(who)s offers to help with “%(title)s” (no. %(number)s).",
              who=offer.person_name if offer else _("Somebody"), **news.names),
            _("Please answer on the platform; your address stays with us."),
        ],
        quote_from=_("The offer:"), quote=offer.text if offer else "", link_label=_("Read and answer"),
        at=("things_mine.offer", {"offer_id": offer.id}) if offer else None,
    )  # fmt: skip


def _help_answered(news: News) -> Letter:
    message, offer = news.message, news.offer
    return Letter(
        _("A message about the offer to help with no. %(number)s “%(title)s”", **news.names),
        [
            _("%(who)s has written to you about “%(title)s” (no. %(number)s).",
              who=(message.author_name if message else None) or _("Somebody"), **news.names),
        ],
        quote_from=_("The message:"), quote=message.text if message else "", link_label=_("Read and answer"),
        at=("things_mine.offer", {"offer_id": offer.id}) if offer else None,
    )  # fmt: skip


def _help_ended(news: News) -> Letter:
    who = news.offer.person_name if news.offer else _("Somebody")
    return Letter(
        _("An offer of help has ended: no. %(number)s “%(title)s”", **news.names),
        [_("%(who)s can no longer help with “%(title)s” (no. %(number)s).", who=who, **news.names)],
        link_label=_("To the conversation"),
        at=("things_mine.offer", {"offer_id": news.offer.id}) if news.offer else None,
    )


def _what_was_hidden(news: News) -> str:
    restriction = news.restriction
    if restriction is not None and restriction.comment_id is not None:
        return _("your comment on “%(title)s” (no. %(number)s)", **news.names)
    if restriction is not None and restriction.attachment_id is not None:
        return _("a file of “%(title)s” (no. %(number)s)", **news.names)
    return _("your contribution “%(title)s” (no. %(number)s)", **news.names)


def _at_restriction(news: News) -> tuple[str, dict[str, object]] | None:
    return ("restrictions_mine.show", {"restriction_id": news.restriction.id}) if news.restriction else None


def _restricted(news: News) -> Letter:
    restriction = news.restriction
    ground = {
        "law": _("It is against the law: %(norm)s.", norm=restriction.norm if restriction else ""),
        "rules": _("It is against the rules of the game: %(norm)s.", norm=restriction.norm if restriction else ""),
    }[restriction.ground if restriction else "rules"]
    return Letter(
        _("We have hidden something you wrote: no. %(number)s “%(title)s”", **news.names),
        [
            _("we have hidden %(what)s. Nobody but you and the office can read it now.", what=_what_was_hidden(news)),
            ground,
        ],
        quote_from=_("The facts:"), quote=restriction.facts if restriction else "",
        next_steps=[
            _("People decided this; no automatic means were used."),
            _("You may object for six months, free of charge. Somebody else than before decides on it."),
            _further_ways(),
        ],
        link_label=_("Read the reasons, object"), at=_at_restriction(news),
    )  # fmt: skip


def _lifted(news: News) -> Letter:
    return Letter(
        _("It is visible again: no. %(number)s “%(title)s”", **news.names),
        [_("we have hidden %(what)s and take that back: everybody can read it again.", what=_what_was_hidden(news))],
        quote_from=_("The reason:"), quote=(news.restriction.lift_reason or "") if news.restriction else "",
        link_label=_("Read the decision"), at=_at_restriction(news),
    )  # fmt: skip


def _objection_here(news: News) -> Letter:
    restriction = news.restriction
    when = day(local(restriction.objected_at).date()) if restriction and restriction.objected_at else ""
    return Letter(
        _("Your objection has arrived: no. %(number)s “%(title)s”", **news.names),
        [_("your objection of %(day)s has arrived. Somebody who did not decide before looks at it.", day=when)],
        link_label=_("To your objection"),
        at=_at_restriction(news),
    )


def _objection_to_decide(news: News) -> Letter:
    return Letter(
        _("An objection waits for your decision: no. %(number)s “%(title)s”", **news.names),
        [_("something was hidden at “%(title)s” (no. %(number)s), and its author objects.", **news.names)],
        link_label=_("Read and decide"),
        at=("restrictions_desk.restriction", {"restriction_id": news.restriction.id}) if news.restriction else None,
    )


def _objection_decided(news: News) -> Letter:
    restriction = news.restriction
    is_lifted = restriction is not None and restriction.decision == "lifted"
    said = (
        _("your objection was successful: everybody can read it again.")
        if is_lifted
        else _("your objection was not successful: it stays hidden.")
    )
    return Letter(
        _("The decision on your objection: no. %(number)s “%(title)s”", **news.names),
        [said], quote_from=_("The reason:"), quote=(restriction.decision_reason or "") if restriction else "",
        next_steps=[] if is_lifted else [_further_ways()],
        link_label=_("Read the decision"), at=_at_restriction(news),
    )  # fmt: skip


def report_settled(news: News) -> Letter:
    """The answer to whoever reported something, with or without an account."""
    report = news.report
    outcome = {
        "restricted": _("We have hidden what you reported."),
        "redacted": _("We have blacked out what should not stand there."),
    }.get((report.outcome if report else None) or "", _("We have looked at it and leave it as it is."))
    return Letter(
        _("Your report about no. %(number)s has been looked at", **news.names),
        [_("thank you for your report about no. %(number)s.", **news.names), outcome],
        quote_from=_("Our answer:"),
        quote=(report.answer or "") if report else "",
        next_steps=[
            _("People decided this; no automatic means were used."),
            _("If you disagree, answer to the office named below, or report it again with what is new."),
            _further_ways(),
        ],
    )  # fmt: skip


def _report_here(news: News) -> Letter:
    return Letter(
        _("Your report about no. %(number)s has arrived", **news.names),
        [_("thank you: your report about no. %(number)s has arrived. People look at it and answer you.", **news.names)],
        quote_from=_("You have written:"),
        quote=news.report.text if news.report else "",
    )


def _comment_redacted(news: News) -> Letter:
    return Letter(
        _("We have blacked out something in your comment on no. %(number)s “%(title)s”", **news.names),
        [
            _("in your comment on “%(title)s” (no. %(number)s) we have blacked out data about other people.",
              **news.names),
            _("Everything else stays as you wrote it."),
        ],
        quote_from=_("The reason:"), quote=news.entry.reason or "",
        next_steps=[_("If you disagree, you may object at the office named below. Please name the number.")],
        link_label=_("To your comment"), at=_at_comment(news),
    )  # fmt: skip


def _given_back(news: News) -> Letter:
    return Letter(
        _("The idea you prepared comes back: “%(title)s”", **news.names),
        [_("the idea “%(title)s” (no. %(number)s), which you prepared, was not declared.", **news.names)],
        quote_from=_("The reason:"), quote=news.entry.reason or "",
        next_steps=[_("You can change it and lay it before them again.")],
        link_label=_("To the draft"), at=("ideas_writing.rewrite", {"number": news.thing.number}),
    )  # fmt: skip


def _left(news: News) -> Letter:
    return Letter(
        _("You no longer write along: no. %(number)s", **news.names),
        [_("you are no longer a co-author of idea no. %(number)s. Your name no longer stands there.", **news.names)],
    )


TALK_LETTERS: dict[tuple[str, str], Callable[[News], Letter]] = {
    ("comment", telling.AUTHOR): _commented,
    ("comment", telling.COMMENTER): _replied,
    ("release_comment", telling.COMMENTER): _released,
    ("offer_help", telling.AUTHOR): _help_offered,
    ("offer_help", telling.OFFICE): _help_offered,
    ("end_offer", telling.AUTHOR): _help_ended,
    ("end_offer", telling.OFFICE): _help_ended,
    ("answer_help", telling.HELPER): _help_answered,
    ("answer_help", telling.AUTHOR): _help_answered,
    ("answer_help", telling.OFFICE): _help_answered,
    ("restrict", telling.ADDRESSEE): _restricted,
    ("lift_restriction", telling.ADDRESSEE): _lifted,
    ("object", telling.ADDRESSEE): _objection_here,
    ("object", telling.APPROVER): _objection_to_decide,
    ("decide_objection", telling.ADDRESSEE): _objection_decided,
    ("settle_report", telling.REPORTER): report_settled,
    ("report", telling.REPORTER): _report_here,
    ("redact_comment", telling.COMMENTER): _comment_redacted,
    ("return_prepared_idea", telling.PREPARER): _given_back,
    ("leave_co_author", telling.LEAVER): _left,
}
