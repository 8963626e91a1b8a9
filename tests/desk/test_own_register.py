"""The user's own register on the command line: what is archived follows at once, old names still find, imports are chosen."""

from __future__ import annotations

import json
import shutil
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from aggregator import archive
from aggregator.archive import errands, read, register
from aggregator.bounded import Child
from aggregator.model import Article
from aggregator.pipeline.stages import Stages
from aggregator.reference import gazetteer
from tests.desk.asking import Ask
from tests.desk.samples import NOW, fill


@pytest.fixture
def own(filled: Path, tmp_path: Path) -> Path:
    """A copy of the sample archive, to change."""
    return Path(shutil.copy(filled, tmp_path / "own.db"))


def found(ask: Ask, own: Path, name: str) -> list[str]:
    done = ask("query", "--org", name, archive=own)
    assert done.code == 0
    return [row["id"] for row in done.rows()]


def done(ask: Ask, own: Path, *words: str) -> str:
    told = ask("orgs", *words, archive=own)
    assert told.code == 0, told.err
    return told.err


# ---- adding, naming, merging ------------------------------------------------------------------------------------------------------


def test_an_added_organisation_is_found_by_all_its_names(ask: Ask, own: Path) -> None:
    told = done(ask, own, "add", "Northlake Clinics", "--alias", "Northlake", "--alias", "湖北诊所", "--parent", "IHH")
    assert "org:northlake-clinics, CA" in told  # the seat that articles showed
    assert "aggregator retag --org org:northlake-clinics" in told
    for name in ("Northlake", "northlake clinics", "湖北诊所", "org:northlake-clinics"):
        assert found(ask, own, name) == ["5", "2"]
    assert found(ask, own, "IHH") == ["5", "2"]  # its subsidiaries included
    page = ask("orgs", "show", "Northlake", archive=own).out
    assert "yours: added or changed by you" in page
    assert "parent: IHH Healthcare" in page
    assert "Partners (2)" in page
    assert "Northlake Clinics" in ask("orgs", "show", "IHH", archive=own).out
    assert [row["id"] for row in ask("orgs", "list", "--own", archive=own).rows()] == ["org:northlake-clinics"]


def test_a_renamed_organisation_is_found_by_its_old_name(ask: Ask, own: Path) -> None:
    done(ask, own, "rename", "Raffles Medical", "Raffles Wellbeing")
    assert found(ask, own, "Raffles Medical Group") == found(ask, own, "Raffles Wellbeing") == ["1"]
    rows = ask("query", "--deals", "--org", "Raffles Wellbeing", archive=own).rows()
    assert rows[0]["parties"].startswith("Raffles Wellbeing;")
    done(ask, own, "remove", "Raffles Wellbeing")
    assert ask("orgs", "list", "raffles wellbeing", archive=own).rows() == []
    assert found(ask, own, "Raffles Medical Group") == ["1"]


def test_a_merged_organisation_leads_on_everywhere(ask: Ask, own: Path) -> None:
    done(ask, own, "merge", "金山医院", "Northlake Clinics")
    assert found(ask, own, "金山医院") == found(ask, own, "Northlake Clinics") == ["1", "5", "2"]
    assert {row["one"] for row in ask("pairs", "--in", "2026-W47", archive=own).rows()} == {"Northlake Clinics"}
    assert "took in" in ask("orgs", "show", "金山医院", archive=own).out
    done(ask, own, "merge", "Northlake Clinics", "IHH")
    assert found(ask, own, "金山医院") == ["1", "5", "2"]
    assert "IHH Healthcare" in ask("show", "1", archive=own).out


def test_partners_that_become_one_are_one(ask: Ask, own: Path) -> None:
    done(ask, own, "merge", "Northlake Clinics", "مستشفى الأمل")
    row = next(row for row in ask("query", "--deals", archive=own).rows() if row["id"] == "5")
    assert row["parties"] == "مستشفى الأمل"
    with archive.open(own, write=False) as opened:
        assert [each.name for each in read.stories(opened, (5,))[0].organisations] == ["مستشفى الأمل"]


def test_a_correction_follows_a_merge_and_can_be_taken_back(ask: Ask, own: Path) -> None:
    ask("correct", "2", "--party", "金山医院", archive=own)
    done(ask, own, "merge", "金山医院", "Raffles Medical")
    row = next(row for row in ask("query", "--deals", archive=own).rows() if row["id"] == "2")
    assert row["parties"] == "Gleneagles Hospital Singapore; Northlake Clinics; Raffles Medical Group"
    assert ask("correct", "2", "--undo", archive=own).code == 0
    row = next(row for row in ask("query", "--deals", archive=own).rows() if row["id"] == "2")
    assert row["parties"] == "Gleneagles Hospital Singapore; Northlake Clinics"


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (("add", "IHH Healthcare"), "registered already"),
        (("add", "…"), "is no name"),
        (("add", "New Clinic", "--country", "Atlantis"), "No country 'Atlantis'"),
        (("add", "New Clinic", "--parent", "Nobody at all"), "No organisation 'Nobody at all'"),
        (("alias", "Nobody at all", "x y"), "No organisation"),
        (("rename", "IHH", "  "), "is no name"),
        (("merge", "IHH", "IHH Healthcare"), "that organisation already"),
        (("merge", "IHH", "Nobody at all"), "No organisation"),
        (("remove", "IHH"), "not of your own register"),
        (("import", "none.csv"), "cannot be read"),
        (("export", "mine.xlsx"), "is no CSV"),
    ],
    ids=str,
)
def test_a_wrong_argument_is_explained(ask: Ask, own: Path, words: tuple[str, ...], message: str) -> None:
    told = ask("orgs", *words, archive=own)
    assert told.code == 2
    assert message in told.err
    assert ask("orgs", "list", "--own", archive=own).rows() == []


@settings(max_examples=10)
@given(st.text(max_size=40))
def test_any_name_is_taken_or_refused_in_words(ask_any: Ask, name: str) -> None:
    own = Path(ask_any("fresh").out)
    for words in (("add", "--", name), ("alias", "--", "IHH", name), ("rename", "--", "IHH", name), ("merge", "--", name, "IHH")):
        assert ask_any("orgs", *words, archive=own).code in (0, 2)
    assert ask_any("orgs", "show", "--", name or "IHH", archive=own).code in (0, 2)
    assert ask_any("query", "--org", name, archive=own).code in (0, 2)


# ---- files ---------------------------------------------------------------------------------------------------------------------------

ROWS = """name,aliases,country,kind
Lakeside Clinics,Lakeside|湖畔诊所,SG,hospital_group
Seeblick Klinik,,DE,hospital
IHH Healthcare,,MY,
River Pharma,,DE,pharma
"""


@pytest.mark.parametrize(
    ("sieve", "names"),
    [
        ((), {"Lakeside Clinics", "Seeblick Klinik", "River Pharma", "IHH Healthcare"}),
        (("--country", "Germany"), {"Seeblick Klinik", "River Pharma"}),
        (("--kind", "pharma", "--country", "DE"), {"River Pharma"}),
        (("--named", "klinik", "--named", "lake"), {"Seeblick Klinik", "Lakeside Clinics"}),
        (("--limit", "1"), {"Lakeside Clinics"}),
        (("--type", "hospital"), {"Seeblick Klinik"}),
    ],
)
def test_an_import_takes_what_is_chosen(ask: Ask, own: Path, tmp_path: Path, sieve: tuple[str, ...], names: set[str]) -> None:
    path = tmp_path / "mine.csv"
    path.write_text(ROWS, encoding="utf-8")
    shown = ask("orgs", "import", str(path), *sieve, "--dry-run", archive=own)
    assert {row["name"] for row in shown.rows()} == names
    assert "nothing was written" in shown.err
    assert ask("orgs", "list", "--own", archive=own).rows() == []
    done(ask, own, "import", str(path), *sieve)
    assert {row["name"] for row in ask("orgs", "list", "--own", archive=own).rows()} == names


def test_an_export_is_an_import(ask: Ask, own: Path, tmp_path: Path) -> None:
    path, again = tmp_path / "mine.csv", tmp_path / "again.csv"
    path.write_text(ROWS, encoding="utf-8")
    done(ask, own, "import", str(path))
    done(ask, own, "export", str(again))
    fresh = fill(tmp_path / "fresh.db")
    done(ask, fresh, "import", str(again))
    done(ask, fresh, "import", str(again))
    assert ask("orgs", "export", "-", archive=fresh).out == again.read_text(encoding="utf-8")


def test_a_name_that_the_shipped_register_has_is_passed_over(ask: Ask, own: Path, tmp_path: Path) -> None:
    path = tmp_path / "dump.json"
    path.write_text(
        json.dumps([{"id": "https://ror.org/01", "name": "IHH Healthcare", "country": {"country_code": "MY"}}]), encoding="utf-8"
    )
    assert "1 in the shipped register already" in done(ask, own, "import", str(path))


# ---- tagging -------------------------------------------------------------------------------------------------------------------------


def test_what_is_tagged_later_knows_the_own_register(ask: Ask, own: Path, tmp_path: Path) -> None:
    """The real taggers, in the bounded child: an own name, in a script without spaces, and one that leads on to another."""
    done(ask, own, "add", "Lakeside Clinics", "--alias", "湖畔诊所", "--country", "SG", "--kind", "hospital_group")
    done(ask, own, "merge", "金山医院", "Lakeside Clinics")
    text = "莱佛士医疗集团与湖畔诊所周四在新加坡签署合作协议。"
    article = Article("https://a.example/1", "莱佛士医疗集团与湖畔诊所签署合作协议", (text, "重庆金山医院也参加。"), NOW, language="zh")
    with archive.open(own, write=False) as opened, Child() as child:
        described = child.call(Stages().describing(opened, article), article, seconds=60)
        shipped = child.call(Stages().described, article, seconds=60)
    ids = [each.id for each in described.tags.organisations]
    assert ids.count("org:lakeside-clinics") == 1
    assert "new:金山医院" not in ids
    assert "org:lakeside-clinics" not in [each.id for each in shipped.tags.organisations]
    assert "o:org:lakeside-clinics" in described.account.keys


def test_the_names_of_a_shipped_one_that_was_merged_are_the_heirs(ask: Ask, own: Path) -> None:
    done(ask, own, "merge", "IHH", "Raffles Medical")
    text = "IHH Healthcare and Mayo Clinic signed an agreement on cancer care on Monday."
    article = Article("https://a.example/2", "IHH Healthcare and Mayo Clinic sign an agreement", (text,), NOW, language="en")
    with archive.open(own, write=False) as opened:
        described = Stages().describing(opened, article)(article)
    assert {each.id for each in described.tags.organisations} == {"org:raffles-medical-group", "org:mayo-clinic"}


def test_retag_of_an_organisation_takes_the_articles_that_name_it(ask: Ask, own: Path) -> None:
    told = done(ask, own, "add", "Montreal Events", "--alias", "centre of excellence", "--retag")
    assert "named in 1 archived article" in told
    assert "article changed" in told
    with archive.open(own, write=False) as opened:
        assert errands.naming(opened, ("centre of excellence",)) == {6}
        assert list(errands.articles(opened, errands.Choice(naming=("org:ihh-healthcare", "oncology")))) == [1, 6]
    dry = ask("retag", "--org", "Montreal Events", "--dry-run", archive=own)
    assert "1 article tagged again" in dry.err
    assert ask("retag", "--org", "Nobody at all", archive=own).code == 2


def test_retag_changes_nothing_that_the_analyst_set(ask: Ask, own: Path) -> None:
    """The real taggers over the whole archive, between a correction and a look; once it is undone, they have the last word."""

    def told() -> dict[str, dict[str, object]]:
        lines = ask("query", "--format", "jsonl", "--limit", "0", archive=own).out.splitlines()
        return {row["url"].rpartition("/")[2]: row for row in map(json.loads, lines)}

    def said(done: str) -> list[str]:
        return [line for line in done.splitlines() if "another story" not in line]

    plain = Path(shutil.copy(own, own.with_name("plain.db")))
    ask("correct", "1", "--type", "licensing", "--announced", "2026-11-11", "--party", "IHH", "--not-country", "CN", archive=own)
    ask("correct", "3", "--partnership", "--type", "mou", "--party", "IHH", "--party", "Raffles Medical", archive=own)
    ask("correct", "2", "--not-a-partnership", archive=own)
    assert ask("retag", archive=own).code == 0
    rows = told()
    assert (rows["1"]["deal_type"], rows["1"]["announced"], rows["1"]["countries"]) == ("licensing", "2026-11-11", ["SG"])
    assert "IHH Healthcare" in str(rows["1"]["parties"])
    assert rows["5"]["deal_type"] == "mou"
    assert [each in str(rows["5"]["parties"]) for each in ("IHH Healthcare", "Raffles Medical Group")] == [True, True]
    assert rows["4"]["partnership"] is False
    assert said(ask("retag", archive=own).out) == []
    ask("corrections", "undo", *(str(number) for number in range(1, 10)), archive=own)
    ask("retag", archive=plain)
    assert said(ask("retag", archive=own).out) == []
    shown = ("query", "--articles", "--columns", "url,partnership,deal_type,parties,countries,organisations", "--format", "csv")
    assert sorted(ask(*shown, archive=own).out.splitlines()) == sorted(ask(*shown, archive=plain).out.splitlines())


def test_the_tag_stream_takes_a_register_of_ones_own(tmp_path: Path) -> None:
    from aggregator.cli.tagged import tagged

    path = tmp_path / "mine.csv"
    path.write_text("name,country,aliases\nLakeside Clinics,SG,湖畔诊所\n", encoding="utf-8")
    row = {"id": 1, "title": "莱佛士医疗集团与湖畔诊所签署合作协议", "text": "莱佛士医疗集团与湖畔诊所周四签署合作协议。", "language": "zh"}
    named = {each["name"]: each["country"] for each in tagged(row, path)["organisations"]}
    assert named["湖畔诊所"] == "SG"


# ---- in the archive --------------------------------------------------------------------------------------------------------------------


def test_a_question_reads_only_what_it_asks(own: Path) -> None:
    """The register over the shipped one answers as a Gazetteer of all of it would."""
    with archive.open(own, write=True) as opened:
        one = replace(gazetteer().named("IHH")[0], name="IHH Group", aliases=("IHH", "IHH Healthcare"))
        below = replace(one, id="org:lake", name="Lake", aliases=(), parent=one.id)
        with opened.transaction():
            register.put(opened, [register.Own(one), register.Own(below, "file.csv")], NOW)
        mine, all_of_it = register.names(opened, gazetteer)(), gazetteer((one, below))
        for name in ("IHH", "IHH Group", "Lake", "Raffles Medical", "nobody"):
            assert mine.named(name) == all_of_it.named(name)
        assert set(mine.subsidiaries(one.id)) == set(all_of_it.subsidiaries(one.id))
        assert mine.organisation(one.id) == all_of_it.organisation(one.id)
        assert set(register.everything(opened, gazetteer())) == set(all_of_it.organisations)
        assert register.concerned(opened, "The news of Lake Ltd is this.") == (below, one)


def test_without_an_own_register_nothing_is_read(desk: archive.Archive) -> None:
    assert register.version(desk) == 0
    assert register.names(desk, gazetteer)() is gazetteer()
