"""The calendar of stand-ins: thirteen weeks from this one, a bar per stand-in. An SVG, so that no style is needed."""

from datetime import date, timedelta

from django.utils.html import format_html, format_html_join

WEEKS = 13
WEEK, ROW, NAMES, HEAD = 56, 28, 190, 24


def calendar(rows, *, today: date):
    """The picture of these stand-ins as far as they touch the coming weeks; empty when none does."""
    start = today - timedelta(days=today.weekday())
    end = start + timedelta(days=7 * WEEKS)
    shown = [row for row in rows if row.valid_from < end and row.valid_to >= start]
    if not shown:
        return ""
    width, height = NAMES + WEEKS * WEEK, HEAD + len(shown) * ROW
    heads = format_html_join(
        "",
        '<text x="{}" y="16">{}</text><line class="axis" x1="{}" y1="20" x2="{}" y2="{}"/>',
        ((NAMES + week * WEEK + 4, f"{start + timedelta(days=7 * week):%d-%m}", NAMES + week * WEEK, NAMES + week * WEEK, height) for week in range(WEEKS)),
    )
    bars = format_html_join("", "{}", ((_bar(row, place, start, end),) for place, row in enumerate(shown)))
    label = f"Waarnemers van {start:%d-%m-%Y} tot {end:%d-%m-%Y}; dezelfde gegevens staan in de tabel"
    return format_html(
        '<div class="tablewrap mt" tabindex="0" role="region" aria-label="Kalender van waarnemers">'
        '<svg class="chart" role="img" aria-label="{}" viewBox="0 0 {} {}" width="{}" height="{}">{}{}</svg></div>',
        label, width, height, width, height, heads, bars,
    )  # fmt: skip


def _bar(row, place: int, start: date, end: date):
    begin, until = max(row.valid_from, start), min(row.valid_to + timedelta(days=1), end)
    left = NAMES + (begin - start).days * WEEK // 7
    wide = max((until - begin).days * WEEK // 7, 6)
    top = HEAD + place * ROW
    words = f"{row.acting_member} voor {row.absent_member}, {row.valid_from:%d-%m-%Y} t/m {row.valid_to:%d-%m-%Y}"
    return format_html(
        '<text x="4" y="{}">{}</text><rect class="b1" x="{}" y="{}" width="{}" height="16" rx="3"><title>{}</title></rect>',
        top + 18, str(row.absent_member)[:24], left, top + 6, wide, words,
    )  # fmt: skip
