"""How the course of a concept is worded."""

from flask_babel import gettext as _


def kind_labels() -> dict[str, str]:
    """What each kind of step is called."""
    return {
        "phase": _("Phase"), "event": _("Event"), "meeting": _("Meeting"), "decision": _("Formal decision"),
        "milestone": _("Milestone"),
    }  # fmt: skip


def course_state_labels() -> dict[str, str]:
    """What is said of a step beside its time; of what is over, nothing."""
    return {"running": _("running now"), "coming": _("planned")}
