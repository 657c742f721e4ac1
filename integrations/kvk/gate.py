"""How often one key may ask KvK: 100 questions a second and 300,000 a month. Counted in Valkey, for all processes together."""

import hashlib
import logging
import time
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime

from django.core.cache import cache
from redis.exceptions import RedisError

from crm.company_register import NoRegisterAnswer

log = logging.getLogger(__name__)
PER_SECOND, PER_MONTH = 100, 300_000
PAUSE_LEAST, PAUSE_MOST = 1, 3600
MONTH_SECONDS = 32 * 24 * 3600


@dataclass(frozen=True)
class Gate:
    """The count of one key; `name` is a hash, so that the key itself stands nowhere."""

    name: str = ""

    @classmethod
    def of(cls, api_key: str, base_url: str) -> "Gate":
        """The gate of a key at an address."""
        return cls(hashlib.sha256(f"{base_url} {api_key}".encode()).hexdigest()[:24])

    def pass_one(self) -> None:
        """Count one question.

        Raises NoRegisterAnswer when the month is used up or KvK asked for a pause. A counter that cannot be reached
        stops nobody: KvK counts too.
        """
        if not self.name:
            return
        try:
            self._pass_one()
        except RedisError as error:
            log.warning("kvk gate not counted: %s", type(error).__name__)

    def _pass_one(self) -> None:
        if cache.get(f"kvk:{self.name}:pause"):
            raise NoRegisterAnswer("KvK vroeg om even te wachten. Probeer het over een minuut opnieuw, of vul de gegevens zelf in.")
        if _count(f"kvk:{self.name}:{datetime.now(UTC):%Y%m}", MONTH_SECONDS) > PER_MONTH:
            raise NoRegisterAnswer("Het aantal vragen aan KvK van deze maand is op. Vul de gegevens zelf in.")
        while _count(f"kvk:{self.name}:{int(time.time())}", 5) > PER_SECOND:
            time.sleep(1 - time.time() % 1)

    def pause(self, retry_after: str) -> None:
        """Ask nothing for a while; `retry_after` as the header says it, in seconds or as a date."""
        if not self.name:
            return
        with suppress(RedisError):
            cache.set(f"kvk:{self.name}:pause", 1, timeout=_seconds(retry_after))


def _count(key: str, timeout: int) -> int:
    cache.add(key, 0, timeout=timeout)
    try:
        return cache.incr(key)
    except ValueError:  # it ran out between the two
        return 1


def _seconds(said: str) -> int:
    if said.isdigit():
        wait = int(said)
    else:
        try:
            wait = int((parsedate_to_datetime(said) - datetime.now(UTC)).total_seconds())
        except (TypeError, ValueError):
            wait = 60
    return max(PAUSE_LEAST, min(wait, PAUSE_MOST))
