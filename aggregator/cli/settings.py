"""The global options, and which feeds.toml and archive they mean."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from aggregator.config import Config

APPLICATION = "aggregator"


@dataclass(frozen=True, slots=True)
class Settings:
    """What stands before the command: `aggregator --config … --archive … -v COMMAND`."""

    config: Path | None = None
    archive: Path | None = None
    verbosity: int = 0

    def config_path(self) -> Path:
        """The feeds.toml in use: as told, else ./feeds.toml, else the user's config folder (it need not exist)."""
        if self.config is not None:
            return self.config
        here = Path("feeds.toml")
        if here.exists():
            return here
        import platformdirs

        return Path(platformdirs.user_config_dir(APPLICATION)) / "feeds.toml"

    def archive_path(self) -> Path:
        """The archive in use: as told, else data/archive.db beside the feeds.toml in use, else the user's data folder."""
        if self.archive is not None:
            return self.archive
        config = self.config_path()
        if config.exists():
            return config.parent / "data" / "archive.db"
        import platformdirs

        return Path(platformdirs.user_data_dir(APPLICATION)) / "archive.db"

    def load(self) -> Config:
        """The configuration. Raises ConfigError that names every mistake."""
        from aggregator import config

        return config.load(self.config_path())
