"""Where the open office sends to."""

from offices.settings_registry import register_setting, setting
from sbr_inbox.delivery_enums import Environment

KEY = "sbr.environment"
register_setting(
    KEY,
    str,
    Environment.NONE.value,
    "Omgeving van Digipoort",
    "sbr",
    "Waarheen aangiften van dit kantoor gaan: nergens, naar de simulator, naar preproductie of naar productie.",
)


def environment() -> Environment:
    """The environment of the open office; NONE until somebody chose."""
    return Environment(setting(KEY))
