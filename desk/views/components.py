"""Every part of the design system in all its states, for whoever builds or judges a page."""

from offices.views import DeskView


class Components(DeskView):
    """The living page of parts."""

    permission = "settings.general"
    nav = "settings"

    def get(self, request):
        """The page."""
        return self.render("componenten.html")
