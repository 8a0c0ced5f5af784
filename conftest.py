"""What every test run shares: marks that follow from where a test stands and what it asks for."""

from pathlib import Path

import pytest

TESTS = Path(__file__).parent / "tests"
DATABASE_FIXTURES = {"app", "client", "session"}
LONGEST_ID = 60


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if item.path.is_relative_to(TESTS / "e2e"):
            item.add_marker("e2e")
        elif item.path.is_relative_to(TESTS / "guards"):
            item.add_marker("guard")
        elif DATABASE_FIXTURES & set(getattr(item, "fixturenames", ())):
            item.add_marker("database")


def pytest_make_parametrize_id(val: object, argname: str) -> str | None:
    """Name bytes and long texts by their parameter: some differ from one process to the next."""
    if isinstance(val, bytes) or (isinstance(val, str) and len(val) > LONGEST_ID):
        return argname
    return None
