import pytest

from dfda.show.labels import (
    ascii_text,
    heights_note,
    readable_sentence,
    short_number,
    small_amount,
    times_text,
    value_text,
)


@pytest.mark.parametrize(
    ("text", "short"),
    [
        ("0.001", "0.001"),
        ("-21.75", "−21.75"),
        ("0.000000000000001", "1e−15"),
        ("-0.000000000000003", "−3e−15"),
        ("2.000000000000000000000000000001", "2.000…001"),
        ("0.90929742682568169540", "0.9092974268…"),
        ("2.9999999999999999999996", "2.999…996"),
        ("2.5000000000000000000e-43", "2.5e−43"),
        ("100000000000000000000", "1e20"),
        ("undefined", "undefined"),
        ("0 to within 1e-30", "0 to within 1e-30"),
    ],
)
def test_long_numbers_become_short(text, short):
    assert short_number(text) == short


def test_the_number_of_places_can_be_told():
    assert short_number("0.000000000000001", note=True) == "1e−15 (15 places)"
    assert short_number("0.001", note=True) == "0.001"


@pytest.mark.parametrize("digits", [2, 4, 6, 10])
def test_fewer_digits_are_asked_for(digits):
    text = short_number("123.45678901234567890", digits=digits)
    assert text == "123.45678901234567890"[: 4 + digits] + "…"


@pytest.mark.parametrize(
    ("amount", "text"),
    [(0.0625, "0.06"), (0.5, "0.5"), (0.999, "0.99"), (0.0079, "0.008"), (6.3e-8, "6e−8"),
     (0.0, "0"), (1e-320, "1e−320")],
)  # fmt: skip
def test_small_amounts(amount, text):
    # 1e-320 is a subnormal: its logarithm is only roughly known
    assert small_amount(amount) in {text, text.replace("320", "321")}


def test_sentences_keep_everything_but_the_longest_numbers():
    assert readable_sentence("f is 6. Nudge by -0.001.") == "f is 6. Nudge by -0.001."
    assert readable_sentence("= 3.0000000000000000000004.") == "= 3.000…004."
    assert readable_sentence("is 0.90929742682568169540.") == "is 0.9092974268…"


def test_small_texts():
    assert times_text("3", "-0.001") == "= 3 × (−0.001)"
    assert [heights_note(p) for p in (0, -2, 8)] == [
        "", "heights drawn ÷100", "heights drawn ×1e8"
    ]  # fmt: skip
    assert value_text("f", "2", "6") == "f(2) = 6"
    assert value_text("f", "0", "undefined") == "f(0): undefined"
    assert ascii_text("a² − 2a¹⁰ × π…") == "a^2 - 2a^10 x pi.."
    assert ascii_text("温") == "?"
