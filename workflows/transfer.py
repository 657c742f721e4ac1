"""What of products and deadlines leaves, with the office or with one relation."""

from django.db.models import Q

from offices.transfer.declaring import EDITED, Exported, Stays, Waived, declare

HERE = "Loopt op deze installatie."


def own(key):
    """Rows of one relation."""
    return Q(relation=key)


declare(
    Exported(
        "workflows.Extension",
        f"{EDITED} relation tax year kind until registered_on from_filing note",
        of=own,
        hidden=("note",),
        arrives=False,
    ),
    Exported("workflows.Deadline", f"{EDITED} relation product period statutory internal reason shift_count"),
    Exported(
        "workflows.DeadlineRule",
        f"{EDITED} source checked_on status confirmed_by kind frequency purpose formula months days years "
        "fixed_month fixed_day filing_shift has_payment payment_days payment_shift valid_from valid_to note",
        stays={
            "spread_at": Stays(HERE),
        },
    ),
    Exported(
        "workflows.BeconRow",
        f"{EDITED} source checked_on status confirmed_by return_year month_end percentage",
    ),
    Exported("workflows.OfficeHoliday", "day name by_decree"),
    Exported(
        "workflows.Period",
        "frequency year index start end label",
        natural=("frequency", "year", "index"),
        made=True,
    ),
    Exported(
        "workflows.Product",
        f"{EDITED} code name filing_kinds frequency_source frequencies never_for required_fields active",
        natural=("code", "name"),
    ),
    Exported(
        "workflows.RelationProduct",
        f"{EDITED} relation product starts_on ends_on first_period note",
        of=own,
        hidden=("note",),
        page="product starts_on ends_on",
    ),
    Exported(
        "workflows.RelationProductFrequency",
        "relation_product frequency valid_from",
        of=lambda key: Q(relation_product__relation=key),
    ),
    Exported("workflows.Appointment", f"{EDITED} title starts_at ends_at whole_day relation place note openness"),
    Exported("workflows.AppointmentMember", "appointment member"),
    Exported("workflows.AppointmentContact", "appointment contact"),
    Waived("workflows.CalendarToken", "Een geheim agenda-adres wijst naar deze installatie en wordt elders nieuw gemaakt."),
)
