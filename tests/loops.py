"""Loops of plain Python that tests follow: one of sums, one of products."""


def horner(a):
    total = 0
    for coefficient in (3, 2, 1):
        total = total * a + coefficient
    return total


def cube(a):
    power = 1
    for _ in range(3):
        power *= a
    return power
