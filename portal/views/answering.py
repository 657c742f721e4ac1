"""What the page of a filing shows and does, whether somebody came by the portal or by a one-time link."""

from offices.errors import RuleBroken
from offices.signin.addresses import client_ip
from sbr_inbox.approval_enums import AnswerOrder, Factor
from sbr_inbox.entitlement import Authority, desk_of, may_answer, seat_of
from sbr_inbox.models import Receipt
from sbr_inbox.presentation import shown
from sbr_inbox.rules import approval as rules
from sbr_inbox.rules.counting import tally
from sbr_inbox.rules.questions import is_open, questions_of
from sbr_inbox.sentences import filing_title, sentence


class Answering:
    """Mixed into a page: it has `asked` (the request), `contact`, `who` (who acts), `factor` and `addresses()`."""

    def evidence(self) -> dict:
        """What the form says was shown, and from where the answer comes."""
        return {
            "sha256_shown": self.request.POST.get("sha256", ""),
            "pdf_sha256_shown": self.request.POST.get("pdf_sha256", ""),
            "factor": self.factor,
            "ip": client_ip(self.request),
            "agent": self.request.headers.get("User-Agent", ""),
        }

    def approve(self):
        """Approve what was shown."""
        return rules.approve(self.asked, account=self.who, **self.evidence())

    def decline(self, reason: str):
        """Decline what was shown."""
        return rules.decline(self.asked, account=self.who, reason=reason, **self.evidence())

    def told(self, *, fault: RuleBroken | None = None, reason: str = "", question: str = "") -> dict:
        """Everything the page says, with what went wrong when something did."""
        request, filing, contact = self.asked, self.asked.filing, self.contact
        addressee = request.addressees.select_related("contact", "partner_link").get(contact=contact)
        seat = seat_of(addressee, filing)
        answers = list(request.answers.select_related("mandate", "contact", "on_behalf_of"))
        answer = next((one for one in answers if one.voter_id == contact.pk), None)
        counted = tally(request, filing) if request.is_open else None
        others = [one for one in counted.contacts if one.pk != contact.pk] if counted else []
        first = counted.waiting[0].contact if counted and counted.waiting else None
        authority = Authority(filing).of(seat) if request.is_open else None
        can_answer = bool(request.is_open and not answer and may_answer(seat))
        return {
            "asked": request,
            "filing": filing,
            "title": filing_title(filing),
            "shown": shown(filing),
            "sentence": sentence(request.sentence_template, request.sentence_values),
            "answer": answer,
            "answers": [one for one in answers if one is not answer],
            "mandate": answer.mandate if answer else authority.mandate if authority else None,
            "authority": authority,
            "as_partner": addressee.partner_link_id is not None,
            "receipt": Receipt.objects.filter(approval=answer).first() if answer else None,
            "closed": None if request.is_open or answer else rules.closed(request, filing, contact),
            "others": others,
            "needed": counted.count.needed if counted else 0,
            "turn": first if request.policy.order == AnswerOrder.FIXED and first and first.pk != contact.pk else None,
            "can_answer": can_answer,
            "needs_strong": request.policy.factor == Factor.STRONG and self.factor != Factor.STRONG,
            "desk": desk_of(filing.relation),
            "questions": questions_of(request, contact.pk),
            "can_question": is_open(request),
            "question": question,
            "fault": fault,
            "reason": reason,
            "declining": "niet" in self.request.GET or reason or (fault and fault.field == "reason"),
            "urls": self.addresses(),
        }
