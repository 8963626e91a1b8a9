"""Two names in one span, joined by a particle or a list mark. In: a text, a span, what is known to be one name; out: the names in it.

熊本大学と青葉製薬株式会社    each side holds a head word of a house or a firm, or is a registered name: two
서울대병원과 한빛대학교        the particle stands behind a word in its due form, and a blank behind it
昭和大学, 和歌山県立病院      the sign is a part of a place's or a registered name: one
河北医科大学和平医院          or of a word that begins with it
国家发展和改革委员会          one side alone names nobody: one
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache

from aggregator.tag.words import words

Ends = tuple[int, int]
_CHINESE_DOT = "·"
_DOTS = _CHINESE_DOT + "・･"
_JOINT = re.compile(rf"以及|及び|および|並びに|ならびに|\s및\s|[과와]\s|[{_DOTS}、和與与及]|(?<![ぁ-ん])と(?![ぁ-ん])")
_LEAST = 2
_LONGEST = 10
_FINALS, _HANGUL = 28, range(0xAC00, 0xD7A4)  # a syllable's number modulo 28 is that of its final consonant, 0 for none


def abreast(text: str, span: Ends, names: Sequence[Ends], held: Sequence[Ends]) -> list[Ends]:
    """The span, cut where two names stand side by side in it. `names`: registered names in the text; `held`: what else no cut may touch."""
    start, end = span
    joints = [] if text[start:end].isascii() else [joint.span() for joint in _JOINT.finditer(text, start, end)]
    if not joints:
        return [span]
    whole = [(begin, until) for begin, until in (*names, *held) if begin < end and start < until]
    joints = [joint for joint in joints if _joins(text, joint) and not any(a <= joint[0] and joint[1] <= b for a, b in whole)]
    found, known = [], frozenset(names)
    for at, (left, right) in enumerate(joints):
        untils = [*(begin for begin, _ in joints[at + 1 :]), end]
        if _body(text, (start, left), known) and any(_body(text, (right, until), known) for until in untils):
            found.append((start, left))
            start = right
    return [*found, (start, end)]


def _joins(text: str, joint: Ends) -> bool:
    """May this sign stand between two names: does it begin no word, and has it the form that it has behind the name before?"""
    start, end = joint
    sign = text[start]
    if sign in "과와":
        return ord(text[start - 1]) not in _HANGUL or (sign == "과") == bool((ord(text[start - 1]) - _HANGUL.start) % _FINALS)
    if sign in _DOTS:
        beside = text[start - 1] + text[end : end + 1]
        return not all(map(_katakana, beside)) and not (sign == _CHINESE_DOT and all(map(_han, beside)))
    return text[start : start + 2] not in words("joint_like")


def _han(sign: str) -> bool:
    """In Chinese the dot stands between two names that one house bears."""
    return "\u4e00" <= sign <= "\u9fff"


def _katakana(sign: str) -> bool:
    return "ァ" <= sign <= "ー"


def _body(text: str, part: Ends, known: frozenset[Ends]) -> bool:
    """Does this name somebody: as a registered name, or as a word of its own with the head word of a house or a firm?"""
    if part in known:
        return True
    surface = text[slice(*part)].strip()
    if surface in _anyones():
        return False
    size = len(surface)
    ends = (surface[:-n] for n in range(1, min(size, _LONGEST)) if surface[-n:] in words("house_ends"))
    begins = (surface[n:] for n in range(1, min(size, _LONGEST)) if surface[:n] in words("house_fronts"))
    return any(_own(rest) for rest in (*ends, *begins))


def _own(stem: str) -> bool:
    """Is what stands beside the head word a word of its own, no other head word and none that any house may bear?"""
    stem = stem.strip()
    return len(stem) >= _LEAST and stem not in _anyones()


@cache
def _anyones() -> frozenset[str]:
    return words("house_ends") | words("house_fronts") | words("anyones")
