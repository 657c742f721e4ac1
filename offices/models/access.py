"""Signed-in devices, keys of programs, and one-time links. All outside the wall: they find an office."""

from django.db import models
from django.utils import timezone

from offices.enums import Audience, EntryKind, LinkPurpose
from offices.ids import uuid7
from offices.walls import OfficeKey, SameOffice


class LoginSession(models.Model):
    """One signed-in device of a person."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    user = models.ForeignKey("offices.User", models.CASCADE, related_name="login_sessions")
    office = models.ForeignKey("offices.Office", models.SET_NULL, null=True, blank=True, related_name="+")
    session_hash = models.CharField(max_length=64, unique=True, editable=False)
    audience = models.CharField(max_length=6, choices=Audience.choices, blank=True)
    level = models.CharField(max_length=6, blank=True)
    device = models.CharField("apparaat", max_length=200, blank=True)
    ip = models.GenericIPAddressField("IP-adres", null=True, blank=True)
    started_at = models.DateTimeField("begonnen", default=timezone.now)
    last_seen = models.DateTimeField("laatst gezien", default=timezone.now)
    ended_at = models.DateTimeField("beëindigd", null=True, blank=True)

    class Meta:
        verbose_name, verbose_name_plural = "sessie", "sessies"
        indexes = [models.Index(fields=["user", "-last_seen"], name="offices_session_user")]

    def __str__(self):
        return f"{self.user_id} {self.device}"


class ApiToken(models.Model):
    """The key of a program: belongs to one member of one office, shown once, kept as a hash."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    office = models.ForeignKey("offices.Office", models.PROTECT, db_index=False, related_name="api_tokens")
    member = models.ForeignKey(
        "offices.TeamMember", models.PROTECT, db_constraint=False, db_index=False, related_name="api_tokens"
    )
    name = models.CharField("naam", max_length=60)
    prefix = models.CharField("begin", max_length=12, editable=False)
    token_hash = models.CharField(max_length=64, unique=True, editable=False)
    scopes = models.JSONField("rechten", default=list, blank=True)
    source = models.CharField("bron", max_length=20, blank=True)
    created_at = models.DateTimeField("aangemaakt op", auto_now_add=True)
    expires_at = models.DateTimeField("geldig tot")
    last_used_at = models.DateTimeField("laatst gebruikt", null=True, blank=True, editable=False)
    revoked_at = models.DateTimeField("ingetrokken op", null=True, blank=True, editable=False)

    class Meta:
        verbose_name, verbose_name_plural = "API-token", "API-tokens"
        constraints = [OfficeKey(name="offices_apitoken_key"), SameOffice("member")]
        indexes = [models.Index(fields=["office", "member"], name="offices_apitoken_member")]

    def __str__(self):
        return self.name

    @property
    def usable(self) -> bool:
        """Not revoked and not expired; whether its owner still works is asked of the owner."""
        return self.revoked_at is None and self.expires_at > timezone.now()


class OneTimeLink(models.Model):
    """One purpose, no account: hash of the token, hash of the address, a pointer, no content."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    office = models.ForeignKey("offices.Office", models.PROTECT, db_index=False, related_name="+")
    token_hash = models.CharField(max_length=64, unique=True, editable=False)
    purpose = models.CharField(max_length=20, choices=LinkPurpose.choices)
    target_id = models.UUIDField(editable=False)
    mail_hash = models.CharField(max_length=64, editable=False)
    code_hash = models.CharField(max_length=64, blank=True, editable=False)
    code_sent_at = models.DateTimeField(null=True, blank=True, editable=False)
    tries = models.PositiveSmallIntegerField(default=0, editable=False)
    created_at = models.DateTimeField(auto_now_add=True)
    expires_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True, blank=True)
    revoked_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [OfficeKey(name="offices_onetimelink_key")]
        indexes = [models.Index(fields=["office", "target_id"], name="offices_link_target")]

    def __str__(self):
        return f"{self.purpose} {self.id}"

    @property
    def live(self) -> bool:
        """Not used, not revoked, not expired."""
        return self.used_at is None and self.revoked_at is None and self.expires_at > timezone.now()


class EntryToken(models.Model):
    """A secret address that finds its office without signing in, and gives only what its target says."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    office = models.ForeignKey("offices.Office", models.PROTECT, db_index=False, related_name="+")
    kind = models.CharField(max_length=10, choices=EntryKind.choices)
    token_hash = models.CharField(max_length=64, unique=True, editable=False)
    target_id = models.UUIDField(editable=False)
    active = models.BooleanField(default=True)
    created_at = models.DateTimeField(auto_now_add=True)
    renewed_at = models.DateTimeField(default=timezone.now)
    last_used_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [OfficeKey(name="offices_entrytoken_key")]
        indexes = [models.Index(fields=["office", "target_id"], name="offices_entrytoken_target")]

    def __str__(self):
        return f"{self.kind} {self.id}"
