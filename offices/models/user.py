"""One login per person, for the whole installation."""

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models
from django.db.models.functions import Lower

from offices.enums import Density, Language, Theme


class UserManager(BaseUserManager):
    """Makes users by e-mail address."""

    def create_user(self, email: str, password: str | None = None, **fields):
        """A user with a lower-case address; without a password he signs in by code or passkey."""
        user = self.model(email=email.strip().lower(), **fields)
        user.set_password(password) if password else user.set_unusable_password()
        user.save(using=self._db)
        return user

    def create_superuser(self, email: str, password: str | None = None, **fields):
        """A platform admin: enters the Django admin, and office data only through one office at a time."""
        return self.create_user(email, password, is_staff=True, **fields)

    def get_by_natural_key(self, username):
        return self.get(email__iexact=username)


class User(AbstractBaseUser):
    """A person who signs in: staff, client and platform admin alike. Outside the wall."""

    email = models.EmailField("e-mailadres", unique=True)
    name = models.CharField("naam", max_length=120, blank=True)
    language = models.CharField("taal", max_length=2, choices=Language.choices, default=Language.NL)
    theme = models.CharField("kleurstelling", max_length=5, choices=Theme.choices, default=Theme.SYSTEM, blank=True)
    density = models.CharField("regelhoogte", max_length=8, choices=Density.choices, default=Density.NORMAL)
    shortcuts_on = models.BooleanField("sneltoetsen aan", default=True)
    is_staff = models.BooleanField("platformbeheerder", default=False)
    is_active = models.BooleanField("actief", default=True)
    date_joined = models.DateTimeField("aangemaakt op", auto_now_add=True)

    objects = UserManager()

    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS: list[str] = []

    class Meta:
        verbose_name, verbose_name_plural = "gebruiker", "gebruikers"
        constraints = [models.UniqueConstraint(Lower("email"), name="offices_user_email")]

    def __str__(self):
        return self.name or self.email

    def get_full_name(self):
        return self.name or self.email

    def get_short_name(self):
        return self.name.split(" ")[0] if self.name else self.email

    def has_perm(self, perm, obj=None) -> bool:
        """Django's own rights serve the platform's admin only; rights in an office: offices.permissions."""
        return self.is_active and self.is_staff

    def has_module_perms(self, app_label) -> bool:
        """As has_perm."""
        return self.is_active and self.is_staff
