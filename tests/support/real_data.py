"""Public files that the project does not carry: a test that wants one is skipped without it."""

import os
from pathlib import Path

import pytest

BESIDE_THE_PROJECT = Path(__file__).parents[2].parent / "shared" / "data"


def real_file(name: str) -> Path:
    """Return where the file is, or skip the test and say what was looked for."""
    folder = Path(os.environ.get("PORTAL_REAL_DATA") or BESIDE_THE_PROJECT)
    path = folder / name
    if not path.is_file():
        pytest.skip(f"no {name} in ../shared/data or in the folder that PORTAL_REAL_DATA names")
    return path
