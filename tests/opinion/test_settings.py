"""Whom to ask: off unless named, the environment above the file, and the key shown nowhere."""

from __future__ import annotations

from pathlib import Path

import pytest

from aggregator.errors import ConfigError
from aggregator.opinion.settings import Settings, settings

KEY = "sk-secret-2718281828"
LOCAL = {"AGGREGATOR_LLM_URL": "http://localhost:11434/v1", "AGGREGATOR_LLM_MODEL": "small"}


def _file(folder: Path, text: str, mode: int = 0o600) -> Path:
    path = folder / "second_opinion.toml"
    path.write_text(text, encoding="utf-8")
    path.chmod(mode)
    return path


def test_it_is_off_unless_somebody_is_named(tmp_path: Path) -> None:
    assert settings(tmp_path / "none.toml", {}) is None
    assert settings(_file(tmp_path, 'key = "x"'), {"AGGREGATOR_LLM_KEY": "y"}) is None


def test_the_environment_stands_above_the_file(tmp_path: Path) -> None:
    path = _file(
        tmp_path, f'url = "https://api.example.org/v1"\nmodel = "large"\nkey = "{KEY}"\nprice_in = 0.5\nprice_out = 2\ncurrency = "EUR"'
    )
    of_file = settings(path, {})
    assert of_file == Settings("https://api.example.org/v1", "large", KEY, 0.5, 2.0, "EUR")
    assert settings(path, LOCAL) == Settings("http://localhost:11434/v1", "small", KEY, 0.5, 2.0, "EUR")


@pytest.mark.parametrize(
    ("url", "address"),
    [
        ("http://localhost:11434/v1", "http://localhost:11434/v1/chat/completions"),
        ("http://localhost:11434/v1/", "http://localhost:11434/v1/chat/completions"),
        ("https://api.example.org/v1/chat/completions", "https://api.example.org/v1/chat/completions"),
    ],
)
def test_chat_completions_are_asked_below_the_base(url: str, address: str) -> None:
    assert Settings(url, "m").address == address


def test_what_an_answer_costs() -> None:
    assert Settings("", "", price_in=0.5, price_out=2.0).cost(1_000_000, 500_000) == pytest.approx(1.5)
    assert Settings("", "").cost(1_000_000, 500_000) is None


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ('url = "http://localhost/v1"', "needs 'model'"),
        ('model = "m"', "needs 'url'"),
        ('url = "ftp://localhost/v1"\nmodel = "m"', "no http or https"),
        ('url = "http://me:word@localhost/v1"\nmodel = "m"', "user name or password"),
        (f'url = "http://api.example.org/v1"\nmodel = "m"\nkey = "{KEY}"', "plain http"),
        ('url = "http://localhost/v1"\nmodel = 3', "model is no text"),
        ('url = "http://localhost/v1"\nmodel = "m"\nprice_in = "dear"', "price_in is no price"),
        ('url = "http://localhost/v1"\nmodel = "m"\nprice_out = -1', "price_out is no price"),
        (f'key = "{KEY}', "not TOML"),
        (f'secret = "{KEY}"', "no key 'secret'"),
    ],
)
def test_a_mistake_is_named_without_the_key(tmp_path: Path, text: str, message: str) -> None:
    with pytest.raises(ConfigError, match=message) as error:
        settings(_file(tmp_path, text), {})
    assert KEY not in f"{error.value} {error.value.hint} {error.value.where}"


@pytest.mark.parametrize("mode", [0o644, 0o640, 0o606])
def test_a_file_that_others_may_read_is_refused(tmp_path: Path, mode: int) -> None:
    with pytest.raises(ConfigError, match="others may read") as error:
        settings(_file(tmp_path, 'url = "http://localhost/v1"', mode), {})
    assert "chmod 600" in error.value.hint


def test_the_key_stands_in_no_representation() -> None:
    assert KEY not in repr(Settings("http://localhost/v1", "m", KEY))


@pytest.mark.parametrize("host", ["localhost", "127.0.0.1", "192.168.1.7", "[::1]", "llm-box"])
def test_over_plain_http_a_key_goes_to_private_hosts(tmp_path: Path, host: str) -> None:
    assert settings(tmp_path / "none", {**LOCAL, "AGGREGATOR_LLM_URL": f"http://{host}:8000/v1", "AGGREGATOR_LLM_KEY": KEY})
