"""Levels in words, and the sentence the desk proposes for passing an idea on."""

from flask_babel import gettext as _

from app.responsibilities.models import LEVELS


def level_labels() -> dict[str, str]:
    """Each level in a word, in the order from near to far."""
    labels = {
        "municipality": _("Municipality"), "district": _("District"), "region": _("Region"),
        "state": _("State (Land)"), "federal": _("Federal"), "other": _("Somebody else"),
    }  # fmt: skip
    return {level: labels[level] for level in LEVELS}


def level_headings() -> dict[str, str]:
    """What answers for something at each level, as a heading over its matters."""
    headings = {
        "municipality": _("Your municipality"), "district": _("The district"), "region": _("The region"),
        "state": _("The state (Land)"), "federal": _("The federal government"),
        "other": _("Others: companies, associations, chambers"),
    }  # fmt: skip
    return {level: headings[level] for level in LEVELS}


def review_labels() -> dict[str, str]:
    """The three views of the table at the desk."""
    return {"ungeprueft": _("Not reviewed"), "geprueft": _("Reviewed"), "alle": _("All")}


def forwarding_reason(office: str) -> str:
    """A polite beginning for the public answer to an idea that is passed on; the clerk goes on from there. German,
    as all public answers are."""
    return (
        f"Vielen Dank für Ihre Idee. Darüber entscheiden wir nicht selbst; zuständig ist: {office}. "
        "Wir haben Ihre Idee dorthin weitergegeben."
    )
