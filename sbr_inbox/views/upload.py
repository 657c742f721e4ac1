"""Adding filings by hand: many files, each with its own answer."""

from django.http import JsonResponse
from django.utils.decorators import method_decorator
from django.views.decorators.csrf import csrf_exempt, csrf_protect

from offices.files import StraightToStore
from offices.urls_helpers import desk_url
from offices.views import DeskView
from sbr_inbox.enums import Channel
from sbr_inbox.rules.intake import PURPOSE, IntakeResult, pair, refuse, take_in

FILES = ".xbrl,.xml,.xbri,.zip,.pdf"


@method_decorator(csrf_exempt, name="dispatch")
class UploadPage(DeskView):
    """Where files are dropped. The check against forged forms runs in `received`: before it nothing parses the body."""

    permission = "filing.upload"
    nav = "filings"

    def get(self, request):
        """The page with the place to drop files."""
        return self.render("sbr_inbox/upload.html", {"accept": FILES})

    def post(self, request):
        """Files go straight to the store while they are hashed."""
        handler = StraightToStore(request, purpose=PURPOSE)
        request.upload_handlers = [handler]
        try:
            return self.received(request, handler)
        finally:
            handler.drop_rest()

    @method_decorator(csrf_protect)
    def received(self, request, handler):
        """Take the files in; JSON for the script, a list of outcomes without it."""
        _ = request.POST
        results = self.taken(handler.arrivals)
        if "application/json" in request.headers.get("Accept", ""):
            if not results:
                return JsonResponse({"code": "G01", "text": "Kies eerst een bestand."}, status=422)
            return JsonResponse(_answer(results), status=min(result.status for result in results))
        return self.render("sbr_inbox/upload.html", {"accept": FILES, "results": [_shown(each) for each in results]})

    def taken(self, arrivals) -> list[IntakeResult]:
        """What became of each file; a PDF goes with the filing of its name."""
        results = [refuse(each.name, each.refused, channel=Channel.UPLOAD, by=self.member) for each in arrivals if each.refused]
        sound = [each for each in arrivals if each.incoming]
        for main, paper in pair([each.name for each in sound]):
            pdf = sound[paper].incoming if paper is not None else None
            results.append(
                take_in(sound[main].incoming, name=sound[main].name, channel=Channel.UPLOAD, by=self.member, pdf=pdf)
            )
        return results


def _answer(results: list[IntakeResult]) -> dict:
    shown = [_shown(each) for each in results]
    bad = next((each for each in shown if each["tone"] == "bad"), None)
    first = bad or shown[0]
    filing = results[0].filing
    return first | {"code": results[0].code, "id": str(filing.pk) if filing else None}


def _shown(result: IntakeResult) -> dict:
    """One outcome for people: text, tone and where to go on."""
    tone = "ok" if result.status == 201 else "warn" if result.status == 200 else "bad"
    text = result.text if result.status != 201 or result.more else f"{result.filing.name} is ontvangen en wordt gelezen."
    url = desk_url("sbr_inbox:filing", result.filing.pk) if result.filing and not result.more else ""
    return {"text": text, "tone": tone, "url": url}
