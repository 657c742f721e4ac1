"""The viewset every edge is made of: one right per action, rows through what its member may see."""

from typing import ClassVar

from rest_framework.permissions import BasePermission
from rest_framework.throttling import SimpleRateThrottle
from rest_framework.viewsets import GenericViewSet

from offices.api.auth import TokenAuthentication
from offices.api.paging import KeysetPaging
from offices.permissions import require


class HasToken(BasePermission):
    """A working token, whose owner holds the right of this action."""

    def has_permission(self, request, view) -> bool:
        if request.auth is None:
            return False
        require(request.auth.member, view.permission)
        return True


class PerToken(SimpleRateThrottle):
    """So many requests per token; one program does not slow down an office."""

    scope = "token"

    def get_cache_key(self, request, view):
        return f"throttle:{request.auth.pk}" if request.auth else None


class OfficeViewSet(GenericViewSet):
    """`permissions` maps each action to a right; an action without one cannot be reached."""

    authentication_classes: ClassVar[list] = [TokenAuthentication]
    permission_classes: ClassVar[list] = [HasToken]
    throttle_classes: ClassVar[list] = [PerToken]
    lookup_value_converter = "uuid"
    pagination_class = KeysetPaging
    permissions: ClassVar[dict[str, str]] = {}
    keys: ClassVar[tuple[str, ...]] = ("id",)

    @property
    def permission(self) -> str:
        """The right of the action that is asked."""
        return self.permissions[self.action or "list"]

    @property
    def member(self):
        """The owner of the token, with the rights of the token."""
        return self.request.auth.member
