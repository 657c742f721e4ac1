"""What a person changes about himself."""

from typing import Any

from django.db import transaction

from offices.audit import record
from offices.enums import Density, Language, Theme
from offices.errors import RuleBroken
from offices.models import User

PREFERENCES: dict[str, dict[str, Any]] = {
    "theme": {value: value for value in Theme.values},
    "density": {value: value for value in Density.values},
    "language": {value: value for value in Language.values},
    "shortcuts_on": {"0": False, "1": True},
}


def change_own(member, *, name: str, language: str, theme: str, density: str, shortcuts_on: bool) -> User:
    """Change one's own name and the look of the pages. Raises RuleBroken on an empty name."""
    if not name.strip():
        raise RuleBroken("Vul uw naam in.", code="G01", field="name")
    with transaction.atomic():
        user = User.objects.select_for_update().get(pk=member.user_id)
        if user.name != name.strip():
            record(member, "member.changed", member, data={"velden": ["name"]})
        user.name, user.language, user.theme = name.strip(), language, theme
        user.density, user.shortcuts_on = density, shortcuts_on
        user.save(update_fields=["name", "language", "theme", "density", "shortcuts_on"])
    return user


def set_preference(user: User, *, name: str, value: str) -> None:
    """Keep one preference of the look. Raises RuleBroken for a name or value that does not exist."""
    if value not in PREFERENCES.get(name, {}):
        raise RuleBroken(
            "Deze voorkeur bestaat niet. Kies een van de waarden op Mijn account.", code="VOORKEUR"
        )
    User.objects.filter(pk=user.pk).update(**{name: PREFERENCES[name][value]})
