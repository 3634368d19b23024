"""A photo or document of a thing. The bytes lie in the store under keys nobody can guess."""

from datetime import date, datetime

from sqlalchemy import ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.core.clock import now
from app.core.database import Base, UtcDateTime
from app.things.models import Thing

PREVIEW_SIDE = 640


class Attachment(Base):
    """One file of a thing, as it is served: re-encoded, without metadata, nothing active left in it.

    Everybody may have it once it is `released_at` (with the publication of what it belongs to), as long as it is
    neither restricted nor removed and its thing is public. `alt` says what a picture shows; "" means: only decoration.
    A project shares the bytes of the idea it came from: two rows, one `key`.
    """

    __tablename__ = "attachment"

    id: Mapped[int] = mapped_column(primary_key=True)
    thing_id: Mapped[int] = mapped_column(ForeignKey("thing.id"))
    key: Mapped[str] = mapped_column(String(36), index=True)
    preview_key: Mapped[str | None] = mapped_column(String(36))
    sha256: Mapped[str] = mapped_column(String(64))
    name: Mapped[str] = mapped_column(String(200))
    media_type: Mapped[str] = mapped_column(String(80))
    size: Mapped[int]
    width: Mapped[int | None]
    height: Mapped[int | None]
    alt: Mapped[str | None] = mapped_column(String(300))
    position: Mapped[int] = mapped_column(default=0)
    added_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    added_at: Mapped[datetime] = mapped_column(UtcDateTime, default=now)
    released_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    due_on: Mapped[date | None]
    """By when the desk looks at it, where it was added to something public."""
    restricted_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    removed_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    once: Mapped[str | None] = mapped_column(String(36))

    thing: Mapped[Thing] = relationship()

    __table_args__ = (
        UniqueConstraint("thing_id", "key"),
        UniqueConstraint("thing_id", "once"),
        Index("ix_attachment_thing", "thing_id", "position"),
    )

    @property
    def is_picture(self) -> bool:
        return self.media_type.startswith("image/")

    @property
    def lacks_alt(self) -> bool:
        """A picture nobody has described yet."""
        return self.is_picture and self.alt is None

    @property
    def is_shown(self) -> bool:
        """Whether it is for everybody, as far as its thing is."""
        return self.released_at is not None and self.restricted_at is None and self.removed_at is None

    def goes_along_with(self, original: "Attachment") -> bool:
        """Whether this copy at a project is removed with the idea's own: as it was carried, with the same words."""
        return self.key == original.key and self.alt == original.alt and self.restricted_at is None

    @property
    def preview_size(self) -> tuple[int, int]:
        """Width and height of the preview, so that a page keeps its place free."""
        width, height = self.width or 1, self.height or 1
        scale = min(1.0, PREVIEW_SIDE / max(width, height))
        return max(1, round(width * scale)), max(1, round(height * scale))

    @property
    def authority_id(self) -> int | None:
        return self.thing.authority_id
