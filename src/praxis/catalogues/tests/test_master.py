"""A billing file checked with the practice's catalogues: rules speak, or stay silent."""

import io
from datetime import date
from pathlib import Path

import pytest

from formats import kvdt
from formats.catalogues import (
    AnalyteFacts,
    Catalogue,
    EbmFacts,
    HybridFacts,
    IcdFacts,
    PayerFacts,
    PostcodeFacts,
    RegionalFacts,
)
from formats.catalogues.samples import path as sample
from formats.kvdt.master import ANALYTES, GENES
from formats.kvdt.needs import MASTER_RULES
from formats.kvdt.samples import path as kvdt_path
from praxis.catalogues.importing import import_catalogue
from praxis.catalogues.master import PracticeMaster
from praxis.catalogues.models import Item as Row
from praxis.catalogues.tests.conftest import Bring

DAY = date(2031, 1, 15)
_LINE = "3;T;X;10;J00;{0};{0};{1};{2};{2};;;{3};P;1;1;1;1;1;{4};{5};{6};{7};{8};{9};{10};N;N\n"


def _icd(code: str, **told: str) -> str:
    given = {
        "use": "P", "sex": "9", "sex_how": "9", "low": "9999", "high": "9999", "age_how": "9",
        "rare": "N", "filled": "J",
    } | told  # fmt: skip
    return _LINE.format(code, code.replace(".", ""), f"Muster {code}", *given.values())


def _codes(data: bytes | Path) -> set[str]:
    content = data.read_bytes() if isinstance(data, Path) else data
    return kvdt.check(io.BytesIO(content), "", PracticeMaster()).problems.codes() & MASTER_RULES


def _bring_icd(bring: Bring, *lines: str) -> None:
    name = "icd10gm2026syst_kodes.txt"
    import_catalogue(bring.actor, io.BytesIO("".join(lines).encode()), name)


@pytest.fixture
def adt() -> bytes:
    """Our billing file of the fourth quarter of 2026, with J06.9 and M54.4."""
    return kvdt_path("adt.con").read_bytes()


def test_without_catalogues_no_rule_concludes_anything(visit: object, adt: bytes) -> None:
    assert _codes(adt) == set()


def test_an_expired_edition_concludes_nothing_either(bring: Bring, adt: bytes) -> None:
    for name in ("icd10gm2031syst_kodes.txt", "sdkt.xml", "sdebm.xml"):
        bring(name)
    assert _codes(adt) == set()


def _all_codes(adt: bytes) -> list[str]:
    lines = adt.decode("iso-8859-15").splitlines()
    return sorted({line[7:].strip() for line in lines if line[3:7] in ("6001", "3673")})


def test_known_codes_are_clean_and_unknown_ones_are_named(bring: Bring, adt: bytes) -> None:
    codes = _all_codes(adt)
    _bring_icd(bring, *(_icd(code) for code in codes))
    assert _codes(adt) == set()
    broken = adt.replace(b"6001J06.9", b"6001J06.8")
    assert broken != adt
    assert _codes(broken) == {"R499"}


@pytest.mark.parametrize(
    ("told", "rule"),
    [
        ({"filled": "N"}, "R492"),
        ({"rare": "J"}, "R490"),
        ({"low": "t000", "high": "t028", "age_how": "M"}, "R489"),
        ({"low": "t000", "high": "t028", "age_how": "K"}, "R761"),
        ({"sex": "M", "sex_how": "K"}, "R817"),
        ({"sex": "M", "sex_how": "M"}, "R491"),
        ({"use": "O"}, "R729"),
    ],
)
def test_each_limit_of_a_code_has_its_rule(
    bring: Bring, adt: bytes, told: dict[str, str], rule: str
) -> None:
    _bring_icd(bring, *(_icd(code, **told) for code in _all_codes(adt)))
    assert _codes(adt) == {rule}


def test_payers_and_areas_are_asked_when_they_are_there(bring: Bring, adt: bytes) -> None:
    payers = Path(__file__).parents[3] / "formats/catalogues/samples/sdkt.xml"
    text = payers.read_bytes().replace(b"2031-01-01..2031-03-31", b"2026-10-01..2026-12-31")
    import_catalogue(bring.actor, io.BytesIO(text), "kts.xml")
    assert _codes(adt) == {"R201", "R202"}
    text = text.replace(b'"99102"', b'"10499"').replace(
        b'2000-01-01.."', b'2000-01-01..2026-06-30"'
    )
    import_catalogue(bring.actor, io.BytesIO(text), "kts2.xml")
    vknr = adt.replace(b"410499999", b"410410499")
    assert {"RQL2", "R210"} <= _codes(vknr)
    bring("KBV_UKV2OKV_V09.99.csv")
    assert "R017" in _codes(vknr)


def test_services_are_asked_for_what_the_ebm_requires(bring: Bring, adt: bytes) -> None:
    sample = Path(__file__).parents[3] / "formats/catalogues/samples/sdebm.xml"
    text = sample.read_bytes().replace(b"2031-01-01", b"2026-10-01")
    text = text.replace(b"2031-03-31", b"2026-12-31").replace(b'V="99001"', b'V="03003"')
    import_catalogue(bring.actor, io.BytesIO(text), "ebm.xml")
    assert _codes(adt) == {"R203", "R702"}


def test_what_comes_back_is_what_was_imported(bring: Bring) -> None:
    for name in ("icd10gm2031syst_kodes.txt", "sdkt.xml", "sdebm.xml"):
        bring(name)
    master = PracticeMaster()
    icd = master.item(Catalogue.ICD, "N41", DAY)
    assert icd is not None
    assert isinstance(icd.facts, IcdFacts)
    assert (icd.facts.sex, icd.facts.ambulatory) == ("M", "P")
    payer = master.item(Catalogue.PAYERS, "99101", DAY)
    assert payer is not None
    assert isinstance(payer.facts, PayerFacts)
    assert payer.facts.taken_over_by == "99102"
    barred = master.item(Catalogue.PAYERS, "99102", DAY)
    assert barred is not None
    assert isinstance(barred.facts, PayerFacts)
    assert barred.facts.barred_areas == ("97",)
    service = master.item(Catalogue.EBM, "99001", DAY)
    assert service is not None
    assert isinstance(service.facts, EbmFacts)
    assert service.facts.required == ("5012", "5011")
    assert master.ik_is_known("990000002", DAY)
    assert not master.ik_is_known("123456789", DAY)
    assert not master.knows(Catalogue.ICD, date(2032, 1, 1))


def test_lists_of_the_kbv_answer_for_a_day_too(bring: Bring) -> None:
    for name in (
        "PLZ99_1.131", "Kvsp97_1.131", "sdhdrg.xml",
        "S_NVV_RV_ZERTIFIKAT_V9.99.xml", "S_MUSTER_HGNC_V9.99.xml", "S_MUSTER_ART_V1.02.xml",
    ):  # fmt: skip
        bring(name)
    master = PracticeMaster()
    found = [
        master.item(Catalogue.POSTCODES, "00998", DAY),
        master.item(Catalogue.HYBRID, "Z99M", DAY),
        master.item(Catalogue.REGIONAL, "75-00", DAY, "97"),
    ]
    assert [one.facts if one else None for one in found] == [
        PostcodeFacts(kv="96"),
        HybridFacts(100_050, 103_050),
        RegionalFacts(barred_records=("0104",)),
    ]
    assert master.item(Catalogue.REGIONAL, "97", DAY, "97") is None
    assert not master.knows(Catalogue.REGIONAL, DAY, "98")
    assert master.is_titled(Catalogue.KEYS, "MUST2", DAY, GENES)
    assert not master.is_titled(Catalogue.KEYS, "must2", DAY, GENES)
    analytes = list(master.items(Catalogue.KEYS, DAY, ANALYTES))
    assert [(one.code, one.facts) for one in analytes][2] == ("903", AnalyteFacts(("99902",)))
    assert [one.facts for one in master.items(Catalogue.KEYS, DAY, "S_MUSTER_ART")] == [None, None]
    assert list(master.items(Catalogue.KEYS, DAY, "S_FEHLT")) == []


def test_the_own_kv_counts_in_a_bill_of_the_practice(bring: Bring, adt: bytes) -> None:
    for name in ("PLZ99_1.131", "sdkt.xml", "Kvsp97_1.131"):
        data = sample(name).read_bytes()
        data = data.replace(b"911112031", b"911142026").replace(
            b"2031-01-01..2031-03-31", b"2026-10-01..2026-12-31"
        )
        data = data.replace(b"9113" + b"97", b"9113" + b"20").replace(b'V="99102"', b'V="99999"')
        data = data.replace(b'gruppe V="01"', b'gruppe V="75"')
        import_catalogue(bring.actor, io.BytesIO(data), name)
    assert "SKT4" in _codes(adt)
    said = kvdt.check(io.BytesIO(adt), "", PracticeMaster()).unchecked
    assert not {"SKT4", "R478", "R783", "R201"} & {one.code for one in said}
    assert {"R222", "R499"} <= {one.code for one in said}


def test_facts_an_older_program_named_otherwise_are_passed_over(bring: Bring) -> None:
    bring("sdkt.xml")
    Row.objects.filter(code="99102").update(facts={"regions": ["97"], "group": "01"})
    payer = PracticeMaster().item(Catalogue.PAYERS, "99102", DAY)
    assert payer is not None
    assert payer.facts == PayerFacts(group="01")
