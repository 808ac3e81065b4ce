"""A run as one picture: a panel for each series, as SVG without a library."""
import math
from dataclasses import dataclass, field
from html import escape
from statistics import median

from judge import LIMITS, MOST_SKEW_MS
from verdict import settled, slope

PANEL_WIDTH, PANEL_HEIGHT, COLUMNS = 620, 190, 2
LEFT, RIGHT, TOP, BOTTOM = 58, 14, 34, 26
HEAD = 58
INK, FAINT, GRID, REST = "#222", "#777", "#e4e4e4", "#f3f0e6"
COLOURS = ["#1f5fa8", "#c4511b", "#2b8043", "#7b4fa3", "#a8323e", "#8a6d1b", "#167d86", "#5b6470", "#b0468c", "#3d3d3d"]
MOST_DOTS = 900
# Of the axis of skew: a hundredth of a second is to be seen beside it.
SKEW_EDGE = 100


@dataclass
class Line:
    """One series of a panel."""

    name: str
    points: list
    dots: bool = False
    trend: object = None


@dataclass
class Panel:
    title: str
    unit: str
    lines: list = field(default_factory=list)
    floor: float | None = None  # what the axis has at least below
    note: str = ""


def panels(figures):
    """In reading order."""
    def line(name, series, **options):
        return Line(name, figures.series(series), **options)

    def judged(name, series):
        return line(name, series, trend=slope(figures.series(series, "soak")))

    cpu = _rates(figures.series("cpu_s"))
    return [
        Panel("Resident memory of the gateway", "MiB", [line("all", "rss_mib"), judged("without compiled code", "rss_less_code_mib")],
              note=_note(figures, "rss_less_code_mib")),
        Panel("Heap: in use, and still in use after a collection", "MiB",
              [line("in use", "heap_used_mib"), judged("after a collection", "heap_live_mib")], 0, _note(figures, "heap_live_mib")),
        Panel("Native memory of the JVM without its heap", "MiB",
              [line("all", "native_mib"), judged("without compiled code", "native_less_code_mib"), Line("compiled code", figures.code())], 0,
              _note(figures, "native_less_code_mib")),
        Panel("Buffers outside the heap", "MiB", [judged("direct", "direct_mib"), judged("pooled for the network", "network_mib")], 0,
              _note(figures, "network_mib")),
        Panel("Threads", "", [judged("", "threads")], note=_note(figures, "threads")),
        Panel("File descriptors", "", [judged("", "descriptors")], note=_note(figures, "descriptors")),
        Panel("A/V skew", "ms",
              [Line(one, [(at, max(-SKEW_EDGE, min(SKEW_EDGE, late))) for at, late in figures.offsets(one)], dots=True)
               for one in figures.containers()],
              note="sound after its picture, against the source; limit ±%d; beyond ±%d at the edge" % (MOST_SKEW_MS, SKEW_EDGE)),
        Panel("Resident memory of FFmpeg's children", "MiB", [line("", "children_rss_mib")], 0),
        Panel("Streams, publishers, and who watches", "", [line("streams", "streams"), line("publishers", "publishers"), line("viewers", "viewers")], 0),
        Panel("Processor time of the gateway", "% of a core", [Line("", cpu)], 0),
        Panel("Load of the machine, other work among it", "", [line("", "load")], 0),
        Panel("Data folder: recordings are deleted beyond 16 MB a stream", "MiB", [line("", "disk_mib")], 0),
    ]


def _note(figures, name):
    found = slope(figures.series(name, "soak"))
    if found is None:
        return "too short for a slope"
    limit = LIMITS[name]
    return "%+.2f %s an hour ± %.2f, limit %g" % (found.per_hour, limit.unit, found.noise, limit.per_hour)


def _rates(points):
    """Percent between one reading and the next."""
    return [(later[0], 100 * (later[1] - earlier[1]) / (later[0] - earlier[0]))
            for earlier, later in zip(points, points[1:]) if later[0] > earlier[0]]


def draw(figures):
    """The whole picture as text."""
    facts = figures.facts
    title = "Soak run of Tidegate, %g hours" % round(facts["hours"], 2)
    words = ("%s, %d cores, heap fixed to %s, seed %d; shaded: warm-up and rests without peers; dashed: slope after a warm-up"
             % (facts["begun"], facts["cores"], facts["heap"], facts["seed"]))
    drawn = panels(figures)
    rows = math.ceil(len(drawn) / COLUMNS)
    width, height = COLUMNS * PANEL_WIDTH, HEAD + rows * PANEL_HEIGHT + 8
    end = max((at for at, _ in figures.series("rss_mib")), default=1)
    out = ['<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 %d %d" width="%d" height="%d" font-family="Helvetica, Arial, sans-serif" font-size="11" fill="%s">'
           % (width, height, width, height, INK),
           '<rect width="100%%" height="100%%" fill="#fff"/><text x="14" y="24" font-size="17" font-weight="bold">%s</text>' % escape(title),
           '<text x="14" y="44" fill="%s">%s</text>' % (FAINT, escape(words))]
    for at, panel in enumerate(drawn):
        out.append('<g transform="translate(%d %d)">' % (at % COLUMNS * PANEL_WIDTH, HEAD + at // COLUMNS * PANEL_HEIGHT))
        out += _panel(panel, end, _rests(figures))
        out.append("</g>")
    out.append("</svg>")
    return "\n".join(out) + "\n"


def _rests(figures):
    """(from, to) of what is no part of the slope: the warm-up, and when nobody was there."""
    phases = sorted((at, name) for name, at in figures.facts["phases"].items())
    ends = [at for at, _ in phases[1:]] + [math.inf]
    return [(at, end) for (at, name), end in zip(phases, ends) if name != "soak"]


def _panel(panel, end, rests):
    least, most, step = _axis(panel)
    wide, high = PANEL_WIDTH - LEFT - RIGHT, PANEL_HEIGHT - TOP - BOTTOM

    def x(at):
        return LEFT + min(at, end) / end * wide

    def y(value):
        return TOP + high - (value - least) / (most - least) * high

    out = ['<rect x="%.1f" y="%d" width="%.1f" height="%d" fill="%s"/>' % (x(begin), TOP, x(until) - x(begin), high, REST)
           for begin, until in rests if begin < end]
    value = least
    while value <= most + step / 1000:
        out.append('<path d="M%d %.1fh%d" stroke="%s"/><text x="%d" y="%.1f" text-anchor="end" fill="%s">%s</text>'
                   % (LEFT, y(value), wide, GRID, LEFT - 6, y(value) + 4, FAINT, _figure(value)))
        value += step
    out += _hours(end, x, high)
    unit = " (%s)" % panel.unit if panel.unit else ""
    out.append('<text x="%d" y="14" font-weight="bold">%s</text><text x="%d" y="27" fill="%s">%s</text>'
               % (LEFT, escape(panel.title + unit), LEFT, FAINT, escape(panel.note)))
    for number, line in enumerate(panel.lines):
        out += _line(line, COLOURS[number % len(COLOURS)], x, y)
    out += _legend(panel)
    return out


def _axis(panel):
    """(least, most, step) with round figures."""
    values = [value for line in panel.lines for _, value in line.points] or [0, 1]
    least, most = min(values), max(values)
    if panel.floor is not None:
        least = min(least, panel.floor)
    room = max(most - least, 0.04 * abs(most), 1e-9)
    rough = room / 4
    power = 10 ** math.floor(math.log10(rough))
    step = next(size * power for size in (1, 2, 5, 10) if size * power >= rough)
    least = math.floor(least / step) * step
    return least, max(math.ceil(most / step) * step, least + step), step


def _figure(value):
    return "%g" % round(value, 6)


def _hours(end, x, high):
    """The axis of time: every ten minutes, or what is right for a shorter or longer run."""
    step = next(one for one in (1, 2, 5, 10, 20, 30, 60, 120, 360, 1440) if end / 60 / one <= 14)
    out = []
    for minute in range(0, int(end // 60) + 1, step):
        text = "%d:%02d" % divmod(minute, 60)
        out.append('<path d="M%.1f %dv4" stroke="%s"/><text x="%.1f" y="%d" text-anchor="middle" fill="%s">%s</text>'
                   % (x(minute * 60), TOP + high, FAINT, x(minute * 60), TOP + high + 16, FAINT, text))
    return out


def _line(line, colour, x, y):
    if not line.points:
        return []
    if line.dots:
        return ['<circle cx="%.1f" cy="%.1f" r="2.2" fill="%s" fill-opacity=".75"/>' % (x(at), y(value), colour) for at, value in line.points]
    every = math.ceil(len(line.points) / MOST_DOTS)
    path = "L".join("%.1f %.1f" % (x(at), y(value)) for at, value in line.points[::every])
    out = ['<path d="M%s" fill="none" stroke="%s" stroke-width="1.3" stroke-linejoin="round"/>' % (path, colour)]
    if line.trend:
        out.append(_trend(line, x, y))
    return out


def _trend(line, x, y):
    """The slope through the middle of what it was taken from."""
    points = settled(line.points)
    at, value = median(one for one, _ in points), median(one for _, one in points)
    ends = [(begin, value + (begin - at) * line.trend.per_hour / 3600) for begin in (points[0][0], points[-1][0])]
    return '<path d="M%.1f %.1fL%.1f %.1f" stroke="%s" stroke-width="1.2" stroke-dasharray="5 4"/>' % (
        x(ends[0][0]), y(ends[0][1]), x(ends[1][0]), y(ends[1][1]), INK)


def _legend(panel):
    """In the line of the title at the right, from the last name to the first."""
    at, out = PANEL_WIDTH - RIGHT, []
    for number, line in reversed(list(enumerate(panel.lines))):
        if line.name:
            out.append('<text x="%d" y="14" text-anchor="end" font-size="10" fill="%s">%s</text>' % (at, COLOURS[number % len(COLOURS)], escape(line.name)))
            at -= 5.4 * len(line.name) + 10
    return out
