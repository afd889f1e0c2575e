"""The colours of dfda's pictures, light and dark, and what each of them means.

Green is the triangle, its words and the slope, and nothing else; blue is f. Contrast on the
background is at least 4.5 for every text.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Palette:
    """One theme."""

    background: str
    ink: str
    muted: str
    plate: str
    grid: str
    hair: str
    line: str
    green: str
    triangle: str
    triangle_opacity: float
    blue: str
    orange: str
    beam_opacity: float


LIGHT = Palette(
    background="#FFFFFF",
    ink="#17202A",
    muted="#55606B",
    plate="#F4F6F8",
    grid="#E1E6EB",
    hair="#D9DFE5",
    line="#7A8691",
    green="#007A5A",
    triangle="#009E73",
    triangle_opacity=0.20,
    blue="#0072B2",
    orange="#B34700",
    beam_opacity=0.055,
)

DARK = Palette(
    background="#121417",
    ink="#EEF2F5",
    muted="#A9B4BF",
    plate="#1A1E23",
    grid="#2A3037",
    hair="#2D343B",
    line="#7C8894",
    green="#2EC99A",
    triangle="#2EC99A",
    triangle_opacity=0.22,
    blue="#6CC4FF",
    orange="#FF9A4D",
    beam_opacity=0.075,
)
