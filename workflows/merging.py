"""What goes along of products and deadlines when two relations become one."""

from crm.registry import merge_carriers
from crm.rules.carrying import Rows, carrier
from workflows.models import Deadline, Extension, RelationProduct

merge_carriers.register(
    carrier(
        "products", "Producten, uitstel en interne datums", Rows(RelationProduct, "relation"), Rows(Extension, "relation"),
        Rows(Deadline, "relation"), order=80,
    )
)  # fmt: skip
