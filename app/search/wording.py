"""What the page of finding calls the kinds of things it finds."""

from flask_babel import gettext as _


def kind_labels() -> dict[str, str]:
    """What one hit is; in the order in which the page offers the kinds."""
    return {
        "idea": _("Idea"), "project": _("Project"), "format": _("Participation"), "goal": _("Goal"),
        "concept": _("Concept"), "municipality": _("Municipality"), "comment": _("Comment on"), "page": _("Page"),
        "thread": _("Contribution in a forum"), "cooperation": _("Joint project of municipalities"),
    }  # fmt: skip


def kind_names() -> dict[str, str]:
    """What many of them are."""
    return {
        "idea": _("Ideas"), "project": _("Projects"), "format": _("Participation formats"), "goal": _("Goals"),
        "concept": _("Concepts"), "municipality": _("Places"), "comment": _("Comments"),
        "page": _("Pages of this site"), "thread": _("Contributions in forums"),
        "cooperation": _("Joint projects of municipalities"),
    }  # fmt: skip
