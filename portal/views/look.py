"""The logo and favicon of the office, for the pages of its clients."""

from offices.views.base import PortalView
from offices.views.look import picture


class LookPage(PortalView):
    """A picture of the office."""

    def get(self, request, kind, pk):
        """The bytes, in place."""
        return picture(self.office, kind, pk)
