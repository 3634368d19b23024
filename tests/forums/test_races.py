"""Two people at the same moment: every answer and every support is counted, in the thread and in the order of lists."""

from collections.abc import Callable
from threading import Barrier
from threading import Thread as Worker
from typing import Any

from tests.cast import Cast
from tests.discussion.saying import sheet
from tests.format_worlds import a_format, a_thread
from tests.forums.stage import copies


def test_parallel_answers_and_supports_are_all_counted(cast: Cast, as_person: Callable[..., Any]) -> None:
    thread = a_thread(cast, a_format(cast))
    people = (cast.carla, cast.frieda, cast.bernd, cast.gerda)
    browsers, start = [as_person(person) for person in people], Barrier(2 * len(people))
    codes: list[int] = []

    def send(browser: Any, address: str, data: dict[str, Any]) -> None:
        start.wait()
        codes.append(browser.post(address, data=data).status_code)

    steps = [(f"/diskussion/{thread.id}", sheet("Ein Wort.")), (f"/mitmachen/{thread.id}/unterstuetzen", {})]
    workers = [Worker(target=send, args=(browser, *step)) for browser in browsers for step in steps]
    # One form is one answer: each browser sends its own.
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    assert codes == [303] * 8
    assert copies(thread) == (4, 4, 4, 4)
