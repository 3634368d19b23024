"""One process holds the model, the others ask it; where it does not answer, nobody waits."""

import os
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import numpy as np
import pytest
from flask import Flask

from app.core.meaning import MOST_LETTERS, SIZE, There, serve, socket_of, vectors_of

pytestmark = pytest.mark.once
START_SECONDS = 60
Started = Callable[[], "subprocess.Popen[bytes]"]


@pytest.fixture
def started(tmp_path: Path) -> Iterator[Started]:
    """Start the process that holds the model for this data folder; it ends with the test."""
    running: list[subprocess.Popen[bytes]] = []

    def start() -> "subprocess.Popen[bytes]":
        kept = {name: value for name, value in os.environ.items() if not name.startswith("IDEENKREIS_")}
        socket_of(tmp_path).unlink(missing_ok=True)
        process = subprocess.Popen(
            [sys.executable, "-m", "app.think"],
            env={**kept, "IDEENKREIS_ENV": "test", "IDEENKREIS_DATA": str(tmp_path)},
        )
        running.append(process)
        end = time.monotonic() + START_SECONDS
        while not socket_of(tmp_path).exists():
            assert process.poll() is None
            assert time.monotonic() < end
            time.sleep(0.05)
        return process

    yield start
    for process in running:
        process.terminate()
        process.wait(10)


def test_same_wish_in_other_words_lies_closer_than_another_wish(app: Flask) -> None:
    found = vectors_of(
        ["Wir brauchen einen Radweg", "Man müsste sicher Fahrrad fahren können", "Der Arzt geht in Rente"]
    )
    assert found is not None
    assert found.shape == (3, SIZE)
    assert np.allclose(np.linalg.norm(found, axis=1), 1, atol=1e-3)
    assert found[0] @ found[1] > found[0] @ found[2] + 0.1


def test_nothing_and_very_long_texts(app: Flask) -> None:
    nothing = vectors_of([])
    assert nothing is not None
    assert nothing.shape == (0, SIZE)
    found = vectors_of(["", "Bus " * 100_000, ("Bus " * MOST_LETTERS)[:MOST_LETTERS]])
    assert found is not None
    assert np.allclose(found[1], found[2], atol=1e-4)


def test_others_ask_the_process_and_get_what_it_says(
    app: Flask, started: Started, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("app.core.meaning.PATIENCE_SECONDS", 60.0)  # It is about what is said, not how soon.
    process = started()
    assert socket_of(tmp_path).stat().st_mode & 0o077 == 0, "nobody but us may ask"
    there, texts = There(socket_of(tmp_path)), ["Ein Spielplatz", "Der Bus kommt nicht"]
    here = vectors_of(texts)
    answers: list[bool] = []

    def ask() -> None:
        for _time in range(5):
            found = there.vectors_of(texts)
            answers.append(found is not None and here is not None and bool(np.allclose(found, here, atol=1e-3)))

    threads = [threading.Thread(target=ask) for _number in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert answers == [True] * 20

    with socket.socket(socket.AF_UNIX) as stranger:
        stranger.connect(str(socket_of(tmp_path)))
        stranger.sendall(b"\x00\x00\x00\x05nooo!")
        assert stranger.recv(100) == b"", "hung up on whoever talks nonsense"
    assert there.vectors_of(texts) is not None

    process.terminate()
    process.wait(10)
    assert there.vectors_of(texts) is None
    started()
    assert there.vectors_of(texts) is not None, "found again without a restart of those who ask"


def test_who_takes_too_long_is_left_alone_for_a_while(
    started: Started, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    process = started()
    there = There(socket_of(tmp_path))
    assert there.vectors_of(["Bus"]) is not None
    monkeypatch.setattr("app.core.meaning.PATIENCE_SECONDS", 0.02)
    monkeypatch.setattr("app.core.meaning.REST_SECONDS", 0.0)
    there = There(socket_of(tmp_path))
    process.send_signal(signal.SIGSTOP)
    try:
        assert [there.vectors_of(["Bus"]) for _time in range(80)] == [None] * 80, "more than fit into its queue"
        monkeypatch.setattr("app.core.meaning.REST_SECONDS", 60.0)
        assert there.vectors_of(["Bus"]) is None
        monkeypatch.setattr(There, "_ask", None)
        assert there.vectors_of(["Bus"]) is None, "not even asked"
    finally:
        process.send_signal(signal.SIGCONT)


def test_a_second_one_leaves_the_first_alone(started: Started, tmp_path: Path) -> None:
    started()
    with pytest.raises(OSError, match="already"):
        serve(socket_of(tmp_path))
    assert There(socket_of(tmp_path)).vectors_of(["Bus"]) is not None


def test_a_long_path_has_a_short_socket_of_our_own(tmp_path: Path) -> None:
    far = tmp_path / ("a" * 60) / ("b" * 60)
    assert len(str(socket_of(far))) < 100
    assert socket_of(far) == socket_of(far) != socket_of(far / "c")
    assert socket_of(far).parent.stat().st_mode & 0o077 == 0


def test_nobody_there_is_told_at_once(tmp_path: Path) -> None:
    assert There(tmp_path / "nobody.sock").vectors_of(["Bus"]) is None
