"""What people begin in a forum."""

from typing import Any

from app.formats.models import Contribution


class Thread(Contribution):
    """A post with a title below a topic; people answer it in its discussion, two levels deep, and find it right."""

    __mapper_args__ = {"polymorphic_identity": "thread"}  # noqa: RUF012

    @property
    def page(self) -> tuple[str, dict[str, Any]]:
        return "forums.thread", {"number": self.id}
