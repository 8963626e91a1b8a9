"""A file that holds secrets. In: its path; out: its text, if nobody but its owner may read or write it. Imports errors only."""

from __future__ import annotations

import os
import stat
from pathlib import Path

from aggregator.errors import ConfigError

_LONGEST = 1_000_000


def text(path: Path, holding: str) -> str:
    """The first 1,000,000 characters. `holding` says what is at stake, for the message. Raises ConfigError."""
    try:
        with path.open(encoding="utf-8") as file:
            if stat.S_IMODE(os.fstat(file.fileno()).st_mode) & 0o077:
                raise ConfigError(
                    f"{path}: others may read or write this file, and it holds {holding}", where=str(path), hint=f"chmod 600 {path}"
                )
            return file.read(_LONGEST)
    except UnicodeDecodeError:
        raise ConfigError(f"{path}: not UTF-8 text", where=str(path), hint="Save it as UTF-8.") from None
    except OSError as error:
        raise ConfigError(f"{path}: {error.strerror}", where=str(path), hint="Check the path and its permissions.") from None
