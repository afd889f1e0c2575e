import re

from dfda.show.braille import Canvas


def test_dots_fill_a_braille_cell():
    canvas = Canvas(1, 1)
    for x in range(2):
        canvas.lines([(x, 0), (x, 3)], "f")
    assert canvas.text(colour=False) == "⣿\n"


def test_one_dot_in_each_corner():
    for x, y, cell in ((0, 0, "⠁"), (1, 0, "⠈"), (0, 3, "⡀"), (1, 3, "⢀")):
        canvas = Canvas(1, 1)
        canvas.lines([(x, y), (x, y)], "f")
        assert canvas.text(colour=False) == f"{cell}\n"


def test_lines_outside_are_left_out():
    canvas = Canvas(3, 2)
    canvas.lines([(-100, -50), (-1, 7)], "f")
    canvas.lines([(0, 1e9), (5, 2e9)], "f")
    assert canvas.text(colour=False) == "\n\n"


def test_ascii_lines_show_their_direction():
    for points, stroke in (
        ([(0, 2), (19, 2)], "-"),
        ([(1, 0), (1, 20)], "|"),
        ([(0, 19), (19, 0)], "/"),
        ([(0, 0), (19, 19)], "\\"),
    ):
        canvas = Canvas(10, 6, unicode=False)
        canvas.lines(points, "f")
        assert set(canvas.text(colour=False)) - {" ", "\n"} == {stroke}


def test_text_wins_over_dots_and_is_cut_at_the_edge():
    canvas = Canvas(5, 1)
    canvas.lines([(0, 1), (9, 1)], "f")
    canvas.write(3, 0, "word")
    assert canvas.text(colour=False) == "⠒⠒⠒wo\n" or canvas.text(colour=False).endswith("wo\n")
    assert not canvas.is_free(0, 0, 1)
    assert not canvas.is_free(4, 0, 2)


def test_colours_start_and_stop_on_every_row():
    canvas = Canvas(9, 2)
    canvas.write(0, 0, "ab", "triangle")
    canvas.write(3, 0, "cd", "f")
    canvas.write(0, 1, "plain")
    first, second = canvas.text(colour=True).splitlines()
    assert first == "\x1b[38;5;29mab \x1b[0m\x1b[38;5;32mcd\x1b[0m"
    assert second == "plain"
    assert "\x1b" not in canvas.text(colour=False)
    assert re.sub(r"\x1b\[[0-9;]*m", "", first) == canvas.text(colour=False).splitlines()[0]


def test_paste_copies_roles_too():
    small, large = Canvas(2, 1), Canvas(4, 2)
    small.write(0, 0, "ok", "slope")
    large.paste(small, 1, 1)
    assert large.text(colour=True) == "\n \x1b[1;38;5;29mok\x1b[0m\n"
