"""Erfbelasting, schenkbelasting, bezwaar and whatever has no summary of its own. None states an amount to pay."""

from sbr_inbox.reading.labels import label
from sbr_inbox.reading.summary.content import Content, amounts, full_name, section, stated, text_line

_BY_ASSESSMENT = "De Belastingdienst berekent het bedrag"
_ESTATE = (
    "LegacyBalance",
    "FuneralCremationExpensesNet",
    "LegacyExplicitBalance",
    "AssetsCommonValueTotal",
    "AssetsPrivateValueTotal",
    "PossessionsDebtsCommonValue",
    "PossessionsDebtsPrivateValue",
)
_GIFTS = (
    "GiftCashMoneyBalances",
    "GiftStockValue",
    "GiftImmovablePropertyCommercialValue",
    "GiftImmovablePropertyLawValue",
    "BusinessCapitalGiftPrice",
    "GiftMovablePropertyValue",
    "GiftTrustCapitalValue",
    "GiftBenefitAmount",
    "GiftDebtRecognitionOutOfGenerosity",
    "GiftDebtRemissionValue",
    "GiftUsufructValue",
    "GiftOtherValue",
    "GiftOwnHouseSpendingAmount",
)
# Longer than this and with a space in it is something somebody wrote.
_SENTENCE = 40
_OBJECTION = ("NoticeOfAssessmentDate", "TaxReturnMessageType", "DateTimeCreation")


def read_inheritance(instance):
    """The content of an erfbelasting return: who died, who files, and what the estate is worth."""
    deceased = stated(instance, ("DeceasedTaxpayerSurname", "DeceasedDate"))
    heirs = instance.texts("HeirBenificiaryTaxedDataHeirSurname")
    people = [text_line("Erfgenaam", name) for name in heirs[:20]]
    sections = [
        section("who", "Aangever", _declarant(instance) or _named("Aangever", _person(instance, "Taxpayer"))),
        section("deceased", "Overledene", deceased),
        section("heirs", "Erfgenamen", people),
        section("estate", "Erfenis", amounts(instance, _ESTATE, _one(instance))),
    ]
    name = _person(instance, "Declarant") or _person(instance, "Taxpayer")
    return Content(_filled(*sections), company_name=name, words=_BY_ASSESSMENT)


def read_gift(instance):
    """The content of a schenkbelasting return: who gave what to whom, and when."""
    sections = [
        section("who", "Aangever", _declarant(instance)),
        section("donor", "Schenker", _named("Schenker", _person(instance, "Donor") or instance.text("DonorLegalPersonName"))),
        section("receiver", "Ontvanger", _named("Ontvanger", _person(instance, "Recipient") or instance.text("RecipientLegalPersonName"))),
        section("gift", "Schenking", [*stated(instance, ("GiftDate",)), *amounts(instance, _GIFTS, _one(instance))]),
    ]
    name = instance.text("DeclarantLegalPersonName") or _person(instance, "Declarant")
    return Content(_filled(*sections), company_name=name, words=_BY_ASSESSMENT)


def read_objection(instance):
    """The content of a bezwaar. Its elements are not published, so every text in it that is a sentence is shown."""
    name = instance.text("LegalPersonName") or _person(instance, "") or _person(instance, "Declarant")
    long = [fact for fact in instance.facts if len(fact.value) > _SENTENCE and " " in fact.value]
    said = [text_line(label(fact.name), fact.value[:2000], fact.name) for fact in long[:20]]
    sections = [section("message", "Bezwaar", [*_named("Naam", name), *stated(instance, _OBJECTION)]), section("said", "Motivering", said)]
    return Content(_filled(*sections), company_name=name, words="Er hoeft niets te worden betaald")



def read_other(instance):
    """The content of a message we have no summary for: its software and reference."""
    names = ("SoftwarePackageName", "SoftwarePackageVersion", "DateTimeCreation", "TaxReturnMessageType")
    name = instance.text("LegalPersonName") or instance.text("LegalEntityName")
    return Content(_filled(section("message", "Bericht", stated(instance, names))), company_name=name)


def _person(instance, whose):
    return full_name(*(instance.text(f"{whose}{part}") for part in ("Initials", "Prefix", "Surname")))


def _declarant(instance):
    name = instance.text("DeclarantLegalPersonName") or _person(instance, "Declarant")
    return _named("Naam", name)


def _named(what, name):
    return [text_line(what, name)] if name else []


def _one(instance):
    """The value of a fact that stands once, or every time the same."""

    def pick(name):
        found = instance.texts(name)
        return found[0] if len(found) == 1 else ""

    return pick


def _filled(*sections):
    return [each for each in sections if each["lines"]]
