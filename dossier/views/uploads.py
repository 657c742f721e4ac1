"""Files on their way in. The right is checked before the first byte is read, the rest before a row is made.

A script sends one file per request, as it is (PUT, name and key in headers) or in a form (POST); without a script
the form sends all files at once and gets a page with what became of each.
"""

from dataclasses import dataclass
from urllib.parse import unquote
from uuid import UUID

from django.conf import settings
from django.core import signing
from django.http import HttpResponse, JsonResponse
from django.utils.decorators import method_decorator
from django.views.decorators.csrf import csrf_exempt, csrf_protect

from dossier.enums import OnSame
from dossier.models import DossierItem
from dossier.rules.filing import add_version, keep_waiting, set_waiting, upload
from dossier.texts import SameContent
from dossier.views.base import DossierAct
from offices.errors import Forbidden, RuleBroken
from offices.files import Incoming, StraightToStore, TooLarge
from offices.files.storing import CHUNK

PURPOSE = "dossier"
SALT = "dossier.keep-anyway"
# Shorter than the orphan sweep waits, so that the bytes are there as long as the button works.
KEEP_SECONDS = 20 * 3600
# A little more than the largest file is read to the end, so that the browser hears the answer.
PATIENCE = 64 << 20


@dataclass
class Result:
    """What became of one file."""

    name: str
    item: DossierItem | None = None
    fault: RuleBroken | None = None
    keep_url: str = ""
    token: str = ""

    def as_json(self) -> dict:
        """The answer to a script."""
        if self.fault is None:
            return {"text": f"Toegevoegd aan {self.item.folder.name}", "tone": "ok", "id": str(self.item.pk)}
        return self.fault.problem() | {
            "tone": "warn" if self.token else "bad",
            "again": self.keep_url,
            "token": self.token,
        }


@method_decorator(csrf_exempt, name="dispatch")
class Receiving(DossierAct):
    """Takes files in. The check against forged forms runs in `received`: before it nothing may parse the body."""

    http_method_names = ["post", "put"]

    def post(self, request, relation_id, **place):
        """A form with files; each goes straight to the store."""
        self.door(**place)
        handler = StraightToStore(request, purpose=PURPOSE)
        request.upload_handlers = [handler]
        try:
            return self.received(request, handler)
        finally:
            handler.drop_rest()

    @method_decorator(csrf_protect)
    def received(self, request, handler) -> HttpResponse:
        """Every file of the form, each on its own."""
        fields = request.POST
        results = [
            Result(arrival.name, fault=arrival.refused)
            if arrival.refused
            else self.kept(
                arrival.incoming, fields, key=fields.get("key", "") if len(handler.arrivals) == 1 else ""
            )
            for arrival in handler.arrivals
        ]
        return self.answer(
            results or [Result("", fault=RuleBroken("Kies eerst een bestand.", code="G01", field="files"))]
        )

    @method_decorator(csrf_protect)
    def put(self, request, relation_id, **place):
        """One file as it is; its name stands in X-Filename, percent-encoded."""
        self.door(**place)
        name = unquote(request.headers.get("X-Filename", ""))[:1000]
        try:
            with Incoming(name=name, purpose=PURPOSE) as incoming:
                self.read(request, incoming)
                result = self.kept(incoming, request.GET, key=request.headers.get("X-Idempotency-Key", ""))
        except RuleBroken as fault:
            result = Result(name, fault=fault)
        return self.answer([result])

    def read(self, request, incoming: Incoming) -> None:
        """The body into the store, in pieces."""
        said = request.META.get("CONTENT_LENGTH") or ""
        if said.isdigit() and int(said) > settings.MAX_UPLOAD_BYTES:
            drain(request, int(said))
            raise TooLarge(incoming.name, int(said))
        while chunk := request.read(CHUNK):
            incoming.write(chunk)

    def kept(self, incoming: Incoming, fields, *, key: str) -> Result:
        """What became of one file that arrived whole."""
        try:
            return Result(incoming.name, item=self.keep(incoming, fields, key=key))
        except Forbidden:
            raise
        except SameContent as fault:
            return self.waiting(incoming, fields, fault)
        except RuleBroken as fault:
            return Result(incoming.name, fault=fault)

    def door(self, **place) -> None:
        """Ask for rights before the body is read."""
        raise NotImplementedError(f"{type(self).__name__} must close its door.")

    def keep(self, incoming: Incoming, fields, *, key: str) -> DossierItem:
        """Call one rule."""
        raise NotImplementedError(f"{type(self).__name__} must call a rule.")

    def waiting(self, incoming: Incoming, fields, fault: SameContent) -> Result:
        """What to do with bytes that are there already; here nothing."""
        return Result(incoming.name, fault=fault)

    def answer(self, results: list[Result]) -> HttpResponse:
        """JSON for a script, a page for a form."""
        faults = [result.fault for result in results if result.fault]
        status = max((fault.status for fault in faults), default=201)
        if "application/json" in self.request.headers.get("Accept", "") or self.request.method == "PUT":
            return JsonResponse(results[0].as_json(), status=status)
        context = {
            "results": results,
            "back": self.back_url(self.url("dossier:tab")),
            "relation": self.relation,
        }
        return self.render("dossier/uploaded.html", context, status=status if faults else 200)


class Upload(Receiving):
    """New items in a folder."""

    permission = "dossier.item.upload"

    def door(self, folder_id):
        self.target = self.folder(folder_id)

    def keep(self, incoming, fields, *, key):
        return upload(self.relation, self.target, incoming, by=self.member, key=key, **place_of(fields))

    def waiting(self, incoming, fields, fault):
        """Keep the bytes aside, so that «toch bewaren» asks no second upload."""
        stored = set_waiting(incoming)
        said = {
            "file": str(stored.pk),
            "name": incoming.name,
            "folder": str(self.target.pk),
            "by": str(self.member.pk),
        }
        said |= {"relation": str(self.relation.pk), **place_of(fields)}
        token = signing.dumps(said, salt=SALT, compress=True)
        return Result(incoming.name, fault=fault, keep_url=self.url("dossier:keep_anyway"), token=token)


class NewVersion(Receiving):
    """A newer version of an item."""

    permission = "dossier.item.edit"

    def door(self, pk):
        self.found = self.item(pk)

    def keep(self, incoming, fields, *, key):
        add_version(self.found, incoming, by=self.member)
        return self.found


class KeepAnyway(DossierAct):
    """Keep bytes the relation has already, as the person asked."""

    http_method_names = ["post"]
    permission = "dossier.item.upload"

    def post(self, request, relation_id):
        """The token says which bytes go where; it works for one member, one relation, and less than a day."""
        try:
            said = signing.loads(request.POST.get("token", ""), salt=SALT, max_age=KEEP_SECONDS)
        except signing.BadSignature:
            said = {}
        if (said.get("by"), said.get("relation")) != (str(self.member.pk), str(self.relation.pk)):
            raise RuleBroken(
                "Deze keuze is verlopen. Upload het bestand opnieuw.", code="G08", retryable=False
            )
        node = self.tree.get(UUID(said["folder"]))
        if node is None:
            raise RuleBroken("De map bestaat niet meer. Upload het bestand in een andere map.", code="DOS13")
        item = keep_waiting(
            self.relation,
            node.folder,
            said["file"],
            by=self.member,
            name=said["name"],
            year=said["year"],
            period=said["period"],
        )
        if "application/json" in request.headers.get("Accept", ""):
            return JsonResponse(Result(said["name"], item=item).as_json(), status=201)
        return self.done(f"{item.name} is toch bewaard", self.back_url(self.list_url(item)))


def place_of(fields) -> dict:
    """Year, period and choice about equal bytes as they stand in a form or an address."""
    year = fields.get("year", "")
    same = fields.get("same", "")
    return {
        "year": int(year) if year.isdigit() else None,
        "period": fields.get("period", ""),
        **({"same": same} if same in OnSame.values else {}),
    }


def drain(request, size: int) -> None:
    """Read what is still coming, as far as that is reasonable: else the connection breaks before the answer."""
    left = min(size, settings.MAX_UPLOAD_BYTES + PATIENCE)
    while left > 0 and (chunk := request.read(min(CHUNK, left))):
        left -= len(chunk)
