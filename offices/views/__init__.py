"""The views every page is made of."""

from offices.paging import keyset_page
from offices.views.base import DeskView, PortalView
from offices.views.forms import DeskForm
from offices.views.lists import COUNT_CAP, DeskList, Page

__all__ = ["COUNT_CAP", "DeskForm", "DeskList", "DeskView", "Page", "PortalView", "keyset_page"]
