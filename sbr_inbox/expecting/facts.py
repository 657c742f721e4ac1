"""What the expectation of filings is computed from, and what comes out. Plain values, no queries."""

from dataclasses import dataclass, field
from datetime import date
from uuid import UUID

from django.db import models

from workflows.deadlines import DeadlineBook


class CellState(models.TextChoices):
    """How far one expected filing is; every cell has exactly one."""

    LATER = "LATER", "Nog niet aan de beurt"
    DUE = "DUE", "Te verwachten"
    MISSING = "MISSING", "Ontbreekt"
    RECEIVED = "RECEIVED", "Ontvangen"
    WITH_CLIENT = "WITH_CLIENT", "Bij de cliënt"
    APPROVED = "APPROVED", "Akkoord"
    SENT = "SENT", "Verzonden"
    ACCEPTED = "ACCEPTED", "Geaccepteerd"
    ELSEWHERE = "ELSEWHERE", "Buiten het portaal gedaan"
    ERROR = "ERROR", "Fout"
    MUTED = "MUTED", "Opzijgezet"
    NOT_NEEDED = "NOT_NEEDED", "Niet nodig"
    UNEXPECTED = "UNEXPECTED", "Onverwacht"


class Cause(models.TextChoices):
    """Why a cell is not done, in words that say what to do."""

    NONE = "", ""
    NO_PRODUCT = "NO_PRODUCT", "De relatie heeft geen product voor deze aangifte"
    NO_NUMBER = "NO_NUMBER", "Het nummer voor deze aangifte ontbreekt bij de relatie"
    NO_FREQUENCY = "NO_FREQUENCY", "Het aangiftetijdvak is niet ingevuld"
    SUSPENDED = "SUSPENDED", "De relatie is geblokkeerd"
    MUTED = "MUTED", "Opzijgezet door uw kantoor"
    KOR = "KOR", "Kleineondernemersregeling: geen btw-aangifte"
    UNITY = "UNITY", "De fiscale eenheid doet aangifte"
    NIL = "NIL", "Niets te melden: geen leveringen binnen de EU in de btw-aangifte"
    SOURCE_SILENT = "SOURCE_SILENT", "Het bronpakket leverde dit tijdvak nog niet"
    NOTHING = "NOTHING", "Nog geen aangifte ontvangen"
    UNMATCHED = "UNMATCHED", "Er ligt een aangifte die nog niet is gekoppeld"
    CLIENT = "CLIENT", "De cliënt heeft nog niet gereageerd"
    DECLINED = "DECLINED", "De cliënt is niet akkoord, of de termijn verliep"
    REFUSED = "REFUSED", "De ontvanger weigerde de aangifte of de verzending mislukte"
    ISSUE = "ISSUE", "De aangifte heeft een fout die aanbieden tegenhoudt"
    NOT_EXPECTED = "NOT_EXPECTED", "Dit tijdvak werd niet verwacht"
    DOUBLE = "DOUBLE", "Over dit tijdvak is er al een aangifte"


# A gap asks for somebody; the rest is done, still to come, or meant to be so.
GAPS = frozenset({CellState.DUE, CellState.MISSING, CellState.WITH_CLIENT, CellState.ERROR, CellState.UNEXPECTED})


@dataclass(frozen=True, slots=True)
class Held:
    """A product on a relation: the filings it makes, its days, where its rhythm comes from, and rhythms of its own."""

    product: UUID
    name: str
    kinds: tuple[str, ...]
    source: str
    allowed: tuple[str, ...]
    starts_on: date
    ends_on: date | None
    rhythms: tuple[tuple[date, str], ...] = ()


@dataclass(frozen=True, slots=True)
class FilingRow:
    """A filing as far as completeness needs it; `issues` are its open blocking codes."""

    id: UUID
    kind: str
    start: date
    end: date
    state: str
    key: str = ""
    sequence: int = 1
    source: str = "MANUAL"
    issues: tuple[str, ...] = ()
    nil_icp: bool = False


@dataclass(frozen=True, slots=True)
class Muted:
    """A gap set aside; no period means every period that ends by `until`."""

    id: UUID
    product: UUID
    start: date | None
    end: date | None
    until: date
    reason: str


@dataclass(slots=True)
class Subject:
    """One relation with all that bears on what it has to file. Spans of days count both ends; None is open."""

    id: UUID
    name: str
    sort_name: str
    status: str
    type: str
    client_since: date | None = None
    born_on: date | None = None
    ended_on: date | None = None
    died_on: date | None = None
    has_bsn: bool = False
    has_rsin: bool = False
    has_kvk: bool = False
    held: list[Held] = field(default_factory=list)
    # kind → [(index of the number, from, to)]
    numbers: dict[str, list[tuple[str, date | None, date | None]]] = field(default_factory=dict)
    # kind → [(from, rhythm, first month of a quarter)], oldest first
    rhythms: dict[str, list[tuple[date, str, int]]] = field(default_factory=dict)
    kor: list[tuple[date, date | None]] = field(default_factory=list)
    years: list[tuple[date, date]] = field(default_factory=list)
    # kinds of fiscal unities it is a part of without being the head: [(kind, from, to)]
    inside: list[tuple[str, date | None, date | None]] = field(default_factory=list)
    heads: set[str] = field(default_factory=set)
    filings: list[FilingRow] = field(default_factory=list)
    unmatched: list[FilingRow] = field(default_factory=list)
    mutes: list[Muted] = field(default_factory=list)
    # (product, first day, last day) → the internal date somebody moved it to, and how often
    moved: dict[tuple[UUID, date, date], tuple[date, int]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Cell:
    """One expected filing, or one that nobody expected."""

    relation: UUID
    kind: str
    label: str
    start: date
    end: date
    state: CellState
    cause: Cause
    product: UUID | None = None
    filing: UUID | None = None
    # Which of several numbers of a kind it is about: its place, or 0 when there is one.
    number: int = 0
    file_by: date | None = None
    internal: date | None = None
    checked: bool = True
    late: bool = False
    mute: UUID | None = None
    reason: str = ""
    # How often the internal date was moved.
    shifts: int = 0

    @property
    def is_gap(self) -> bool:
        """Whether it asks for somebody."""
        return self.state in GAPS


@dataclass(frozen=True)
class Facts:
    """What one computation needs besides the relations: the year of the periods' ends, today, and the dates."""

    year: int
    today: date
    book: DeadlineBook
    # kind → a product that makes it, to name in a gap without product.
    products: dict[str, UUID] = field(default_factory=dict)
