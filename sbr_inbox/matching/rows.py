"""An UITSTEL message: each taxpayer in it climbs the ladder on his own."""

from crm.enums import FilingKind
from sbr_inbox.enums import MatchRule, State, Step
from sbr_inbox.matching.facts import FilingFacts, Found, How, Known, Match, RowFacts, TraceStep
from sbr_inbox.matching.fits import fits


def match_rows(facts: FilingFacts, known: Known) -> Match:
    """MATCHED when every row has one relation; the filing's own relation stays empty."""
    trace = [TraceStep(Step.PARSE, "OK", f"Het bestand is gelezen: {len(facts.rows)} regels met elk een eigen nummer.")]
    issues: list[Found] = []
    rows: dict = {}
    many = False
    for row in facts.rows:
        chosen, fault = _row(facts, known, row)
        rows[row.position] = chosen[0] if len(chosen) == 1 and not fault else None
        many = many or fault == "E05"
        trace.append(_trace(row, chosen, fault))
        if fault:
            values = {"n": row.key.shown, "number": "het nummer", "relations": [str(pk) for pk in chosen]}
            issues.append(Found(fault, f"rij {row.position}", values))
    if not facts.rows:
        issues.append(Found("E02", "", {"entrypoint": facts.entrypoint}))
    done = not issues
    text = "Elke regel heeft één relatie." if done else f"{len(issues)} van de {len(facts.rows)} regels hebben nog geen relatie."
    trace.append(TraceStep(Step.COUNT, "ONE" if done else "NONE", text, stop="MATCHED" if done else issues[0].code))
    state = State.MATCHED if done else State.AMBIGUOUS if many else State.UNMATCHED
    rule = MatchRule.ROWS if done else MatchRule.NONE
    return Match(state, rule, issues=tuple(issues), trace=tuple(trace), rows=rows)


def _row(facts: FilingFacts, known: Known, row: RowFacts) -> tuple[tuple, str]:
    if row.key.fault:
        return (), row.key.fault
    found = tuple(sorted({hit.relation for hit in known.of(row.key, How.NUMBER) if hit.holds_on(facts.period_end)}))
    kind = FilingKind.VPB if row.tax.upper().startswith(("VPB", "V")) else None
    kept, _, _ = fits(facts, known, found, kind)
    if kind is None and len(kept) > 1:
        # One bsn may sit on a person and on his eenmanszaak: the request is about the person.
        persons, _, _ = fits(facts, known, kept, FilingKind.IB)
        kept = persons or kept
    fault = "" if len(kept) == 1 else "E05" if kept else "E04"
    return kept, fault


def _trace(row: RowFacts, chosen: tuple, fault: str) -> TraceStep:
    said = {"": "één relatie past.", "E04": "geen relatie heeft dit nummer.", "E05": "meer dan één relatie heeft dit nummer."}
    text = f"Regel {row.position}: {said.get(fault, 'het nummer voldoet niet aan de elfproef.')}"
    result = "ONE" if not fault else "MANY" if chosen else "NONE"
    return TraceStep(Step.EXACT_NUMBER, result, text, value=row.key.shown, candidates=chosen, stop=fault)
