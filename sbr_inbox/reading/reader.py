"""From bytes to `Reading`: pure, no database, no network, no clock."""

from functools import partial

from crm.enums import FilingKind
from sbr_inbox.reading import inline, payroll, warnings
from sbr_inbox.reading.archive import is_report_package
from sbr_inbox.reading.instance import Instance
from sbr_inbox.reading.kinds import UNKNOWN, Entrypoint, Stem, recognise
from sbr_inbox.reading.listing import list_facts
from sbr_inbox.reading.periods import tijdvak
from sbr_inbox.reading.result import Note, Reading
from sbr_inbox.reading.safe import check, parse
from sbr_inbox.reading.subject import read_key, read_period
from sbr_inbox.reading.summary import Content, content_of, direction_of, summary_of
from sbr_inbox.reading.xbrl import ROOT, read_instance

_OTHER = Stem(FilingKind.OVERIG, UNKNOWN)
_START_YEAR = (FilingKind.VPB, FilingKind.VA_VPB)
_REFERENCES = ("MessageReferenceSupplierVAT", "MessageReferenceSupplierICP", "TaxConsultantMessageAttribute")
_BRANCH = "VATIdentificationNumberNLFiscalEntityDivision"


def interpret(data, *, filename=""):
    """The `Reading` of one file. Raises Unreadable; anything else that escapes is a fault of ours."""
    if is_report_package(data):
        package = inline.open_package(data)
        return _read(package.instance, package.entrypoint, package.encoding, package.codes)
    source = check(data)
    root = parse(source)
    codes = warnings.check_bytes(source, filename)
    if root.tag == ROOT:
        return _read_classic(root, source, codes)
    if payroll.is_payroll(root):
        return payroll.read_payroll(root, encoding=source.encoding, codes=codes)
    if inline.is_inline(root):
        instance = inline.read_report(root)
        codes = ["PAGE", *warnings.check_page(source)]
        return _read(instance, inline.entrypoint_of(instance, ()), source.encoding, codes)
    return _unknown(root, source.encoding)


def _read_classic(root, source, codes):
    instance = read_instance(root)
    entry = _entrypoint(instance)
    is_kvk = entry.stem is not None and entry.stem.kind == FilingKind.KVK
    ids = len(instance.contexts) + len(instance.units)
    codes += warnings.check_instance(instance)
    codes += warnings.check_attributes(root, source.text, expected_ids=ids, is_kvk=is_kvk)
    codes += warnings.check_kvk(instance) if is_kvk else []
    return _read(instance, entry, source.encoding, codes)


def _entrypoint(instance):
    """The one entrypoint of an instance; several schemaRefs are none, even when they look alike."""
    if len(instance.schema_refs) == 1:
        return recognise(instance.schema_refs[0])
    return Entrypoint(", ".join(recognise(ref).name for ref in instance.schema_refs)[:200], "", None, None)


def _read(instance: Instance, entry: Entrypoint, encoding, codes):
    stem = entry.stem or _OTHER
    kind = stem.kind
    key = read_key(instance, kind, stem.key_type)
    start, end, period_issue = read_period(instance, kind)
    content = content_of(kind, instance, entry.name, many=stem.key_type == "MANY")
    direction = direction_of(content.amount) if content.is_payment else None
    title = tijdvak(start, end, book_year=stem.book_year)
    found = (
        unknown_message(entry.name) if entry.stem is None else None,
        key.issue,
        period_issue,
        *content.issues,
    )
    return Reading(
        kind=kind.value,
        entrypoint=entry.name,
        taxonomy=entry.taxonomy,
        year=_year(kind, start, end, instance, entry),
        tijdvak=title,
        period_start=start,
        period_end=end,
        key_type=key.type,
        key_value=key.value,
        scheme=key.scheme,
        subjects=content.subjects,
        amount=content.amount,
        direction=direction,
        package_name=instance.text("SoftwarePackageName"),
        package_version=instance.text("SoftwarePackageVersion"),
        supplier_reference=next((text for name in _REFERENCES if (text := instance.text(name))), ""),
        company_name=content.company_name,
        branch_btw_id=instance.text(_BRANCH),
        dates=content.dates,
        outline=partial(summary_of, f"{kind.label} {title}".strip(), content, direction),
        listing=partial(list_facts, instance),
        issues=tuple(each for each in found if each is not None),
        warnings=tuple(warnings.note(code) for code in codes)
        + content.warnings
        + _year_warning(entry, start, end),
        encoding=encoding,
    )


def _year(kind, start, end, instance, entry):
    """The tax year: for VPB the year in which the financial year starts, otherwise the year it ends in."""
    stated = instance.text("FiscalYear")
    if stated.isascii() and stated.isdigit() and len(stated) == 4:
        return int(stated)
    if start is None or end is None:
        return entry.year
    return start.year if kind in _START_YEAR else end.year


def _year_warning(entry, start, end):
    if entry.year is None or start is None or entry.year in (start.year, end.year):
        return ()
    if entry.stem is not None and entry.stem.book_year:
        return ()
    text = (
        f"Het bericht is van het jaar {entry.year}, maar het tijdvak ligt daarbuiten. Controleer de aangifte."
    )
    return (Note("YEAR", text),)


def unknown_message(entrypoint):
    """E02: a message we do not know."""
    text = (
        f"Dit soort bericht ({entrypoint[:120] or 'zonder taxonomie'}) kennen wij nog niet. Laat de beheerder het "
        "taxonomiepakket bijwerken, of kies de soort zelf en plaats het alleen in het dossier."
    )
    return Note("E02", text)


def _unknown(root, encoding):
    name = root.tag.rpartition("}")[2][:200]
    return Reading(
        kind=FilingKind.OVERIG.value,
        entrypoint=name,
        outline=partial(summary_of, FilingKind.OVERIG.label, Content([]), None),
        issues=(unknown_message(name),),
        encoding=encoding,
    )
