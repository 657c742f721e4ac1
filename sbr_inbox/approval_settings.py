"""What an office chooses about authority: how strict it is, and which functions bind without a record."""

from offices.settings_registry import register_setting
from sbr_inbox.approval_enums import MandateCheck

CHECK, FUNCTIONS = "approval.mandate_check", "approval.functions"

register_setting(
    CHECK, str, MandateCheck.WARN.value, "Controle op bevoegdheid", "Akkoord",
    "Wat er gebeurt als van een contact geen bevoegdheid is vastgelegd.",
)  # fmt: skip
register_setting(
    FUNCTIONS, str, "", "Functies die zonder vastlegging binden", "Akkoord",
    "Bijvoorbeeld: bestuurder. Een contact met precies deze functie telt als bevoegd. Leeg: geen.",
)  # fmt: skip
