"""Row 3: search by a fragment of a name, against the own list page; and how long the slowest of a hundred take."""

import statistics
import time
from random import Random

from django.core.wsgi import get_wsgi_application

from bench.browser import Caller, signed_in
from bench.items import fill_items
from bench.measure import alternate, row
from bench.seed import analyse
from crm.models import Relation
from offices.models import Office, TeamMember
from offices.scope import office_scope

MOST_MS = 100
FRAGMENTS = 200


def run(*, rounds: int) -> list[dict]:
    """Suggestions while typing, in an office with a dossier of items, by an admin and an editor with restricted rights."""
    office = Office.objects.get(slug="groot")
    items = fill_items()
    analyse()
    application, lines = get_wsgi_application(), []
    typed = fragments(office)
    for code in ("ADMIN", "EDITOR"):
        member = TeamMember.objects.select_related("user").get(office=office, user__email=f"{code.lower()}@groot.example")
        page = Caller(application, HTTP_COOKIE=signed_in(member))
        ours = Caller(application, HTTP_COOKIE=signed_in(member), HTTP_HX_REQUEST="true")
        suggest = f"/k/{office.slug}/zoeken/suggesties/?q="
        if b'role="option"' not in ours.get(suggest + typed[0]):
            raise RuntimeError("The search finds nothing, so its time says nothing.")
        turn = iter(typed * 1_000)
        measured = alternate(
            lambda c=page: c.get(f"/k/{office.slug}/relaties/"),
            lambda c=ours, p=suggest, t=turn: c.get(p + next(t)),
            rounds=rounds,
            times=25,
        )
        lines.append(row(3, f"search by fragment against the list, {code}", measured, most=2))
        taken = sorted(_once(ours, suggest + text) for text in typed)
        p50, p95 = round(statistics.median(taken), 1), round(taken[int(len(taken) * 0.95)], 1)
        lines.append(
            {"row": 3, "name": f"p95 of {len(taken)} fragments, {items:,} items, {code}", "goal": f"p95 ≤ {MOST_MS} ms (p50 {p50})",
             "holds": p95 <= MOST_MS, "floor": "-", "ours": p95, "ratio": "-", "unit": "ms"}
        )  # fmt: skip
    return lines


def fragments(office) -> list[str]:
    """Pieces of three to six letters of names that are there, words of items among them; the same each time."""
    rng = Random(7)
    with office_scope(office.pk):
        names = list(Relation.objects.order_by("pk").values_list("search_text", flat=True)[:FRAGMENTS])
    words = ["jaarrek", "factuur 2020", "btw", "loon", "contract", "notulen 2019", "polis", "bank"]
    pieces = []
    for place, name in enumerate(names):
        word = name.split()[place % 2] if len(name.split()) > 1 else name
        start = rng.randrange(max(1, len(word) - 5))
        pieces.append(word[start : start + rng.randrange(3, 7)] if place % 10 else words[place // 10 % len(words)])
    return [piece.strip().replace(" ", "%20") for piece in pieces if len(piece.strip()) > 2]


def _once(caller, path) -> float:
    begin = time.perf_counter()
    caller.get(path)
    return (time.perf_counter() - begin) * 1000
