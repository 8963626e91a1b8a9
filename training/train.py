"""Rebuilds every model in `aggregator/reference/models/` from the training documents, byte for byte the same, and prints the scores.

    python -m training.train            all of it, some minutes on two cores
    python -m training.train --keep     with the unseen organisations of the last run (.cache/), which take most of the time

The order matters: each model learns from what the ones before it make of documents that they have not been trained on.

    kinds and seats -> sequence model (five unseeing ones, then the shipped one) -> countries -> deals -> stories
"""

from __future__ import annotations

import sys
from pathlib import Path

from training import countries, deals, organisations, seats, stories

HOME = Path(__file__).parent.parent
MODELS = HOME / "aggregator" / "reference" / "models"
UNSEEN = HOME / ".cache" / "unseen_organisations.jsonl"


def main(arguments: list[str]) -> None:
    """Train all; the scores are of five-fold cross-validation over stories."""
    print("organisations: kind and seat", seats.train(MODELS / "organisations.json"))
    if "--keep" not in arguments or not UNSEEN.exists():
        UNSEEN.parent.mkdir(exist_ok=True)
        organisations.dump(UNSEEN)
    print("organisations", organisations.score(UNSEEN))
    organisations.write(organisations.trained(organisations.documents()), MODELS / "organisations.crf.gz")
    print("countries", countries.train(countries.from_dump(UNSEEN), MODELS / "countries.json"))
    models, scores = deals.build(deals.seen(UNSEEN))
    deals.write(models, MODELS / "deals.json")
    print("deals", scores)
    stories.main()


if __name__ == "__main__":
    main(sys.argv[1:])
