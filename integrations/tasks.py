"""Rounds in the background: beat fans out per office, the office per connection."""

from celery import shared_task

from integrations.enums import ConnectionState
from integrations.models import Connection
from integrations.rules import run_connection
from integrations.webhooks.queue import work
from offices.tasks import OfficeTask, active_offices


@shared_task(base=OfficeTask, name="integrations.poll_office")
def poll_office() -> None:
    """Ring for every working connection of this office."""
    for pk in Connection.objects.filter(state=ConnectionState.ACTIVE).values_list("pk", flat=True):
        poll_connection.ring(connection_id=str(pk))


@shared_task(base=OfficeTask, name="integrations.poll_connection")
def poll_connection(*, connection_id: str) -> None:
    """One round of one connection."""
    connection = Connection.objects.filter(pk=connection_id, state=ConnectionState.ACTIVE).first()
    if connection is not None:
        run_connection(connection)


@shared_task(name="integrations.fan_out_polls")
def fan_out_polls() -> None:
    """Beat only fans out: one task per office."""
    for pk in active_offices():
        poll_office.apply_async(kwargs={"office_id": pk}, expires=25)


@shared_task(base=OfficeTask, name="integrations.tell_webhooks")
def tell_webhooks() -> None:
    """Tell other programs what is new in this office."""
    work()
