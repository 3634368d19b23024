"""Where the bytes lie: a local folder or an S3 bucket, chosen by `STORAGE_URL`. Knows keys and bytes, no things."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import lru_cache
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, unquote, urlsplit
from uuid import UUID, uuid4

from obstore.exceptions import BaseError, NotFoundError
from obstore.store import LocalStore, S3Store

PATIENCE = timedelta(seconds=10)


class KeyIsWrong(ValueError):
    """Only UUIDs are keys: nothing anybody typed ever becomes a path."""


class FileIsMissing(LookupError):
    """The store holds nothing under that key."""


class StoreIsAway(OSError):
    """The store does not answer; later it may."""


@contextmanager
def _reaching(key: str = "") -> Iterator[None]:
    try:
        yield
    except (NotFoundError, FileNotFoundError) as error:
        raise FileIsMissing(key) from error
    except (BaseError, OSError) as error:
        raise StoreIsAway(str(error)[:300]) from error


@dataclass(frozen=True)
class Store:
    """Bytes under keys."""

    place: LocalStore | S3Store

    def put(self, key: str, data: bytes) -> None:
        """Keep the bytes under that key; whole or not at all."""
        with _reaching(key):
            self.place.put(_checked(key), data)

    def get(self, key: str) -> bytes:
        """The bytes under that key."""
        with _reaching(key):
            return bytes(self.place.get(_checked(key)).bytes())

    def delete(self, key: str) -> None:
        """Forget the bytes under that key; none there is fine."""
        with suppress(FileIsMissing), _reaching(key):
            self.place.delete(_checked(key))

    def list_keys(self) -> Iterator[str]:
        """Every key there is."""
        for key, _since in self._entries():
            yield key

    def keys_older_than(self, moment: datetime) -> Iterator[str]:
        """The keys whose bytes were put before that moment."""
        for key, since in self._entries():
            if since < moment:
                yield key

    def ping(self) -> bool:
        """Whether it can be written to and read from."""
        probe = str(uuid4())
        self.put(probe, b"x")
        is_there = self.get(probe) == b"x"
        self.delete(probe)
        return is_there

    def _entries(self) -> Iterator[tuple[str, datetime]]:
        with _reaching():
            for batch in self.place.list():
                # Whatever else lies there (half-written files of another process, say) is not ours.
                yield from ((one["path"], one["last_modified"]) for one in batch if _is_key(one["path"]))


def open_store(config: Mapping[str, Any]) -> Store:
    """The store of this installation; without encryption on the way only where nothing is at stake."""
    return store_at(config["STORAGE_URL"], is_http_fine=config["ENV"] != "production")


@lru_cache(maxsize=8)
def store_at(url: str, is_http_fine: bool = False) -> Store:
    """The store behind a setting: `file:///folder` or `s3://bucket/prefix?endpoint=…&region=…`.

    The keys to a bucket come from the usual variables `AWS_ACCESS_KEY_ID` and `AWS_SECRET_ACCESS_KEY`.
    """
    parts = urlsplit(url)
    if parts.scheme == "file":
        folder = Path(unquote(parts.path))
        folder.mkdir(parents=True, exist_ok=True)
        return Store(LocalStore(folder))
    asked = {name: values[-1] for name, values in parse_qs(parts.query).items()}
    return Store(
        S3Store(
            parts.netloc, prefix=parts.path.strip("/") or None, endpoint=asked.get("endpoint"),
            region=asked.get("region", "eu-central-1"), virtual_hosted_style_request=False,
            client_options={"allow_http": is_http_fine, "timeout": PATIENCE, "connect_timeout": PATIENCE / 2},
            retry_config={"max_retries": 2, "retry_timeout": PATIENCE},
        )
    )  # fmt: skip


def _is_key(key: str) -> bool:
    try:
        return str(UUID(key)) == key
    except ValueError:
        return False


def _checked(key: str) -> str:
    if not _is_key(key):
        raise KeyIsWrong(key[:80])
    return key
