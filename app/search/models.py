"""What is searched: documents, the words that stand in them, and the letters by which words are alike.

All of it follows from other tables and can be made anew by one command (`search rebuild`). Words are kept by their
stems and looked up in plain tables, so that both databases find the same in the same order.
"""

from datetime import date

from sqlalchemy import CheckConstraint, ForeignKey, Index, SmallInteger, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from app.core.database import Base

DOCUMENT_KINDS = (
    "goal", "idea", "project", "comment", "municipality", "concept", "page", "format", "thread", "cooperation",
)  # fmt: skip


class SearchDocument(Base):
    """Something published, as it is found: there exactly while everybody may read it.

    `ref` names it within its kind; `thing_id` is the thing whose visibility is its own (a comment: what it is about).
    """

    __tablename__ = "search_document"

    id: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[str] = mapped_column(String(20))
    ref: Mapped[str] = mapped_column(String(120))
    thing_id: Mapped[int | None] = mapped_column(ForeignKey("thing.id"), index=True)
    authority_id: Mapped[int | None] = mapped_column(ForeignKey("authority.id"))
    title: Mapped[str] = mapped_column(Text)
    text: Mapped[str] = mapped_column(Text)
    folded: Mapped[str] = mapped_column(Text)
    day: Mapped[date]
    digest: Mapped[str] = mapped_column(String(64))

    __table_args__ = (
        CheckConstraint(f"kind in {DOCUMENT_KINDS}", name="kind"),
        UniqueConstraint("kind", "ref"),
    )


class SearchTerm(Base):
    """A stem that stands in some document; `documents` counts in how many, which tells how much it says."""

    __tablename__ = "search_term"

    id: Mapped[int] = mapped_column(primary_key=True)
    stem: Mapped[str] = mapped_column(String(60), unique=True)
    documents: Mapped[int] = mapped_column(default=0)


class SearchGram(Base):
    """Three letters in a row of a stem: how longer words, and words typed wrong, are found."""

    __tablename__ = "search_gram"

    gram: Mapped[str] = mapped_column(String(3), primary_key=True)
    term_id: Mapped[int] = mapped_column(ForeignKey("search_term.id"), primary_key=True)

    __table_args__ = ({"sqlite_with_rowid": False},)


class SearchPosting(Base):
    """A stem stands in a document; `weight` says how much of it is there, the title counting most.

    What ranking and filters ask of the document stands here again (its kind as a place in `DOCUMENT_KINDS`, its day
    as a number): a search reads no document but those it shows.
    """

    __tablename__ = "search_posting"

    term_id: Mapped[int] = mapped_column(ForeignKey("search_term.id"), primary_key=True)
    document_id: Mapped[int] = mapped_column(ForeignKey("search_document.id"), primary_key=True)
    weight: Mapped[int] = mapped_column(SmallInteger)
    kind: Mapped[int] = mapped_column(SmallInteger)
    authority_id: Mapped[int | None]
    day: Mapped[int]

    __table_args__ = (Index("ix_search_posting_document", "document_id"), {"sqlite_with_rowid": False})
