"""Climbing the ladder for one subject number, rung by rung, until one certain relation is left or a person must choose."""

from dataclasses import dataclass, field
from uuid import UUID

from crm.enums import FilingKind
from sbr_inbox.enums import KeyType, MatchRule, State, Step
from sbr_inbox.keys import Key
from sbr_inbox.matching.checks import checks
from sbr_inbox.matching.facts import FilingFacts, Found, How, Known, Match, TraceStep
from sbr_inbox.matching.fits import fits
from sbr_inbox.matching.words import NUMBER_WORDS, count_words, day

EXACT = (How.NUMBER,)
# Only here nine bare digits may be a BSN or an RSIN; elsewhere the message says which number it holds.
UNTYPED = (FilingKind.BZW,)


@dataclass
class Climb:
    """Where we are on the ladder."""

    facts: FilingFacts
    known: Known
    key: Key
    candidates: tuple[UUID, ...] = ()
    rule: MatchRule = MatchRule.NONE
    suggestions: tuple[UUID, ...] = ()
    issues: list[Found] = field(default_factory=list)
    trace: list[TraceStep] = field(default_factory=list)

    def say(self, step: Step, result: str, text: str, *, candidates=None, stop: str = "", value: str = "") -> None:
        """Write down one rung."""
        shown = self.candidates if candidates is None else candidates
        name = NUMBER_WORDS.get(self.key.type, "")
        self.trace.append(TraceStep(step, result, text, field=name, value=value, candidates=tuple(shown), stop=stop))

    def stop(self, code: str, values: dict | None = None, state: State = State.UNMATCHED) -> Match:
        """No certain relation: a person goes on from here."""
        self.issues.append(Found(code, "key_value", values or {}))
        return Match(
            state,
            MatchRule.NONE,
            issues=tuple(self.issues),
            trace=tuple(self.trace),
            suggestions=tuple(dict.fromkeys(self.candidates + self.suggestions)),
        )


def match(facts: FilingFacts, known: Known) -> Match:
    """Decide which relation a filing belongs to.

    The answer is MATCHED with one relation that is certain, else UNMATCHED or AMBIGUOUS with suggestions. Nothing
    is looked up here; the same facts and the same known give the same answer and the same trace.
    """
    if facts.kind == FilingKind.UITSTEL:
        from sbr_inbox.matching.rows import match_rows

        return match_rows(facts, known)
    climb = Climb(facts, known, facts.key)
    for rung in (_parse, _normalise, _source, _exact, _unity, _fit, _agree, _remember, _base, _count):
        if stopped := rung(climb):
            return stopped
    return _matched(climb)


def _parse(climb: Climb) -> Match | None:
    if climb.facts.known_message:
        climb.say(Step.PARSE, "OK", "Het bestand is gelezen en de soort is bekend.")
        return None
    named = climb.facts.entrypoint or "zonder herkenbare inhoud"
    climb.say(Step.PARSE, "UNKNOWN", f"Dit soort bericht ({named}) is niet bekend.", stop="E02")
    return climb.stop("E02", {"entrypoint": named})


def _normalise(climb: Climb) -> Match | None:
    key, words = climb.key, NUMBER_WORDS.get(climb.key.type, "Nummer")
    if key.type == KeyType.UNKNOWN and climb.facts.kind not in UNTYPED:
        return _shapeless(climb)
    fault = key.fault
    if not fault:
        check = "de vorm klopt" if not key.base else "de elfproef klopt"
        climb.say(Step.NORMALISE, "OK", f"{words} gelezen, {check}.", value=key.shown)
        return None
    said = "voldoet niet aan de elfproef" if fault == "E03" else "is een btw-id en geen OB-nummer"
    climb.say(Step.NORMALISE, "BAD", f"{words} {said}.", value=key.shown, stop=fault)
    return climb.stop(fault, {"n": key.shown})


def _shapeless(climb: Climb) -> Match:
    """No number, more than one, or one of another shape than the message asks: it belongs to nobody yet."""
    if not climb.key.normal:
        text = "In de aangifte staat geen nummer, of meer dan één. Exporteer de aangifte opnieuw uit uw pakket."
        climb.say(Step.NORMALISE, "NONE", "In het bestand staat niet precies één nummer.", stop="E03")
        return climb.stop("E03", {"text": text})
    text = "Het nummer heeft niet de vorm die bij deze soort aangifte hoort."
    climb.say(Step.NORMALISE, "BAD", text, value=climb.key.shown, stop="E03")
    return climb.stop("E03", {"n": climb.key.shown})


def _source(climb: Climb) -> Match | None:
    claimed = climb.facts.source_relation
    if claimed is None:
        climb.say(Step.SOURCE_LINK, "SKIPPED", "De bron noemt geen relatie.", candidates=())
        return None
    text = "De administratiekoppeling wijst één relatie aan. Het nummer moet dat bevestigen."
    climb.say(Step.SOURCE_LINK, "ONE", text, candidates=(claimed,))
    return None


def _exact(climb: Climb) -> Match | None:
    on = climb.facts.period_end
    hits = climb.known.of(climb.key, *EXACT)
    climb.candidates = _relations(hit for hit in hits if hit.holds_on(on))
    expired = set(_relations(hits)) - set(climb.candidates)
    if climb.candidates:
        climb.rule = MatchRule.NUMBER
    text = f"{count_words(len(climb.candidates))} dit nummer{day(on)}."
    if expired:
        text += f" {count_words(len(expired))} het in een andere periode."
        climb.suggestions += tuple(sorted(expired))
    climb.say(Step.EXACT_NUMBER, _size(climb.candidates), text, value=climb.key.shown)
    return None


def _unity(climb: Climb) -> Match | None:
    on = climb.facts.period_end
    heads = _relations(hit for hit in climb.known.of(climb.key, How.UNITY_HEAD) if hit.holds_on(on))
    members = _relations(hit for hit in climb.known.of(climb.key, How.UNITY_MEMBER) if hit.holds_on(on))
    branch = _branch(climb)
    if not heads:
        _without_unity(climb, branch)
        return None
    outside = tuple(pk for pk in climb.candidates if pk not in heads and pk not in members)
    chosen, text = heads, "Het nummer is van een fiscale eenheid; de aangifte hoort bij het hoofd."
    if climb.facts.kind == FilingKind.ICP and climb.facts.branch:
        chosen = tuple(pk for pk in branch if pk in members or pk in heads)
        text = "Het nummer is van een fiscale eenheid; het btw-id in de opgaaf wijst het onderdeel aan."
        climb.suggestions += tuple(pk for pk in (*members, *heads) if pk not in chosen)
    climb.candidates = tuple(dict.fromkeys(chosen + outside))
    climb.rule = MatchRule.FISCAL_UNITY
    climb.say(Step.FISCAL_UNITY, _size(climb.candidates), text)
    return None


def _without_unity(climb: Climb, branch: tuple[UUID, ...]) -> None:
    others = tuple(pk for pk in branch if pk not in climb.candidates)
    if not others:
        climb.say(Step.FISCAL_UNITY, "SKIPPED", "Het nummer is niet van een vastgelegde fiscale eenheid.")
        return
    climb.candidates += others
    text = "De opgaaf noemt het btw-id van een andere relatie, maar er is geen fiscale eenheid vastgelegd."
    climb.say(Step.FISCAL_UNITY, _size(climb.candidates), text)


def _branch(climb: Climb) -> tuple[UUID, ...]:
    if climb.facts.kind != FilingKind.ICP or not climb.facts.branch:
        return ()
    hits = climb.known.hits.get(climb.facts.branch, ())
    return _relations(hit for hit in hits if hit.how == How.BRANCH and hit.holds_on(climb.facts.period_end))


def _fit(climb: Climb) -> Match | None:
    kept, owner, reasons = fits(climb.facts, climb.known, climb.candidates)
    dropped = tuple(pk for pk in climb.candidates if pk not in kept)
    climb.candidates, climb.suggestions = kept, climb.suggestions + dropped
    if owner:
        climb.rule = MatchRule.OWNER
    text = " ".join(reasons) or "De soort relatie en de periode passen bij deze aangifte."
    climb.say(Step.TYPE_FILTER, _size(kept) if dropped else "OK", text)
    return None


def _agree(climb: Climb) -> Match | None:
    claimed = climb.facts.source_relation
    if claimed is None:
        return None
    if claimed in climb.candidates:
        climb.candidates, climb.rule = (claimed,), MatchRule.SOURCE
        return None
    climb.suggestions = (claimed, *climb.suggestions)
    text = "De koppeling en het nummer wijzen niet naar dezelfde relatie."
    climb.say(Step.COUNT, "CONFLICT", text, stop="E07")
    found = {"source": climb.facts.source_name, "claimed": [str(claimed)], "relations": _ids(climb.candidates)}
    return climb.stop("E07", found)


def _remember(climb: Climb) -> Match | None:
    remembered = _relations(climb.known.of(climb.key, How.MEMORY))
    if not remembered:
        climb.say(Step.MEMORY, "SKIPPED", "Voor dit nummer en deze soort is niet eerder gekozen.", candidates=())
        return None
    if climb.candidates == remembered:
        climb.say(Step.MEMORY, "OK", "Een teamlid koos eerder dezelfde relatie.", candidates=remembered)
        return None
    climb.suggestions = remembered + climb.suggestions
    text = "Een teamlid koos eerder deze relatie, maar het nummer wijst haar nu niet als enige aan."
    climb.say(Step.MEMORY, "SUGGEST", text, candidates=remembered)
    return None


def _base(climb: Climb) -> Match | None:
    if climb.candidates:
        climb.say(Step.BASE_NUMBER, "SKIPPED", "Niet nodig: het hele nummer is gevonden.", candidates=())
        return None
    alike = _relations(climb.known.of(climb.key, How.BASE))
    climb.suggestions += tuple(pk for pk in alike if pk not in climb.suggestions)
    text = f"{count_words(len(alike))} dezelfde negen cijfers in een ander nummer. Dat is alleen een voorstel."
    climb.say(Step.BASE_NUMBER, "SUGGEST" if alike else "NONE", text, candidates=alike, value=climb.key.shown)
    return None


def _count(climb: Climb) -> Match | None:
    found = len(climb.candidates)
    if found == 1:
        text = "Precies één relatie past. Hier stopt het zoeken."
        climb.say(Step.COUNT, "ONE", text, stop="MATCHED")
        return None
    values = {"number": NUMBER_WORDS.get(climb.key.type, "nummer"), "n": climb.key.shown}
    if found == 0:
        climb.say(Step.COUNT, "NONE", "Geen relatie past. Een teamlid kiest.", stop="E04")
        return climb.stop("E04", values)
    climb.say(Step.COUNT, "MANY", f"{found} relaties passen. Een teamlid kiest.", stop="E05")
    return climb.stop("E05", values | {"relations": _ids(climb.candidates)}, State.AMBIGUOUS)


def _matched(climb: Climb) -> Match:
    profile = climb.known.profiles[climb.candidates[0]]
    found = checks(climb.facts, profile)
    climb.say(Step.PRODUCT, "OK" if not found.blocking else "ISSUES", found.text)
    climb.say(Step.WORKFLOW, "ISSUES" if profile.live else "OK", found.live_text)
    return Match(
        State.MATCHED,
        climb.rule,
        relation=profile.id,
        product=profile.product,
        issues=found.issues,
        trace=tuple(climb.trace),
        suggestions=climb.suggestions,
    )


def _relations(hits) -> tuple[UUID, ...]:
    return tuple(sorted({hit.relation for hit in hits}))


def _size(candidates) -> str:
    return ("NONE", "ONE")[len(candidates)] if len(candidates) < 2 else "MANY"


def _ids(relations) -> list[str]:
    return [str(pk) for pk in relations]
