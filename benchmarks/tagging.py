"""How fast articles are tagged, and what loading costs: with the shipped register, and with 100,000 names of the user's own.

    python benchmarks/tagging.py [names]          names: 100000

Each case runs in a process of its own on articles made of invented sentences, 2,000 characters each, one core. Seconds are those of the
processor, not of the clock. Goals: 150 articles a second; models and registers loaded in less than 1.5 s. A machine that is busy is slow,
so the time of a fixed loop stands beside the figures, and the last line is the ratio of the two cases in one run.

Measured on a small virtual machine, two hardware threads shared with others (fixed loop 0.05 s with a Python built without
profile-guided optimization, 0.04 s with Debian's, which is built with it), the least and the most of six runs: 160 to 214 articles a
second with the first, 189 to 238 with the other; without the part in C 118 to 162, and 170 to 186. Loaded in 0.7 to 1.05 s, 150 MB;
with 100,000 names 2.3 to 2.8 s and 267 MB. In a busier minute the first did 141 to 165. On a day when the fixed loop took 0.07 s,
everything took half as long again.
33.0 million instructions an article, counted by callgrind.
"""

from __future__ import annotations

import json
import random
import resource
import subprocess
import sys
import time
from datetime import UTC, date, datetime

ARTICLES = 300
SIZE = 2000
FIRST = [
    "Alder",
    "Birch",
    "Cedar",
    "Dorn",
    "Elm",
    "Fenn",
    "Goldney",
    "Harrow",
    "Iver",
    "Juniper",
    "Kestrel",
    "Larch",
    "Marlow",
    "Norwell",
    "Orchid",
    "Penrose",
    "Quill",
    "Rowan",
    "Selby",
    "Thorn",
]
HEADS = [
    "Hospital",
    "Medical Centre",
    "Pharma",
    "Therapeutics",
    "University",
    "Health Trust",
    "Diagnostics",
    "Clinic Group",
    "Biotech Ltd",
    "Ministry of Care",
]
DEEDS = (
    "{a} has signed a memorandum of understanding with {b} on the training of nurses, the two said on Tuesday.",
    "Under the agreement {a} will supply {b} with imaging equipment for its hospitals in {p}.",
    "{a}, based in {p}, treats about 40,000 patients a year and employs 1,200 people.",
    'The chief executive of {b}, Angela Winter, said: "We want to bring care closer to people in {p} and beyond."',
    "Nurses and doctors of both houses have met every month since the spring, and a first joint ward is to open next year.",
    "No money changes hands for now; costs are shared, and a committee of six reports to both boards twice a year.",
)
PLACES = ["Leeds", "Nairobi", "Singapore", "Munich", "Boston", "Mumbai", "Osaka", "Toronto", "Cairo", "Lyon"]


def name(chance: random.Random) -> str:
    """An invented name of an organisation."""
    return f"{chance.choice(FIRST)} {chance.choice(FIRST)} {chance.choice(HEADS)}"


def article(number: int) -> str:
    """An invented text of about 2,000 characters."""
    chance = random.Random(number)
    a, b = name(chance), name(chance)
    lines: list[str] = []
    while sum(map(len, lines)) < SIZE:
        other = name(chance)
        deed = chance.choice(DEEDS).format(a=chance.choice((a, a, other)), b=b, p=chance.choice(PLACES))
        lines.append(f"{deed} Reference {number}-{len(lines)}.")
    return "\n\n".join(" ".join(lines[at : at + 3]) for at in range(0, len(lines), 3))[:SIZE]


def measured(names: int) -> dict[str, float]:
    """Loading, articles a second, memory; seconds of the processor."""
    begun = time.process_time()
    from aggregator.model import Article, Organisation, Published
    from aggregator.reference import gazetteer
    from aggregator.tag import tags

    chance = random.Random(7)
    own = tuple(
        Organisation(f"own:{at}", f"{name(chance)} {at}", (f"{chance.choice(FIRST)}{at} Care",), "GB", "hospital") for at in range(names)
    )
    made = time.process_time()
    register = gazetteer(own)

    def one(number: int) -> Article:
        day = Published(date(2026, 11, 20), "given")
        text = tuple(article(number).split("\n\n"))
        return Article("", f"Title of text {number}", text, datetime(2026, 11, 22, tzinfo=UTC), published=day, language="en")

    tags(one(-1), register)
    loaded = time.process_time()
    articles = [one(number) for number in range(ARTICLES)]
    start = time.process_time()
    for each in articles:
        tags(each, register)
    spent = time.process_time() - start
    characters = sum(len(each.whole) for each in articles)
    return {
        "load seconds": loaded - made if names else loaded - begun,
        "articles a second": characters / SIZE / spent,
        "memory MB": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024,
        "fixed loop seconds": loop(),
    }


def loop() -> float:
    """Processor seconds of a fixed piece of work: how fast this machine is at the moment."""
    start = time.process_time()
    sum(number * number for number in range(1_000_000))
    return time.process_time() - start


def main() -> None:
    """Print both cases and their ratios."""
    names = int(sys.argv[1]) if len(sys.argv) > 1 else 100_000
    cases = []
    for count in (0, names):
        done = subprocess.run([sys.executable, __file__, "--case", str(count)], stdout=subprocess.PIPE, check=True)
        cases.append(json.loads(done.stdout))
        print(f"{count:>7} own names: " + ", ".join(f"{key} {value:.2f}" for key, value in cases[-1].items()))
    print("ratio: " + ", ".join(f"{key} {cases[1][key] / cases[0][key]:.2f}" for key in cases[0]))


if __name__ == "__main__":
    if sys.argv[1:2] == ["--case"]:
        print(json.dumps(measured(int(sys.argv[2]))))
    else:
        main()
