"""What is sealed can be read only with its key and in its place, and its size says little."""

import io

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from portal.files import FileMissingError, open_store
from portal.tenders.sealing import envelopes
from portal.tenders.sealing.envelopes import (
    document_context,
    draft_context,
    file_context,
    seal,
    unseal,
)
from portal.tenders.sealing.errors import SealBrokenError
from portal.tenders.sealing.keys import Envelope, SealKey
from portal.tenders.sealing.stored import get_sealed, put_sealed

KEY = SealKey(b"k" * 32)
HERE = document_context(procurement="P1", entry="E1", version=1, envelope=Envelope.QUALITY)
SEALED = seal(b"We care.", key=KEY, context=HERE)
ELSEWHERE = [
    document_context(procurement="P2", entry="E1", version=1, envelope=Envelope.QUALITY),
    document_context(procurement="P1", entry="E2", version=1, envelope=Envelope.QUALITY),
    document_context(procurement="P1", entry="E1", version=2, envelope=Envelope.QUALITY),
    document_context(procurement="P1", entry="E1", version=1, envelope=Envelope.PRICE),
    document_context(procurement="P1E1", entry="", version=1, envelope=Envelope.QUALITY),
    file_context(procurement="P1", entry="E1", file="1", envelope=Envelope.QUALITY),
    draft_context(procurement="P1", holder="E1", envelope=Envelope.QUALITY),
]


@settings(max_examples=40)
@given(st.binary(max_size=9000), st.text(st.characters(exclude_categories=["Cs"]), max_size=20))
def test_what_is_sealed_unseals_to_itself(plaintext, context):
    assert unseal(seal(plaintext, key=KEY, context=context), key=KEY, context=context) == plaintext


@given(st.integers(0, len(SEALED) - 1), st.integers(1, 255))
def test_any_flipped_bit_is_noticed(at, flip):
    changed = bytearray(SEALED)
    changed[at] ^= flip
    with pytest.raises(SealBrokenError):
        unseal(bytes(changed), key=KEY, context=HERE)


@pytest.mark.parametrize("cut", [0, 1, 5, 13, 28, len(SEALED) - 1])
def test_anything_cut_short_is_noticed(cut):
    with pytest.raises(SealBrokenError, match="cut short"):
        unseal(SEALED[:cut], key=KEY, context=HERE)


@pytest.mark.parametrize("context", ELSEWHERE)
def test_a_document_moved_to_another_place_is_refused(context):
    with pytest.raises(SealBrokenError):
        unseal(SEALED, key=KEY, context=context)


def test_every_place_has_a_name_of_its_own():
    assert len({HERE, *ELSEWHERE}) == len(ELSEWHERE) + 1


def test_another_key_does_not_open_it():
    with pytest.raises(SealBrokenError):
        unseal(SEALED, key=SealKey(b"q" * 32), context=HERE)


def test_sealing_twice_gives_different_bytes():
    assert seal(b"We care.", key=KEY, context=HERE) != SEALED


@pytest.mark.parametrize(
    ("size", "padded"),
    [
        (0, 4096),
        (1, 4096),
        (4088, 4096),
        (4089, 8192),
        (8184, 8192),
        (8185, 16384),
        (100_000, 131072),
    ],
)
def test_stored_sizes_come_in_powers_of_two(size, padded):
    overhead = 1 + 12 + 16
    assert len(seal(b"x" * size, key=KEY, context=HERE)) == padded + overhead


def test_what_is_far_too_large_is_refused(monkeypatch):
    monkeypatch.setattr(envelopes, "LARGEST", 4096)
    with pytest.raises(ValueError, match="can be sealed"):
        seal(b"x" * 5000, key=KEY, context=HERE)


def test_a_sealed_file_is_unreadable_in_the_store_and_comes_back_whole(tmp_path):
    store = open_store(tmp_path.as_uri())
    context = file_context(procurement="P1", entry="E1", file="F1", envelope=Envelope.PRICE)
    stored = put_sealed(store, b"CORE,520000", key=KEY, context=context)
    assert b"520000" not in store.get(stored)
    assert get_sealed(store, stored, key=KEY, context=context) == b"CORE,520000"
    with pytest.raises(SealBrokenError):
        get_sealed(store, stored, key=KEY, context=HERE)


def test_a_sealed_file_exchanged_for_another_one_is_refused(tmp_path):
    store = open_store(tmp_path.as_uri())
    mine, theirs = (
        file_context(procurement="P1", entry=entry, file="F1", envelope=Envelope.PRICE)
        for entry in ("E1", "E2")
    )
    stored = put_sealed(store, b"theirs", key=KEY, context=theirs)
    with pytest.raises(SealBrokenError):
        get_sealed(store, stored, key=KEY, context=mine)


def test_a_sealed_file_that_is_gone_is_missing_not_broken(tmp_path):
    store = open_store(tmp_path.as_uri())
    stored = store.put(io.BytesIO(b"x"))
    store.delete(stored)
    with pytest.raises(FileMissingError):
        get_sealed(store, stored, key=KEY, context=HERE)
