"""Why somebody hears of something, in words."""

from flask_babel import gettext as _

from app.notifications import cooperation_circles, format_circles, telling
from app.notifications.news import News


def why(news: News, standing: str) -> str:
    """The line at the foot of a letter that says why one gets it."""
    reasons = {
        telling.AUTHOR: _(
            "You get this mail because idea no. %(number)s is yours or your organisation's.", **news.names
        ),
        telling.TOWN: _("You get this mail because you represent the municipality this idea is for."),
        telling.DECLARER: _("You get this mail because you represent the body this idea was prepared for."),
        telling.PREPARER: _(
            "You get this mail because you prepared idea no. %(number)s for another body.", **news.names
        ),
        telling.LEAVER: _("You get this mail because you wrote along on idea no. %(number)s.", **news.names),
        telling.SUPPORTER: _("You get this mail because you support idea no. %(number)s.", **news.names),
        telling.COMMENTER: _("You get this mail because you wrote a comment on no. %(number)s.", **news.names),
        telling.HELPER: _("You get this mail because you offered to help with no. %(number)s.", **news.names),
        telling.OFFICE: _("You get this mail because you edit project no. %(number)s.", **news.names),
        telling.ADDRESSEE: _("You get this mail because it is about something you or your organisation wrote."),
        telling.APPROVER: _("You get this mail because you decide on objections."),
        telling.DECLARANT: _("You get this mail because reference sheet no. %(number)s is yours.", **news.names),
        telling.RELEASER: _("You get this mail because you release answers."),
        telling.WRITER: _("You get this mail because you wrote on this answer."),
        telling.ASKED: _("You get this mail because you speak for an office that is asked for a statement."),
        format_circles.MEMBER: _("You get this mail because the office has invited you."),
        format_circles.CONTRIBUTOR: _("You get this mail because you took part."),
        **_among_partners(),
        telling.REPORTER: _("You get this mail because you reported something here."),
    }
    return reasons[standing]


def _among_partners() -> dict[str, str]:
    return {
        cooperation_circles.PARTNER: _("You get this mail because you speak for a partner of this joint project."),
        cooperation_circles.KEEPER: _("You get this mail because you speak for the body that writes its text."),
        cooperation_circles.COLLEAGUE: _("You get this mail because you speak for the same body."),
        cooperation_circles.MANDATED: _("You get this mail because you prepare for a partner by mandate."),
        cooperation_circles.DECLARES: _("You get this mail because you represent the body this answer is for."),
        cooperation_circles.APART: _("You get this mail because you speak for the body it is about."),
    }
