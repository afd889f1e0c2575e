"""Hand-made cases: ten families of forty, sixty and more of them without a slope.

A row is a formula, then points; a family's rows are cut to the same number of cases. Rows of `NONE`
have no single finite slope at their points, and name the verdicts that are right.
"""

from __future__ import annotations

from typing import Final

from estimate_suite.language import Case

SIZE: Final = 40

Row = tuple[str, tuple[float, ...]]

SMOOTH: Final[dict[str, list[Row]]] = {
    "easy": [
        ("3*a", (2.0, 0.0, -7.25)), ("a*a", (5.0, 0.5, -3.0)), ("a**3-2*a", (1.0, -2.0, 0.1)),
        ("sin(a)", (1.0, 0.0, 3.0)), ("cos(a)", (1.0, -2.0)), ("exp(a)", (1.0, 0.0, -4.0)),
        ("log(a)", (2.0, 0.5, 10.0)), ("sqrt(a)", (2.0, 0.25, 9.0)), ("1/a", (2.0, -0.5, 30.0)),
        ("atan(a)", (1.0, 0.0, -5.0)), ("tanh(a)", (0.5, -1.0)), ("a*exp(-a)", (2.0, 0.3)),
        ("sin(a)*cos(a)", (0.7, 2.0)), ("1/(1+a*a)", (1.5, -0.2)), ("erf(a)", (0.5, 1.0)),
        ("sinh(a)", (1.0, -1.0)), ("7-2*a", (5.0,)), ("log1p(a)", (0.3,)),
    ],
    "classic": [
        ("a**a", (2.0, 0.5, 0.01)), ("exp(sin(a)*cos(3*a))", (1.0, 4.0)),
        ("gamma(a)", (3.5, 0.2, 20.0)),
        ("log(1+exp(a))", (0.0, 5.0, -20.0)), ("1/(1+exp(-a))", (0.5, 8.0, -8.0)),
        ("sqrt(1+sqrt(1+sqrt(a)))", (2.0, 0.001)), ("exp(-a*a/2)", (1.0, 3.0)),
        ("a**100", (1.0, 1.1, 0.9)), ("sin(a)/a", (0.5, 3.0, 20.0)), ("exp(exp(a/2))", (1.0, 3.0)),
        ("atan(sinh(a))", (0.5, 4.0)), ("a**2.5*log(a)", (2.0, 0.05)),
        ("(a*a-2)/(a**4+1)", (1.0, 1.5)), ("sin(cos(sin(cos(a))))", (1.0, 2.0)),
        ("tan(a)", (1.0, -0.5)), ("cbrt(a*a+1)", (2.0, -0.1)), ("log(cosh(a))", (0.5, 3.0)),
        ("a/(1+abs(a))", (2.0,)), ("exp(a)/(exp(a)+exp(-a))", (0.3,)), ("asinh(a)", (100.0,)),
    ],
    "singular": [
        ("1/(a-1)", (1.0001, 1.0000001, 0.99999)), ("log(a-1)", (1.001, 1.00001, 1.0000001)),
        ("sqrt(a-1)", (1.001, 1.00001, 1.0000001)), ("1/(a-1)**2", (1.01, 1.0001)),
        ("tan(a)", (1.57, 1.5707, 1.570796)), ("1/a", (1e-6, 1e-3)), ("log(a)", (1e-8, 1e-3)),
        ("1/(1+1e8*(a-1)**2)", (1.00003, 1.0, 1.01)), ("atan((a-1)*1e6)", (1.0, 1.000001, 1.1)),
        ("tanh((a-1)*1e4)", (1.0, 1.00005)), ("sqrt((a-1)**2+1e-10)", (1.0, 1.00001, 1.1)),
        ("exp(-1/(a-1)**2)", (1.2, 1.05)), ("a+exp(-((a-1)*1e3)**2)", (1.0003, 1.0)),
        ("1/sin(a)", (3.1415, 1e-4)), ("gamma(a)", (1e-5, -0.999)),
    ],
    "oscillating": [
        ("sin(1000*a)", (2.0, 0.3, 10.0)), ("sin(1e5*a)", (2.0, 0.1)), ("cos(300*a)", (0.1, 5.0)),
        ("a+0.001*sin(1000*a)", (1.0, 2.0)), ("sin(1/a)", (0.01, 0.001, 0.1)),
        ("a*a*sin(1/a)", (0.01, 0.003)), ("sin(a*a)", (30.0, 300.0)), ("sin(exp(a))", (5.0, 8.0)),
        ("exp(-a)*sin(50*a)", (1.0, 3.0)), ("sin(a)+sin(100*a)/100", (1.0, 7.0)),
        ("cos(40*a)*sin(41*a)", (0.7, 2.0)), ("sin(3000*a)/(1+a*a)", (1.0,)),
        ("sin(1e6*a)", (1.0,)), ("sin(200*a)**2", (0.3, 4.0)), ("sin(log(a)*300)", (2.0, 0.1)),
        ("tanh(5*sin(60*a))", (0.8,)), ("sin(1e7*a)", (2.5,)), ("cos(a)", (1e5,)),
    ],
    "scale": [
        ("sin(a/1e8)", (1e8, 3e7)), ("sin(a*1e8)", (1e-8, 3e-9, 0.0)), ("a*a", (1e100, 1e-100)),
        ("exp(a/1e-12)", (1e-12, 0.0)), ("1e200*sin(a)", (1.0, 0.0)), ("1e-200*sin(a)", (1.0, 2.0)),
        ("1e-300*a*a", (2.0,)), ("a/2", (1e308, 1e-200)), ("exp(a)", (700.0, -300.0)),
        ("log(a)", (1e300, 1e-300)), ("sqrt(a)", (1e200, 1e-200)), ("1/a", (1e10, 1e-10, 1e150)),
        ("1e6+a", (1.0, 1e-3)), ("a**5", (1e20, 1e-20)), ("cos(a*1e-6)", (2e6,)),
        ("1e30*atan(a/1e15)", (1e15, 2e14)), ("tanh(a*1e20)", (1e-20, 0.0)),
        ("a+1e-10*a*a", (1e10, 1.0)), ("1e-30*exp(a*1e5)", (1e-5,)), ("3*a", (1e-250, 1e250)),
    ],
    "flat": [
        ("5.0+0*a", (2.0, 0.0, 1e9)), ("cos(a)", (0.0, 1e-9, 1e-5)), ("(a-1)**2", (1.0, 1.0000001)),
        ("(a-1)**4", (1.0, 1.001, 1.1)), ("tanh(a)", (12.0, 30.0)), ("exp(-a*a)", (5.0, 15.0, 0.0)),
        ("a**3", (0.0, 1e-5)), ("a*abs(a)", (0.0,)), ("floor(a)", (0.5,)), ("step(a)", (2.0,)),
        ("max(a,0)", (-1.0,)), ("1+1e-12*sin(a)", (1.0,)), ("sin(a)", (1.5707963267948966,)),
        ("(a-2)**10", (2.0, 2.1)), ("1/(1+a**8)", (0.1, 10.0)), ("erfc(a)", (5.0,)),
        ("100+exp(-a)", (15.0, 25.0)), ("a**6-3*a**2", (1.0,)), ("exp(-800-a)", (1.0,)),
    ],
    "cancelling": [
        ("(1-cos(a))/a**2", (0.1, 0.01, 1e-3)), ("(exp(a)-1)/a", (0.1, 1e-3, 1e-5)),
        ("sqrt(a*a+1)-a", (100.0, 1e4)), ("(1e5+sin(a))-1e5", (1.0, 2.0)),
        ("(1e8+3*a)-1e8", (2.0, 0.5)), ("log(1+a)/a", (1e-3, 1e-5)),
        ("sin(a)**2+cos(a)**2", (1.1, 0.4)), ("(a-sin(a))/a**3", (0.1, 0.01)),
        ("a**5-5*a**4+10*a**3-10*a**2+5*a-1", (1.2, 1.05, 1.01)),
        ("(tan(a)-sin(a))/a**3", (0.1, 0.02)), ("exp(a)-exp(-a)", (1e-3, 1e-6)),
        ("sqrt(1+a)-sqrt(1-a)", (1e-3, 1e-6)), ("(1e3+exp(a))-1e3", (1.0,)),
        ("1/a-1/(a+1)", (1e3, 1e5)),
        ("acos(1-a*a)", (0.01, 0.001)), ("log(a+1e4)-log(1e4)", (1.0,)),
        ("cosh(a)-sinh(a)", (5.0, 10.0)), ("cosh(a)**2-sinh(a)**2", (3.0,)),
        ("(1e6+a*a)-1e6", (1.0,)),
    ],
    "edges": [
        ("sqrt(a)", (1e-6, 1e-12, 0.1)), ("log(a)", (1e-6, 0.02)),
        ("asin(a)", (0.999, 0.99999, 0.75)),
        ("acos(a)", (0.9999, -0.999999)), ("sqrt(1-a*a)", (0.999, 0.9999999)),
        ("log(1-a)", (0.9999, 0.5)), ("a*log(a)", (1e-4, 1e-8)), ("a**1.5", (1e-5, 1e-9)),
        ("sqrt(2-a)", (1.9999, 1.5)), ("1/sqrt(a)", (1e-5,)), ("a**a", (1e-4,)),
        ("sqrt(a-1)*sin(a)", (1.0001,)), ("log(log(a))", (1.0001,)),
        ("asin(a)*sqrt(1-a)", (0.9999,)),
    ],
    "kinks": [
        ("abs(a-1.001)", (1.0,)), ("abs(a-1)", (1.00001, 0.9999, 1.000003)),
        ("max(a,3-2*a)", (1.0001,)),
        ("abs(sin(a))", (3.1415, 0.01)), ("floor(10*a)+a", (0.5500,)), ("a+step(a-3)", (3.0001,)),
        ("max(a*a,a)", (1.0002,)),
    ],
    "noisy": [],
}  # fmt: skip

NONE: Final[dict[str, list[tuple[str, tuple[float, ...], tuple[str, ...]]]]] = {
    "kinks": [
        ("abs(a)", (0.0,), ("kink",)), ("max(a,0)", (0.0,), ("kink",)),
        ("sqrt((a-1)**2)", (1.0,), ("kink",)), ("max(a,3-2*a)", (1.0,), ("kink",)),
        ("a if a > 0 else 0.01*a", (0.0,), ("kink",)), ("100*a+30*abs(a-2)", (2.0,), ("kink",)),
        ("abs(sin(a))", (0.0,), ("kink",)), ("a+0.01*abs(a-1)", (1.0,), ("kink",)),
        ("a+0.0001*abs(a-1)", (1.0,), ("kink",)), ("abs((10*a)%2-1)", (1.0,), ("kink",)),
        ("abs((1000*a)%2-1)", (1.0,), ("kink",)), ("abs(a-3)*exp(a)", (3.0,), ("kink",)),
        ("sin(a)+abs(a-0.5)", (0.5,), ("kink",)), ("min(a*a,1)", (1.0,), ("kink",)),
        ("abs(log(a))", (1.0,), ("kink",)), ("max(a,a*a)", (1.0, 0.0), ("kink",)),
        ("exp(-abs(a))", (0.0,), ("kink",)), ("abs(a)**3+abs(a)", (0.0,), ("kink",)),
        ("step(a)", (0.0,), ("jump",)), ("floor(a)", (2.0, -3.0), ("jump",)),
        ("ceil(a)", (2.0,), ("jump",)),
        ("a+step(a-3)", (3.0,), ("jump",)), ("a+1e-5*step(a-1)", (1.0,), ("jump",)),
        ("100.0 if a == 2 else 3*a", (2.0,), ("jump",)), ("a%1", (3.0,), ("jump",)),
        ("sin(a)+sign(a-1)", (1.0,), ("jump",)), ("exp(a)*step(a-2)", (2.0,), ("jump",)),
        ("cbrt(a)", (0.0,), ("vertical",)), ("sqrt(abs(a))", (0.0,), ("vertical",)),
        ("cbrt(a-1)*exp(a)", (1.0,), ("vertical",)),
    ],
    "singular": [
        ("1/a", (0.0,), ("undefined",)), ("log(abs(a))", (0.0,), ("undefined",)),
        ("1/(a-1)", (1.0,), ("undefined",)), ("abs(a-1)**0.7", (1.0,), ("vertical",)),
        ("a*log(abs(a)) if a else 0.0", (0.0,), ("vertical",)), ("1/sin(a)", (0.0,),
        ("undefined",)),
    ],
    "oscillating": [
        ("sin(1/a) if a else 0.0", (0.0,), ("cannot tell", "jump")),
        ("a*sin(1/a) if a else 0.0", (0.0,), ("cannot tell",)),
        ("sum(0.5**n*cos(3**n*3.141592653589793*a) for n in range(40))", (0.3,),
        ("cannot tell", "vertical")),
        ("a*cos(1/a**2) if a else 0.0", (0.0,), ("cannot tell",)),
        ("abs(sin(100*a))", (0.0,), ("kink",)), ("floor(sin(50*a))", (0.0,), ("jump",)),
    ],
    "scale": [
        ("1e-200*abs(a)", (0.0,), ("kink",)), ("abs(a-1e100)", (1e100,), ("kink",)),
        ("1e200*step(a-1)", (1.0,), ("jump",)), ("cbrt(a*1e-30)", (0.0,), ("vertical",)),
    ],
    "flat": [
        ("max(cos(a),1-a)", (0.0,), ("kink",)), ("0*a+step(a-1)", (1.0,), ("jump",)),
        ("max(0*a,(a-2)*0.001)", (2.0,), ("kink",)), ("floor(a/7)", (7.0,), ("jump",)),
        ("5+max(0,a-1)", (1.0,), ("kink",)),
    ],
    "cancelling": [
        ("(1e3+abs(a-1))-1e3", (1.0,), ("kink",)), ("(1e5+step(a-1))-1e5", (1.0,), ("jump",)),
        ("sqrt((a-1)**2+1e-40)-1", (1.0,), ("kink",)),
        ("(1-cos(a))/abs(a) if a else 0.0", (0.0,), ("kink",)),
    ],
    "edges": [
        ("sqrt(a)", (0.0,), ("edge",)), ("asin(a)", (1.0, -1.0), ("edge",)),
        ("acos(a)", (1.0, -1.0), ("edge",)),
        ("a**a", (0.0,), ("edge",)), ("a*log(a) if a else 0.0", (0.0,), ("edge",)),
        ("sqrt(2-a)", (2.0,), ("edge",)), ("log(a)", (0.0, -1.0), ("undefined",)),
        ("sqrt(a)", (-1.0,), ("undefined",)),
    ],
}  # fmt: skip

ONE_SIDED: Final[list[tuple[str, float, str]]] = [
    ("sqrt(a)**3", 0.0, "right"), ("sin(a)+0*sqrt(a)", 0.0, "right"),
    ("exp(a)+sqrt(2-a)**5", 2.0, "left"),
    ("sqrt(a)**5+a", 0.0, "right"), ("cos(a)+a+0*sqrt(1-a)", 1.0, "left"),
    ("a*sqrt(a-1)**2", 1.0, "right"),
]  # fmt: skip
"""Slopes at the end of a domain: the verdict is `edge`, with a value."""


def handmade() -> list[Case]:
    """All hand-made cases but the noisy ones, which `generate` makes of the easy formulas."""
    cases = [*_none(), *_one_sided()]
    for family, rows in SMOOTH.items():
        room = SIZE - sum(case.family == family for case in cases)
        found = [(formula, at) for formula, points in rows for at in points]
        cases += [Case(family=family, formula=formula, at=at) for formula, at in found[:room]]
    return cases


def _none() -> list[Case]:
    return [
        Case(family=family, formula=formula, at=at, has_slope=False, verdicts=frozenset(verdicts))
        for family, rows in NONE.items()
        for formula, points, verdicts in rows
        for at in points
    ]


def _one_sided() -> list[Case]:
    return [
        Case(family="edges", formula=formula, at=at, side=side, verdicts=frozenset({"edge"}))
        for formula, at, side in ONE_SIDED
    ]
