"""Writes aggregator/extract/months.toml: the names of the months in many languages, from CLDR by way of Babel.

Needs Babel (development only). Run it again when a language is added to LANGUAGES or a form to FURTHER.
Each language is read in a process of its own: Babel's locale aliases leak from one to the next.
"""

from __future__ import annotations

import json
import subprocess
import sys
import unicodedata
from pathlib import Path

LANGUAGES = (
    *("en", "de", "fr", "es", "pt", "it", "nl", "sv", "da", "nb", "fi", "is", "pl", "cs", "sk", "hu", "ro", "bg", "ru", "uk", "el", "tr"),
    *("ar", "he", "fa", "hi", "bn", "th", "vi", "id", "ms", "sl", "hr", "sr", "lt", "lv", "et", "ca", "eu", "ga", "cy", "sw", "ta", "ur"),
)
FURTHER: dict[str, dict[int, list[str]]] = {
    "en": {9: ["sept"]},
    "de": {1: ["jänner", "jän"], 2: ["feber"], 3: ["mär", "mrz", "maerz"]},
    "fr": {2: ["fevrier", "fev"], 8: ["aout"], 12: ["decembre", "dec"]},
    "es": {9: ["setiembre"]},
    "pt": {3: ["marco"]},
    "ar": {
        1: ["كانون الثاني", "جانفي"],
        2: ["شباط", "فيفري"],
        3: ["آذار", "اذار"],
        4: ["نيسان", "أفريل", "ابريل"],
        5: ["أيار", "ايار", "ماي"],
        6: ["حزيران", "يونيه", "جوان"],
        7: ["تموز", "يوليه", "جويلية"],
        8: ["آب", "اوت", "أوت", "اغسطس"],
        9: ["أيلول", "ايلول", "شتنبر"],
        10: ["تشرين الأول", "تشرين الاول", "اكتوبر"],
        11: ["تشرين الثاني", "نونبر"],
        12: ["كانون الأول", "كانون الاول", "دجنبر"],
    },
}
TARGET = Path(__file__).parent.parent / "aggregator" / "extract" / "months.toml"
HEADER = """# Names of the months, January first, folded, without full stops. From Unicode CLDR (https://cldr.unicode.org, Unicode licence)
# by way of Babel, with further forms in use (Levantine and Maghreb Arabic, Austrian German, spellings without accents).
# Written by benchmarks/extract_months.py.
"""
READ = """
import json, sys
from babel import Locale
months = Locale.parse(sys.argv[1]).months
print(json.dumps([[months[c][w][n] for c in ("format", "stand-alone") for w in ("wide", "abbreviated")] for n in range(1, 13)]))
"""


def names(language: str) -> list[list[str]]:
    """The folded names of the twelve months in one language, further forms included."""
    found = json.loads(subprocess.run([sys.executable, "-c", READ, language], check=True, capture_output=True, text=True).stdout)
    whole = [[*forms, *FURTHER.get(language, {}).get(month, [])] for month, forms in enumerate(found, 1)]
    return [sorted({fold(name) for name in forms if usable(fold(name))}, key=lambda name: (-len(name), name)) for forms in whole]


def fold(name: str) -> str:
    """Compatibility forms and case folded, full stops gone."""
    return unicodedata.normalize("NFKC", name).casefold().strip().rstrip(".")


def usable(name: str) -> bool:
    """Whether a name can be told from a number."""
    return len(name) > 1 and not any(letter.isdigit() for letter in name)


def main() -> None:
    """Write the file."""
    parts = [HEADER]
    for language in LANGUAGES:
        rows = names(language)
        if all(rows):
            parts.append(f"{language} = [\n" + "".join("  " + json.dumps(row, ensure_ascii=False) + ",\n" for row in rows) + "]")
    TARGET.write_text("\n".join(parts) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
