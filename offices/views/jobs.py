"""Long work: how far it is, cancel, and what came out."""

from django.http import HttpResponse

from offices.errors import NotHere, RuleBroken
from offices.files.answers import file_response
from offices.jobs import cancel_job, kind_of, own_job
from offices.models import Job
from offices.urls_helpers import desk_url
from offices.views.base import DeskView


class JobPage(DeskView):
    """How far a job of this person is; looks again by itself while it runs."""

    permission = "team.view"
    template_name = "offices/job.html"

    def get(self, request, *args, pk, **kwargs) -> HttpResponse:
        """The page; htmx fetches it again each second until the work is over."""
        job = own_job(self.member, pk)
        kind = kind_of(job)
        return self.render(self.template_name, {"job": job, "opens": kind.opens(job) if kind.opens else ""})


class JobCancel(DeskView):
    """Asks that a job stops."""

    permission = "team.view"
    http_method_names = ["post"]

    def post(self, request, *args, pk, **kwargs) -> HttpResponse:
        """Ask it, and back to its page."""
        here, job = desk_url("offices:job", pk), own_job(self.member, pk)
        try:
            job = cancel_job(job, by=self.member)
        except RuleBroken as fault:
            return self.failed(fault, here)
        return self.done(f"{job.title} stopt na de stap waar het nu mee bezig is.", here)


class JobFile(DeskView):
    """The file a job made."""

    permission = "team.view"

    def get(self, request, *args, pk, **kwargs) -> HttpResponse:
        """The file, as long as it is kept. Its reading was logged when it was asked for."""
        job = own_job(self.member, pk)
        if job.file is None:
            raise NotHere("Dit bestand is er niet meer. Vraag het opnieuw op.")
        return file_response(job.file, filename=name_of(job))


def name_of(job: Job) -> str:
    """What the file of a job is called when it is downloaded."""
    return (job.result or {}).get("filename") or "bestand"
