"""While writing: support what is there instead, or say that one's own is different. The text stays in either case."""

from typing import Any

from flask import flash, redirect, request, url_for
from flask_babel import gettext as _
from markupsafe import Markup

from app.core.doors import public, writes
from app.ideas.models import Idea
from app.ideas.similar_writing import remember_different
from app.ideas.views.drafts import NUMBER, ideas_writing, my_draft
from app.ideas.views.hints import different_now, idea_named
from app.policies.doors import current_person


@ideas_writing.post(f"/{NUMBER}/ist-anders")
@writes
@public
def tell_apart(number: int) -> Any:
    """Remember from which ideas this draft is different, and go on to handing it in."""
    idea = my_draft(number)
    remember_different(idea, different_now())
    return redirect(url_for("ideas_writing.preview", number=idea.id), 303)


def support_instead(idea: Idea) -> str:
    """The way to the button of the other idea; the text written so far is kept as a draft."""
    other = idea_named(request.form["support"])
    sheet = url_for("ideas_writing.rewrite", number=idea.id)
    if other is None:
        flash(_("The other idea is not there any more. Your text is kept; please go on."), "info")
        return sheet
    text = _("Your own text is kept as draft no. %(number)s.", number=idea.id)
    aim = "" if current_person() else _("Sign in to support “%(title)s”.", title=other.title)
    flash(Markup('{} {} <a href="{}">{}</a>').format(aim, text, sheet, _("Go on writing")), "info")
    return url_for("taking_part.ask_to_support", number=other.id)
