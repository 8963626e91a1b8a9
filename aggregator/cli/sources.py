"""`aggregator sources`: the register of sources. Reading one is in `sources_look.py`, changing the register in `sources_register.py`."""

from __future__ import annotations

import typer

from aggregator.cli import sources_register

app = typer.Typer(help="The register of sources: list, add, test, check, import, export.", no_args_is_help=True)
sources_register.join(app)
