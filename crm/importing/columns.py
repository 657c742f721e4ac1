"""The columns of the import sheets: what each is called, what it means, and under which other names it arrives."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from crm.enums import FieldTarget, ImportSheet
from crm.models import CustomField
from crm.names import fold
from offices.registry import Registry

CLIENTS, CONTACTS = ImportSheet.CLIENTS, ImportSheet.CONTACTS
ADDRESS_PARTS = {
    "straat": "street", "huisnummer": "house_number", "toevoeging": "house_suffix", "postcode": "postal_code",
    "plaats": "city", "land": "country",
}  # fmt: skip
ADDRESSES = {"bezoek": "VISIT", "post": "POSTAL", "factuur": "INVOICE"}
ROLES = {
    "rol_relatiebeheerder": "RELATION_MANAGER", "rol_accountant": "ACCOUNTANT", "rol_fiscaal": "TAX",
    "rol_administratie": "BOOKKEEPING", "rol_salaris": "PAYROLL", "rol_secretariaat": "SECRETARIAT",
}  # fmt: skip

_SPELLED = {
    "rsin_bsn": "RSIN of BSN", "bsn": "BSN", "ob_nummer": "OB-nummer", "btw_id": "Btw-id", "kvk_nummer": "KvK-nummer",
    "email": "E-mailadres", "factuur_email": "E-mailadres voor facturen", "iban_1": "IBAN", "iban_1_houder": "IBAN ten name van",
    "iban_2": "Tweede IBAN", "iban_2_houder": "Tweede IBAN ten name van", "iban_3": "Derde IBAN",
    "iban_3_houder": "Derde IBAN ten name van", "tijdvak_btw": "Tijdvak btw", "tijdvak_lh": "Tijdvak loonheffingen",
    "boekjaar_einde": "Einde boekjaar", "fiscaal_partner_nummer": "Fiscaal partner",
}  # fmt: skip


@dataclass(frozen=True)
class Column:
    """A column of a sheet; `field` is the name of the value it becomes part of."""

    key: str
    field: str
    explains: str = ""
    synonyms: tuple[str, ...] = ()
    minimum: bool = False
    free_text: bool = False

    @property
    def label(self) -> str:
        """Its heading as people write it: «RSIN of BSN», «Bezoekadres: straat»."""
        if self.key in _SPELLED:
            return _SPELLED[self.key]
        if self.field.startswith(("address.", "custom.")):
            return self.explains
        return self.key.replace("_", " ").capitalize()


@dataclass(frozen=True)
class ExtraColumn:
    """A column of the clients sheet that an app to the right owns.

    `book()` gives what reading needs, once per run; `read(text, book)` gives the JSON value or raises RuleBroken;
    `now(relation_ids)` gives {id: value} of what stands there; `write(pairs, *, by)` writes (relation, value) pairs inside
    a transaction. Values are lists that are added to; what is there stays.
    """

    key: str
    explains: str
    book: Callable[[], Any]
    read: Callable[[str, Any], Any]
    now: Callable[[list], dict]
    write: Callable[..., None]
    synonyms: tuple[str, ...] = ()
    # Labels of models whose rows the writing makes; an undo takes them away with the relation.
    models: tuple[str, ...] = ()
    # What a word of the source can stand for: (text that `read` takes, label) of each.
    choices: Callable[[], list[tuple[str, str]]] = list
    # Whether a new relation with these values can begin with a choice: fits(text, values, book).
    fits: Callable[[str, dict, Any], bool] = field(default=lambda text, values, book: False)
    words: Callable[[Any], str] = field(default=lambda value: ", ".join(map(str, value)))

    @property
    def column(self) -> Column:
        """It as a column of the clients sheet."""
        return Column(self.key, f"extra.{self.key}", self.explains, self.synonyms)


import_columns = Registry("ExtraColumn")


def _address(prefix: str, kind: str, label: str) -> list[Column]:
    names = {"bezoek": ("", "vestiging", "adres"), "post": ("correspondentie",), "factuur": ("facturatie", "factuuradres")}
    found = []
    for part in ADDRESS_PARTS:
        other = tuple(f"{name} {part}".strip() for name in names.get(prefix, ("", "prive", "thuis")))
        extra = {"plaats": ("woonplaats", "vestigingsplaats"), "huisnummer": ("huisnr", "nr"), "toevoeging": ("huisnummertoevoeging",)}
        first = extra.get(part, ()) if prefix in ("bezoek", "adres") else ()
        found.append(Column(f"{prefix}_{part}", f"address.{kind}", f"{label}: {part}", (*other, *first)))
    return found


_CLIENTS = (
    Column("nummer", "number", "Relatienummer; letters, cijfers, punt en streepje", ("relatienummer", "clientnummer", "klantnummer", "debiteurnummer", "nr", "code", "relatiecode", "clientcode", "relatienr", "clientnr", "klantnr", "debiteurnr"), minimum=True),
    Column("type", "type", "organisatie, persoon of leverancier", ("relatietype", "soort relatie", "client type", "rechtspersoon"), minimum=True),
    Column("naam", "name", "Volledige wettelijke naam van een organisatie", ("bedrijfsnaam", "organisatie", "organisatienaam", "statutaire naam", "handelsnaam", "relatienaam", "clientnaam", "klantnaam", "bedrijf", "company"), minimum=True),
    Column("achternaam", "last_name", "Achternaam van een persoon, zonder tussenvoegsel", ("familienaam", "geslachtsnaam", "surname"), minimum=True),
    Column("rechtsvorm", "rechtsvorm", "Verplicht bij een organisatie, bijvoorbeeld bv, eenmanszaak, stichting", ("juridische vorm", "ondernemingsvorm", "rechtsvorm code"), minimum=True),
    Column("relatiesoort", "kind", "Een soort uit Beheer, CRM", ("soort", "categorie", "relatie soort")),
    Column("relatiegroep", "groups", "Groepen uit Beheer, CRM; meer met ;", ("groep", "groepen", "relatiegroepen", "concern")),
    Column("status", "status", "prospect of cliënt; nieuw zonder status is cliënt", ("relatiestatus", "clientstatus")),
    Column("weergavenaam", "display_name", "Hoe een persoon getoond wordt; leeg is vanzelf", ("roepnaam en achternaam", "display")),
    Column("voorletters", "initials", "A.B.", ("initialen",)),
    Column("voornamen", "first_names", "Alle voornamen", ("voornaam", "doopnamen")),
    Column("tussenvoegsel", "infix", "van der", ("voorvoegsel", "tussenvoegsels", "prefix")),
    Column("roepnaam", "call_name", "", ("roep naam",)),
    Column("geboortedatum", "birth_date", "31-03-1980", ("geb datum", "datum geboorte", "geboren")),
    Column("geboorteplaats", "birth_place", "", ("geb plaats",)),
    Column("burgerlijke_staat", "marital_status", "ongehuwd, gehuwd, geregistreerd partnerschap, …", ("burg staat", "huwelijkse staat")),
    Column("geslacht", "gender", "m, v, x of onbekend", ("sekse", "m v")),
    Column("rsin_bsn", "rsin_bsn", "RSIN van een organisatie, BSN van een persoon of eenmanszaak", ("rsin", "bsn", "fiscaal nummer", "sofinummer", "rsin bsn nummer", "burgerservicenummer", "finr", "bsn rsin"), minimum=True),
    Column("ob_nummer", "ob_nummers", "OB-nummers; meer met ;, het hoofdnummer eerst", ("ob nummers", "omzetbelastingnummer", "btw nummer", "btwnummer")),
    Column("btw_id", "btw_id", "NL001234560B01", ("btw identificatienummer", "btw id nummer", "vat", "vat number")),
    Column("loonheffingennummer", "loonheffingennummers", "Loonheffingennummers; meer met ;", ("loonbelastingnummer", "lh nummer", "loonheffingsnummer", "lb nummer", "loonbelastingnummers")),
    Column("kvk_nummer", "kvk_nummer", "8 cijfers", ("kvk", "kvknummer", "kamer van koophandel", "handelsregisternummer", "coc")),
    Column("vestigingsnummer", "vestigingsnummer", "12 cijfers", ("vestigingsnr",)),
    Column("branche", "sector", "Branche of SBI-code", ("sbi", "sbi code", "bedrijfstak", "sector")),
    Column("oprichtingsdatum", "founded_on", "31-03-2010", ("datum oprichting", "opgericht")),
    Column("aantal_werknemers", "employee_count", "Heel getal", ("werknemers", "medewerkers", "aantal medewerkers")),
    Column("telefoon", "phone", "", ("telefoonnummer", "tel", "telefoon 1", "telefoon zakelijk", "phone")),
    Column("mobiel", "mobile", "", ("mobiel nummer", "gsm", "mobiele telefoon", "telefoon mobiel", "mobile")),
    Column("email", "email", "Voor correspondentie; nooit om in te loggen", ("e mail", "mail", "emailadres", "e mailadres", "e mail adres")),
    Column("factuur_email", "invoice_email", "", ("factuurmail", "e mail facturen", "facturatie email", "email factuur")),
    Column("website", "website", "", ("url", "internet", "www", "site")),
    *_address("bezoek", "VISIT", "Bezoekadres"),
    *_address("post", "POSTAL", "Postadres"),
    *_address("factuur", "INVOICE", "Factuuradres"),
    Column("iban_1", "bank_accounts", "Hoofdrekening", ("iban", "bankrekening", "rekeningnummer", "bankrekeningnummer")),
    Column("iban_1_houder", "bank_accounts", "Ten name van", ("tenaamstelling", "rekeninghouder", "ten name van")),
    Column("iban_2", "bank_accounts", "", ("iban 2",)),
    Column("iban_2_houder", "bank_accounts", "", ()),
    Column("iban_3", "bank_accounts", "", ()),
    Column("iban_3_houder", "bank_accounts", "", ()),
    Column("tijdvak_btw", "ob_frequency", "maand, kwartaal of jaar", ("btw tijdvak", "aangiftetijdvak btw", "frequentie btw", "btw frequentie", "btw periode", "btw aangifte")),
    Column("tijdvak_lh", "lh_frequency", "maand, vier weken, halfjaar of jaar", ("lh tijdvak", "aangiftetijdvak lh", "frequentie loon", "loon frequentie", "loontijdvak")),
    Column("boekjaar_einde", "fiscal_year_end", "dag en maand, bijvoorbeeld 31-12", ("einde boekjaar", "boekjaar", "boekjaareinde")),
    Column("labels", "labels", "Labels uit Beheer; meer met ;", ("label", "tags", "kenmerken")),
    *(Column(key, f"role.{code}", "E-mailadres of nummer van een teamlid", (key.removeprefix("rol_"),)) for key, code in ROLES.items()),
    Column("fiscaal_partner_nummer", "partner", "Relatienummer van de fiscale partner", ("fiscaal partner", "partner", "partnernummer")),
    Column("memo", "memo", "", ("opmerking", "opmerkingen", "notitie", "toelichting"), free_text=True),
)  # fmt: skip
_CONTACTS = (
    Column("contactnummer", "number", "Uniek nummer onder contacten", ("nummer", "contactpersoonnummer", "persoonsnummer", "contact id"), minimum=True),
    Column("relatienummers", "relations", "Bij welke relaties; meer met ;", ("relatienummer", "clientnummer", "klantnummer", "relaties", "client", "relatie"), minimum=True),
    Column("aanhef", "salutation", "dhr., mevr. of anders", ("titel", "salutation")),
    Column("voorletters", "initials", "", ("initialen",)),
    Column("voornaam", "first_name", "", ("voornamen", "roepnaam")),
    Column("tussenvoegsel", "infix", "", ("voorvoegsel",)),
    Column("achternaam", "last_name", "", ("familienaam", "naam", "contactpersoon"), minimum=True),
    Column("geslacht", "gender", "m, v, x of onbekend", ("sekse",)),
    Column("geboortedatum", "birth_date", "", ("geb datum",)),
    Column("email", "email", "Wordt later de inlognaam; ieder een eigen adres", ("e mail", "mail", "emailadres", "e mailadres"), minimum=True),
    Column("telefoon", "phone", "", ("telefoonnummer", "tel")),
    Column("mobiel", "mobile", "", ("gsm", "mobiel nummer")),
    Column("functie", "job_title", "Leeg is gevolmachtigde", ("rol", "functietitel")),
    Column("afdeling", "department", "", ()),
    Column("voorkeur", "is_preferred", "ja of nee", ("voorkeurscontact", "hoofdcontact", "primair")),
    Column("portaal", "portal_access", "geen, lezen of volledig", ("portaaltoegang", "toegang")),
    Column("bsn", "bsn", "", ("burgerservicenummer", "sofinummer")),
    *_address("adres", "PRIVATE", "Privéadres"),
    Column("taal", "language", "nl of en", ("language",)),
    Column("notitie", "note", "", ("memo", "opmerking"), free_text=True),
)  # fmt: skip
_TARGET = {CLIENTS: FieldTarget.RELATION, CONTACTS: FieldTarget.CONTACT}


def columns_of(sheet) -> list[Column]:
    """Every column of a sheet: our own, those of other apps, and the custom fields of the open office."""
    shipped = list(_CLIENTS if sheet == CLIENTS else _CONTACTS)
    if sheet == CLIENTS:
        shipped += [extra.column for extra in import_columns]
    fields = CustomField.objects.filter(target=_TARGET[ImportSheet(sheet)], active=True)
    return shipped + [Column(f"vrij_{one.key}", f"custom.{one.key}", one.label, (fold(one.label),), free_text=True) for one in fields]


def minimum_of(sheet) -> list[list[str]]:
    """The columns a sheet cannot do without; of each inner list one is enough."""
    return [["nummer"], ["naam", "achternaam"]] if sheet == CLIENTS else [["contactnummer"], ["achternaam"]]
