"""Setting a paper: content goes in as data, a tagged PDF (PDF/UA-1) comes out of a process of its own.

    pdf = typeset("concepts/print/concept.typ", {"goals": [...]}, title="KEK", lang="de")

The template lies below `app/` and begins like this; strings of `content` print as they are, markup in them is inert:

    #import "/core/print/look.typ": *
    #show: paper.with(edition: "Fassung 2017", demo: none, page_words: "Seite {page} von {pages}")
    = Ein Titel
    #paragraphs(content.text)
"""

import json
import logging
import os
import re
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path
from tempfile import TemporaryDirectory
from threading import BoundedSemaphore
from typing import Any

from app.core.errors import DomainError

SECONDS = 60
AT_ONCE = 2
PATIENCE = 5
PROGRAM = Path(__file__).with_name("print") / "press.py"
# What no font can show, and marks that turn the order of letters around; a line break and a tabulator stay.
INVISIBLE = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ud800-\udfff\ufeff]")
# A word longer than a line would run off the page; addresses are let be, since they are also links.
LONG_WORD = re.compile(r"(?<!\S)(?!https?://)\S{60,}")
PIECE = re.compile(r"\S{30}(?=\S)")

_at_once = BoundedSemaphore(AT_ONCE)
"""So many papers of one process are set at a time; each takes a core and some hundred megabytes."""


class TypesettingFails(DomainError):
    """The paper could not be made, in time or at all; the log says why."""


class TypesettingIsBusy(TypesettingFails):
    """Too many papers are being made just now; trying again in a moment helps."""


def typeset(
    template: str, content: Mapping[str, Any], *, title: str, lang: str, files: Mapping[str, bytes] | None = None
) -> bytes:
    """The paper as PDF. Waits a few seconds for its turn, then says that it is busy.

    With `files` it is one to be archived (PDF/A-3a besides PDF/UA-1): the template reads each below `/files/`.
    """
    inputs = {"content": json.dumps(printable(content), ensure_ascii=False), "title": printable(title), "lang": lang}
    if not _at_once.acquire(timeout=PATIENCE):
        raise TypesettingIsBusy(template)
    try:
        if files is None:
            return _pressed({"template": template, "inputs": inputs, "root": None})
        with TemporaryDirectory() as root:
            (Path(root) / "files").mkdir()
            for name, data in files.items():
                (Path(root) / "files" / Path(name).name).write_bytes(data)
            return _pressed({"template": template, "inputs": inputs, "root": root})
    except (subprocess.CalledProcessError, subprocess.TimeoutExpired) as error:
        logging.getLogger(__name__).error("%s: %s", template, (error.stderr or b"")[-2000:].decode(errors="replace"))
        raise TypesettingFails(template) from error
    finally:
        _at_once.release()


def _pressed(order: Mapping[str, Any]) -> bytes:
    # Our own program and nothing of the content on its command line; no variable of ours reaches it.
    return subprocess.run(  # noqa: S603
        [sys.executable, "-I", os.fspath(PROGRAM)], input=json.dumps(order).encode(), capture_output=True,
        timeout=SECONDS, env={}, check=True,
    ).stdout  # fmt: skip


def printable(value: Any) -> Any:
    """The same content without what no font can show, and with places where very long words may break."""
    if isinstance(value, str):
        shown = INVISIBLE.sub("", value)
        return LONG_WORD.sub(lambda word: PIECE.sub("\\g<0>\u200b", word[0]), shown)
    if isinstance(value, Mapping):
        return {key: printable(one) for key, one in value.items()}
    if isinstance(value, list | tuple):
        return [printable(one) for one in value]
    return value
