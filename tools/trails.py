"""Draw the trails of docs/explanation/estimate.md, one for each verdict, into docs/images.

python tools/trails.py        from the root of the repository, with matplotlib installed
"""

import math
from collections.abc import Callable
from pathlib import Path

import dfda
from dfda.show.trail import save_trail

FOLDER = Path(__file__).parent.parent / "docs" / "images"

TRAILS: dict[str, tuple[str, Callable[[float], float], float]] = {
    "converged": ("sin(a) at 1", math.sin, 1.0),
    "noisy": ("sin(a), rounded to 6 places, at 1", lambda a: round(math.sin(a), 6), 1.0),
    "kink": ("max(a, 3 - 2a) at 1", lambda a: max(a, 3 - 2 * a), 1.0),
    "jump": ("floor(a) at 2", math.floor, 2.0),
    "vertical": ("the cube root at 0", lambda a: math.copysign(abs(a) ** (1 / 3), a), 0.0),
    "edge": ("sqrt(a) at 0", math.sqrt, 0.0),
    "cannot-tell": ("a sin(1/a) at 0", lambda a: a * math.sin(1 / a) if a else 0.0, 0.0),
}


def main() -> None:
    """Write all of them."""
    for name, (title, f, at) in TRAILS.items():
        save_trail(dfda.estimate(f, at), FOLDER / f"trail-{name}.svg", title=title)


if __name__ == "__main__":
    main()
