"""`aggregator sources`: the register of sources. Each command's file stands beside this one."""

from __future__ import annotations

import typer

from aggregator.cli import sources_add, sources_check, sources_look, sources_passed, sources_register

app = typer.Typer(help="The register of sources: list, add, test, check, passed-over, import, export.", no_args_is_help=True)
sources_register.join(app)
app.command("add")(sources_add.add)
app.command("check")(sources_check.check)
app.command("test")(sources_look.look)
app.command("passed-over")(sources_passed.passed_over)
