"""A few weeks of appointments in a practice office."""

from datetime import timedelta

from django.utils import timezone

from offices.practice import Plan
from workflows.agenda import midnight
from workflows.enums import Openness
from workflows.rules.calendar import make_appointment, make_feed

TALKS = ("Bespreking jaarrekening", "Kennismaking", "Kwartaalgesprek", "Prognose doornemen")


def fill(plan: Plan) -> None:
    """Talks with clients, a day off, something private, and an agenda that is read elsewhere."""
    monday = timezone.localdate() - timedelta(days=timezone.localdate().weekday())
    editor, manager = plan.members["EDITOR"], plan.members["MANAGER"]
    relations = plan.made["relations"]
    for place, key in enumerate(("bakkerij", "anna", "camping", "holding")):
        begin = midnight(monday + timedelta(days=2 + place * 3)) + timedelta(hours=9 + place * 2)
        contacts = [link.contact for link in relations[key].contact_links.select_related("contact")[:1]]
        make_appointment(
            by=editor, title=plan.mark(TALKS[place])[:150], starts_at=begin, ends_at=begin + timedelta(hours=1), relation=relations[key],
            members=[manager] if place % 2 else [], contacts=contacts, place=plan.mark("Spreekkamer 1")[:200],
        )  # fmt: skip
    off = midnight(monday + timedelta(days=4))
    make_appointment(by=manager, title=plan.mark("Vrij")[:150], starts_at=off, ends_at=off, whole_day=True)
    talk = midnight(monday + timedelta(days=1)) + timedelta(hours=16)
    make_appointment(
        by=manager, title=plan.mark("Functioneringsgesprek")[:150], starts_at=talk, ends_at=talk + timedelta(hours=1),
        openness=Openness.PRIVATE, note=plan.mark("Alleen voor ons twee."),
    )  # fmt: skip
    make_feed(editor, hides_names=True, with_deadlines=True)
