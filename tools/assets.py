"""Build the front-end assets: the GOV.UK components without the crown, crest or typeface."""

import re
import shutil
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
SOURCE = ROOT / "node_modules" / "govuk-frontend" / "dist" / "govuk"
TARGET = ROOT / "portal" / "static" / "dist"

FONT_FACE = re.compile(r"@font-face\s*\{[^}]*\}")
FAMILY = re.compile(r"[\"']?GDS Transport[\"']?\s*,\s*")
CREST = re.compile(r"[\w-]+:[^;{}]*url\([^)]*crest[^)]*\)[^;{}]*;?")
SOURCE_MAP = re.compile(r"^(/\*|//)# sourceMappingURL=.*$", re.MULTILINE)
UNWANTED = ("GDS Transport", "@font-face", "crest.svg", "/assets/", "sourceMappingURL")


def stylesheet(text: str) -> str:
    """Return the stylesheet with Arial as its typeface and no picture of the crown's.

    Raises:
        ValueError: something unwanted is left, so the patterns no longer fit the package.
    """
    for pattern in (FONT_FACE, FAMILY, CREST, SOURCE_MAP):
        text = pattern.sub("", text)
    left = [phrase for phrase in UNWANTED if phrase in text]
    if left:
        raise ValueError(f"govuk-frontend.min.css still holds: {', '.join(left)}")
    return text.strip() + "\n"


def script(text: str) -> str:
    """Return a script that does not point to a source map that is not served."""
    return SOURCE_MAP.sub("", text).strip() + "\n"


def build(source: Path = SOURCE, target: Path = TARGET) -> None:
    """Write every asset afresh into the target folder."""
    shutil.rmtree(target, ignore_errors=True)
    target.mkdir(parents=True)
    for name, change in (
        ("govuk-frontend.min.css", stylesheet),
        ("govuk-frontend.min.js", script),
    ):
        text = (source / name).read_text(encoding="utf-8")
        (target / name).write_text(change(text), encoding="utf-8")


if __name__ == "__main__":
    if not SOURCE.is_dir():
        sys.exit("The front-end packages are not installed: run `make install`.")
    build()
