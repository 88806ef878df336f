"""Declarations as people have them: ILCD+EPD, ÖKOBAUDAT's table, ours; what is not understood is named."""

import io
import zipfile
from datetime import date
from decimal import Decimal

import pytest

from app.impact.diagnostic.domain.factors import Figure
from app.impact.diagnostic.importing.declared import faults_of, per_unit
from app.impact.diagnostic.importing.names import A1, EF30, EF31
from app.impact.diagnostic.importing.reading import Verdict, read_declarations, tried
from app.impact.diagnostic.importing.refusals import (
    DeclaredAmountNotPositive,
    DeclaredUnitMissing,
    EditionUnknown,
    FigureNotRead,
    HoldsADocumentType,
    MakingMissing,
    ModuleUnknown,
    NotADeclaration,
    TwoFigures,
)

TODAY = date(2027, 1, 1)
GWP31, AP, MYSTERY = (
    "a7ea142a-9749-11ed-a8fc-0242ac120002",
    "b5c611c6-def3-11e6-bf01-fe55135034f3",
    "00000000-0000-0000-0000-000000000000",
)
FLOW = "11111111-1111-1111-1111-111111111111"


def a_process(*results: tuple[str, str, str], mean: str = "1") -> bytes:
    """Results as (uuid, module, amount)."""
    body = "".join(
        f'<LCIAResult><referenceToLCIAMethodDataSet refObjectId="{uuid}"><c:shortDescription xml:lang="en">'
        f"Name of {uuid}</c:shortDescription></referenceToLCIAMethodDataSet><c:other>"
        f'<e:amount e:module="{module}">{amount}</e:amount></c:other></LCIAResult>'
        for uuid, module, amount in results
    )
    return (
        '<?xml version="1.0" encoding="UTF-8"?><processDataSet xmlns="http://lca.jrc.it/ILCD/Process"'
        ' xmlns:c="http://lca.jrc.it/ILCD/Common" xmlns:e="http://www.iai.kit.edu/EPD/2013"><processInformation>'
        "<dataSetInformation><c:UUID>22222222-2222-2222-2222-222222222222</c:UUID><name>"
        '<baseName xml:lang="de">Platte</baseName><baseName xml:lang="en">Board of wool</baseName></name>'
        "</dataSetInformation><quantitativeReference><referenceToReferenceFlow>0</referenceToReferenceFlow>"
        "</quantitativeReference><time><c:referenceYear>2024</c:referenceYear>"
        "<c:dataSetValidUntil>2029</c:dataSetValidUntil></time></processInformation><exchanges>"
        f'<exchange dataSetInternalID="0"><referenceToFlowDataSet refObjectId="{FLOW}"/><meanAmount>{mean}</meanAmount>'
        f"</exchange></exchanges><LCIAResults>{body}</LCIAResults></processDataSet>"
    ).encode()


def a_flow() -> bytes:
    """One square metre that weighs 2.5 kg."""
    return (
        '<flowDataSet xmlns="http://lca.jrc.it/ILCD/Flow" xmlns:c="http://lca.jrc.it/ILCD/Common"><flowInformation>'
        f"<dataSetInformation><c:UUID>{FLOW}</c:UUID></dataSetInformation><quantitativeReference>"
        "<referenceToReferenceFlowProperty>0</referenceToReferenceFlowProperty></quantitativeReference>"
        '</flowInformation><flowProperties><flowProperty dataSetInternalID="0"><referenceToFlowPropertyDataSet'
        ' refObjectId="93a60a56-a3c8-19da-a746-0800200c9a66"/><meanValue>1</meanValue></flowProperty>'
        '<flowProperty dataSetInternalID="1"><referenceToFlowPropertyDataSet'
        ' refObjectId="93a60a56-a3c8-11da-a746-0800200b9a66"/><meanValue>2.5</meanValue></flowProperty>'
        "</flowProperties></flowDataSet>"
    ).encode()


def test_an_ilcd_process_is_read_with_its_edition_and_what_it_leaves_out() -> None:
    content = a_process((GWP31, "A1-A3", "1.5E0"), (AP, "A1-A3", "2e-9"), (MYSTERY, "A1-A3", "7"))
    (found,) = read_declarations(content, unit="kg")
    assert found.name == "Board of wool"
    assert found.method == EF31
    assert found.figures == (
        Figure("A1-A3", "", "climate", Decimal("1.5")),
        Figure("A1-A3", "", "ef_ap", Decimal("2E-9")),
    )
    assert found.left_out == (f"Name of {MYSTERY}",)
    assert (found.year, found.valid_until) == (2024, date(2029, 12, 31))
    assert not faults_of(found, TODAY)


def test_a_package_tells_the_declared_unit_and_its_mass() -> None:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        archive.writestr("ILCD/processes/a.xml", a_process((GWP31, "A1-A3", "3")))
        archive.writestr("ILCD/flows/b.xml", a_flow())
    (found,) = read_declarations(packed.getvalue())
    assert (found.unit, found.kg_per_unit) == ("m2", Decimal("2.5"))


def test_a_process_alone_does_not_say_its_unit() -> None:
    (found,) = read_declarations(a_process((GWP31, "A1-A3", "1")))
    assert [type(one) for one in faults_of(found, TODAY)] == [DeclaredUnitMissing]


def test_an_empty_amount_is_not_assessed_and_not_nothing() -> None:
    (found,) = read_declarations(a_process((GWP31, "A1-A3", "1"), (AP, "A1-A3", "")), unit="kg")
    assert [one.indicator for one in found.figures] == ["climate"]


@pytest.mark.parametrize(
    ("results", "fault"),
    [
        (((GWP31, "A1-A3", "one"),), FigureNotRead),
        (((GWP31, "Z9", "1"),), ModuleUnknown),
        (((GWP31, "C3", "1"),), MakingMissing),
        (((GWP31, "A1-A3", "1"), (GWP31, "A1-A3", "2")), TwoFigures),
        (((MYSTERY, "A1-A3", "1"),), EditionUnknown),
    ],
)
def test_what_is_wrong_with_a_declaration_is_said(
    results: tuple[tuple[str, str, str], ...], fault: type[Exception]
) -> None:
    (found,) = read_declarations(a_process(*results), unit="kg")
    assert fault in [type(one) for one in faults_of(found, TODAY)]


def test_a_declared_amount_of_nothing_is_refused() -> None:
    (found,) = read_declarations(a_process((GWP31, "A1-A3", "1"), mean="0"), unit="kg")
    assert DeclaredAmountNotPositive in [type(one) for one in faults_of(found, TODAY)]


@pytest.mark.parametrize(
    ("content", "refusal"),
    [
        (b'<!DOCTYPE x [<!ENTITY a "b">]><processDataSet/>', HoldsADocumentType),
        (b"<html></html>", NotADeclaration),
        (b"<processDataSet", NotADeclaration),
        (b"name;price\nboard;3\n", NotADeclaration),
    ],
)
def test_another_file_is_refused_whole(content: bytes, refusal: type[Exception]) -> None:
    with pytest.raises(refusal):
        read_declarations(content)


OKOBAUDAT = (
    "UUID;Version;Name (de);Name (en);Modul;Szenario;Bezugsgroesse;Bezugseinheit;Rohdichte (kg/m3);GWP;AP;"
    "GWPtotal (A2);AP (A2);PERT\n"
    "u-1;1;Platte;Board;A1-A3;;2;m3;600;;;400;0,8;1000\n"
    "u-1;1;Platte;Board;C3;S1;2;m3;600;;;20;;\n"
    "u-2;1;Alt;Old;A1-A3;;1;kg;;3;0,5;;;9\n"
)


def test_the_export_of_okobaudat_never_mixes_its_two_editions() -> None:
    new, old = read_declarations(OKOBAUDAT.encode())
    assert (new.method, old.method) == (EF30, A1)
    assert {(one.indicator, one.value) for one in new.figures if one.module == "A1-A3"} == {
        ("climate", Decimal(400)),
        ("ef_ap", Decimal("0.8")),
        ("pert", Decimal(1000)),
    }
    assert {one.indicator for one in old.figures} == {"climate", "ap_a1", "pert"}
    assert new.kg_per_unit == 600
    assert per_unit(new)[0].value == Decimal(200)


def test_our_table_says_edition_and_unit_on_each_row() -> None:
    content = (
        "id,name,unit,amount,method,module,scenario,indicator,value\n"
        "felt,Feutre,m2,1,EN 15804+A2 (EF 3.1),A1-A3,,GWP-total,6.1\n"
        "felt,Feutre,m2,1,EN 15804+A2 (EF 3.1),A1-A3,,SQP,12\n"
        "felt,Feutre,m2,1,EN 15804+A2 (EF 3.1),A1-A3,,UBP,900\n"
    )
    (found,) = read_declarations(content.encode())
    assert [one.indicator for one in found.figures] == ["climate", "ef_sqp"]
    assert found.left_out == ("UBP",)


def test_the_same_file_again_changes_nothing() -> None:
    found = read_declarations(a_process((GWP31, "A1-A3", "1")), unit="kg")
    first = tried(found, lambda _: None, TODAY)
    assert first.count(Verdict.NEW) == 1
    from tests.impact.domain.test_diagnostic import a_factor

    standing = a_factor(("A1-A3", "climate", "1"), method=EF31)
    assert tried(found, lambda _: standing, TODAY).count(Verdict.SAME) == 1
    assert tried(found, lambda _: a_factor(("A1-A3", "climate", "9"), method=EF31), TODAY).wanted
