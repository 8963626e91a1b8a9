"""Plain trafilatura behind the contract of `aggregator extract`: JSON lines in, JSON lines out. The yardstick for text, title, day and CPU.

python benchmarks/extract_plain.py < pages.jsonl > articles.jsonl
"""

from __future__ import annotations

import json
import logging
import sys

from trafilatura import bare_extraction


def main() -> None:
    """Read every page with trafilatura's usual settings, metadata included."""
    logging.getLogger("trafilatura").setLevel(logging.CRITICAL)
    for line in sys.stdin:
        row = json.loads(line)
        found = bare_extraction(row["html"], url=row.get("url"), include_comments=False, with_metadata=True)
        answer = {"id": row.get("id"), "title": getattr(found, "title", None), "text": getattr(found, "text", None) or ""}
        answer |= {"published": getattr(found, "date", None), "language": getattr(found, "language", None)}
        sys.stdout.write(json.dumps(answer, ensure_ascii=False) + "\n")


if __name__ == "__main__":
    main()
