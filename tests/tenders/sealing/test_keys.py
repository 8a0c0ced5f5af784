"""The keys of a procurement are of use only with the master key, and only where they belong."""

import secrets
import subprocess
import sys
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.tenders.sealing.errors import SealBrokenError, WrongSealingKeyError
from portal.tenders.sealing.keys import (
    Envelope,
    MasterKeys,
    SealKey,
    master_of,
    masters_missing,
    new_key,
    rewrap,
    unwrap,
    wrap,
)

OLD = "1f" * 32
NEW = secrets.token_urlsafe(32)
MASTERS = MasterKeys.read(OLD)
PLACE: dict[str, Any] = {"procurement": "P1", "envelope": Envelope.PRICE}
KEY = SealKey(b"k" * 32)
WRAPPED = wrap(KEY, masters=MASTERS, **PLACE)


def test_a_wrapped_key_unwraps_to_itself_where_it_belongs():
    assert unwrap(WRAPPED, masters=MASTERS, **PLACE) == KEY


def test_every_new_key_is_another_one():
    first, second = (
        unwrap(new_key(masters=MASTERS, **PLACE), masters=MASTERS, **PLACE) for _ in range(2)
    )
    assert first != second
    assert len(first.secret) == 32


@pytest.mark.parametrize(
    "place",
    [
        {"procurement": "P2", "envelope": Envelope.PRICE},
        {"procurement": "P1", "envelope": Envelope.QUALITY},
    ],
)
def test_a_key_moved_to_another_procurement_or_envelope_is_refused(place):
    with pytest.raises(SealBrokenError, match="belongs to another procurement"):
        unwrap(WRAPPED, masters=MASTERS, **place)


@given(st.integers(0, len(WRAPPED) - 1), st.sampled_from("Aa0.-_ é"))
def test_any_changed_character_of_a_wrapped_key_is_noticed(at, character):
    changed = WRAPPED[:at] + character + WRAPPED[at + 1 :]
    if changed != WRAPPED:
        with pytest.raises((SealBrokenError, WrongSealingKeyError)):
            unwrap(changed, masters=MASTERS, **PLACE)


@pytest.mark.parametrize(
    "text",
    ["", "v1", "v1..", WRAPPED[:-8], WRAPPED[:20], WRAPPED + "=", "v2" + WRAPPED[2:]],
    ids=["empty", "version", "no parts", "cut short", "only an id", "longer", "other version"],
)
def test_what_is_not_a_whole_wrapped_key_is_refused(text):
    with pytest.raises((SealBrokenError, WrongSealingKeyError)):
        unwrap(text, masters=MASTERS, **PLACE)


def test_without_its_master_a_key_stays_shut_and_the_message_names_the_missing_one():
    with pytest.raises(WrongSealingKeyError, match=MASTERS.current):
        unwrap(WRAPPED, masters=MasterKeys.read(NEW), **PLACE)
    assert masters_missing([WRAPPED], MasterKeys.read(NEW)) == [MASTERS.current]
    assert masters_missing([WRAPPED], MASTERS) == []


def test_rotation_keeps_the_key_and_afterwards_needs_only_the_new_master():
    both = MasterKeys.read(f"{NEW}, {OLD}")
    rewrapped = rewrap(WRAPPED, masters=both, **PLACE)
    assert master_of(rewrapped) == both.current != master_of(WRAPPED)
    assert unwrap(rewrapped, masters=MasterKeys.read(NEW), **PLACE) == KEY
    assert rewrap(rewrapped, masters=both, **PLACE) == rewrapped


def test_rewrapping_looks_into_the_key_first():
    with pytest.raises(SealBrokenError):
        rewrap(WRAPPED, masters=MASTERS, procurement="P2", envelope=Envelope.PRICE)


@pytest.mark.parametrize("setting", ["", "hush", "1f" * 31, f"{OLD},", "é" * 32, "a" * 64 + "zz"])
def test_a_master_key_that_is_not_32_bytes_is_refused_without_being_repeated(setting):
    with pytest.raises(ValueError, match="must be 32 random bytes") as refused:
        MasterKeys.read(setting)
    assert not setting or setting not in str(refused.value)


def test_the_command_in_the_message_makes_a_key_that_is_accepted():
    command = [sys.executable, "-c", "import secrets; print(secrets.token_urlsafe(32))"]
    printed = subprocess.run(command, capture_output=True, text=True, check=True)
    assert MasterKeys.read(printed.stdout.strip()).current


def test_no_key_shows_its_secret_when_printed():
    shown = repr([KEY, MASTERS])
    assert "kkkk" not in shown
    assert "\\x1f" not in shown
    assert MASTERS.current in shown
