"""What we keep, why, and how long: the words of the privacy page, one line a subject."""

from dataclasses import dataclass

from flask_babel import gettext as _

from app.privacy.table import HOLDINGS


@dataclass(frozen=True)
class Subject:
    """One line of the privacy page."""

    what: str
    why: str
    how_long: str


def subjects() -> dict[str, Subject]:
    """Every subject of the table in words."""
    return {
        "account": Subject(
            _("Your account: e-mail address, chosen name, language, how often you hear from us, time of the first "
              "sign-in, if you wish a password and a second factor (both only so that they can be checked)"),
            _("so that you get answers and find your ideas again"),
            _("until you have your account erased"),
        ),
        "codes": Subject(
            _("Codes we send you by e-mail; only a check value is kept"),
            _("so that we know that the address is yours"),
            _("valid for 30 minutes (links to drafts 14 days), deleted a day later"),
        ),
        "roles": Subject(
            _("For which office, municipality or association you act, in which function"),
            _("so that it always shows for whom somebody speaks"),
            _("until the role ends or the account is erased"),
        ),
        "invitations": Subject(
            _("Invitations: the address that was invited, to what, by whom"),
            _("so that only the invited mailbox can accept"),
            _("valid for 14 days, deleted 30 days after they end; those to a participation, with the mails "
              "that went to a mailbox without an account, a year after it is over"),
        ),
        "ideas": Subject(
            _("Ideas with all versions, the name chosen for them, co-authors"),
            _("so that the office can answer and everybody understands the way of an idea"),
            _("drafts 14 days after the last saving; what was public stays, without your name once the account is "
              "erased; what was never public is deleted with the account"),
        ),
        "contributions": Subject(
            _("What you wrote in a forum, workshop or SWOT board, with earlier versions and the name chosen for it"),
            _("so that everybody who takes part can follow who said what, and the office can take it up"),
            _("the words stay with the format, without your name once the account is erased"),
        ),
        "files": Subject(
            _("Photos and documents, without the hidden data they came with (place, device, author)"),
            _("so that an idea can be shown"),
            _("as long as the idea; removed ones 30 days more"),
        ),
        "comments": Subject(
            _("Comments with their earlier versions"),
            _("so that people can talk with each other in public"),
            _("they stay, without your name once the account is erased; if you wish, their words go as well"),
        ),
        "support": Subject(
            _("What you support; nobody sees that it was you"),
            _("so that everybody counts once"),
            _("until you take it back; after erasure only the number remains"),
        ),
        "follow": Subject(
            _("What you follow"),
            _("so that we can tell you what becomes of it"),
            _("until you end it or the account is erased"),
        ),
        "help": Subject(
            _("Offers of help and the messages about them"),
            _("so that people who want to help and those who wrote the idea find each other"),
            _("until the account is erased"),
        ),
        "reports": Subject(
            _("Reports about what should not stand here, with your address if you leave it"),
            _("so that we can look into it and answer you"),
            _("your address six months after the answer; the report without it stays"),
        ),
        "restrictions": Subject(
            _("What was hidden, why, and objections to it"),
            _("because whoever wrote it has a right to the reasons"),
            _("as long as what was hidden; no name remains after erasure"),
        ),
        "journal": Subject(
            _("The chronicle: who decided what and when"),
            _("so that decisions can be understood and proved"),
            _("it stays; your name goes with your account"),
        ),
        "barriers": Subject(
            _("Reports of barriers, with your address if you leave it"),
            _("so that we can mend the fault and answer"),
            _("until it is settled, and a year more"),
        ),
        "sheets": Subject(
            _("Reference sheets: the project in a few sentences, the goals it serves, who applies"),
            _("so that a project can be shown to serve the concept when it applies for funding"),
            _("without an account a year after the last change, else until the account is erased; of a confirmed one "
              "number, goals, state and check code stay, nothing of what you wrote"),
        ),
        "cooperations": Subject(
            _("Joint projects of municipalities: who declared what for which body, in which function and when; who "
              "laid a text before the partners, prepared an answer or filed a paper"),
            _("so that partners, and where they release it everybody, see who stands by which text"),
            _("it stays with body and function; your name goes with your account. What a text laid before the "
              "partners says is not changed afterwards"),
        ),
        "statements": Subject(
            _("Statements of departments: who gave them, for which office, from which mailbox"),
            _("so that an answer rests on what the responsible offices say, and everybody can see which"),
            _("as long as the idea they are about"),
        ),
        "mails": Subject(
            _("Mails waiting to be sent; mails and letters about an idea, as they were sent"),
            _("so that none is lost, and the file of an idea is complete"),
            _("waiting ones until they are sent; those about an idea two years after it is settled"),
        ),
        "contacts": Subject(
            _("E-mail or postal address of somebody whose idea we typed in from paper, counter or telephone; when we "
              "posted which letter"),
            _("so that whoever has no account gets an answer"),
            _("the address until the idea is taken into an account, until you ask us to delete it, or a year after "
              "the idea is settled"),
        ),
        "limits": Subject(
            _("A check value of your network address when you send a form; the address itself is not kept"),
            _("so that nobody floods the platform"),
            _("a day at most"),
        ),
    }  # fmt: skip


def privacy_table(headings: tuple[str, str, str] | None = None) -> str:
    """The whole table in Markdown, for the privacy page."""
    what, why, how_long = headings or (_("What"), _("What for"), _("How long"))
    words = subjects()
    used = dict.fromkeys([holding.subject for holding in HOLDINGS] + ["limits"])
    lines = [f"| {words[name].what} | {words[name].why} | {words[name].how_long} |" for name in used]
    return "\n".join([f"| {what} | {why} | {how_long} |", "|---|---|---|", *lines])
