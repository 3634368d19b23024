"""The chapters of the file in words: lists of blocks the template knows (heading, text, quote, facts, table …)."""

from collections.abc import Sequence
from datetime import datetime
from itertools import groupby
from typing import Any

from flask_babel import format_datetime, ngettext
from flask_babel import gettext as _

from app.accounts.role_forms import ROLE_WORDS
from app.answers.wording import outcome_labels, release_words, state_words
from app.case_files.gathering import MOST_MAILS, CaseFile
from app.casework.wording import before_labels, result_labels
from app.core.clock import local
from app.core.journal import JournalEntry
from app.core.languages import day
from app.files.models import Attachment
from app.ideas.models import IdeaVersion
from app.ideas.wording import chronicle
from app.notifications.models import SentMail
from app.projects.wording import status_of as status_of_project
from app.projects.wording import told as told_of_project
from app.statements.models import StatementRequest
from app.statements.wording import answered_by, status_of_request, verdict_labels

Block = dict[str, Any]
IN_FULL = 200
"""So many mails are printed with their text; of further ones the list says that they were sent."""
OTHERS = frozenset({"supporter", "commenter", "helper", "reporter", "leaver"})
"""Who hears of an idea without being a party: the file says that and how many were written to, not who and where."""


def moment(at: datetime | None) -> str:
    """Day and hour, as people here read them off the wall."""
    return format_datetime(local(at), "dd.MM.yyyy, HH:mm", rebase=False) if at is not None else "–"


def role_words(role: str) -> str:
    """As what somebody did something."""
    further = {
        "author": _("author"), "citizen": _("reader"), "clock": _("by the clock"), "import": _("taken over"),
        "office": _("office asked"), "reception": _("reception office"),
    }  # fmt: skip
    return further.get(role) or str(ROLE_WORDS.get(role, role))


def chapters_of(case: CaseFile, shown: dict[int, str]) -> list[Block]:
    """All chapters in their order; `shown` names the pictures that are sent along, by attachment."""
    return [
        {"title": _("Text: all versions"), "blocks": _versions(case)},
        {"title": _("Goals of the concept"), "blocks": _goals(case)},
        {"title": _("Photos and documents"), "blocks": _files(case.files, shown)},
        {"title": _("Chronicle"), "blocks": _journal(case)},
        {"title": _("Questions and answers"), "blocks": _questions(case)},
        {"title": _("Checklists"), "blocks": _checks(case)},
        {"title": _("Internal remarks"), "blocks": _remarks(case)},
        {"title": _("Statements"), "blocks": _statements(case, shown)},
        {"title": _("Coordinated answer and its release"), "blocks": _answers(case)},
        {"title": _("Asked back about the answer"), "blocks": _follow_ups(case)},
        {"title": _("Mails and letters sent"), "blocks": [*_mails(case), *_letters(case)]},
        {"title": _("Participation and what followed"), "blocks": _afterwards(case)},
    ]


def _heading(text: str) -> Block:
    return {"kind": "heading", "text": text}


def _text(text: str) -> Block:
    return {"kind": "text", "text": text}


def _facts(*pairs: tuple[str, str | None]) -> Block:
    return {"kind": "facts", "pairs": [[label, value] for label, value in pairs if value]}


def _table(head: list[str], rows: list[list[str]], columns: list[int]) -> Block:
    return {"kind": "table", "head": head, "rows": rows, "columns": columns}


def _and(*parts: str | None) -> str:
    return ", ".join(part for part in parts if part)


def _below(*parts: str | None) -> str:
    return "\n".join(part for part in parts if part)


def _versions(case: CaseFile) -> list[Block]:
    return [block for version in case.idea.versions for block in _version(version)]


def _version(version: IdeaVersion) -> list[Block]:
    state = (
        _("handed in on %(moment)s", moment=moment(version.submitted_at))
        if version.submitted_at is not None
        else _("not handed in, last saved on %(moment)s", moment=moment(version.saved_at))
    )
    proposed = _("proposed as an improvement on %(moment)s", moment=moment(version.proposed_at))
    youth = _("yes") if version.touches_youth else _("no")
    return [
        _heading(_("Version %(number)s, %(state)s", number=version.number,
                   state=_and(state, proposed if version.proposed_at else None))),
        {"kind": "sub", "text": version.title},
        _text(version.text),
        _facts((_("Who benefits"), version.who_benefits), (_("Concerns young people"), youth)),
    ]  # fmt: skip


def _goals(case: CaseFile) -> list[Block]:
    tags = sorted(case.idea.goal_tags, key=lambda tag: (not tag.is_main, tag.goal_id))
    rows = [[_("main goal") if tag.is_main else "", tag.goal.label] for tag in tags]
    return [_table(["", _("Goal")], rows, [1, 4])] if rows else []


def _files(files: Sequence[Attachment], shown: dict[int, str]) -> list[Block]:
    blocks = []
    for file in files:
        blocks.append(_heading(file.name))
        if file.is_picture and file.id in shown:
            alt = file.alt or file.name
            blocks.append({"kind": "picture", "file": f"{shown[file.id]}-small", "alt": alt})
        blocks.append(_facts(
            (_("What the picture shows"), file.alt), (_("Kind and size"), _and(file.media_type, size_words(file.size))),
            (_("SHA-256"), file.sha256), (_("Added on"), moment(file.added_at)), (_("State"), _state_of(file)),
            (_("In this file"), _("enclosed as it lies in the store") if file.id in shown else _("not enclosed")),
        ))  # fmt: skip
    return blocks


def size_words(size: int) -> str:
    """How big a file is."""
    return f"{size / 1_000_000:.1f} MB".replace(".", ",") if size >= 100_000 else f"{max(1, size // 1000)} kB"


def _state_of(file: Attachment) -> str:
    if file.restricted_at is not None:
        return _("hidden on %(moment)s", moment=moment(file.restricted_at))
    released = file.released_at
    return _("public since %(moment)s", moment=moment(released)) if released else _("not released")


def _journal(case: CaseFile) -> list[Block]:
    told = chronicle(case.entries, case.idea)
    rows = []
    for entry, said in zip(case.entries, told, strict=True):
        reason = entry.reason if entry.reason and entry.reason not in (said.text or "") else None
        what = _below(said.headline, said.text, reason)
        rows.append([moment(entry.at), what, _who(case, entry), _audience(entry)])
    head = [_("When"), _("What"), _("Who"), _("Readable for")]
    return [_table(head, rows, [4, 9, 4, 3])] if rows else []


def _who(case: CaseFile, entry: JournalEntry) -> str:
    role = role_words(entry.actor_role)
    name = case.name(entry.actor_id, entry.at) if entry.actor_role != "author" else ""
    return f"{name}\n({role})" if name else role


def _audience(entry: JournalEntry) -> str:
    return {
        "public": _("everybody"), "author": _("author and office"), "staff": _("this office"),
    }.get(entry.audience, entry.audience)  # fmt: skip


def _questions(case: CaseFile) -> list[Block]:
    """Each question to the author with what came of it."""
    blocks: list[Block] = []
    for at, entry in enumerate(case.entries):
        if entry.verb != "request_revision":
            continue
        ends = ("submit_idea", "retract_question", "withdraw_idea")
        answer = next((later for later in case.entries[at:] if later.verb in ends), None)
        became = {
            "submit_idea": _("answered with version %(number)s", number=answer.version if answer else ""),
            "retract_question": _("taken back"), "withdraw_idea": _("not answered"),
        }[answer.verb] if answer is not None else _("still open")  # fmt: skip
        blocks += [
            _heading(_("Question of %(moment)s", moment=moment(entry.at))),
            {"kind": "quote", "text": entry.reason or ""},
            _facts((_("What became of it"), f"{became}, {moment(answer.at)}" if answer is not None else became)),
        ]
    return blocks


def _checks(case: CaseFile) -> list[Block]:
    blocks: list[Block] = []
    before, results = before_labels(), result_labels()
    for step, group in groupby(case.checks, key=lambda one: one.item.before):
        rows = [
            [one.item.text, results[one.result], _below(case.name(one.by_id, one.at), moment(one.at))] for one in group
        ]
        head = [_("To be checked"), _("Result"), _("By whom and when")]
        blocks += [_heading(before[step]), _table(head, rows, [6, 2, 3])]
    return blocks


def _remarks(case: CaseFile) -> list[Block]:
    blocks: list[Block] = []
    for one in case.remarks:
        blocks += [_heading(_and(moment(one.at), case.name(one.by_id))), _text(one.text)]
    return blocks


def _statements(case: CaseFile, shown: dict[int, str]) -> list[Block]:
    return [block for request in case.requests for block in _statement(case, request, shown)]


def _statement(case: CaseFile, request: StatementRequest, shown: dict[int, str]) -> list[Block]:
    given = request.statement
    is_given = given is not None and given.submitted_at is not None
    blocks = [_heading(request.office)]
    # What another office asked stays with that office, unless it came along with the idea.
    if request.authority_id == case.idea.authority_id:
        blocks += _asking(case, request)
    if given is not None and is_given:
        published = _("published") if request.is_public else _("not published")
        agreed = _("the office agrees to publication") if given.is_public else _("for the office in charge alone")
        blocks += [
            {"kind": "sub", "text": _("The statement")},
            _facts(
                (_("Verdict"), verdict_labels().get(given.verdict or "", "")), (_("Given by"), answered_by(request)),
                (_("Statement given on"), moment(given.submitted_at)), (_("Confirmed by the mailbox"), given.email),
                (_("Publication"), f"{agreed}; {published}"),
            ),
            _text(given.text),
        ]  # fmt: skip
    return blocks + _files(case.request_files.get(request.id, ()), shown)


def _asking(case: CaseFile, request: StatementRequest) -> list[Block]:
    return [
        _facts(
            (_("Asked on"), _when_and_who(case, request.asked_at, request.asked_by_id)),
            (_("About version"), str(request.idea_version)), (_("Mailbox"), request.email),
            (_("Due on"), day(request.due_on)),
            (_("First due on"), day(request.first_due_on) if request.was_extended else None),
            (_("Why the period was extended"), request.extension_reason),
            (_("State"), status_of_request(request).label),
            (_("Who would be right"), request.suggestion),
            (_("Ended on"), moment(request.ended_at) if request.ended_at else None),
        ),
        {"kind": "sub", "text": _("The question")}, {"kind": "quote", "text": request.question},
    ]  # fmt: skip


def _answers(case: CaseFile) -> list[Block]:
    outcomes = outcome_labels()
    blocks: list[Block] = []
    for answer in case.answers:
        state = state_words(answer)
        blocks += [
            _heading(_("Answer to version %(number)s: %(state)s", number=answer.idea_version, state=state)),
            _facts(
                (_("Outcome"), outcomes.get(answer.outcome or "")), (_("Forwarded to"), answer.forwarded_to),
                (_("Drafted by"), case.name(answer.drafted_by_id) if case.since is None else None),
                (_("Last saved"), _and(moment(answer.saved_at), case.name(answer.saved_by_id, answer.saved_at))),
                (_("Handed in"), _when_and_who(case, answer.handed_in_at, answer.handed_in_by_id)),
                (_("Rests on"), _and(*(one.office for one in answer.cited if one in case.requests))),
            ),
            _text(answer.text),
        ]  # fmt: skip
        for release in answer.releases:
            if not case.is_ours(release.at):
                continue
            blocks.append({"kind": "sub", "text": release_words(release, dict(case.names))})
            blocks.append({"kind": "note", "text": moment(release.at)})
            if release.remark:
                blocks.append({"kind": "quote", "text": release.remark})
            if release.text != answer.text:
                blocks.append({"kind": "note", "text": _("The text it was about:")})
                blocks.append({"kind": "quote", "text": release.text})
    return blocks


def _when_and_who(case: CaseFile, at: datetime | None, person_id: int | None) -> str:
    return _and(moment(at), case.name(person_id, at)) if at is not None else ""


def _follow_ups(case: CaseFile) -> list[Block]:
    blocks: list[Block] = []
    for one in case.follow_ups:
        blocks += [
            _heading(_("Question of %(moment)s", moment=moment(one.at))), {"kind": "quote", "text": one.text},
            _facts(
                (_("To be replied to by"), day(one.due_on)),
                (_("Replied on"), _when_and_who(case, one.replied_at, one.replied_by_id) or _("not yet")),
            ),
        ]  # fmt: skip
        if one.reply:
            blocks.append(_text(one.reply))
    return blocks


def _mails(case: CaseFile) -> list[Block]:
    own = [mail for mail in case.mails[:MOST_MAILS] if mail.standing not in OTHERS]
    blocks: list[Block] = [_heading(_("Mails"))] if own else []
    for mail in own[:IN_FULL]:
        said = mail.body.split("\n-- \n")[0].strip()
        blocks += [{"kind": "sub", "text": mail.subject}, _sent(mail), _text(said)]
    rows = [[moment(mail.sent_at), mail.subject] for mail in own[IN_FULL:]]
    others: dict[tuple[str, str], int] = {}
    for mail in case.mails[:MOST_MAILS]:
        if mail.standing in OTHERS:
            key = (moment(mail.written_at)[:10], mail.subject)
            others[key] = others.get(key, 0) + 1
    for (when, subject), count in others.items():
        rows.append([when, _below(subject, ngettext("to %(num)s person", "to %(num)s people", count))])
    if rows:
        blocks += [_heading(_("Further mails")), _table([_("Sent"), _("Subject")], rows, [1, 3])]
    if len(case.mails) > MOST_MAILS:
        blocks.append({"kind": "note", "text": _("More mails were sent than this file can list.")})
    return blocks


def _sent(mail: SentMail) -> Block:
    sent = moment(mail.sent_at) if mail.sent_at else _("not handed over yet, written on %(moment)s",
                                                      moment=moment(mail.written_at))  # fmt: skip
    other = _("the address given with the idea") if mail.is_to_left_address else _("address deleted")
    return _facts((_("To"), mail.to_address or other), (_("Sent"), sent))


def _letters(case: CaseFile) -> list[Block]:
    told = dict(zip((entry.id for entry in case.entries), chronicle(case.entries, case.idea), strict=True))
    rows = []
    for one in case.letters:
        about = told[one.entry_id].headline if one.entry_id in told else ""
        posted = _when_and_who(case, one.posted_at, one.posted_by_id) or _("not posted yet")
        rows.append([moment(one.made_at), about, posted])
    head = [_("Written"), _("About"), _("Posted")]
    return [_heading(_("Letters on paper")), _table(head, rows, [2, 4, 3])] if rows else []


def _afterwards(case: CaseFile) -> list[Block]:
    idea = case.idea
    blocks = [_facts((_("Number of supports"), str(idea.supports)), (_("Number of comments"), str(idea.comments)))]
    if case.project is not None:
        project = case.project
        blocks += [
            _heading(_("Project no. %(number)s: %(title)s", number=project.number, title=project.title)),
            _facts((_("State"), status_of_project(project.state).label)),
        ]
        rows = []
        for entry in case.project_entries:
            said = told_of_project(entry, project)
            rows.append([moment(entry.at), _below(said.headline, said.text)])
        if rows:
            blocks.append(_table([_("When"), _("What")], rows, [1, 3]))
    return blocks
