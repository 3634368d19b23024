"""The file of an idea as one PDF."""

from flask import Blueprint, Response, current_app
from flask_babel import force_locale

from app.case_files.gathering import case_file_of
from app.case_files.paper import TEMPLATE, paper_of
from app.core.papers import as_pdf
from app.files.storing import open_store
from app.ideas.models import Idea
from app.ideas.queries import find_on_desk
from app.policies.doors import current_person, needs

case_files = Blueprint("case_files", __name__)
LANG = "de"
"""The language of the office; a file does not depend on who looks at it."""


@case_files.get("/ideen/<int:number>/akte.pdf")
@needs("read_case_file", on=find_on_desk)
def show(idea: Idea) -> Response:
    """Everything about the idea in one paper, for the office's own records."""
    config = current_app.config
    with force_locale(LANG):
        paper = paper_of(case_file_of(idea), by=current_person(), store=open_store(config), is_demo=config["DEMO"])
    return as_pdf(
        TEMPLATE, paper.content, title=paper.title, lang=LANG, name=f"akte-idee-{idea.number}", files=paper.files,
        is_saved=True,
    )  # fmt: skip
