"""Erfbelasting, schenkbelasting, bezwaar and whatever has no summary of its own."""

from sbr_inbox.reading.summary.content import Content, full_name, section, stated

_NAMES = (
    "DeclarantSurname",
    "DeclarantLegalPersonName",
    "DeceasedTaxpayerSurname",
    "DonorSurname",
    "DonorLegalPersonName",
    "RecipientSurname",
    "RecipientLegalPersonName",
)


def read_gift(instance):
    """The content of an inheritance or gift tax return: names only, the rest stands in the full listing."""
    name = instance.text("DeclarantLegalPersonName") or full_name(
        instance.text("DeclarantInitials"),
        instance.text("DeclarantPrefix"),
        instance.text("DeclarantSurname"),
    )
    return Content(_filled(section("who", "Personen", stated(instance, _NAMES))), company_name=name)


def read_other(instance):
    """The content of a message we have no summary for: its software and reference."""
    names = ("SoftwarePackageName", "SoftwarePackageVersion", "DateTimeCreation", "TaxReturnMessageType")
    name = instance.text("LegalPersonName") or instance.text("LegalEntityName")
    return Content(_filled(section("message", "Bericht", stated(instance, names))), company_name=name)


def _filled(*sections):
    return [each for each in sections if each["lines"]]
