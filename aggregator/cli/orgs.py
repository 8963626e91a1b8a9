"""`aggregator orgs`: the register of organisations. Each command's file stands beside this one."""

from __future__ import annotations

import typer

from aggregator.cli import orgs_change, orgs_files, orgs_look

app = typer.Typer(
    help="The register of organisations: list, show; your own: add, alias, rename, merge, remove, import, export.", no_args_is_help=True
)
orgs_look.join(app)
orgs_change.join(app)
orgs_files.join(app)
