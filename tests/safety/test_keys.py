"""The keys of an installation: missing, malformed or local ones are refused when it starts, not when data is lost."""

import base64

import pytest

from union_site.local_keys import DATA_KEYS_FORM, INDEX_KEY_FORM, check, load_or_make, named_hosts


def key(length: int = 32) -> str:
    """A key that is the same in each run: parallel workers must collect the same tests."""
    return base64.b64encode(bytes(range(length))).decode()


GOOD = key()


@pytest.mark.parametrize("data_keys", [f"1:{GOOD}", f"2:{key()}, 1:{GOOD}", f"0:{GOOD}", f"255:{GOOD}"])
def test_proper_keys(data_keys):
    check(data_keys, key(), production=True)


@pytest.mark.parametrize(
    "data_keys",
    [
        "",
        "x",
        "1:",
        f"{GOOD}",
        f":{GOOD}",
        f"-1:{GOOD}",
        f"256:{GOOD}",
        f"1:{key(16)}",
        "1:密钥",
        f"1:{GOOD},1:{key()}",
    ],
)
def test_malformed_data_keys(data_keys):
    with pytest.raises(ValueError, match="DATA_KEYS 的格式") as refused:
        check(data_keys, key(), production=False)
    assert str(refused.value) == DATA_KEYS_FORM


@pytest.mark.parametrize("index_key", ["", "zzz", "QQ==", key(31), "索引"])
def test_malformed_index_key(index_key):
    with pytest.raises(ValueError, match="INDEX_KEY") as refused:
        check(f"1:{GOOD}", index_key, production=False)
    assert str(refused.value) == INDEX_KEY_FORM


def test_local_keys_stay_local(tmp_path):
    local = load_or_make(tmp_path / "local_keys.json")
    assert load_or_make(tmp_path / "local_keys.json") == local
    check(local["DATA_KEYS"], local["INDEX_KEY"], production=False)
    with pytest.raises(ValueError, match="DATA_KEYS 是本地开发用的密钥"):
        check(local["DATA_KEYS"], key(), production=True)
    with pytest.raises(ValueError, match="INDEX_KEY 是本地开发用的密钥"):
        check(f"1:{GOOD}", local["INDEX_KEY"], production=True)


@pytest.mark.parametrize("hosts", [[], ["*"], ["union.example.cn", " * "], [""], ["."]])
def test_hosts_are_named(hosts):
    with pytest.raises(ValueError, match="不能写“\\*”"):
        named_hosts(hosts)
    assert named_hosts(["union.example.cn", ".example.cn"]) == ["union.example.cn", ".example.cn"]
