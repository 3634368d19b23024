"""The link at the foot of each digest: one button ends it, no sign-in needed."""

from flask import Blueprint, abort, render_template
from werkzeug import Response

from app.core.database import db
from app.core.doors import public, writes
from app.notifications.stopping import find_subscriber, stop_digest

notifications = Blueprint("notifications", __name__)


@notifications.get("/<token>")
@public
def ask_to_stop(token: str) -> str:
    """Really no more digests? Following the link alone ends nothing, mail scanners do that, too."""
    person = find_subscriber(token)
    if person is None:
        abort(404)
    return render_template("notifications/stop.html", token=token, is_off=person.digest == "off")


@notifications.post("/<token>")
@writes
@public
def stop(token: str) -> str | Response:
    """End the digest; mail programs may send this by themselves when asked to unsubscribe."""
    person = find_subscriber(token)
    if person is None:
        abort(404)
    stop_digest(person)
    db.session.flush()
    return render_template("notifications/stop.html", token=token, is_off=True)
