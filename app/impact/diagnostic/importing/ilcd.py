"""ILCD+EPD: the XML in which programmes publish declarations, alone or in the ZIP of a whole dataset.

Elements are found by their local names, because editions of the format differ in their namespaces. An amount without
text means "indicator not assessed" and is left out: it is not a zero.
"""

import io
import re
import zipfile
import zlib
from collections.abc import Iterator, Mapping
from datetime import date
from decimal import Decimal
from xml.etree import ElementTree

from app.core.errors import Invalid
from app.impact.diagnostic.domain.factors import Figure
from app.impact.diagnostic.importing.declared import Declared, is_module
from app.impact.diagnostic.importing.names import BY_UUID, FLOW_UNITS, edition_of, indicator_of
from app.impact.diagnostic.importing.numbers import exact
from app.impact.diagnostic.importing.refusals import (
    DeclarationTooBig,
    FigureNotRead,
    HoldsADocumentType,
    ModuleUnknown,
    NotADeclaration,
)

MOST_BYTES = 20_000_000
MOST_FILES = 5_000
MOST_UNPACKED = 300_000_000
MOST_RATIO = 100
KG = "93a60a56-a3c8-11da-a746-0800200b9a66"
Element = ElementTree.Element


def read_ilcd(content: bytes, unit: str = "") -> list[Declared]:
    """Every process of the file. *unit* is the declared unit where the file does not hold it."""
    if content.startswith(b"PK\x03\x04"):
        return _read_zip(content, unit)
    return [_process(_tree(content), {}, unit, 1)]


def _read_zip(content: bytes, unit: str) -> list[Declared]:
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            trees = _trees(archive, len(content))
    except (zipfile.BadZipFile, zlib.error, NotImplementedError, RuntimeError, EOFError, OSError) as error:
        raise NotADeclaration() from error
    flows = {uuid: tree for tree in trees if _local(tree) == "flowDataSet" and (uuid := _text(tree, "UUID"))}
    found = [one for one in trees if _local(one) == "processDataSet"]
    if not found:
        raise NotADeclaration()
    return [_process(tree, flows, unit, place) for place, tree in enumerate(found, start=1)]


def _trees(archive: zipfile.ZipFile, packed: int) -> list[Element]:
    """Processes and flows; what the directory says is judged before anything is unpacked."""
    members = [one for one in archive.infolist() if one.filename.endswith(".xml")]
    unpacked = sum(one.file_size for one in members)
    if len(members) > MOST_FILES or unpacked > MOST_UNPACKED or unpacked > MOST_RATIO * packed:
        raise DeclarationTooBig(most=MOST_UNPACKED // 1_000_000)
    if any(one.file_size > MOST_BYTES for one in members):
        raise DeclarationTooBig(most=MOST_BYTES // 1_000_000)
    return [_tree(archive.read(one)) for one in members if re.search(r"(^|/)(processes|flows)/", one.filename)]


def _tree(content: bytes) -> Element:
    if len(content) > MOST_BYTES:
        raise DeclarationTooBig(most=MOST_BYTES // 1_000_000)
    if b"<!DOCTYPE" in content or b"<!ENTITY" in content:
        raise HoldsADocumentType()
    try:
        return ElementTree.fromstring(content)  # noqa: S314 (no DTD: refused above)
    except (ElementTree.ParseError, ValueError) as error:
        raise NotADeclaration() from error


def _process(tree: Element, flows: Mapping[str, Element], unit: str, place: int) -> Declared:
    if _local(tree) != "processDataSet":
        raise NotADeclaration()
    results = [*_all(tree, "LCIAResult"), *_all(tree, "exchange")]
    uuids = {uuid for one in results if (uuid := _names(one)[0]) in BY_UUID}
    method = edition_of(uuids)
    figures: list[Figure] = []
    left_out: list[str] = []
    troubles: list[Invalid] = []
    for one in results:
        uuid, name = _names(one)
        indicator = BY_UUID.get(uuid) or (indicator_of(name, method) if method and name else None)
        amounts = list(_all(one, "amount"))
        if indicator is None:
            if amounts:
                left_out.append(name or uuid)
            continue
        for amount in amounts:
            _take(amount, indicator, figures, troubles)
    declared, kg = _declared(tree, flows)
    return Declared(
        line=place,
        id=_text(tree, "UUID") or f"process-{place}",
        name=_name(tree),
        unit=declared or unit,
        amount=_reference_amount(tree),
        method=method,
        figures=tuple(figures),
        owner=_owner(tree),
        year=_year(tree, "referenceYear"),
        valid_until=_until(tree),
        kg_per_unit=kg,
        left_out=tuple(dict.fromkeys(left_out)),
        troubles=tuple(troubles),
    )


def _take(amount: Element, indicator: str, figures: list[Figure], troubles: list[Invalid]) -> None:
    text, module = (amount.text or "").strip(), _attribute(amount, "module")
    if not text:
        return
    value = exact(text)
    if value is None:
        troubles.append(FigureNotRead(text=text[:40]))
    elif not is_module(module):
        troubles.append(ModuleUnknown(module=module[:20]))
    else:
        figures.append(Figure(module, _attribute(amount, "scenario"), indicator, value))


def _names(result: Element) -> tuple[str, str]:
    """UUID and short description of what a result is about."""
    for one in result:
        if _local(one) in ("referenceToLCIAMethodDataSet", "referenceToFlowDataSet"):
            return (one.get("refObjectId") or "").casefold(), _text(one, "shortDescription")
    return "", ""


def _reference(tree: Element) -> Element | None:
    internal = _text(tree, "referenceToReferenceFlow") or "0"
    return next((one for one in _all(tree, "exchange") if one.get("dataSetInternalID") == internal), None)


def _reference_amount(tree: Element) -> Decimal:
    flow = _reference(tree)
    text = (_text(flow, "resultingAmount") or _text(flow, "meanAmount")) if flow is not None else ""
    return exact(text) or Decimal(1 if not text else 0)


def _declared(tree: Element, flows: Mapping[str, Element]) -> tuple[str, Decimal | None]:
    """The declared unit and, where the flow tells it, the kilograms of one unit."""
    reference = _reference(tree)
    flow = flows.get(_names(reference)[0]) if reference is not None else None
    if flow is None:
        return "", None
    wanted = _text(flow, "referenceToReferenceFlowProperty") or "0"
    unit, kg, units = "", None, None
    for one in _all(flow, "flowProperty"):
        about = next((part for part in one if _local(part) == "referenceToFlowPropertyDataSet"), None)
        uuid = (about.get("refObjectId") or "").casefold() if about is not None else ""
        if one.get("dataSetInternalID") == wanted:
            unit, units = FLOW_UNITS.get(uuid, f"?{uuid}"), exact(_text(one, "meanValue"))
        if uuid == KG:
            kg = exact(_text(one, "meanValue"))
    return unit, kg / units if kg and units and unit != "kg" else None


def _name(tree: Element) -> str:
    for language in ("fr", "en", "de", ""):
        for one in _all(tree, "baseName"):
            if not language or _attribute(one, "lang") == language:
                return " ".join((one.text or "").split())[:200]
    return ""


def _owner(tree: Element) -> str:
    for one in _all(tree, "referenceToOwnershipOfDataSet"):
        return _text(one, "shortDescription")[:200]
    return ""


def _year(tree: Element, name: str) -> int:
    found = re.match(r"(\d{4})", _text(tree, name))
    return int(found[1]) if found else 0


def _until(tree: Element) -> date | None:
    year = _year(tree, "dataSetValidUntil")
    return date(year, 12, 31) if year else None


def _local(element: Element) -> str:
    return element.tag.rpartition("}")[2] if isinstance(element.tag, str) else ""


def _attribute(element: Element, name: str) -> str:
    return next((value.strip() for key, value in element.attrib.items() if key.rpartition("}")[2] == name), "")


def _all(element: Element, name: str) -> Iterator[Element]:
    return (one for one in element.iter() if _local(one) == name)


def _text(element: Element, name: str) -> str:
    return next((" ".join((one.text or "").split()) for one in _all(element, name) if one.text), "")
