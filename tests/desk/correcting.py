"""What an archive answers, to compare: every list and page that a correction may reach, as printed."""

from __future__ import annotations

from pathlib import Path

from tests.desk.asking import Ask

ASKED = (
    ("query", "--format", "jsonl", "--limit", "0"),
    ("query", "--articles", "--format", "jsonl", "--limit", "0"),
    ("deals", "--format", "csv", "--limit", "0"),
    ("query", "--group-by", "org", "--format", "csv", "--limit", "0"),
    ("query", "--group-by", "country", "--format", "csv", "--limit", "0"),
    ("query", "--group-by", "type", "--format", "csv"),
    ("query", "--org", "Northlake Clinics", "--format", "csv"),
    ("pairs", "--in", "2026", "--format", "csv", "--limit", "0"),
    ("pairs", "--by", "country", "--in", "2026", "--format", "csv"),
    ("orgs", "list", "--archived", "--format", "csv"),
    ("orgs", "show", "Raffles Medical Group"),
    ("brief", "--in", "2026-11", "--format", "jsonl", "--no-remember"),
)


def answers(ask: Ask, archive: Path) -> dict[str, str]:
    """What the archive answers to every question."""
    found = {}
    for words in ASKED:
        done = ask(*words, archive=archive)
        assert done.code == 0, (words, done.err)
        found[" ".join(words)] = done.out
    return found


def parties(ask: Ask, own: Path, number: int) -> str:
    """The parties of a deal as the list shows them; nothing when the story is no deal."""
    rows = ask("query", "--deals", archive=own).rows()
    return next((row["parties"] for row in rows if row["id"] == str(number)), "")
