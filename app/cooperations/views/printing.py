"""The papers a cooperation leaves the platform on: its text as PDF, and the draft of a council paper."""

from typing import Any

from flask import Blueprint, Response, abort, current_app, request, url_for
from flask_babel import force_locale

from app.cooperations import council_papers
from app.cooperations.costing import costs_of, for_everybody, with_body
from app.cooperations.council_docx import MIMETYPE, docx_of
from app.cooperations.council_papers import CouncilPaper
from app.cooperations.filing import papers_of
from app.cooperations.models import Cooperation, CooperationVersion, Partner
from app.cooperations.paper_wording import letter_label
from app.cooperations.papers import LANG, TEMPLATE, Letter, content_of, text_to_print
from app.cooperations.queries import find_as_partner, find_partner
from app.core.clock import today
from app.core.forms import sent_number
from app.core.papers import as_pdf
from app.policies.doors import needs

cooperations_papers = Blueprint("cooperations_papers", __name__)
NUMBER = "<int:number>"
PARTNER = f"/{NUMBER}/partner/<int:organisation>"


cooperations_papers.add_app_template_global(letter_label, "letter_label")


@cooperations_papers.after_request
def nobody_keeps_it(response: Response) -> Response:
    """It is for the people of the partners alone, now."""
    response.headers["Cache-Control"] = "private, no-store"
    return response


@cooperations_papers.get(f"/{NUMBER}/letter-of-intent.pdf")
@needs("see_cooperation", on=find_as_partner)
def letter(cooperation: Cooperation) -> Response:
    """The text that holds, or any other one, with everything declared on it."""
    text = text_asked_for(cooperation)
    return as_letter(cooperation, text, "cooperations_mine.show", {"number": cooperation.id})


@cooperations_papers.get(f"{PARTNER}/beschlussvorlage.docx")
@needs("prepare_declaration", on=find_partner)
def council_paper(partner: Partner) -> Response:
    """The draft of a council paper for one partner, to go on writing."""
    cooperation = partner.cooperation
    text = _text_to_decide_on(cooperation)
    costs, letter = costs_of(cooperation, text), Letter(cooperation, text, None, "", today())
    filed = papers_of(cooperation)
    if costs is not None:
        costs = with_body(costs, partner.organisation_id)
    with force_locale(LANG):
        address = address_of("cooperations_mine.show", number=cooperation.id)
        paper = CouncilPaper(partner, text, costs, letter.name, address, current_app.config["DEMO"], filed)
        made = docx_of(council_papers.content_of(paper), title=paper.title, footer=paper.footer)
    answer = Response(made, mimetype=MIMETYPE)
    answer.headers.set("Content-Disposition", "attachment", filename=f"{paper.name}.docx")
    return answer


def text_asked_for(cooperation: Cooperation) -> CooperationVersion:
    """The text `?fassung=` names, else the one that counts."""
    sent = request.args.get("fassung")
    wanted = sent_number(sent) if sent else None
    text = text_to_print(cooperation, wanted) if wanted or not sent else None
    if text is None:
        abort(404)
    return text


def as_letter(
    cooperation: Cooperation, text: CooperationVersion, endpoint: str, values: dict[str, Any], **more: Any
) -> Response:
    """The text as a tagged PDF, in the language of the partners' papers; for everybody with `is_public`."""
    costs = costs_of(cooperation, text)
    if costs is not None and more.get("is_public"):
        costs = for_everybody(costs)
    address = address_of(endpoint, **values)
    letter = Letter(cooperation, text, costs, address, today(), current_app.config["DEMO"], **more)
    with force_locale(LANG):
        content = content_of(letter)
    return as_pdf(TEMPLATE, content, title=letter.terms.title, lang=LANG, name=letter.name)


def address_of(endpoint: str, **values: Any) -> str:
    """The whole address of a page, as it stands on paper."""
    return str(current_app.config["BASE_URL"]).rstrip("/") + url_for(endpoint, **values)


def _text_to_decide_on(cooperation: Cooperation) -> CooperationVersion:
    """The text laid last is what councils are asked about; any other one with `?fassung=`."""
    text = text_asked_for(cooperation) if "fassung" in request.args else cooperation.laid
    if text is None:
        abort(404)
    return text
