"""The demonstration's own pages: who is who, and the mails that nobody outside gets."""

import pyotp
from flask import Blueprint, abort, current_app, render_template

from app.accounts.second_factor import STEP_SECONDS
from app.core.clock import now
from app.core.doors import public
from app.demo.letters import find_mail, mail_folder, posted_mails
from app.demo.people import PASSWORD, visitors
from app.demo.wording import TRIES

demo = Blueprint("demo", __name__)


@demo.get("")
@public
def people() -> str:
    """Who is who, and how to sign in as each of them."""
    step, passed = divmod(int(now().timestamp()), STEP_SECONDS)
    cards = [
        (visitor, [pyotp.TOTP(secret).generate_otp(step + n) for n in (0, 1)] if secret else [])
        for visitor in visitors()
        for secret in [visitor.person.totp_secret]
    ]
    return render_template(
        "demo/people.html", cards=cards, tries=TRIES, password=PASSWORD, seconds=STEP_SECONDS - passed
    )


@demo.get("/post")
@public
def post() -> str:
    """The mails that would have left, newest first."""
    folder = mail_folder(current_app.config["MAIL_URL"])
    return render_template("demo/post.html", mails=posted_mails(folder), is_kept=folder is not None)


@demo.get("/post/<name>")
@public
def mail(name: str) -> str:
    """One mail as text, with its links working here."""
    found = find_mail(mail_folder(current_app.config["MAIL_URL"]), name)
    if found is None:
        abort(404)
    return render_template("demo/mail.html", mail=found, parts=found.parts(current_app.config["BASE_URL"]))
