"""Mails about approval. They hold no amount, no number and no attachment: a link only."""


def address_of(link) -> str:
    """The address on which this contact is reached for this relation; empty when there is none."""
    return (link.email or "").strip()


def _greeting(link) -> str:
    name = link.contact.call_name or link.contact.first_name
    return f"Beste {name}," if name else "Goedendag,"


def _closing(office) -> str:
    return f"Met vriendelijke groet,\n{office.name}\n"


def _way_in(address: str, by_link: bool) -> str:
    if by_link:
        return (
            f"Open deze link om de aangifte te bekijken:\n{address}\n\n"
            "U krijgt daarna een code op dit e-mailadres. De link werkt één keer. In deze e-mail staan geen bedragen; "
            "die ziet u na het invullen van de code.\n\n"
        )
    return (
        f"Bekijk de aangifte in het portaal:\n{address}\n\n"
        "U logt in met een code die u per e-mail krijgt. In deze e-mail staan geen bedragen; "
        "die ziet u alleen in het portaal.\n\n"
    )


def asked(office, link, address: str, by_link: bool = False) -> tuple[str, str]:
    """Subject and text: something waits for you."""
    body = (
        f"{_greeting(link)}\n\n"
        f"Er staat een aangifte voor u klaar bij {office.name}. Wij vragen uw akkoord.\n\n"
        f"{_way_in(address, by_link)}{_closing(office)}"
    )
    return f"Uw akkoord gevraagd · {office.name}", body


def reminded(office, link, address: str, by_link: bool = False) -> tuple[str, str]:
    """Subject and text: it still waits for you."""
    body = (
        f"{_greeting(link)}\n\n"
        f"Er wacht nog een aangifte op uw antwoord bij {office.name}. Zonder uw akkoord dienen wij haar niet in.\n\n"
        f"{_way_in(address, by_link)}{_closing(office)}"
    )
    return f"Herinnering: uw akkoord gevraagd · {office.name}", body


def withdrawn(office, link) -> tuple[str, str]:
    """Subject and text: what waited for you was withdrawn."""
    body = (
        f"{_greeting(link)}\n\n"
        "Een aangifte die voor u klaarstond, is ingetrokken. U hoeft niets te doen. "
        "Als er een nieuwe versie komt, krijgt u daarover een nieuwe e-mail.\n\n"
        f"{_closing(office)}"
    )
    return f"Aangifte ingetrokken · {office.name}", body


def answered(office, link) -> tuple[str, str]:
    """Subject and text: somebody else answered, and nothing waits for you any more."""
    body = (
        f"{_greeting(link)}\n\n"
        "Een aangifte die ook voor u klaarstond, is intussen door een ander beantwoord. U hoeft niets meer te doen. "
        "In het portaal leest u wat er is besloten.\n\n"
        f"{_closing(office)}"
    )
    return f"U hoeft niets meer te doen · {office.name}", body


_TO_OWNER = {
    "declined": ("Niet akkoord", "Een cliënt is niet akkoord met een aangifte en verwacht dat u contact opneemt."),
    "expired": ("Akkoord bleef uit", "De termijn voor akkoord op een aangifte is verlopen. Bel de cliënt of bied opnieuw aan."),
    "silent": ("Cliënt reageert niet", "De laatste herinnering voor een aangifte is verstuurd en er kwam geen antwoord. Bel de cliënt."),
    "stuck": ("Niemand kan akkoord geven", "Wie om akkoord op een aangifte is gevraagd, kan niet meer antwoorden. Bied aan een ander contact aan."),
    "question": ("Vraag over een aangifte", "Een cliënt stelt een vraag over een aangifte die op akkoord wacht. De termijn loopt door."),
}


def to_owner(office, member, moment: str, address: str) -> tuple[str, str]:
    """Subject and text for the member who looks after the filing; `moment` is a key of the table above."""
    subject, text = _TO_OWNER[moment]
    return f"{subject} · {office.name}", f"Beste {member},\n\n{text}\n\nOpen de aangifte:\n{address}\n"
