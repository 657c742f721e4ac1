"""The people of a pack, recognised by their address: those we know join, those we do not are put aside."""

from offices.models import User
from offices.transfer.opening import refuse


class Newcomers:
    """Gives the user of a person in a pack; makes one that cannot sign in when there is none."""

    def __init__(self):
        self.known: dict[str, object] = {}
        self.matched: set[str] = set()
        self.aside: set[str] = set()

    def __call__(self, told: dict):
        """Key of the user. Raises BadPack when what is told is no person."""
        email = str(told.get("email", "")).strip().lower() if isinstance(told, dict) else ""
        if "@" not in email or len(email) > 254:
            raise refuse("een teamlid of cliënt heeft geen e-mailadres")
        if email not in self.known:
            self.known[email] = self._user(email, told).pk
        return self.known[email]

    def _user(self, email: str, told: dict) -> User:
        found = User.objects.filter(email=email).first()
        (self.matched if found else self.aside).add(email)
        # Nobody signs in on the word of a pack: a person decides, in Beheer or at the platform.
        fields = {"name": str(told.get("name", ""))[:120], "is_active": False}
        return found or User.objects.create_user(email, **fields)
