"""Builds `aggregator/tag/_loops.c` where there is a compiler; without one, or with AGGREGATOR_PURE=1, Python does the same.

Nothing here may fail: what can't be compiled is left out, and a line says so.
"""

from __future__ import annotations

import os
import sys
import sysconfig
from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface

_MODULE = "aggregator.tag._loops"
# The same digits on every machine: no multiplication and addition in one step, which would round once instead of twice.
_FLAGS = [] if sys.platform == "win32" else ["-O2", "-ffp-contract=off"]


class Compiled(BuildHookInterface[Any]):
    """Puts the compiled module beside its source, and into the wheel."""

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Compile, for an editable installation as for a wheel (`version`); `build_data`: what kind of wheel becomes of it."""
        _place().unlink(missing_ok=True)  # of an installation before
        if os.environ.get("AGGREGATOR_PURE") or not self._built():
            return
        build_data.update(pure_python=False, infer_tag=True)
        build_data["artifacts"].append(f"/{_place()}")

    def _built(self) -> bool:
        try:
            _compile()
        except Exception as error:  # whatever is missing, headers, linker or setuptools: the program is whole without
            self.app.display_warning(f"{_MODULE} is not compiled ({error}); Python does its work")
            return False
        return True


def _compile() -> None:
    """Compile the module into the folder of its source, below the project's folder, where a build runs (PEP 517)."""
    from setuptools import Distribution, Extension

    source = str(_place().with_name("_loops.c"))
    built = Distribution({"ext_modules": [Extension(_MODULE, [source], extra_compile_args=_FLAGS)]}).get_command_obj("build_ext")
    built.inplace = built.force = True
    built.build_temp = str(Path(".cache", "build", sysconfig.get_platform()))
    built.ensure_finalized()
    built.run()


def _place() -> Path:
    """The compiled module, below the project's folder."""
    return Path("aggregator", "tag", "_loops" + str(sysconfig.get_config_var("EXT_SUFFIX")))
