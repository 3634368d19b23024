"""Mails leave through one place: as files (demo, tests) or by SMTP, by the scheme of `MAIL_URL`."""

import re
import smtplib
import ssl
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from email.header import Header
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import EmailPolicy
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, unquote, urlsplit

from flask import current_app
from flask_babel import force_locale
from flask_babel import gettext as _
from werkzeug.exceptions import HTTPException

from app.core.clock import local, now

HARMLESS = {"number", "slug", "name", "ags"}
"""Parts of our addresses that only name a page; a link with any other part may open something by itself."""
HARMLESS_QUERY = {"stelle"}


def absolute_url(endpoint: str, **values: object) -> str:
    """The full public address of a page, for mails: it does not depend on who is asking, or on anybody asking."""
    base = urlsplit(current_app.config["BASE_URL"])
    site = current_app.url_map.bind(base.netloc, script_name=base.path or "/", url_scheme=base.scheme)
    return site.build(endpoint, values, force_external=True)


@dataclass(frozen=True)
class Mail:
    """A mail ready to leave; what it says is fixed."""

    message: EmailMessage
    key: str
    text: str
    """Its plain text."""


class WholeSubject(EmailPolicy):
    """Writes a subject as one run of encoded words: where Python mixes them with plain ones, a space can get lost."""

    def fold(self, name: str, value: Any) -> str:
        return _whole(self, name, value) or super().fold(name, value)

    def fold_binary(self, name: str, value: Any) -> bytes:
        whole = _whole(self, name, value)
        return whole.encode("ascii") if whole else super().fold_binary(name, value)


def _whole(policy: EmailPolicy, name: str, value: Any) -> str | None:
    if name.lower() != "subject" or str(value).isascii():
        return None
    return f"{name}: {Header(str(value), 'utf-8', header_name=name).encode(linesep=policy.linesep)}{policy.linesep}"


WHOLE_SUBJECT = WholeSubject(linesep="\r\n")


def send_mail(
    to: str, template: str, key: str, *, locale: str = "de", headers: Mapping[str, str] | None = None, **context: object
) -> None:
    """Render a mail and send it. A mail about a thing is sent by `notifications.filing.filed` instead."""
    deliver(written(to, template, key, locale=locale, headers=headers, **context))


def written(
    to: str, template: str, key: str, *, locale: str = "de", headers: Mapping[str, str] | None = None, **context: object
) -> Mail:
    """The mail made of `mails/<template>/subject.txt`, `body.txt`, `body.html`; `key` fixes the Message-ID."""
    # Not render_template: a mail has no request, and the frame of the pages (cookies, current person) needs one.
    context = {"site_name": current_app.config["SITE_NAME"], "demo": current_app.config["DEMO"], **context}
    context |= {"locale": locale, "site_url": current_app.config["BASE_URL"]}
    with force_locale(locale):
        parts = {
            name: current_app.jinja_env.get_template(f"mails/{template}/{name}").render(context)
            for name in ("subject.txt", "body.txt", "body.html")
        }
    message = EmailMessage(policy=WHOLE_SUBJECT)
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
    return Mail(message, key, parts["body.txt"].strip())


def deliver(mail: Mail) -> None:
    """Hand it over: to the mail server, or into the folder of the demonstration."""
    message = mail.message
    url = urlsplit(current_app.config["MAIL_URL"])
    if url.scheme == "file":
        folder = Path(unquote(url.path))
        folder.mkdir(parents=True, exist_ok=True)
        name = f"{now():%Y%m%dT%H%M%S%f}-{mail.key}.eml"
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


def without_secrets(text: str, locale: str, hidden: Sequence[str] = ()) -> str:
    """The text of a mail as it may be kept: without `hidden` and without links that open something by themselves."""
    base = current_app.config["BASE_URL"].rstrip("/")
    with force_locale(locale):
        for secret in filter(None, hidden):
            text = text.replace(secret, _("[removed]"))
        return re.sub(re.escape(base) + r"[^\s<>\"]*", _kept_link, text)


def _kept_link(found: re.Match[str]) -> str:
    url = found[0].rstrip(".,;:)]'\"")
    return found[0] if _only_names_a_page(url) else _("[link removed]") + found[0][len(url) :]


def _only_names_a_page(url: str) -> bool:
    parts, base = urlsplit(url), urlsplit(current_app.config["BASE_URL"])
    site = current_app.url_map.bind(base.netloc, url_scheme=base.scheme)
    path = parts.path.removeprefix(base.path.rstrip("/")) or "/"
    try:
        _endpoint, values = site.match(path, method="GET")
    except HTTPException:
        return False
    return set(values) <= HARMLESS and set(parse_qs(parts.query, keep_blank_values=True)) <= HARMLESS_QUERY
