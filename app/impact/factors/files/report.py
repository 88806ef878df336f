"""The dry run as a file, between the try and the confirmation: what is confirmed is what was shown."""

import json
from collections.abc import Mapping
from typing import Any

from app.core import storage
from app.impact.factors.files.domain import FileLine, FileTrial, FileVerdict
from app.listings.queries.import_report import refusal_kept, refusal_read


def save_trial(trial: FileTrial) -> str:
    """Keep it; the key it is found by."""
    kept = {"read": trial.read, "lines": [_kept(one) for one in trial.lines]}
    return storage.save(json.dumps(kept, ensure_ascii=False).encode(), ".report")


def load_trial(key: str) -> FileTrial:
    """What was kept. Raises NotFound when the file had its time."""
    kept = json.loads(storage.read(key))
    return FileTrial(tuple(_read(one) for one in kept["lines"]), int(kept["read"]))


def _kept(one: FileLine) -> dict[str, Any]:
    plain = {name: getattr(one, name) for name in FileLine.__dataclass_fields__}
    return {**plain, "row": dict(one.row) if one.row else None, "refusals": list(map(refusal_kept, one.refusals))}


def _read(kept: Mapping[str, Any]) -> FileLine:
    return FileLine(
        **{
            **kept,
            "verdict": FileVerdict(kept["verdict"]),
            "refusals": tuple(map(refusal_read, kept["refusals"])),
            "left_out": tuple(kept["left_out"]),
        }
    )
