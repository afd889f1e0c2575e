"""How far an estimate of a slope can be trusted: dfda beside numdifftools, scipy, jacobi, derivkit.

python benchmarks/estimate.py                          every method that is installed, in one table
python benchmarks/estimate.py --method dfda --families noisy --show uncovered
python benchmarks/estimate.py --optimum                how close noisy answers come to the best
"""

import argparse
import itertools
import statistics
import sys
from importlib.util import find_spec

if find_spec("mpmath") is None:
    print("benchmarks/estimate.py: the truth needs mpmath: pip install mpmath")
    sys.exit(0)

from estimate_suite.generate import FAMILIES, HELD_BACK, cases
from estimate_suite.language import Case
from estimate_suite.measure import all_handmade, ours, outcomes, printed, shown, usable
from estimate_suite.optimum import optimum
from estimate_suite.peers import PEERS
from estimate_suite.score import Outcome, judged, quantile, share

NEEDS = {"scipy": "scipy.differentiate", "central": "math"}
COUNT = 500
"""Cases for each method: a minute for all of them together."""


def is_installed(method: str) -> bool:
    """Whether the package behind a method can be imported."""
    package = NEEDS.get(method, method)
    return method == "dfda" or find_spec(package.split(".")[0]) is not None


def row(method: str, found: list[Outcome]) -> None:
    """One method in one line of the table, and its intervals below."""
    sloped = [one for one in found if one.digits == one.digits]
    digits = [one.digits for one in sloped]
    calls = [one.answer.evaluations for one in found]
    told = [one.covered for one in sloped if one.covered is not None]
    micro = statistics.median(one.answer.seconds for one in found) * 1e6
    print(
        f"{method:<13} digits {statistics.median(digits):4.1f} {quantile(digits, 0.25):4.1f} "
        f"{quantile(digits, 0.1):4.1f}   calls {statistics.median(calls):.0f}/"
        f"{quantile(calls, 0.9):.0f}   {micro:.0f} µs"
    )
    print(f"    bar holds the truth {share(told) if method != 'central' else 'it has no bar'}")
    print(f"    confidently wrong   {share(one.wrong for one in found)}")
    print(f"    no value            {share(one.covered is None for one in sloped)}")


def beside_the_optimum(drawn: list[Case]) -> None:
    """Print for each kind of noise how many answers are within a digit of the best there is."""
    noisy = [case for case in drawn if case.family == "noisy"]
    kinds: dict[str, list[tuple[float, Outcome]]] = {}
    for case, exact, at_point in usable(noisy):
        found = judged(case, exact, at_point, ours(case))
        kinds.setdefault(case.kind, []).append(
            (found.digits - optimum(case, exact, at_point), found)
        )
    for kind, pairs in kinds.items():
        short = statistics.median(digits for digits, _ in pairs)
        print(f"{kind} ({len(pairs)})")
        print(f"    within 1 digit     {share(digits >= -1 for digits, _ in pairs)}")
        print(f"    median difference  {short:+.2f} digits")
        print(f"    covered of all     {share(found.covered is True for _, found in pairs)}")


def main() -> None:
    """Read the options, ask, print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--method", action="append", choices=["dfda", *PEERS])
    parser.add_argument("--seed", type=int, default=1, help="below 1,000: for development")
    parser.add_argument("--count", type=int, default=COUNT)
    parser.add_argument("--handmade", action="store_true", help="the hand-made cases instead")
    parser.add_argument("--held-back", action="store_true", help="the seed kept for the end")
    parser.add_argument("--optimum", action="store_true", help="noisy answers beside the best")
    parser.add_argument("--families", default=",".join(FAMILIES))
    parser.add_argument(
        "--show", action="append", default=[], help="wrong, uncovered, alarm, verdict or all"
    )
    options = parser.parse_args()
    seed = HELD_BACK if options.held_back else options.seed
    drawn = all_handmade() if options.handmade else list(cases(seed, options.count))
    if options.optimum:
        beside_the_optimum(drawn)
        return
    wanted = [case for case in drawn if case.family in options.families.split(",")]
    methods = options.method or list(filter(is_installed, ["dfda", *PEERS]))
    for method in methods:
        found = outcomes(wanted, ours if method == "dfda" else PEERS[method])
        if len(methods) > 1:
            row(method, found)
            continue
        for family, group in itertools.groupby(
            sorted(found, key=lambda one: FAMILIES.index(one.case.family)),
            key=lambda one: one.case.family,
        ):
            printed(family, list(group))
        printed("all", found)
        clear = [one for one in found if one.case.kind not in {"truncated", "severe"}]
        printed("all without program bias and severe cancellation", clear)
        for what in options.show:
            shown(found, what)


if __name__ == "__main__":
    main()
