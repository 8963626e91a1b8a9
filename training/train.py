"""Rebuilds every model in `aggregator/reference/models/` from the training documents, byte for byte the same, and prints the scores.

    python -m training.train            all of them
    python -m training.train --keep     those of organisations stay; deals and stories are learned from what the last whole training left

The order matters: each model learns from what the ones before it make of documents that they have not been trained on.

    sequence models (one a fold; their mean ships) -> kinds, seats, keeping -> countries -> deals -> stories
"""

from __future__ import annotations

import argparse
import json
from pathlib import Path

from training import countries, deals, keeping, organisations, seats, stories

HOME = Path(__file__).parent.parent
MODELS = HOME / "aggregator" / "reference" / "models"
UNSEEN = HOME / ".cache" / "unseen_organisations.jsonl"


def main() -> None:
    """Train all, or what stands on the organisations; the scores are of five-fold cross-validation over stories."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--keep", action="store_true", help="leave the models of organisations and countries as they are")
    if not parser.parse_args().keep:
        names()
    judges, judged = deals.build(deals.seen(UNSEEN))
    deals.write(judges, MODELS / "deals.json")
    print("deals", judged, flush=True)
    stories.main()


def names() -> None:
    """Train all that finds organisations and countries, and leave what they find in documents that they have not been trained on."""
    learned, spans = organisations.fold_models()
    organisations.write(organisations.model_of(learned), MODELS / "organisations.crf.gz")
    small, scores = seats.train()
    small["keep"] = keeping.train(spans)
    (MODELS / "organisations.json").write_text(packed(small), encoding="utf-8")
    UNSEEN.parent.mkdir(exist_ok=True)
    organisations.dump(spans, UNSEEN)
    print("organisations", organisations.score(UNSEEN), scores)
    print("countries", countries.train(countries.from_dump(UNSEEN), MODELS / "countries.json"), flush=True)


def packed(models: object) -> str:
    """Models as one line of JSON, keys sorted."""
    return json.dumps(models, ensure_ascii=False, sort_keys=True, separators=(",", ":")) + "\n"


if __name__ == "__main__":
    main()
