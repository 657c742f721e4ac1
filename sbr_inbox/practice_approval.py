"""Approval in a practice office beyond the ordinary: an answer on behalf, a wish to send without approval, a question."""

from offices.files import store
from sbr_inbox.rules.on_behalf import approve_on_behalf
from sbr_inbox.rules.questions import ask_office
from sbr_inbox.rules.receipts import make_receipt
from sbr_inbox.rules.releasing import ask_release


def fill(desk, *, told, waiting, ready) -> None:
    """An answer on behalf about `told`, a question about `waiting`, and a wish to send `ready` without approval."""
    mark = desk.plan.mark
    request = desk.request(told)
    paper = store(mark("Akkoord van de cliënt").encode(), name=mark("akkoord.txt"), purpose="evidence")
    contact = request.addressees.select_related("contact").first().contact
    reason = mark("De cliënt gaf akkoord per e-mail van 3 april 2026.")
    answer = approve_on_behalf(request, by=desk.by, contact=contact, reason=reason, evidence_file=paper)
    make_receipt(answer.pk)
    ask_office(desk.request(waiting), account=desk.account, text=mark("Waarom is de voorbelasting lager dan vorige maand?"))
    ask_release(ready, by=desk.plan.members["ADMIN"], reason=mark("De cliënt is onbereikbaar en de termijn verloopt."))
