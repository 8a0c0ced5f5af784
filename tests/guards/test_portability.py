"""Nothing in the project names a package registry or a folder of one person's machine."""

import json
import re

from tests.guards.sources import ROOT, named, project_files

# Written in pieces, so that this file does not hold what it looks for.
REGISTRIES = ("registry.npm" + "js", "pypi" + ".org", "pythonhosted" + ".org", "yarnpkg" + ".com")
FOLDERS = ("/wo" + "rk/", "/ro" + "ot/", "/ho" + "me/", "/Us" + "ers/", "/opt/wh" + "eels")
SEARCHED = re.compile("|".join(re.escape(phrase) for phrase in (*REGISTRIES, *FOLDERS)))
LOCKS = ("requirements/run.txt", "requirements/dev.txt", "requirements/node.txt")
PINNED = re.compile(r"[A-Za-z0-9_.-]+==[A-Za-z0-9.]+")


def text(path) -> str:
    return path.read_bytes().decode("utf-8", errors="ignore")


def test_no_file_names_a_registry_or_a_folder_of_one_machine():
    assert not {
        named(path): found.group()
        for path in project_files()
        if (found := SEARCHED.search(text(path)))
    }


def test_python_locks_hold_exact_versions_and_nothing_else():
    for lock in LOCKS:
        for line in (ROOT / lock).read_text(encoding="utf-8").splitlines():
            assert PINNED.fullmatch(line), f"{lock}: {line}"


def test_the_lock_of_npm_holds_digests_and_no_addresses():
    packages = json.loads((ROOT / "package-lock.json").read_text(encoding="utf-8"))["packages"]
    for name, package in packages.items():
        if name:
            assert "resolved" not in package
            assert package["integrity"].startswith("sha512-")


def test_what_runs_is_pinned_in_the_lock_for_development_too():
    run, dev = (set((ROOT / lock).read_text(encoding="utf-8").split()) for lock in LOCKS[:2])
    assert run <= dev
