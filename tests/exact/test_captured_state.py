"""What a function captures is read afresh by each call: an answer is right or refused, not old."""

import functools
import importlib.util
import math
import random
import sys

import numpy as np
import pytest

import dfda

SCALE = 2.0
DATA = np.array([1.0, 2.0])


def by_global(a):
    return SCALE * a


def test_a_changed_global(monkeypatch):
    slope = dfda.derivative(by_global)
    assert slope(1.0) == 2.0
    monkeypatch.setattr(sys.modules[__name__], "SCALE", 5.0)
    assert slope(1.0) == 5.0


def test_a_changed_closure():
    scale = 2.0

    def f(a):
        return scale * a

    slope = dfda.derivative(f)
    assert slope(1.0) == 2.0
    scale = 7.0
    assert slope(1.0) == 7.0


def test_an_array_edited_in_place():
    data = np.array([1.0, 2.0])
    slope = dfda.gradient(lambda x: np.sum(data * x))
    assert slope(np.ones(2)).tolist() == [1.0, 2.0]
    data[0] = 10.0
    assert slope(np.ones(2)).tolist() == [10.0, 2.0]


def test_an_array_edited_during_the_run():
    def f(x):
        work = DATA.copy()
        first = np.sum(work * x)
        work[:] = 0.0
        return first + np.sum(work * x)

    assert dfda.gradient(f)(np.ones(2)).tolist() == [1.0, 2.0]


class Model:
    def __init__(self):
        self.weight = 2.0
        self.calls = 0

    def __call__(self, a):
        self.calls += 1
        return self.weight * math.sin(a)


def test_objects_that_know_each_other():
    class Node:
        def __init__(self, parent=None):
            self.parent = parent
            self.children = []

        def grow(self):
            self.children.append(Node(self))
            return self

        def total(self, a):
            return math.sin(a) + sum(child.total(2 * a) for child in self.children)

    tree = Node().grow()
    assert dfda.derivative(tree.total, 0.0) == 3.0
    assert dfda.derivative(tree.children[0].parent.total, 0.0) == 3.0


def test_a_changed_attribute_and_a_count():
    model = Model()
    slope = dfda.derivative(model)
    assert slope(0.0) == 2.0
    model.weight = 3.0
    assert slope(0.0) == 3.0
    assert model.calls == 2  # what a plain call would do to the object is done


def test_what_a_run_leaves_in_an_object_or_a_list_is_plain():
    class Keeper:
        def __init__(self):
            self.last = None
            self.work = None

        def loss(self, a):
            self.last = math.sin(a)
            self.work = np.zeros(2)
            seen.append(self.last)
            return self.last * a

    seen = []
    keeper = Keeper()
    dfda.derivative(keeper.loss, 0.5)
    assert (type(keeper.last), keeper.last) == (float, math.sin(0.5))
    assert type(keeper.work) is np.ndarray
    assert [type(item) for item in seen] == [float]


def test_random_numbers_are_drawn_anew():
    def f(a):
        return a * (random.random() + np.random.default_rng().random() + np.random.rand())  # noqa: NPY002 - the old way too

    state, old_state = random.getstate(), np.random.get_state()  # noqa: NPY002 - see above
    try:
        assert len({dfda.derivative(f, 1.0) for _ in range(4)}) == 4
    finally:
        random.setstate(state)
        np.random.set_state(old_state)  # noqa: NPY002 - see above


def test_a_file_is_read_anew(tmp_path):
    file = tmp_path / "scale.txt"

    def f(a):
        return a * float(file.read_text(encoding="utf-8"))

    for scale in (2.0, 3.0):
        file.write_text(str(scale), encoding="utf-8")
        assert dfda.derivative(f, 1.0) == scale


def module_from(folder, text):
    path = folder / "their_helpers.py"
    path.write_text(text, encoding="utf-8")
    spec = importlib.util.spec_from_file_location("their_helpers", path)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_helpers_in_another_module(tmp_path):
    helpers = module_from(
        tmp_path, "import math\nRATE = 2.0\ndef wave(a):\n    return math.sin(RATE * a)\n"
    )
    wave = helpers.wave
    slope = dfda.derivative(lambda a: helpers.wave(a) + wave(a))
    assert slope(0.0) == 4.0
    helpers.RATE = 3.0
    assert slope(0.0) == 6.0


CALLS = []


@functools.lru_cache
def remembered(n, x):
    CALLS.append(n)
    return x if n < 2 else remembered(n - 1, x) * x + remembered(n - 2, x) * SCALE


def test_a_function_behind_a_cache_is_called_once_for_each_value_of_a_run(monkeypatch):
    CALLS.clear()
    before = dfda.derivative(lambda a: remembered(30, a), 0.5)
    assert sorted(CALLS) == list(range(31))
    assert math.isfinite(before)
    monkeypatch.setitem(globals(), "SCALE", 2 * SCALE)
    assert dfda.derivative(lambda a: remembered(30, a), 0.5) != before  # nothing is stale
    assert remembered.cache_info().currsize == 0  # nothing of it reaches the user's own


def test_a_cache_takes_what_it_can_tell_apart():
    @functools.lru_cache
    def f(parts, x, k=0.0):
        CALLS.append(parts)
        return sum(parts) * x + k

    def g(a):
        CALLS.clear()
        total = f((a, 2.0), a) + f((a, 2.0), a) + f((a, 3.0), a, k=a) + f((a, 3.0), a, k=2.0)
        f.cache_clear()
        return total + f((a, 2.0), a)

    assert dfda.derivative(g, 0.5) == 10 * 0.5 + 13  # 5a² + 13a + 2
    assert len(CALLS) == 4


def test_a_cache_is_not_asked_about_arrays_and_objects():
    @functools.lru_cache
    def f(x, holder):
        return np.sum(x) * holder.value

    class Holder:
        def __init__(self, value):
            self.value = value

    holder = Holder(2.0)
    assert dfda.gradient(lambda x: f(x, holder) + f(x, holder), DATA).tolist() == [4.0, 4.0]


class Polynomials:
    @functools.cache  # noqa: B019 - people do this
    def chebyshev(self, n, x):
        return math.cos(n * math.acos(x))

    @staticmethod
    @functools.lru_cache
    def square(x):
        return math.fabs(x) ** 2


def test_methods_behind_a_cache():
    family = Polynomials()

    def f(a):
        return family.chebyshev(3, a) + Polynomials().chebyshev(2, a) + Polynomials.square(a)

    # 4a³ - 3a + 2a² - 1 + a²
    assert dfda.derivative(f, 0.5) == pytest.approx(12 * 0.25 - 3 + 6 * 0.5, rel=1e-14)


def test_code_that_evaluates_text_finds_the_globals_lifted():
    def f(a):  # noqa: ARG001 - the text uses it
        return eval("math.sin(a) * SCALE + by_global(a)")  # noqa: S307 - people do this

    assert dfda.derivative(f, 0.5) == SCALE * math.cos(0.5) + SCALE


def test_a_generator_is_used_up_as_by_a_plain_call():
    numbers = iter([1.0, 2.0])
    slope = dfda.derivative(lambda a: a * sum(numbers))
    assert slope(1.0) == 3.0
    assert slope(1.0) == 0.0


def test_a_redefined_helper():
    def first(a):
        return math.sin(a)

    def second(a):
        return 5 * a

    table = {"helper": first}
    slope = dfda.derivative(lambda a: table["helper"](a))
    assert slope(0.0) == 1.0
    table["helper"] = second
    assert slope(0.0) == 5.0


def test_a_variable_of_an_enclosing_function_is_counted_up():
    count, last = 0, None

    def f(a):
        nonlocal count, last
        count += 1
        last = math.sin(a)
        return a * last

    dfda.derivative(f, 1.0)
    assert count == 1
    assert (type(last), last) == (float, math.sin(1.0))


def test_a_global_that_is_written_is_refused():
    namespace = {}
    exec("total = 0.0\ndef f(a):\n    global total\n    total += 1\n    return a * a\n", namespace)  # noqa: S102
    with pytest.raises(dfda.UnsupportedError) as refusal:
        dfda.derivative(namespace["f"], 1.0)
    assert "f writes the global variable total" in str(refusal.value)
    assert namespace["total"] == 0.0


def test_a_function_that_asks_for_its_globals_is_refused():
    def f(a):
        return globals()["SCALE"] * a

    with pytest.raises(dfda.UnsupportedError, match=r"f asks for globals\(\)"):
        dfda.derivative(f, 1.0)


def test_a_list_of_functions_that_is_changed_is_refused():
    layers = [math.sin]

    def f(a):
        layers.append(math.cos)
        return layers[0](a)

    with pytest.raises(dfda.UnsupportedError, match="changes a list or a dict"):
        dfda.derivative(f, 1.0)


def test_a_list_of_numbers_may_be_changed():
    seen = []

    def f(a):
        seen.append("called")
        return a * a

    assert dfda.derivative(f, 1.0) == 2.0
    assert seen == ["called"]


def test_the_users_objects_are_left_as_they_were():
    model = Model()
    before = {**vars(math)}
    dfda.derivative(model, 1.0)
    assert type(model) is Model
    assert vars(math) == before
    assert by_global.__globals__["math"] is math
