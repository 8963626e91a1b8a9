"""Any frozen value of ours as what JSON can say: field names stay, days and instants ISO 8601, tuples lists. Texts are made plain."""

from __future__ import annotations

from dataclasses import fields, is_dataclass
from datetime import date

from aggregator import plain

_DIGITS = 4


def rounded(number: float) -> float:
    """A probability, or an amount of money, without digits that mean nothing."""
    return round(number, _DIGITS)


def values(value: object) -> object:
    """The value as dicts, lists, texts and numbers."""
    if isinstance(value, str):
        return plain.block(value)
    if isinstance(value, float):
        return rounded(value)
    if value is None or isinstance(value, bool | int):
        return value
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, dict):
        return {str(name): values(each) for name, each in value.items()}
    if isinstance(value, list | tuple):
        return [values(each) for each in value]
    if is_dataclass(value):
        return {each.name: values(getattr(value, each.name)) for each in fields(value)}
    raise TypeError(f"{type(value).__name__} is no value of ours")
