"""What of links to other systems leaves: what they brought, never their secrets."""

from integrations.enums import ConnectionState, WebhookState
from offices.transfer.declaring import EDITED, Exported, Stays, Waived, declare

HERE = "Loopt op deze installatie."


declare(
    Exported(
        "integrations.Connection",
        f"{EDITED} connector name last_run_at",
        stays={
            "state": Stays("Na een verhuizing begint een koppeling pas als iemand haar aanzet.", ConnectionState.PAUSED),
            "settings": Stays("Adressen en geheimen van de andere kant worden elders opnieuw ingevuld.", lambda row: {}),
            "memory": Stays("Wat een koppeling onthoudt, hoort bij haar eigen map en sessie.", lambda row: {}),
        },
    ),
    Exported(
        "integrations.SyncRun",
        "connection state asked_by started_at finished_at seen taken known refused waiting error",
    ),
    Exported("integrations.SyncItem", "connection run external_id name size outcome text filing at"),
    Exported(
        "integrations.Webhook",
        f"{EDITED} name url events",
        stays={
            "secret": Stays("Een geheim wordt elders nieuw gemaakt.", ""),
            "state": Stays("Een webhook begint elders pas als iemand hem aanzet.", WebhookState.PAUSED),
            "own_token": Stays("Tokens gaan niet mee."),
            "cursor": Stays("De plaats in het log van deze installatie.", 0),
            "faults": Stays(HERE, 0),
            "paused_at": Stays(HERE),
        },
    ),
    Waived("integrations.WebhookDelivery", "Wat aan andere programma's verteld is, hoort bij de webhook van deze installatie."),
)
