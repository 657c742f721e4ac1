"""The route SEMANSYS, behind the same port as our own Digipoort client."""

from datetime import datetime

from integrations.enums import ConnectionState
from integrations.models import Connection
from integrations.rules import setting_of
from integrations.semansys import mapping
from integrations.semansys.client import Account, Failed, post
from offices.scope import office_scope
from sbr_inbox.delivery import CannotSend, Order, Sent, Statuses
from sbr_inbox.delivery_enums import DeliveryOutcome
from sbr_inbox.enums import Route

KEY = "semansys"


class SemansysDriver:
    """See `sbr_inbox.delivery.RouteDriver`.

    The account is read at the start of a call, on its own: no transaction is open while the vendor is called.
    """

    key = Route.SEMANSYS

    def send(self, order: Order) -> Sent:
        """Hand the filing over once. Raises CannotSend when the office has no working connection for this environment."""
        account = account_of(order)
        try:
            found, answer = post(account, mapping.DELIVER, mapping.delivery(order, account.certificate_id))
        except Failed as failed:
            return Sent(failed.outcome, foutcode=failed.code, text=failed.text, answer=failed.answer)
        try:
            return mapping.sent(found, order, answer)
        except mapping.BadAnswer as error:
            return Sent(DeliveryOutcome.UNKNOWN, foutcode="BAD_ANSWER", text=f"Het antwoord van Semansys klopt niet: {error}.", answer=answer)

    def statuses(self, order: Order, *, kenmerk: str, since: datetime | None = None) -> Statuses:
        """All statuses under this kenmerk; without one Semansys cannot be searched, so a person has to look."""
        if not kenmerk:
            return Statuses(known=None, text="Semansys kan niet op ons kenmerk zoeken. Kijk in het portaal van Semansys of de aangifte er is.")
        account = account_of(order)
        try:
            found, answer = post(account, mapping.STATUS, mapping.status_question(kenmerk, account.certificate_id))
            rows = mapping.statuses(found, kenmerk)
        except Failed as failed:
            return Statuses(known=None, text=failed.text, answer=failed.answer)
        except mapping.BadAnswer as error:
            return Statuses(known=None, text=f"BAD_ANSWER: het antwoord van Semansys klopt niet: {error}.")
        return Statuses(known=bool(rows), rows=rows, kenmerk=kenmerk, answer=answer)


def account_of(order: Order) -> Account:
    """The account of the office of this order. Raises CannotSend."""
    with office_scope(order.office_id):
        row = Connection.objects.filter(connector=KEY, state=ConnectionState.ACTIVE).order_by("id").first()
        if row is None:
            raise CannotSend("De koppeling met Semansys is er niet of is gepauzeerd. Maak of hervat haar bij Integraties, of kies een andere route.")
        account = Account(**{name: setting_of(row, name) for name in Account.__dataclass_fields__})
    if not all((account.token_url, account.api_url, account.client_id, account.username, account.password)):
        raise CannotSend(f"De gegevens van de koppeling {row.name} zijn niet compleet. Vul ze aan bij Integraties.")
    if account.environment != order.environment:
        raise CannotSend("De koppeling met Semansys is voor een andere omgeving dan waarheen uw kantoor verzendt. Er is niets verzonden.")
    return account
