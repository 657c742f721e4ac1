"""Rights of the SBR inbox and which shipped role holds them."""

from offices.permissions import Permission, declare


def _right(key: str, label: str, roles: str, **kwargs) -> Permission:
    viewer, editor, manager, admin = (None if sign == "-" else sign for sign in roles)
    return Permission(key, label, viewer=viewer, editor=editor, manager=manager, admin=admin, **kwargs)


declare(
    [
        _right("filing.view", "Aangiften inzien", "LLAA"),
        _right("filing.upload", "Aangiften toevoegen", "-LAA"),
        _right("filing.link", "Aangiften koppelen", "-LAA"),
        _right("filing.review", "Aangiften controleren", "-LAA"),
        _right("filing.offer", "Aangiften aanbieden", "-LAA"),
        _right("filing.withdraw", "Aangiften intrekken", "-LAA"),
        _right("filing.archive", "Aangiften archiveren", "-LAA"),
        _right("filing.approve_on_behalf", "Akkoord geven namens cliënt", "--AA", step_up=True),
        _right("filing.mark_elsewhere", "Als elders ingediend merken", "-LAA"),
        _right("filing.discard", "Aangiften weggooien", "--AA"),
        _right("filing.send", "Aangiften verzenden", "-LAA"),
        _right("filing.send_without_approval", "Verzenden zonder akkoord vragen en bevestigen", "---A", step_up=True),
        _right("sbr.certificate.manage", "Certificaten beheren", "---A", step_up=True),
        _right("sbr.authorisation.manage", "Machtigingen beheren", "--AA"),
        _right("sbr.taxonomy.manage", "Taxonomiepakketten beheren", "---A"),
        _right("sbr.settings.manage", "SBR-instellingen beheren", "---A"),
        _right("portal.policy.manage", "Accorderingsregels beheren", "---A"),
    ]
)
