"""Laws of the shipped register: every row of `organisations.csv` keeps them."""

from __future__ import annotations

import json
import re
from collections import Counter, defaultdict
from functools import cache
from pathlib import Path

import pytest

from aggregator.model import Organisation
from aggregator.reference import countries, gazetteer
from aggregator.reference.shipped import names_of, shipped

DOCUMENTS = Path(__file__).parents[2] / "training" / "documents.jsonl"
KINDS = {
    *("hospital", "hospital_group", "health_system", "nhs", "university", "company", "pharma", "biotech", "medtech"),
    *("digital_health", "insurer", "government", "ngo", "investor", "media", "other"),
}
SMALL = re.compile(r"(?<![\w@./&-])[^\W\d_]{2,}(?![\w@/&-]|\.\w)")
SHOWN = {
    r"^(ministry|ministère|ministerio|ministério|ministero|bundesministerium|kementerian|وزارة)\b": {"government"},
    r"\bministry$|(卫生部|厚生労働省|보건복지부)$": {"government"},
    r"\b(hospitals|kliniken|hospitales|spitäler)$": {"hospital_group", "health_system", "hospital", "nhs", "university"},
    r"\b(hospital|infirmary|klinikum|krankenhaus|spital|ospedale|hastanesi|sjukhuset|ziekenhuis)$": {"hospital", "nhs", "university"},
    r"^(?!.*hospital).*\b(university|universität|universiteit|uniwersytet|üniversitesi|universitet)$": {"university"},
    r"^(university of|universidad|universidade|université|università)\b(?!.*(hospital|health|medic|trust|clinic|capital))": {"university"},
    r"\b(pharma|pharmaceuticals?|pharmaceutical industries|製薬|制药)$": {"pharma", "biotech", "company"},
    r"\b(insurance|assurance|krankenkasse|versicherung)$": {"insurer"},
    r"\bnhs (foundation )?trust$": {"nhs"},
    r"\b(capital|ventures|private equity|capital partners)$": {"investor"},
    r"\b(bank|telecom|airways|airlines)$": {"investor", "company", "government", "ngo"},
}
OTHERWISE = {  # what is called like something else: groups like one house, societies like groups, houses like their university
    *("Rhön-Klinikum", "Chang Gung Memorial Hospital", "Wenzhou Kangning Hospital", "Sanbo Brain Hospital", "Taipei City Hospital"),
    *("Inje University Paik Hospital", "Himchan Hospital", "Arcadia Hospital", "America's Essential Hospitals"),
    *("Federation of American Hospitals", "Children's Miracle Network Hospitals", "Winship Cancer Institute of Emory University"),
    *("University of Michigan Rogel Cancer Center", "University of Ottawa Heart Institute", "Royalty Pharma", "LifeSci Capital"),
    *(
        "Institut für das Entgeltsystem im Krankenhaus",
        "Council of Health Insurance",
        "National Committee for Quality Assurance",
        "GE Capital",
        "Arnold Ventures",
    ),
}


@cache
def register() -> tuple[Organisation, ...]:
    return tuple(shipped().organisations())


@cache
def common_words() -> frozenset[str]:
    """Words that the training documents write in small letters, in two of them at least."""
    seen: Counter[str] = Counter()
    for line in DOCUMENTS.open(encoding="utf-8"):
        seen.update({word for word in SMALL.findall(json.loads(line)["text"]) if word.islower()})
    return frozenset(word for word, count in seen.items() if count > 1)


def test_every_id_is_borne_once_and_every_name_too() -> None:
    assert [each for each, count in Counter(o.id for o in register()).items() if count > 1] == []
    assert [each for each, count in Counter(o.name.casefold() for o in register()).items() if count > 1] == []


def test_kinds_and_countries_are_known() -> None:
    codes = {country.code for country in countries.all_countries()}
    assert {o.kind for o in register()} <= KINDS
    assert [o for o in register() if o.country is not None and o.country not in codes] == []


def test_every_parent_stands_in_the_register_and_no_family_runs_in_a_circle() -> None:
    parents = {o.id: o.parent for o in register()}
    for each in parents:
        line = [each]
        while (above := parents[line[-1]]) is not None:
            assert above in parents, line[-1]
            assert above not in line, line
            line.append(above)


def test_names_are_clean() -> None:
    for each in register():
        forms = names_of(each)
        assert all(form == " ".join(form.split()) and len(form) > 1 for form in forms), each
        assert set(each.ambiguous_forms) <= set(forms), each
        assert len(set(each.aliases)) == len(each.aliases), each
        assert each.name not in each.aliases, each
        assert each.domain is None or re.fullmatch(r"[a-z0-9.-]+\.[a-z]{2,}(/\S*)?", each.domain), each


def test_a_name_of_several_is_sure_for_one_at_most() -> None:
    """A form that two rows claim is an ambiguous one of each but the one that it is the official name of."""
    claims: dict[str, list[Organisation]] = defaultdict(list)
    for each in register():
        for form in dict.fromkeys(form.casefold() for form in names_of(each)):
            claims[form].append(each)
    for form, bearers in claims.items():
        if len(bearers) > 1:
            sure = [o for o in bearers if form not in {a.casefold() for a in o.ambiguous_forms}]
            assert len(sure) <= 1, (form, [o.name for o in sure])


def test_no_sure_form_is_a_common_word() -> None:
    """Such a word is found only where another name of the organisation stands in the same text, or where the model takes it for a name."""
    wrong = [
        (form, each.name)
        for each in register()
        for form in (each.name, *each.aliases)
        if form not in each.ambiguous_forms and len(form) > 3 and form.lower() in common_words() and form[0] < "\u0590"
    ]
    assert wrong == []


@pytest.mark.parametrize(("shown", "kinds"), SHOWN.items())
def test_a_name_that_shows_its_kind_is_of_that_kind(shown: str, kinds: set[str]) -> None:
    wrong = [(o.name, o.kind) for o in register() if re.search(shown, o.name.lower()) and o.kind not in kinds]
    assert [each for each in wrong if each[0] not in OTHERWISE] == []


@pytest.mark.parametrize(
    "name",
    [
        *("World Health Organization", "UNICEF", "World Bank", "International Finance Corporation", "United Nations", "Africa CDC"),
        *("African Union", "European Commission", "European Medicines Agency", "Asian Development Bank", "The Global Fund", "PAHO"),
    ],
)
def test_what_belongs_to_many_countries_is_seated_in_none(name: str) -> None:
    assert {each.country for each in gazetteer().named(name)} == {None}
