"""A mail before it is laid out."""

from dataclasses import dataclass, field
from typing import Any


@dataclass
class Letter:
    """Plain sentences, one quotation, one link, and why one gets it.

    `page` names a page of the idea (mine, public, revise, project); `at` is any other page: endpoint and values.
    """

    subject: str
    said: list[str]
    page: str = ""
    quote_from: str = ""
    quote: str = ""
    next_steps: list[str] = field(default_factory=list)
    link_label: str = ""
    at: tuple[str, dict[str, Any]] | None = None
    greeting: str = ""
    why: str = ""
    signature: list[str] = field(default_factory=list)
