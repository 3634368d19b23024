"""What was sent: mails about a thing, for its file; letters for those who have no mailbox."""

from datetime import date, datetime

from sqlalchemy import ForeignKey, Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.core.clock import now
from app.core.database import Base, UtcDateTime
from app.core.journal import JournalEntry
from app.things.models import Thing

TO_LEFT_ADDRESS = "-author"
"""How the keys of mails end that go to the address an author without an account has left."""

TO_MAILBOX = "-member-"
"""What the keys of mails hold that go to an invited mailbox without an account."""


class SentMail(Base):
    """One mail about a thing as it was sent: it belongs to the file of an idea. Codes and links are blacked out."""

    __tablename__ = "sent_mail"

    id: Mapped[int] = mapped_column(primary_key=True)
    thing_id: Mapped[int] = mapped_column(ForeignKey("thing.id", ondelete="CASCADE"))
    key: Mapped[str] = mapped_column(String(160), unique=True)
    """The same for every repeat of the same mail."""
    standing: Mapped[str] = mapped_column(String(20))
    """As what the recipient heard of it: author, supporter, office asked …"""
    to_address: Mapped[str | None] = mapped_column(String(320))
    """None: erased; or left by an author without an account, then the copy never says it (`is_to_left_address`)."""
    subject: Mapped[str] = mapped_column(String(400))
    body: Mapped[str] = mapped_column(Text)
    written_at: Mapped[datetime] = mapped_column(UtcDateTime, default=now)
    sent_at: Mapped[datetime | None] = mapped_column(UtcDateTime)

    __table_args__ = (Index("ix_sent_mail_thing", "thing_id", "id"), Index("ix_sent_mail_written", "written_at"))

    @property
    def is_to_left_address(self) -> bool:
        """Whether it went to the address an author without an account had left."""
        return self.key.endswith(TO_LEFT_ADDRESS)


class PaperLetter(Base):
    """News for an author who has no mailbox: the desk prints it and posts it."""

    __tablename__ = "paper_letter"

    id: Mapped[int] = mapped_column(primary_key=True)
    entry_id: Mapped[int] = mapped_column(ForeignKey("journal_entry.id"), unique=True)
    thing_id: Mapped[int] = mapped_column(ForeignKey("thing.id"), index=True)
    made_at: Mapped[datetime] = mapped_column(UtcDateTime, default=now)
    due_on: Mapped[date | None]
    posted_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    posted_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))

    thing: Mapped[Thing] = relationship()
    entry: Mapped[JournalEntry] = relationship()

    __table_args__ = (Index("ix_paper_letter_waiting", "posted_at", "id"),)

    @property
    def authority_id(self) -> int | None:
        """Whose desk posts it."""
        return self.thing.authority_id
