"""A file that holds secrets is read when it is its owner's alone, and refused with a word why otherwise."""

from __future__ import annotations

from pathlib import Path

import pytest

from aggregator import private_file
from aggregator.errors import ConfigError


@pytest.mark.parametrize("mode", [0o600, 0o400])
def test_the_owners_file_is_read(tmp_path: Path, mode: int) -> None:
    path = tmp_path / "keys.toml"
    path.write_text("key = 'ü'\n", encoding="utf-8")
    path.chmod(mode)
    assert private_file.text(path, "a key") == "key = 'ü'\n"


@pytest.mark.parametrize("mode", [0o640, 0o604, 0o620, 0o666])
def test_what_others_may_touch_is_refused(tmp_path: Path, mode: int) -> None:
    path = tmp_path / "keys.toml"
    path.write_text("key = 1\n", encoding="utf-8")
    path.chmod(mode)
    with pytest.raises(ConfigError, match="it holds a key") as refused:
        private_file.text(path, "a key")
    assert refused.value.hint == f"chmod 600 {path}"


def test_what_is_no_text_or_not_there_is_told(tmp_path: Path) -> None:
    path = tmp_path / "keys.toml"
    path.write_bytes(b"\xff\xfe")
    path.chmod(0o600)
    with pytest.raises(ConfigError, match="not UTF-8"):
        private_file.text(path, "a key")
    with pytest.raises(ConfigError, match="No such file"):
        private_file.text(tmp_path / "none.toml", "a key")
