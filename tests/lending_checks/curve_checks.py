"""The scene's curve against its formula."""

from __future__ import annotations

from lending_checks.pool_model import yearly_rate
from lending_checks.scene import CURVE, YEAR, Scene
from pydemo.plans.lending import WAD


def the_curve_is_two_lines_that_meet(scene: Scene) -> None:
    model, (base, gentle, steep, kink) = scene.curve, CURVE
    assert model.yearlyRate(0) == base
    assert model.yearlyRate(kink) == base + gentle
    assert model.yearlyRate(WAD) == base + gentle + steep
    for utilisation in (1, kink // 3, kink - 1, kink + 1, (kink + WAD) // 2, WAD - 1):
        assert model.yearlyRate(utilisation) == yearly_rate(CURVE, utilisation)


def the_rate_is_that_of_a_second(scene: Scene) -> None:
    for utilisation in (0, CURVE.kink, WAD):
        assert scene.curve.borrowRate(utilisation) == yearly_rate(CURVE, utilisation) // YEAR
