"""The inbox: filings that need somebody, and every file that ever came in."""

from uuid import UUID

from django.db.models import Prefetch, Q, prefetch_related_objects

from crm.counting import capped_counts, shown
from offices.errors import RuleBroken
from offices.urls_helpers import desk_url
from offices.views import DeskList, DeskView
from sbr_inbox.enums import State
from sbr_inbox.filters import TABS, FilingFilter
from sbr_inbox.models import Filing, FilingIssue, Intake
from sbr_inbox.rules.delivering.bulk import queue_many
from sbr_inbox.rules.delivering.holding import hold
from sbr_inbox.rules.offering import offer_many
from sbr_inbox.sending_card import minutes_behind

BULK_MOST = 200
BEHIND_MINUTES = 5
# The other states say by themselves what is wrong.
_TELLS = (State.MATCHED, State.READY, State.IN_REVIEW)


class FilingList(DeskList):
    """Filings of the office, newest first or by last day."""

    permission = "filing.view"
    nav = "filings"
    template_name = "sbr_inbox/filing_list.html"
    sorts = {"ontvangen": ("id",), "deadline": ("deadline", "id")}
    default_sort = "-ontvangen"
    filter_class = FilingFilter
    things = "aangiften"

    def rows(self):
        """Every filing this member may see that is not set aside."""
        rows = Filing.objects.visible_to(self.member).filter(archived=False)
        if self.request.GET.get("sort", "").lstrip("-") == "deadline":
            rows = rows.filter(deadline__isnull=False)
        return rows.select_related("relation").defer("match_trace", "suggestions", "closing_note")

    def dress(self, rows):
        """The open issues that matter of each row."""
        issues = FilingIssue.objects.filter(closed_at__isnull=True).order_by("code")
        prefetch_related_objects(rows, Prefetch("issues", issues, to_attr="open_issues"))
        for row in rows:
            row.hurdle = next((issue for issue in row.open_issues if issue.blocks), None) if row.state in _TELLS else None
        return rows

    def context(self):
        """The tabs with their capped counts, and what this member may do."""
        visible = Filing.objects.visible_to(self.member).filter(archived=False)
        counts = capped_counts({name: visible.filter(state__in=wanted) for name, _, wanted in TABS})
        here = desk_url("sbr_inbox:filing_list")
        tabs = [
            {"key": name, "label": label, "url": f"{here}?tab={name}", "count": shown(counts[name])}
            for name, label, _ in TABS
        ]
        return super().context() | {
            "tabs": [{"key": "", "label": "Alles", "url": here, "count": None}, *tabs],
            "current": self.request.GET.get("tab", ""),
            "sort": self.default_sort,
            "may_upload": self.may("filing.upload"),
            "verbs": self._verbs(),
            "behind": self._behind(),
        }


    def _verbs(self) -> list[dict]:
        verbs = [
            ("filing.offer", {"value": "aanbieden", "label": "Aanbieden", "icon": "user-check", "url": desk_url("sbr_inbox:bulk_offer")}),
            ("filing.send", {"value": "verzenden", "label": "Verzenden", "icon": "send", "url": desk_url("sbr_inbox:bulk_send")}),
        ]
        return [verb for right, verb in verbs if self.may(right)]

    def _behind(self) -> str:
        """«Verzending loopt 12 minuten achter», or why nothing leaves (quality R10)."""
        held = hold()
        if held:
            return held.text
        minutes = minutes_behind()
        return f"Verzending loopt {minutes} minuten achter." if minutes >= BEHIND_MINUTES else ""


class BulkAct(DeskView):
    """Do one thing with what was ticked; every row gets its own answer."""

    nav = "filings"
    title = done_word = left_word = ""

    def act(self, filings: list) -> list:
        """The rule for many, giving what became of each."""
        raise NotImplementedError(f"{type(self).__name__} must call a rule.")

    def post(self, request):
        """Take the ticked filings this member may see, and show what became of each."""
        ids = [pk for pk in request.POST.getlist("pk") if _is_uuid(pk)]
        if len(ids) > BULK_MOST:
            raise RuleBroken(
                f"U koos {len(ids)} regels; hoogstens {BULK_MOST} per keer. Verklein de selectie met een filter.", code="G09"
            )
        filings = Filing.objects.visible_to(self.member).filter(pk__in=ids).select_related("relation")
        results = self.act(list(filings.order_by("id")))
        done = sum(row.ok for row in results)
        words = {"title": self.title, "done_word": self.done_word, "left_word": self.left_word}
        return self.render("sbr_inbox/bulk_result.html", {"results": results, "done": done, "left": len(results) - done} | words)


class BulkOffer(BulkAct):
    """Offer what was ticked."""

    permission = "filing.offer"
    title, done_word, left_word = "Aanbieden", "aangeboden", "Niet aangeboden"

    def act(self, filings):
        """Only what is ready; the rest says why not."""
        return offer_many(filings, by=self.member)


class BulkSend(BulkAct):
    """Send what was ticked."""

    permission = "filing.send"
    title, done_word, left_word = "Verzenden", "in de wachtrij", "Niet verzonden"

    def act(self, filings):
        """Only what is approved; the rest says why not."""
        return queue_many(filings, by=self.member)


class IntakeList(DeskList):
    """*Ontvangen bestanden*: every file that was offered, also what was refused."""

    permission = "filing.upload"
    nav = "filings"
    template_name = "sbr_inbox/intake_list.html"
    sorts = {"ontvangen": ("id",)}
    default_sort = "-ontvangen"
    things = "bestanden"

    def rows(self):
        """Own files, and those whose filing this member may see."""
        rows = Intake.objects.select_related("filing", "filing__relation")
        if self.request.GET.get("geweigerd"):
            rows = rows.filter(filing__isnull=True).exclude(code="")
        seen = Q(by=self.member) | Q(filing__in=Filing.objects.visible_to(self.member))
        if self.member.grants.get("filing.upload") == "A":
            # What never became a filing is about nobody in particular.
            seen |= Q(filing__isnull=True)
        return rows.filter(seen)

    def dress(self, rows):
        """Only a filing this member may see is named."""
        wanted = [row.filing_id for row in rows if row.filing_id]
        seen = set(Filing.objects.visible_to(self.member).filter(pk__in=wanted).values_list("pk", flat=True))
        for row in rows:
            row.shown_filing = row.filing if row.filing_id in seen else None
            row.shown_text = row.text if row.filing_id is None or row.filing_id in seen else "Al ontvangen."
        return rows


def _is_uuid(text: str) -> bool:
    try:
        UUID(text)
    except ValueError:
        return False
    return True

