"""What a program can be told of: the names of the activity log, by what they are about."""

from offices.events import NOUNS

# About work for clients. Never about people signing in, rights, keys, reading a number, or what may not be known.
TELLABLE = (
    "relation", "contact", "team", "mandate", "stake", "third_party", "shared_entity", "note", "number", "import", "bulk",
    "item", "folder", "dossier", "product", "period", "deadline", "extension", "filing", "issue", "receipt", "assessment",
    "authorisation",
)  # fmt: skip
# A test is told only to the webhook that asked for it.
TEST = "webhook.tested"


def nouns() -> list[tuple[str, str]]:
    """(noun, label) of everything that can be chosen."""
    return sorted(((noun, NOUNS[noun]) for noun in TELLABLE if noun in NOUNS), key=lambda pair: pair[1])


def wants(chosen: list[str], event: str) -> bool:
    """Whether an event belongs to the chosen nouns."""
    noun = event.partition(".")[0]
    return noun in chosen and noun in TELLABLE
