"""How declarations name what they measure: the UUIDs of the InData network, the abbreviations of EN 15804.

UUIDs and units of flows: InDataWG/ILCD-EPD-Data-Format, doc/identifiers (EN 15804+A1, +A2 EF 3.0 and EF 3.1),
read on 2026-11-21. An indicator that is not here is named in the report of the import and left out.
"""

import re
from collections.abc import Mapping

from app.core.text import fold

A1, EF30, EF31 = "en15804_a1", "en15804_a2_ef30", "en15804_a2_ef31"
METHODS: Mapping[str, str] = {
    A1: "EN 15804+A1 (CML-IA)",
    EF30: "EN 15804+A2 (EF 3.0)",
    EF31: "EN 15804+A2 (EF 3.1)",
    "sonum": "ADEME SoNum 2025",
    "carbon": "facteur carbone",
}
"""Every edition of a characterisation, as it is written in a report."""

_COMMON = {
    "53f97275-fa8a-4cdd-9024-65936002acd0": "pert",
    "06159210-646b-4c8d-8583-da9b3b95a6c1": "penrt",
    "3cf952c8-f3a4-461d-8c96-96456ca62246": "fresh_water",
}

_OF_A1 = {
    "77e416eb-a363-4258-a04e-171d843a6460": "climate",
    "06dcd26f-025f-401a-a7c1-5e457eb54637": "odp_a1",
    "b4274add-93b7-4905-a5e4-2e878c4e4216": "ap_a1",
    "f58827d0-b407-4ec6-be75-8b69efb98a0f": "ep_a1",
    "1e84a202-dae6-42aa-9e9d-71ea48b8be00": "pocp_a1",
    "f7c73bb9-ab1a-4249-9c6d-379a0de6f67e": "adp_elements",
    "804ebcdf-309d-4098-8ed8-fdaf2f389981": "adpf_a1",
}

_OF_EF30 = {
    "6a37f984-a4b3-458a-a20a-64418c145fa2": "climate",
    "5f635281-343e-44fb-83df-1971b155e6b6": "ef_gwp_fossil",
    "2356e1ab-0185-4db5-86e5-16de51c7485c": "ef_gwp_biogenic",
    "4331bbdb-978a-490d-8707-eeb047f01a55": "ef_gwp_luluc",
    "ee1082d1-b0f7-43ca-a1f0-21e2a4a74511": "ef_etp_fw",
    "3af763a5-b7a1-48c9-9cee-1f223481fcef": "ef_htp_nc",
}

_OF_EF31 = {
    "a7ea142a-9749-11ed-a8fc-0242ac120002": "climate",
    "a7ea19c0-9749-11ed-a8fc-0242ac120002": "ef_gwp_fossil",
    "a7ea186c-9749-11ed-a8fc-0242ac120002": "ef_gwp_biogenic",
    "a7ea1ae2-9749-11ed-a8fc-0242ac120002": "ef_gwp_luluc",
    "7cfdcfcf-b222-4b26-888a-a55f9fbf7ac8": "ef_htp_nc",
}

_OF_BOTH = {
    "b5c629d6-def3-11e6-bf01-fe55135034f3": "ef_odp",
    "b5c611c6-def3-11e6-bf01-fe55135034f3": "ef_ap",
    "b53ec18f-7377-4ad3-86eb-cc3f4f276b2b": "ef_ep_freshwater",
    "b5c619fa-def3-11e6-bf01-fe55135034f3": "ef_ep_marine",
    "b5c614d2-def3-11e6-bf01-fe55135034f3": "ef_ep_terrestrial",
    "b5c610fe-def3-11e6-bf01-fe55135034f3": "ef_pocp",
    "b2ad6494-c78d-11e6-9d9d-cec0c932ce01": "adp_elements",
    "b2ad6110-c78d-11e6-9d9d-cec0c932ce01": "ef_adpf",
    "b2ad66ce-c78d-11e6-9d9d-cec0c932ce01": "ef_wdp",
    "b5c602c6-def3-11e6-bf01-fe55135034f3": "ef_pm",
    "b5c632be-def3-11e6-bf01-fe55135034f3": "ef_irp",
    "05316e7a-b254-4bea-9cf0-6bf33eb5c630": "ef_etp_fw",
    "2299222a-bbd8-474f-9d4f-4dd1f18aea7c": "ef_htp_c",
    "b2ad6890-c78d-11e6-9d9d-cec0c932ce01": "ef_sqp",
}

BY_UUID: Mapping[str, str] = {**_COMMON, **_OF_A1, **_OF_EF30, **_OF_EF31, **_OF_BOTH}

_SHORT_COMMON = {"pert": "pert", "penrt": "penrt", "fw": "fresh_water"}
_SHORT_A1 = {
    "gwp": "climate", "odp": "odp_a1", "ap": "ap_a1", "ep": "ep_a1", "pocp": "pocp_a1", "adpe": "adp_elements",
    "adpf": "adpf_a1", **_SHORT_COMMON,
}  # fmt: skip
_SHORT_A2 = {
    "gwptotal": "climate", "gwpfossil": "ef_gwp_fossil", "gwpbiogenic": "ef_gwp_biogenic",
    "gwpluluc": "ef_gwp_luluc", "odp": "ef_odp", "ap": "ef_ap", "epfreshwater": "ef_ep_freshwater",
    "epfw": "ef_ep_freshwater", "epmarine": "ef_ep_marine", "epm": "ef_ep_marine",
    "epterrestrial": "ef_ep_terrestrial", "ept": "ef_ep_terrestrial", "pocp": "ef_pocp", "adpe": "adp_elements",
    "adpmm": "adp_elements", "adpmineralsmetals": "adp_elements", "adpf": "ef_adpf", "adpfossil": "ef_adpf",
    "wdp": "ef_wdp", "pm": "ef_pm", "irp": "ef_irp", "ir": "ef_irp", "etpfw": "ef_etp_fw", "htpc": "ef_htp_c",
    "htpnc": "ef_htp_nc", "sqp": "ef_sqp", **_SHORT_COMMON,
}  # fmt: skip

FLOW_UNITS: Mapping[str, str] = {
    "93a60a56-a3c8-11da-a746-0800200b9a66": "kg",
    "93a60a56-a3c8-22da-a746-0800200c9a66": "m3",
    "93a60a56-a3c8-19da-a746-0800200c9a66": "m2",
    "838aaa23-0117-11db-92e3-0800200c9a66": "m",
    "01846770-4cfe-4a25-8ad9-919d8d378345": "unit",
    "93a60a56-a3c8-11da-a746-0800200c9a66": "MJ",
    "93a60a56-a3c8-14da-a746-0800200c9a66": "MJ",
    "838aaa20-0117-11db-92e3-0800200c9a66": "t.km",
}
"""The unit of the declared quantity, by the flow property that measures it."""

_UNITS = {
    "kg": "kg", "t": "t", "m2": "m2", "m²": "m2", "qm": "m2", "m3": "m3", "m³": "m3", "m": "m", "lfm": "m",
    "pcs": "unit", "pcs.": "unit", "piece": "unit", "stück": "unit", "unit": "unit", "unité": "unit", "u": "unit",
    "item(s)": "unit", "kwh": "kWh", "mj": "MJ", "t*km": "t.km", "tkm": "t.km", "t.km": "t.km",
}  # fmt: skip

_IN_BRACKETS = re.compile(r"\(([A-Za-z][A-Za-z0-9 _-]*)\)\s*$")


def unit_of(text: str) -> str | None:
    """A declared unit as the vocabulary of units writes it; None when it is none of ours."""
    return _UNITS.get(text.strip().casefold())


def indicator_of(name: str, method: str) -> str | None:
    """The indicator behind "Global Warming Potential - total (GWP-total)" or "GWPtotal (A2)", in this edition.

    >>> indicator_of("AP (A2)", EF31), indicator_of("AP", A1)
    ('ef_ap', 'ap_a1')
    """
    plain = re.sub(r"\s*\(A[12]\)\s*$", "", name.strip())
    bracketed = _IN_BRACKETS.search(plain)
    short = fold(bracketed[1] if bracketed else plain).replace(" ", "")
    return (_SHORT_A1 if method == A1 else _SHORT_A2).get(short)


def edition_of(uuids: set[str]) -> str | None:
    """Which edition a set of UUIDs belongs to; None when nothing tells."""
    if uuids & _OF_EF31.keys():
        return EF31
    if uuids & (_OF_EF30.keys() | _OF_BOTH.keys()):
        return EF30
    return A1 if uuids & _OF_A1.keys() else None


def method_of(text: str) -> str | None:
    """The edition that somebody names in words: "EN 15804+A2 (EF 3.1)", "EF 3.1", "A1"."""
    plain = fold(text).replace(" ", "")
    if "ef31" in plain or plain.endswith("a2"):
        return EF31 if "ef31" in plain else EF30
    if "ef30" in plain or "a2" in plain:
        return EF30
    return A1 if "a1" in plain else None
