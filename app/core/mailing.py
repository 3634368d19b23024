"""Mails leave through one place: as files (demo, tests) or by SMTP, by the scheme of `MAIL_URL`."""

import smtplib
import ssl
from collections.abc import Mapping
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP
from pathlib import Path
from urllib.parse import unquote, urlsplit

from flask import current_app
from flask_babel import force_locale

from app.core.clock import local, now


def absolute_url(endpoint: str, **values: object) -> str:
    """The full public address of a page, for mails: it does not depend on who is asking, or on anybody asking."""
    base = urlsplit(current_app.config["BASE_URL"])
    site = current_app.url_map.bind(base.netloc, script_name=base.path or "/", url_scheme=base.scheme)
    return site.build(endpoint, values, force_external=True)


def send_mail(
    to: str, template: str, key: str, *, locale: str = "de", headers: Mapping[str, str] | None = None, **context: object
) -> None:
    """Render `mails/<template>/subject.txt`, `body.txt`, `body.html` and send them; `key` fixes the Message-ID."""
    # Not render_template: a mail has no request, and the frame of the pages (cookies, current person) needs one.
    context = {"site_name": current_app.config["SITE_NAME"], "demo": current_app.config["DEMO"], **context}
    context |= {"locale": locale, "site_url": current_app.config["BASE_URL"]}
    with force_locale(locale):
        parts = {
            name: current_app.jinja_env.get_template(f"mails/{template}/{name}").render(context)
            for name in ("subject.txt", "body.txt", "body.html")
        }
    message = EmailMessage(policy=SMTP)
    sender = current_app.config["MAIL_FROM"]
    message["Subject"] = " ".join(parts["subject.txt"].split())
    message["From"] = Address(current_app.config["SITE_NAME"], addr_spec=sender)
    message["To"] = Address(addr_spec=to)
    message["Date"] = local(now())
    message["Message-ID"] = f"<{key}@{sender.rpartition('@')[2]}>"
    message["Auto-Submitted"] = "auto-generated"
    for name, value in (headers or {}).items():
        message[name] = value
    message.set_content(parts["body.txt"].strip() + "\n")
    message.add_alternative(parts["body.html"], subtype="html")
    _deliver(message, key)


def _deliver(message: EmailMessage, key: str) -> None:
    url = urlsplit(current_app.config["MAIL_URL"])
    if url.scheme == "file":
        folder = Path(unquote(url.path))
        folder.mkdir(parents=True, exist_ok=True)
        name = f"{now():%Y%m%dT%H%M%S%f}-{key}.eml"
        (folder / f".{name}").write_bytes(message.as_bytes())
        (folder / f".{name}").rename(folder / name)
        return
    secure = url.scheme == "smtps"
    connect = smtplib.SMTP_SSL if secure else smtplib.SMTP
    with connect(url.hostname or "localhost", url.port or (465 if secure else 25), timeout=20) as server:
        server.ehlo()
        if not secure and server.has_extn("starttls"):
            server.starttls(context=ssl.create_default_context())
        if url.username:
            server.login(unquote(url.username), unquote(url.password or ""))
        server.send_message(message)
