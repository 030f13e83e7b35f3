"""A reliability diagram: of the questions given a probability of about p, how many have an answer."""

import numpy as np
from numpy.typing import NDArray

_SIZE = 320
_MARGIN = 40
_BINS = 10


def bins_of(
    probabilities: NDArray[np.float64], answered: NDArray[np.bool_], bins: int = _BINS
) -> list[tuple[float, float, int]]:
    """(mean probability, share with an answer, how many) of each bin that is not empty."""
    places = np.minimum((probabilities * bins).astype(int), bins - 1)
    return [
        (
            float(probabilities[places == each].mean()),
            float(answered[places == each].mean()),
            int((places == each).sum()),
        )
        for each in range(bins)
        if (places == each).any()
    ]


def calibration_error(probabilities: NDArray[np.float64], answered: NDArray[np.bool_]) -> float:
    """Expected calibration error: the mean distance of the two, by the size of the bins."""
    found = bins_of(probabilities, answered)
    return sum(abs(stated - true) * count for stated, true, count in found) / len(probabilities)


def reliability_svg(probabilities: NDArray[np.float64], answered: NDArray[np.bool_]) -> str:
    """An SVG file; the diagonal is perfect calibration, a point's area how many questions it stands for."""
    side = _SIZE - 2 * _MARGIN

    def at(x: float, y: float) -> tuple[float, float]:
        return _MARGIN + x * side, _SIZE - _MARGIN - y * side

    points = bins_of(probabilities, answered)
    most = max(count for _, _, count in points)
    circles = "".join(
        '<circle cx="{:.1f}" cy="{:.1f}" r="{:.1f}" fill="#1a5fb4" fill-opacity=".7"/>'.format(
            *at(stated, true), 2 + 8 * (count / most) ** 0.5
        )
        for stated, true, count in points
    )
    (left, bottom), (right, top) = at(0, 0), at(1, 1)
    error = calibration_error(probabilities, answered)
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {_SIZE} {_SIZE}" font-size="11">'
        f'<path d="M{left} {top}V{bottom}H{right}" fill="none" stroke="#555"/>'
        f'<path d="M{left} {bottom}L{right} {top}" stroke="#999" stroke-dasharray="4 3"/>{circles}'
        f'<text x="{left}" y="{_SIZE - 12}">stated probability, 0 to 1</text>'
        f'<text x="{left}" y="{top - 12}">share that has an answer; calibration error {error:.3f}</text></svg>\n'
    )
