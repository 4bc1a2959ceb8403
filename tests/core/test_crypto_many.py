"""What an import makes in bulk is what is made one by one."""

import hashlib
import hmac

import pytest

from union_site.core import crypto
from union_site.core.ids import new_public_ids

KEY = b"0123456789abcdef0123456789abcdef"


@pytest.fixture
def known_key(settings):
    settings.INDEX_KEY = "MDEyMzQ1Njc4OWFiY2RlZjAxMjM0NTY3ODlhYmNkZWY="
    for cached in (crypto._index_key, crypto._keyed_hash):
        cached.cache_clear()
    yield
    for cached in (crypto._index_key, crypto._keyed_hash):
        cached.cache_clear()


def test_blind_index_and_mac_are_hmac_sha256(known_key):
    wanted = hmac.new(KEY, "identity\0张三".encode(), hashlib.sha256).hexdigest()
    assert crypto.blind_index("张三", "identity") == wanted[:32]
    assert crypto.row_mac("[1]") == hmac.new(KEY, b"audit\0[1]", hashlib.sha256).hexdigest()
    assert crypto.blind_index("", "identity") == ""


def test_texts_encrypted_together_decrypt_one_by_one():
    sealed = crypto.encrypt_many(["339901198807170015", "", "甲"], "t.c")
    assert sealed[1] == b""
    assert crypto.decrypt_bytes(sealed[0], "t.c") == b"339901198807170015"
    assert crypto.decrypt_bytes(sealed[2], "t.c").decode() == "甲"
    assert sealed[0][1:13] != sealed[2][1:13]  # a nonce of its own each
    with pytest.raises(crypto.DecryptionError):
        crypto.decrypt_bytes(sealed[0], "t.other")


def test_public_ids_of_one_moment_are_uuid7_in_order():
    made = new_public_ids(500)
    assert len(set(made)) == 500
    assert made == sorted(made)
    assert {(one.version, one.variant) for one in made} == {(7, "specified in RFC 4122")}
    assert new_public_ids(0) == []


def test_texts_decrypt_together_as_they_were_encrypted():
    sealed = [crypto.encrypt_bytes(b"339901198807170015", "t.c"), *crypto.encrypt_many(["", "甲"], "t.c")]
    assert crypto.decrypt_many(sealed, "t.c") == ["339901198807170015", "", "甲"]
    assert crypto.decrypt_many([memoryview(sealed[2]), memoryview(b""), None], "t.c") == ["甲", "", ""]
    assert crypto.decrypt_many([], "t.c") == []


@pytest.mark.parametrize("spoil", [lambda one: one[:-1], lambda one: b"\xff" + one[1:], lambda one: one[:1]])
def test_one_that_does_not_decrypt_is_told(spoil):
    good, bad = crypto.encrypt_many(["甲", "乙"], "t.c")
    with pytest.raises(crypto.DecryptionError, match="数据无法解密"):
        crypto.decrypt_many([good, spoil(bad)], "t.c")
    with pytest.raises(crypto.DecryptionError, match=r"t\.other"):
        crypto.decrypt_many([good], "t.other")
