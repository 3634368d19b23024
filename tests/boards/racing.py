"""Several people at the same moment: threads with a session of their own, let loose together."""

from collections.abc import Callable
from threading import Barrier, Thread

from flask import Flask

from app.core.database import db


def at_once(app: Flask, deeds: list[Callable[[], object]]) -> list[BaseException]:
    """Do all of it at the same moment; what went wrong."""
    barrier, faults = Barrier(len(deeds)), list[BaseException]()

    def work(deed: Callable[[], object]) -> None:
        with app.app_context():
            try:
                barrier.wait(30)
                deed()
            except Exception as error:
                faults.append(error)
            finally:
                db.session.remove()

    threads = [Thread(target=work, args=(deed,)) for deed in deeds]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return faults
