"""The link at the foot of each mail that comes by itself: one button ends it, no sign-in needed."""

from flask import Blueprint, abort, render_template
from werkzeug import Response

from app.core.database import db
from app.core.doors import public, writes
from app.notifications import stopping
from app.notifications.monday_wording import stop_words
from app.notifications.stopping import Subscription, find_subscription

notifications = Blueprint("notifications", __name__)


@notifications.get("/<token>")
@public
def ask_to_stop(token: str) -> str:
    """Really no more of these mails? Following the link alone ends nothing, mail scanners do that, too."""
    return _page(_wanted(token), token)


@notifications.post("/<token>")
@writes
@public
def stop(token: str) -> str | Response:
    """End them; mail programs may send this by themselves when asked to unsubscribe."""
    subscription = _wanted(token)
    stopping.stop(subscription)
    db.session.flush()
    return _page(subscription, token)


def _wanted(token: str) -> Subscription:
    subscription = find_subscription(token)
    if subscription is None:
        abort(404)
    return subscription


def _page(subscription: Subscription, token: str) -> str:
    is_off = subscription.is_off
    return render_template(
        "notifications/stop.html", token=token, is_off=is_off, kind=subscription.kind,
        words=stop_words(subscription.kind, is_off=is_off),
    )  # fmt: skip
