"""The Letter of Intent for everybody, where the partners have released it."""

from flask import Blueprint, Response, abort

from app.cooperations.papers import text_for_everybody
from app.cooperations.queries import find_visible
from app.cooperations.views.printing import NUMBER, as_letter
from app.core.doors import public
from app.pages.frame import speak_for

cooperations_public_papers = Blueprint("cooperations_public_papers", __name__)


@cooperations_public_papers.get(f"/{NUMBER}/letter-of-intent.pdf")
@public
def letter(number: int) -> Response:
    """The agreed text with as much of money and acceptances as it releases."""
    cooperation = find_visible(number)
    text = text_for_everybody(cooperation) if cooperation is not None else None
    if cooperation is None or text is None:
        abort(404)
    speak_for(cooperation.authority)
    page = {"number": cooperation.id, "slug": cooperation.slug}
    return as_letter(
        cooperation, text, "cooperations.show", page, parts=text.terms.public_parts, is_public=True
    )  # fmt: skip
