"""What the office does for a relation, over which periods, and when it must be done."""

from workflows.models.calendar import Appointment, AppointmentContact, AppointmentMember, CalendarToken
from workflows.models.deadline import Deadline, Extension
from workflows.models.deadline_rule import BeconRow, DeadlineRule, OfficeHoliday
from workflows.models.period import Period
from workflows.models.product import Product
from workflows.models.relation_product import RelationProduct, RelationProductFrequency

__all__ = [
    "Appointment",
    "AppointmentContact",
    "AppointmentMember",
    "BeconRow",
    "CalendarToken",
    "Deadline",
    "DeadlineRule",
    "Extension",
    "OfficeHoliday",
    "Period",
    "Product",
    "RelationProduct",
    "RelationProductFrequency",
]  # fmt: skip
