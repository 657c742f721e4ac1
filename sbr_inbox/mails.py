"""Mails about approval. They hold no amount, no number and no attachment: a link only."""


def address_of(link) -> str:
    """The address on which this contact is reached for this relation; empty when there is none."""
    return (link.email or "").strip()


def _greeting(link) -> str:
    name = link.contact.call_name or link.contact.first_name
    return f"Beste {name}," if name else "Goedendag,"


def asked(office, link, address: str) -> tuple[str, str]:
    """Subject and text: something waits for you."""
    body = (
        f"{_greeting(link)}\n\n"
        f"Er staat een aangifte voor u klaar bij {office.name}. Wij vragen uw akkoord.\n\n"
        f"Bekijk de aangifte in het portaal:\n{address}\n\n"
        "U logt in met een code die u per e-mail krijgt. In deze e-mail staan geen bedragen; "
        "die ziet u alleen in het portaal.\n\n"
        f"Met vriendelijke groet,\n{office.name}\n"
    )
    return f"Uw akkoord gevraagd · {office.name}", body


def withdrawn(office, link) -> tuple[str, str]:
    """Subject and text: what waited for you was withdrawn."""
    body = (
        f"{_greeting(link)}\n\n"
        "Een aangifte die voor u klaarstond, is ingetrokken. U hoeft niets te doen. "
        "Als er een nieuwe versie komt, krijgt u daarover een nieuwe e-mail.\n\n"
        f"Met vriendelijke groet,\n{office.name}\n"
    )
    return f"Aangifte ingetrokken · {office.name}", body
