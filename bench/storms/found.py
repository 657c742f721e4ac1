"""Makes what the storms need, in a process of the product: two offices that hold the same numbers, and their clients.

python -m bench.storms.found COUNT; the last line printed is JSON.
"""

import json
import sys


def main() -> None:
    """Two offices with so many clients each."""
    import django

    django.setup()
    count = int(sys.argv[1])
    print(json.dumps([found(slug, count) for slug in ("alfa", "beta")]))


def found(slug: str, count: int) -> dict:
    """One office that sends to the simulator, with a token and clients that are signed in."""
    from offices.rules.tokens import make_token
    from sbr_inbox.delivery_enums import Environment
    from sbr_inbox.enums import Route, SendAfterApproval
    from sbr_inbox.models import Certificate, KindSetting
    from sbr_inbox.rules.environment import change_environment
    from tests.conftest import desk_client_for
    from tests.factories.offices import make_kantoor

    kantoor = make_kantoor(slug)
    with kantoor.scope:
        change_environment(Environment.SIMULATION, by=kantoor.admin, typed_name=kantoor.office.name)
        ready = {
            "route": Route.DIGIPOORT,
            "send_after_approval": SendAfterApproval.AUTO,
            "berichtsoort": "Omzetbelasting",
        }
        KindSetting.objects.filter(kind="OB").update(**ready, identity_type="BTW", role="Intermediair")
        return {
            "slug": slug,
            "office": kantoor.office.pk,
            "token": make_token(kantoor.admin, name="Pakket", by=kantoor.admin)[1],
            "certificate": Certificate.objects.get().fingerprint,
            "cookies": cookies_of(desk_client_for(kantoor.admin)),
            "clients": [client(kantoor, number) for number in range(count)],
        }


def client(kantoor, number: int) -> dict:
    """A client with an OB number, which the other office has too, and a browser in which he is signed in."""
    from crm.enums import FilingKind
    from tests.conftest import portal_client_for
    from tests.crash.people import base
    from tests.factories.crm import link_contact, make_contact
    from tests.factories.offices import make_account
    from tests.factories.sbr import invite, make_taxpayer, ob_number

    own = {
        "ob": f"{base(number)}B01",
        "rsin": base(number),
        "number": f"K{number}",
        "kvk_nummer": str(90_500_000 + number),
    }
    relation = make_taxpayer(FilingKind.OB, contact=False, name=f"Klant {number} B.V.", **own)
    contact = make_contact(
        number=f"K{number}", last_name=f"Klant {number}", email=f"klant{number}@{kantoor.office.slug}.example"
    )
    link_contact(relation, contact, is_preferred=True, sees=["DOSSIER", "OB"])
    invite(contact)
    browser = portal_client_for(make_account(kantoor.office, contact.pk, contact.email))
    return {"relation": str(relation.pk), "number": ob_number(relation), "cookies": cookies_of(browser)}


def cookies_of(browser) -> dict[str, str]:
    """The session of a browser."""
    return {name: morsel.value for name, morsel in browser.cookies.items()}


if __name__ == "__main__":
    main()
