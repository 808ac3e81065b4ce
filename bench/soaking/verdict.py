"""Whether a series grows: slopes that a few outliers, a saw-tooth or noise do not move, and the limits that they are held against."""
import math
import statistics
from dataclasses import dataclass

# Of the run: what is loaded, compiled and pooled the first time is not growth.
WARM_SHARE, WARM_LEAST_S, WARM_MOST_S = 0.2, 600, 1800
# Slopes of more points than this are taken from as many means of neighbours: pairs grow by the square.
MOST_POINTS = 240
FEWEST_POINTS = 8


@dataclass(frozen=True)
class Limit:
    """What a series may grow by in an hour, and why no less."""

    per_hour: float
    unit: str
    why: str


@dataclass(frozen=True)
class Slope:
    """Of a series, after its warm-up."""

    per_hour: float
    noise: float  # so much in an hour may be chance: 3 standard deviations
    first: float
    last: float
    least: float
    most: float
    points: int

    def grows(self, limit):
        """Surely more than the limit: what noise might do is not held against it."""
        return self.per_hour - self.noise > limit.per_hour

    def decides(self, limit):
        """Whether growth of twice the limit would have been seen; else the run was too short or too noisy."""
        return self.noise < limit.per_hour


def settled(points):
    """Those after the warm-up. @param points: (seconds, value) in order of time"""
    if not points:
        return []
    begin, end = points[0][0], points[-1][0]
    warm = min(WARM_MOST_S, max(WARM_LEAST_S, WARM_SHARE * (end - begin)))
    warm = min(warm, (end - begin) / 2)  # a try of some minutes
    return [one for one in points if one[0] >= begin + warm]


def slope(points):
    """Theil and Sen: the median of the slopes of all pairs; None with too few points."""
    points = settled(points)
    if len(points) < FEWEST_POINTS:
        return None
    means = _means(points)
    pairs = [(later[1] - earlier[1]) / (later[0] - earlier[0])
             for at, earlier in enumerate(means) for later in means[at + 1:] if later[0] > earlier[0]]
    steep = statistics.median(pairs)
    values = [value for _, value in points]
    return Slope(steep * 3600, _noise(means, steep) * 3600, statistics.median(values[:len(values) // 8 or 1]),
                 statistics.median(values[-(len(values) // 8 or 1):]), min(values), max(values), len(points))


def _means(points):
    """No more than [MOST_POINTS], each the mean of neighbours."""
    size = math.ceil(len(points) / MOST_POINTS)
    groups = [points[at:at + size] for at in range(0, len(points), size)]
    return [(statistics.fmean(at for at, _ in one), statistics.fmean(value for _, value in one)) for one in groups]


def _noise(points, steep):
    """3 standard deviations of the slope, from what is left when it is taken off.

    The spread is by the median, as the slope is. Neighbours are alike where peers stay for minutes: the number of points
    that count is less than that of the points, by their correlation.
    """
    times = [at for at, _ in points]
    left = [value - steep * at for at, value in points]
    middle = statistics.median(left)
    left = [value - middle for value in left]
    spread = 1.4826 * statistics.median(abs(value) for value in left)
    alike = _alike(left)
    mean = statistics.fmean(times)
    lever = math.sqrt(sum((at - mean) ** 2 for at in times))
    return 3 * spread * math.sqrt((1 + alike) / (1 - alike)) / lever


def _alike(left):
    """Correlation of neighbours, 0 to 0.9."""
    power = sum(value * value for value in left)
    if power == 0:
        return 0.0
    return min(0.9, max(0.0, sum(one * two for one, two in zip(left, left[1:])) / power))
