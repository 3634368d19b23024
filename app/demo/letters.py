"""Reading the mails of the demonstration as text: nothing of a mail is ever shown as HTML."""

import re
from dataclasses import dataclass
from datetime import datetime
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from pathlib import Path
from urllib.parse import unquote, urlsplit

MOST_SHOWN = 100
_NAME = re.compile(r"[0-9TA-Za-z-]{10,160}")
_CODE = re.compile(r"^[ \t]*(\d{3} ?\d{3})[ \t]*$", re.MULTILINE)
_LINK = re.compile(r"https?://[^\s<>\"]+[^\s<>\".,;:!?)\]]")


@dataclass(frozen=True)
class PostedMail:
    """One mail as it left: who gets it, what it says, and the code it brings."""

    name: str
    subject: str
    to: str
    sent_at: datetime | None
    text: str

    @property
    def code(self) -> str | None:
        """The six digits the mail brings, if it brings any."""
        found = _CODE.search(self.text)
        return found.group(1) if found else None

    def parts(self, base_url: str) -> list[tuple[str, str | None]]:
        """The text in pieces: plain ones, and links of our own as local addresses; foreign addresses stay text."""
        pieces: list[tuple[str, str | None]] = []
        place = 0
        for link in _LINK.finditer(self.text):
            own = _local(link.group(), base_url)
            if own is not None:
                pieces += [(self.text[place : link.start()], None), (link.group(), own)]
                place = link.end()
        return [*pieces, (self.text[place:], None)]


def mail_folder(mail_url: str) -> Path | None:
    """Where mails are put down as files; None where they really leave."""
    url = urlsplit(mail_url)
    return Path(unquote(url.path)) if url.scheme == "file" else None


def posted_mails(folder: Path | None) -> list[PostedMail]:
    """The newest mails, newest first."""
    files = sorted(folder.glob("*.eml"), key=lambda file: file.name, reverse=True) if folder else []
    return [_read(file) for file in files[:MOST_SHOWN] if _NAME.fullmatch(file.stem)]


def find_mail(folder: Path | None, name: str) -> PostedMail | None:
    """The mail of that name."""
    if folder is None or not _NAME.fullmatch(name):
        return None
    file = folder / f"{name}.eml"
    return _read(file) if file.is_file() else None


def _read(file: Path) -> PostedMail:
    message = message_from_bytes(file.read_bytes(), _class=EmailMessage, policy=default)
    body = message.get_body(("plain",))
    text = str(body.get_content()) if body is not None else ""
    date = message["Date"]
    return PostedMail(
        name=file.stem, subject=str(message["Subject"] or ""), to=str(message["To"] or ""),
        sent_at=date.datetime if date is not None else None, text=text.replace("\r\n", "\n").strip(),
    )  # fmt: skip


def _local(link: str, base_url: str) -> str | None:
    base, url = urlsplit(base_url), urlsplit(link)
    if (url.scheme, url.netloc) != (base.scheme, base.netloc):
        return None
    path = url.path or "/"
    # A path that begins with two slashes would be read as another host.
    return None if path.startswith("//") else path + (f"?{url.query}" if url.query else "")
