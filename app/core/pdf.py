"""Documents to print: a typst template and plain data make a tagged PDF (PDF/UA-1), in about 15 ms.

    written_pdf("label_sheets", {"title": "Étiquettes", "language": "fr", ...})

compiles ``templates/documents/label_sheets.typ``, which reads ``json(bytes(sys.inputs.data))``. Only fonts that
typst carries, no package, no network: the same bytes on every machine. Never inside a transaction.
"""

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

DOCUMENTS = Path(__file__).resolve().parents[2] / "templates" / "documents"


def written_pdf(name: str, data: Mapping[str, Any]) -> bytes:
    """The document *name* filled with *data*, which has a ``title`` and a ``language`` for those who listen."""
    import typst  # 30 MB that only who prints has to load

    made = typst.compile(
        str(DOCUMENTS / f"{name}.typ"),
        root=str(DOCUMENTS),
        format="pdf",
        ignore_system_fonts=True,
        sys_inputs={"data": json.dumps(data, ensure_ascii=False)},
        pdf_standards="ua-1",
    )
    assert isinstance(made, bytes)
    return made
