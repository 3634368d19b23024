"""Who hears of a kind of news: a circle of people, and as what they hear it."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from app.accounts.models import Person
from app.notifications.news import News


@dataclass(frozen=True)
class Hearing:
    """One circle of people who hear of a kind of news, and as what; `receipt`: even the one who did it."""

    standing: str
    people: Callable[[News], Sequence[Person]]
    receipt: bool = False
    still: Callable[[News], bool] = lambda _news: True
    """Whether there is still something to tell when the mail leaves."""
    has: Callable[[News, Person], bool] | None = None
    """Whether one person belongs to the circle, where looking through all of it would be long."""

    def includes(self, news: News, person: Person) -> bool:
        if self.has is not None:
            return self.has(news, person)
        return any(person.id == one.id for one in self.people(news))
