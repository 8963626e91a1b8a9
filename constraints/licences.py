"""The licences of everything that is installed with the program, extras included, as the packages themselves state them.

    ./dev licences        writes THIRD_PARTY_LICENCES.md

In: the environment that `./dev setup` made. Out: a table on stdout, one row a package. Packages for development alone are left out.
"""

from __future__ import annotations

import re
import sys
import tomllib
from collections.abc import Iterator
from importlib import metadata
from pathlib import Path

from packaging.requirements import Requirement

PROGRAM = "healthcare-partnership-aggregator"
HEAD = """# Licences of what the program is installed with

Written by `./dev licences` from the packages' own metadata (Linux, CPython). None of them is contained in this repository.

| package | licence | home |
|---|---|---|"""


def name(text: str) -> str:
    """A package's name as registries compare it (PEP 503)."""
    return re.sub(r"[-_.]+", "-", text).lower()


def stated(package: str) -> list[str]:
    """What a package says it needs; of the program itself pyproject.toml is asked, for an installation may be older."""
    if package != PROGRAM:
        return metadata.requires(package) or []
    project = tomllib.loads((Path(__file__).parents[1] / "pyproject.toml").read_text("utf-8"))["project"]
    extras = (f"{each}; extra == '{extra}'" for extra, wanted in project["optional-dependencies"].items() for each in wanted)
    return [*project["dependencies"], *extras]


def needed(package: str, extras: frozenset[str] = frozenset()) -> Iterator[tuple[str, frozenset[str]]]:
    """What a package needs here, with these extras of it."""
    for line in stated(package):
        asked = Requirement(line)
        if asked.marker is None or any(asked.marker.evaluate({"extra": extra}) for extra in ("", *extras)):
            yield name(asked.name), frozenset(asked.extras)


def installed() -> set[str]:
    """All packages that the program and its `all` extra need, over any number of steps. Missing ones are named too."""
    waiting, seen = [(PROGRAM, frozenset({"all"}))], set()
    while waiting:
        package, extras = waiting.pop()
        if (package, extras) in seen:
            continue
        seen.add((package, extras))
        try:
            waiting += needed(package, extras)
        except metadata.PackageNotFoundError:
            continue
    return {package for package, _ in seen} - {PROGRAM}


def licence(package: str) -> str:
    """What a package says of its licence: the expression, else the classifiers, else the first line of the old field."""
    try:
        told = metadata.metadata(package)
    except metadata.PackageNotFoundError:
        return "not installed: run ./dev setup first"
    classified = [each.rpartition(" :: ")[2] for each in told.get_all("Classifier") or () if each.startswith("License :: ")]
    old = (told.get("License") or "").strip().split("\n")[0]
    return told.get("License-Expression") or ", ".join(classified) or old


def home(package: str) -> str:
    """A package's home page, without its scheme."""
    try:
        told = metadata.metadata(package)
    except metadata.PackageNotFoundError:
        return ""
    linked = dict(each.split(", ", 1) for each in told.get_all("Project-URL") or ())
    labels = ("homepage", "home", "source", "source code", "repository", "github")
    found = told.get("Home-page") or next((url for label in labels for key, url in linked.items() if key.lower() == label), "")
    return found.split("://")[-1].rstrip("/")


def main() -> int:
    """Print the table."""
    print(HEAD)
    for package in sorted(installed()):
        print(f"| {package} | {licence(package)} | {home(package)} |")
    return 0


if __name__ == "__main__":
    sys.exit(main())
