"""Single-use codes can be read aloud, typed badly and still be told from a slip."""

from hypothesis import given
from hypothesis import strategies as st

from shared.domain.single_use import ALPHABET, code_of, recognised

NUMBERS = st.integers(0, 2**55 - 1)


def test_a_code_looks_like_this():
    assert code_of(0x123456789ABCDE) == "Y6FN-9WSA-MH4X"


@given(NUMBERS)
def test_a_code_is_recognised_however_it_is_typed(number):
    code = code_of(number)
    plain = code.replace("-", "")

    assert recognised(code) == recognised(plain.lower()) == recognised(f" {plain[:6]} {plain[6:]}") == plain
    assert recognised(code.replace("-", "\u2013")) == recognised(code.replace("-", "\u00a0")) == plain
    assert recognised(code.replace("0", "o").replace("1", "l")) == plain


@given(NUMBERS, st.integers(0, 11), st.sampled_from(ALPHABET))
def test_one_wrong_character_is_a_slip(number, place, character):
    plain = code_of(number).replace("-", "")
    typed = plain[:place] + character + plain[place + 1 :]

    assert recognised(typed) in ([plain] if typed == plain else [None])


@given(NUMBERS, NUMBERS)
def test_two_numbers_make_two_codes(one, other):
    assert (code_of(one) == code_of(other)) == (one == other)


def test_a_word_of_the_shop_is_no_such_code():
    assert recognised("WELCOME") is None
    assert recognised("") is None
    assert recognised("🎁🎁🎁🎁🎁🎁🎁🎁🎁🎁🎁🎁") is None
