"""The files of the project, for the guards to read."""

import ast
import subprocess
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
CODE = ("portal", "tests", "tools", "bench")
TEMPLATES = ROOT / "portal" / "templates"
BUILT = {
    *(".git", ".venv", "node_modules", "instance", "build", "dist", "__pycache__"),
    *(".mypy_cache", ".pytest_cache", ".ruff_cache", ".import_linter_cache", ".hypothesis"),
}


@cache
def project_files() -> tuple[Path, ...]:
    """Return every file that belongs to the project: what git tracks, or would."""
    listed = subprocess.run(
        ["git", "ls-files", "--cached", "--others", "--exclude-standard", "-z"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    if listed.returncode:
        found = (path for path in ROOT.rglob("*") if not BUILT & set(path.parts))
    else:
        found = (ROOT / name for name in listed.stdout.split("\0") if name)
    return tuple(sorted(path for path in found if path.is_file()))


def python_files(*folders: str) -> list[Path]:
    """Return the Python files of some folders, or of all that hold code."""
    wanted = [ROOT / folder for folder in folders or CODE]
    return [
        path
        for path in project_files()
        if path.suffix == ".py" and any(path.is_relative_to(folder) for folder in wanted)
    ]


def templates() -> list[Path]:
    return [path for path in project_files() if path.is_relative_to(TEMPLATES)]


@cache
def tree(path: Path) -> ast.Module:
    return ast.parse(path.read_text(encoding="utf-8"), str(path))


def named(path: Path) -> str:
    """Return a file's name as a failing guard prints it."""
    return path.relative_to(ROOT).as_posix()


def rooms(path: Path) -> set[str]:
    """Return the folders and the stem of a file below `portal`: `services` for a service."""
    return {*path.relative_to(ROOT / "portal").parts[:-1], path.stem}
