"""What sending through Digipoort adds to the registries: the route itself."""

from sbr_inbox.delivery import routes
from sbr_inbox.digipoort.driver import DigipoortDriver

routes.register(DigipoortDriver())
