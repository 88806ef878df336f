"""Codes read back, and no slip of the hand is taken for another code."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.listings.domain.codes import ALPHABET, Code, CodeKind, NotACode, code_of, read_code, spaced

IDS = st.integers(1, 10**9)
KINDS = st.sampled_from(CodeKind)


@given(KINDS, IDS)
def test_a_code_reads_back(kind: CodeKind, id: int) -> None:
    assert read_code(code_of(kind, id)) == Code(kind, id)


@given(KINDS, IDS, st.randoms())
def test_case_blanks_dashes_and_look_alikes_are_forgiven(kind: CodeKind, id: int, chance) -> None:  # type: ignore[no-untyped-def]
    typed = spaced(code_of(kind, id)).replace(" ", chance.choice([" ", "-", "  "]))
    typed = "".join(chance.choice({"0": "0oO", "1": "1iIlL", "2": "2zZ", "V": "vVuU"}.get(c, c)) for c in typed)
    assert read_code(chance.choice([str.lower, str.upper])(typed)) == Code(kind, id)


@given(KINDS, IDS)
def test_every_single_wrong_character_is_caught(kind: CodeKind, id: int) -> None:
    code = code_of(kind, id)
    for place, right in enumerate(code):
        for wrong in set(ALPHABET) - {right}:
            with pytest.raises(NotACode):
                read_code(code[:place] + wrong + code[place + 1 :])


@given(KINDS, IDS)
def test_every_swap_of_neighbours_is_caught(kind: CodeKind, id: int) -> None:
    code = code_of(kind, id)
    for place in range(len(code) - 1):
        one, other = code[place], code[place + 1]
        if one != other:
            with pytest.raises(NotACode):
                read_code(code[:place] + other + one + code[place + 2 :])


@pytest.mark.parametrize("typed", ["", "E", "E0000", "E00000", "EEEEEEEEEEEEEEE", "É001BF", "E001BF?", "٣٣٣٣٣٣"])
def test_what_is_no_code_is_refused(typed: str) -> None:
    with pytest.raises(NotACode):
        read_code(typed)


@given(st.text(max_size=40))
def test_any_text_is_read_or_refused(typed: str) -> None:
    try:
        found = read_code(typed)
    except NotACode:
        return
    assert found.id >= 1
