"""Targets out of alerts.toml and the environment; nothing of an address is ever shown."""

from __future__ import annotations

import pickle
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from aggregator.errors import ConfigError
from aggregator.notify import Secret, Target, targets

ADDRESS = "mailto://news:hunter22@127.0.0.1:25?from=a@b.example&to=c@d.example"
NOWHERE = Path("none.toml")


def written(folder: Path, text: str, mode: int = 0o600) -> Path:
    path = folder / "alerts.toml"
    path.write_text(text, encoding="utf-8")
    path.chmod(mode)
    return path


def test_a_file_and_the_environment_give_targets(tmp_path: Path) -> None:
    text = f"""
    [[target]]
    name = "team"
    url = "{ADDRESS}"
    searches = ["asia"]
    watched = false
    [[target]]
    name = "my hook"
    searches = []
    """
    environment = {"AGGREGATOR_ALERT_MY_HOOK": "json://127.0.0.1/x", "AGGREGATOR_ALERT_PHONE": "ntfy://t", "AGGREGATOR_ALERT_OFF": " "}
    assert targets(written(tmp_path, text), environment) == (
        Target("team", Secret(ADDRESS), ("asia",), watched=False),
        Target("my hook", Secret("json://127.0.0.1/x"), ()),
        Target("phone", Secret("ntfy://t")),
    )
    assert targets(NOWHERE, {}) == ()


def test_the_environment_overrules_the_file(tmp_path: Path) -> None:
    path = written(tmp_path, f'[[target]]\nname = "team"\nurl = "{ADDRESS}"')
    (only,) = targets(path, {"AGGREGATOR_ALERT_TEAM": "json://127.0.0.1"})
    assert only.url.value == "json://127.0.0.1"


@pytest.mark.parametrize("mode", [0o640, 0o604, 0o660, 0o620, 0o602, 0o644])
def test_a_file_that_others_may_read_is_refused(tmp_path: Path, mode: int) -> None:
    with pytest.raises(ConfigError) as caught:
        targets(written(tmp_path, f'[[target]]\nname = "a"\nurl = "{ADDRESS}"', mode), {})
    assert "chmod 600" in caught.value.hint
    assert caught.value.exit_code == 6


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("[[target]]\nname = 'a'", "no address"),
        (f"[[target]]\nurl = '{ADDRESS}'", "no name"),
        (f"[[target]]\nname = 'a'\nurl = '{ADDRESS}'\npassword = 'hunter22'", "'password': there is no such key"),
        (f"[[target]]\nname = 1\nurl = '{ADDRESS}'", "is no str"),
        (f"[[target]]\nname = 'a'\nurl = '{ADDRESS}'\nsearches = 'asia'", "is no list"),
        (f"[[target]]\nname = 'a'\nurl = '{ADDRESS}'\nsearches = [1]", "names are texts"),
        (f"[[target]]\nname = 'a'\nurl = '{ADDRESS}'\n[[target]]\nname = 'A'\nurl = 'x://y'", "same name"),
        (f"target = '{ADDRESS}'", "no [[target]] table"),
        (f"target = ['{ADDRESS}']", "is no table"),
        ("[alert]\nx = 1", "'alert' is no [[target]]"),
        (f"[[target]]\nname = 'a'\nurl = {ADDRESS}", "not TOML"),
    ],
)
def test_a_mistaken_file_is_explained_without_its_secrets(tmp_path: Path, text: str, message: str) -> None:
    with pytest.raises(ConfigError) as caught:
        targets(written(tmp_path, text), {})
    assert message in caught.value.message
    assert "hunter22" not in f"{caught.value.message}{caught.value.hint}{caught.value.where}{caught.value!r}"
    assert caught.value.hint


def test_a_file_that_is_no_text_or_a_folder_is_explained(tmp_path: Path) -> None:
    (tmp_path / "a.toml").write_bytes(b"\xff\xfe\x00")
    (tmp_path / "a.toml").chmod(0o600)
    for path in (tmp_path / "a.toml", tmp_path):
        with pytest.raises(ConfigError):
            targets(path, {})


@given(st.text())
def test_a_secret_shows_nothing_however_it_is_printed(value: str) -> None:
    target = Target("team", Secret(f"json://{value}"))
    assert str(target.url) == repr(target.url) == "•••"
    assert f"{target}|{target!r}|{target.url}|{target.url!r}|{[target.url]}".count("•••") == 5
    assert pickle.loads(pickle.dumps(target)) == target


@pytest.mark.parametrize(("url", "service"), [(ADDRESS, "mailto"), ("hunter22", "hunter22"), ("a b://c", "?"), ("", "?")])
def test_only_the_scheme_of_an_address_is_shown(url: str, service: str) -> None:
    assert Target("x", Secret(url)).service == ("?" if "://" not in url else service)
