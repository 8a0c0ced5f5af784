"""Both stores keep bytes under random keys, answer alike, and can be swept of what no row knows."""

import io
import os
from datetime import UTC, datetime, timedelta

import pytest
from moto import mock_aws

from portal.files import FileMissingError, open_store, sweep_orphans
from portal.files.stores import BucketStore, LocalStore

LONG_AGO = datetime(2000, 1, 1, tzinfo=UTC)
FAR_AHEAD = datetime(2100, 1, 1, tzinfo=UTC)
UNKNOWN = "0" * 32


@pytest.fixture(scope="module")
def bucket():
    """Return a store in a bucket; making its client takes long, so that tests share it."""
    with pytest.MonkeyPatch.context() as patch, mock_aws():
        for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"):
            patch.setenv(name, "invented")
        patch.setenv("AWS_DEFAULT_REGION", "eu-west-2")
        store = open_store("s3://market/portal/files/")
        assert isinstance(store, BucketStore)
        place = {"LocationConstraint": "eu-west-2"}
        store.client.create_bucket(Bucket="market", CreateBucketConfiguration=place)
        yield store


@pytest.fixture(params=["folder", "bucket"])
def store(request, tmp_path):
    if request.param == "folder":
        return open_store((tmp_path / "files").as_uri())
    bucket = request.getfixturevalue("bucket")
    for file in list(bucket.list_keys()):
        bucket.delete(file.key)
    return bucket


@pytest.mark.parametrize("content", [b"", b"plan", b"x" * 300_000])
def test_what_is_put_comes_back(store, content):
    from_bytes, from_stream = store.put(content), store.put(io.BytesIO(content))
    assert from_bytes != from_stream
    assert store.get(from_bytes) == store.get(from_stream) == content


def test_a_deleted_file_is_gone_and_may_be_deleted_again(store):
    key = store.put(b"plan")
    assert store.exists(key)
    store.delete(key)
    store.delete(key)
    assert not store.exists(key)
    with pytest.raises(FileMissingError):
        store.get(key)


@pytest.mark.parametrize("key", ["../../etc/passwd", "", "A" * 32, "a" * 33, "a" * 31 + "\n"])
def test_what_is_not_a_key_names_nothing(store, key):
    for ask in (store.get, store.exists, store.delete):
        with pytest.raises(FileMissingError):
            ask(key)


def test_the_listing_shows_every_file_with_its_size_in_order_of_key(store):
    sizes = {store.put(b"x" * size): size for size in (1, 2, 3)}
    listed = list(store.list_keys())
    assert {file.key: file.size for file in listed} == sizes
    assert [file.key for file in listed] == sorted(sizes)
    assert all(LONG_AGO < file.modified_at < FAR_AHEAD for file in listed)


def test_a_sweep_deletes_only_what_is_old_and_unknown(store):
    known, orphan = store.put(b"known"), store.put(b"orphan")
    assert sweep_orphans(store, lambda keys: [known], older_than=LONG_AGO) == []
    assert sweep_orphans(store, lambda keys: [known], older_than=FAR_AHEAD) == [orphan]
    assert store.exists(known)
    assert not store.exists(orphan)


def test_a_sweep_asks_about_keys_in_batches(store, monkeypatch):
    monkeypatch.setattr("portal.files.stores.SWEEP_BATCH", 2)
    keys = [store.put(b"x") for _ in range(5)]
    asked: list[list[str]] = []

    def known(batch):
        asked.append(batch)
        return batch

    sweep_orphans(store, known, older_than=FAR_AHEAD)
    assert [len(batch) for batch in asked] == [2, 2, 1]
    assert sorted(key for batch in asked for key in batch) == sorted(keys)


def test_a_bucket_is_used_below_its_prefix_where_one_is_given(bucket):
    assert bucket.name(UNKNOWN) == f"portal/files/{UNKNOWN}"
    assert BucketStore("market").name(UNKNOWN) == UNKNOWN


def test_what_else_lies_in_the_bucket_is_not_listed(bucket):
    bucket.client.put_object(Bucket="market", Key="portal/files/readme.txt", Body=b"")
    assert "readme.txt" not in [file.key for file in bucket.list_keys()]


def test_an_empty_store_lists_nothing(store):
    assert list(store.list_keys()) == []
    assert not store.exists(UNKNOWN)


def test_a_local_file_and_its_folders_are_on_the_disk_before_its_key_is_known(
    tmp_path, monkeypatch
):
    synced: list[str] = []

    def note(descriptor):
        synced.append(os.readlink(f"/proc/self/fd/{descriptor}"))

    monkeypatch.setattr(os, "fsync", note)
    store = LocalStore(tmp_path)
    key = store.put(b"plan")
    assert synced == [str(tmp_path), str(store.path(key)), str(store.path(key).parent)]


def test_a_local_file_is_for_its_owner_only(tmp_path):
    store = LocalStore(tmp_path / "files")
    path = store.path(store.put(b"plan"))
    assert path.stat().st_mode & 0o077 == 0
    assert path.parent.stat().st_mode & 0o077 == 0


def test_what_other_programs_leave_in_the_folder_is_not_listed(tmp_path):
    store = LocalStore(tmp_path)
    key = store.put(b"plan")
    (store.path(key).parent / "Thumbs.db").write_bytes(b"")
    (tmp_path / ".keep").write_bytes(b"")
    assert [file.key for file in store.list_keys()] == [key]


def test_a_file_keeps_its_age_in_utc(tmp_path):
    store = LocalStore(tmp_path)
    key = store.put(b"plan")
    moment = datetime(2026, 11, 22, 12, tzinfo=UTC)
    os.utime(store.path(key), (moment.timestamp(),) * 2)
    assert [file.modified_at for file in store.list_keys()] == [moment]
    later = moment + timedelta(seconds=1)
    assert sweep_orphans(store, lambda keys: [], older_than=moment) == []
    assert sweep_orphans(store, lambda keys: [], older_than=later) == [key]


@pytest.mark.parametrize(
    "url", ["", "files", "file://", "ftp://host/x", "s3:///x", "file://host/x"]
)
def test_an_address_that_names_no_store_is_refused(url):
    with pytest.raises(ValueError, match="FILES_URL must look like"):
        open_store(url)


def test_a_folder_with_a_space_in_its_name_is_found(tmp_path):
    store = open_store((tmp_path / "my files").as_uri())
    assert isinstance(store, LocalStore)
    assert store.root == tmp_path / "my files"


def test_another_service_than_amazons_is_reached_at_its_endpoint(monkeypatch):
    monkeypatch.setenv("AWS_DEFAULT_REGION", "eu-west-2")
    store = open_store("s3://market/portal", endpoint="https://storage.example")
    assert isinstance(store, BucketStore)
    assert store.client.meta.endpoint_url == "https://storage.example"
