"""How a file is shown in a list: three letters and a tone, and the words for its type."""

from offices.files.sniffing import ending

SHEETS = frozenset({"xls", "xlsx", "ods", "csv"})
LETTERS = frozenset({"doc", "docx", "odt", "rtf", "txt"})
MAILS = frozenset({"eml", "msg"})


def mark(mime: str, name: str) -> tuple[str, str]:
    """(letters, tone) of the small square in front of a file name."""
    end = ending(name)
    if mime == "application/pdf":
        return "PDF", "bad"
    if mime.startswith("image/") and mime != "image/svg+xml":
        return "IMG", "wait"
    if end in SHEETS:
        return "XLS", "ok"
    if end in LETTERS:
        return "DOC", "info"
    if end in MAILS:
        return "MAIL", "warn"
    if mime in {"application/xml", "text/xml"}:
        return "XML", "info"
    if mime == "application/zip":
        return "ZIP", "mute"
    return (end[:4].upper() or "?"), "mute"
