"""What one can try as each figure of the demonstration, and where that begins."""

from typing import Any

from flask_babel import lazy_gettext as _l

Try = tuple[Any, str]

REPORTS: Try = (_l("decide on reports"), "restrictions_desk.index")
FOLLOWING: Try = (_l("see what one follows, and choose how often to hear of it"), "things_mine.following")
SHEETS: Try = (_l("confirm or decline a reference sheet"), "reference_sheets_desk.index")
OWN_SHEETS: Try = (
    _l("see which goals a project of one's own serves, on a reference sheet"),
    "reference_sheets_mine.index",
)
CONNECTING: Try = (_l("say which goals of two concepts correspond"), "connecting.index")
DRAFTING: Try = (_l("go on writing a draft edition of the goals"), "concepts_desk.index")
RELEASING: Try = (_l("release a coordinated answer or give it back"), "answers_releasing.index")
OPEN_FOR_ME: Try = (_l("give a statement that was asked for"), "statements_mine.index")
SAID: Try = (_l("see what became of one's own contributions"), "formats_mine.index")
RUNNING: Try = (_l("run a workshop or forum, and take up what people said"), "formats_desk.index")
MEMBERS: Try = (_l("invite members and end memberships"), "organisations.index")
PROPOSING: Try = (_l("propose a joint project to other municipalities"), "cooperations_writing.write")
INTO_CATALOGUE: Try = (_l("take an agreed joint project into the project catalogue"), "cooperations_desk.index")

TRIES: dict[str, tuple[Try, ...]] = {
    "anna.beispiel": (
        (_l("see an improved text that waits for the desk"), "ideas_mine.index"),
        (_l("answer offers of help"), "things_mine.offers"),
        SAID,
        OWN_SHEETS,
    ),
    "emil.exempel": (
        (_l("read why a comment was hidden, and one's own objection"), "restrictions_mine.index"),
        (_l("write along on somebody else's idea"), "ideas_mine.index"),
        (_l("judge the ideas of a call in its jury"), "calls_jury.index"),
        OWN_SHEETS,
        FOLLOWING,
    ),
    "olga.neuling": (
        (_l("accept an invitation to an organisation"), "organisations.index"),
        (_l("object to the hiding of an idea"), "restrictions_mine.index"),
        (_l("read why a reference sheet was declined, and ask again"), "reference_sheets_mine.index"),
    ),
    "bernd.muster": (
        (_l("see everything that waits, by its day"), "inbox.index"),
        (_l("see which departments were asked, and what came back"), "statements_desk.index"),
        RUNNING,
        REPORTS,
        (_l("release an improved text"), "ideas_receiving.amendments"),
        (_l("compare similar ideas, merge or divide them"), "inbox.index"),
        CONNECTING,
        SHEETS,
        INTO_CATALOGUE,
    ),
    "nora.muster": (
        DRAFTING,
        RUNNING,
        CONNECTING,
        (_l("release a first comment that was held back"), "discussion_desk.index"),
        REPORTS,
    ),
    "paul.prozess": ((_l("run one workshop for the district, until a day"), "formats_desk.index"),),
    "nils.muster": (DRAFTING, SHEETS),
    "lutz.muster": (SHEETS, REPORTS),
    "petra.muster": (
        (_l("take over an idea another authority offers"), "ideas_receiving.offers"),
        CONNECTING,
        SHEETS,
        REPORTS,
        INTO_CATALOGUE,
    ),
    "pia.muster": (CONNECTING, SHEETS),
    "gerda.gegenleserin": (
        RELEASING,
        (_l("decide on an objection"), "restrictions_desk.objections"),
    ),
    "georg.gegenleser": (RELEASING,),
    "gitte.gegenleserin": (RELEASING,),
    "frank.fachamt": (OPEN_FOR_ME,),
    "ute.umwelt": (OPEN_FOR_ME, FOLLOWING),
    "ruth.annahme": ((_l("type in an idea that came on paper"), "reception.enter"),),
    "lothar.landrat": ((_l("choose whether the Monday mail comes"), "things_mine.following"),),
    "gustav.gegenleser": ((_l("read a draft edition before it is adopted"), "concepts_desk.index"),),
    "nadja.vorlage": (
        OPEN_FOR_ME,
        (_l("declare a prepared idea or return it"), "ideas_prepared.index"),
        (_l("declare or change the answer an Amt has prepared to a joint project"), "cooperations_mine.index"),
        PROPOSING,
        (_l("invite members, end memberships and mandates"), "organisations.index"),
    ),
    "boris.vorlage": (
        (_l("lay a draft before other municipalities, and answer a text of theirs"), "cooperations_mine.index"),
        PROPOSING,
        MEMBERS,
        FOLLOWING,
    ),
    "bea.vorlage": (
        (_l("see what is different in a new text, and let somebody join"), "cooperations_mine.index"),
        PROPOSING,
        MEMBERS,
        FOLLOWING,
    ),
    "otto.vorlage": ((_l("write a draft and prepare an answer that the mayor declares"), "cooperations_mine.index"),),
    "arno.amt": (
        (_l("see ideas prepared for a municipality, and take them back"), "ideas_prepared.index"),
        (_l("prepare the answer of a municipality by its mandate"), "cooperations_mine.index"),
    ),
    "ada.admin": (
        (_l("give roles and end them"), "accounts_desk.roles"),
        (_l("edit pages and contact details"), "pages_desk.index"),
    ),
}
