import pytest

from market.errors import TableError
from market.stores import FolderStore, ObjectStore, open_store


@pytest.mark.parametrize(
    "uri",
    ["s3://key:secret@bucket/market", "https://account.blob.core.windows.net/market?sv=1&sig=secret"],
)
def test_address_that_carries_a_secret_is_refused_without_repeating_it(uri):
    with pytest.raises(TableError, match="environment variables") as refused:
        open_store(uri)
    assert "secret" not in str(refused.value).removeprefix("the address")


def test_container_before_an_account_is_no_secret():
    uri = "abfss://container@account.dfs.core.windows.net/market/"
    assert open_store(uri).address("prices") == f"{uri}prices"


def test_scheme_that_nothing_knows_is_named():
    with pytest.raises(TableError, match=r"nosuch://bucket/market cannot be reached"):
        open_store("nosuch://bucket/market").newest("prices")


@pytest.mark.parametrize(("place", "kind"), [("s3://bucket/market", ObjectStore), ("~/market", FolderStore)])
def test_uri_is_told_from_a_folder(place, kind):
    assert isinstance(open_store(place), kind)


def test_object_storage_is_read_by_its_own_client_without_a_network(tmp_path):
    store = open_store(f"file://{tmp_path}")
    assert store.newest("prices") is None
