"""One thing that must always be true."""

from dataclasses import dataclass
from typing import Any

from sqlalchemy import Select, Update


@dataclass(frozen=True)
class Check:
    """One sentence that holds, the query for what contradicts it, and how to mend that where a machine may."""

    name: str
    sentence: str
    offending: Select[Any]
    mending: Update | None = None
