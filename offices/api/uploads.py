"""Uploads of programs go straight to the store while they are hashed, as those of people do."""

from offices.errors import RuleBroken
from offices.files import Incoming, StraightToStore
from offices.files.uploads import Arrival


class TakesFiles:
    """Mixed into a viewset that takes files in multipart forms. Bytes that nobody kept go when it is answered."""

    purpose = ""
    taking: StraightToStore | None = None

    def initialize_request(self, request, *args, **kwargs):
        """Lay the store under the parser before anything reads the body."""
        if request.method == "POST" and getattr(request, "api_token", None):
            self.taking = StraightToStore(request, purpose=self.purpose)
            request.upload_handlers = [self.taking]
        return super().initialize_request(request, *args, **kwargs)

    def finalize_response(self, request, response, *args, **kwargs):
        """Let go of what was refused."""
        if self.taking is not None:
            self.taking.drop_rest()
        return super().finalize_response(request, response, *args, **kwargs)

    @property
    def arrivals(self) -> list[Arrival]:
        """The files of the form, in its order; reading the form first."""
        _ = self.request.data
        return self.taking.arrivals if self.taking else []

    def arrival(self, field: str) -> Arrival | None:
        """The file of one field."""
        return next((arrival for arrival in self.arrivals if arrival.field == field), None)

    def incoming(self, field: str) -> Incoming:
        """The bytes of one field. Raises RuleBroken when there is no file or it was refused."""
        arrival = self.arrival(field)
        if arrival is None:
            raise RuleBroken("Stuur een bestand mee in het veld file (multipart/form-data).", code="G01", field=field)
        if arrival.refused:
            raise arrival.refused
        return arrival.incoming
