"""The local folder and a real S3 server over HTTP keep the same promises."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from uuid import uuid4

import pytest

from app.files.storing import FileIsMissing, KeyIsWrong, Store, StoreIsAway, store_at
from config import Settings

pytestmark = pytest.mark.once


@pytest.fixture(scope="module")
def s3_url() -> Iterator[str]:
    """A bucket on a server of its own, reached as in operation: path-style, keys from the environment."""
    import boto3
    from moto.server import ThreadedMotoServer

    server = ThreadedMotoServer(ip_address="127.0.0.1", port=0, verbose=False)
    server.start()
    host, port = server.get_host_and_port()
    endpoint = f"http://{host}:{port}"
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("AWS_ACCESS_KEY_ID", "nobody")
        patch.setenv("AWS_SECRET_ACCESS_KEY", "nothing")
        boto3.client("s3", endpoint_url=endpoint, region_name="us-east-1").create_bucket(Bucket="ideen")
        yield f"s3://ideen/kreis/dateien?endpoint={endpoint}&region=us-east-1"
    server.stop()


@pytest.fixture(params=["file", "s3"])
def store(request: pytest.FixtureRequest, tmp_path: Path) -> Store:
    if request.param == "file":
        return store_at(f"file://{tmp_path}/neu/ordner")
    return store_at(request.getfixturevalue("s3_url"), is_http_fine=True)


def test_bytes_are_kept_read_listed_and_forgotten(store: Store) -> None:
    key, data = str(uuid4()), bytes(range(256)) * 100
    store.put(key, data)
    assert store.get(key) == data
    assert key in set(store.list_keys())
    store.put(key, b"anders")
    assert store.get(key) == b"anders"
    store.delete(key)
    assert key not in set(store.list_keys())
    store.delete(key)
    with pytest.raises(FileIsMissing):
        store.get(key)


def test_old_keys_are_told_from_new_ones(store: Store) -> None:
    key, soon = str(uuid4()), datetime.now(UTC) + timedelta(minutes=1)
    store.put(key, b"x")
    assert key in set(store.keys_older_than(soon))
    assert key not in set(store.keys_older_than(soon - timedelta(hours=1)))
    store.delete(key)


@pytest.mark.parametrize(
    "key",
    [
        "../../etc/passwd",
        "",
        "a/b",
        "/etc/passwd",
        "9C80CBBD-8E5B-4678-86C6-536EFAE07D05",
        "7fc72f97aeaf4e6db44a625e5a34a958",
    ],
)
def test_only_uuids_are_keys(key: str, store: Store) -> None:
    for act in (store.get, store.delete, lambda key: store.put(key, b"x")):
        with pytest.raises(KeyIsWrong):
            act(key)


def test_readiness_is_tried_out_and_leaves_nothing(store: Store) -> None:
    before = set(store.list_keys())
    assert store.ping() is True
    assert set(store.list_keys()) == before


def test_what_else_lies_in_the_folder_is_not_ours(tmp_path: Path) -> None:
    store = store_at(f"file://{tmp_path}/gemischt")
    (tmp_path / "gemischt" / "notiz.txt").write_text("x")
    assert list(store.list_keys()) == []


def test_a_bucket_that_is_not_there_is_said_to_be_away(s3_url: str) -> None:
    gone = store_at(s3_url.replace("s3://ideen/", "s3://niemand/"), is_http_fine=True)
    with pytest.raises((StoreIsAway, FileIsMissing)):
        gone.ping()


def test_unencrypted_ways_are_refused_in_production(tmp_path: Path) -> None:
    values = {"data": tmp_path, "secret_key": "k" * 40, "base_url": "https://x.example", "mail_from": "a@b.example"}
    open_way = "s3://ideen/x?endpoint=http://10.0.0.1:9000"
    assert Settings(env="test", storage_url=open_way, **values).storage_url == open_way
    assert Settings(env="production", storage_url=open_way.replace("http:", "https:"), **values)
    for url in (open_way, open_way.replace("http:", "http%3A"), "ftp://x"):
        with pytest.raises(ValueError, match="STORAGE_URL"):
            Settings(env="production", storage_url=url, **values)


def test_unencrypted_ways_do_not_open_by_mistake(s3_url: str) -> None:
    with pytest.raises(StoreIsAway):
        store_at(s3_url).ping()
