"""`/api/v1/folders/` and `/api/v1/dossier-items/`"""

from django.shortcuts import get_object_or_404
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, OpenApiResponse, extend_schema
from rest_framework import serializers
from rest_framework.decorators import action
from rest_framework.response import Response

from crm.models import Relation
from dossier.enums import AccessKind, OnSame, Place
from dossier.models import DossierItem, Folder
from dossier.queries import load_tree
from dossier.rules import items as item_rules
from dossier.rules import tree as tree_rules
from dossier.rules.access import note_access
from dossier.rules.filing import upload
from offices.api.idempotency import idempotent
from offices.api.uploads import TakesFiles
from offices.api.views import OfficeViewSet
from offices.errors import RuleBroken
from offices.files import file_response
from offices.permissions import require


class FolderShape(serializers.ModelSerializer):
    """A folder as it is read; `path` is its place in the tree."""

    path = serializers.CharField()
    is_leaf = serializers.BooleanField()

    class Meta:
        model = Folder
        fields = ["id", "name", "path", "parent", "relation", "is_leaf", "period_setting", "visibility", "allow_relation_children",
                  "system_role", "order", "version"]  # fmt: skip


class FolderInput(serializers.Serializer):
    name = serializers.CharField(max_length=200)
    parent = serializers.UUIDField(required=False, allow_null=True)
    relation = serializers.UUIDField(required=False, allow_null=True)
    period_setting = serializers.CharField(required=False)
    visibility = serializers.CharField(required=False)


class FolderChange(serializers.Serializer):
    name = serializers.CharField(max_length=200)


class ItemShape(serializers.ModelSerializer):
    """An item as it is read; bytes come from its `content`."""

    sha256 = serializers.CharField()
    size = serializers.IntegerField()
    mime = serializers.CharField()
    version_number = serializers.IntegerField()

    class Meta:
        model = DossierItem
        fields = ["id", "name", "original_filename", "relation", "folder", "year", "period", "is_public", "status", "document_date",
                  "source", "sealed", "note", "sha256", "size", "mime", "version_number", "version", "created_at", "updated_at"]  # fmt: skip


class ItemInput(serializers.Serializer):
    file = serializers.FileField(required=False)
    relation = serializers.UUIDField()
    folder = serializers.UUIDField()
    year = serializers.IntegerField(required=False, allow_null=True)
    period = serializers.CharField(required=False, allow_blank=True)
    same = serializers.ChoiceField(choices=OnSame.choices, default=OnSame.SKIP)


class ItemChange(serializers.Serializer):
    version = serializers.IntegerField()
    name = serializers.CharField(required=False)
    folder = serializers.UUIDField(required=False)
    year = serializers.IntegerField(required=False, allow_null=True)
    period = serializers.CharField(required=False, allow_blank=True)
    is_public = serializers.BooleanField(required=False)


def checked(shape, data) -> dict:
    """What was sent, in its shape. Raises ValidationError."""
    given = shape(data=data)
    given.is_valid(raise_exception=True)
    return given.validated_data


class FolderViewSet(OfficeViewSet):
    """The folder tree of the office, and with `relation` the tree of one relation."""

    serializer_class = FolderShape
    permissions = {
        "list": "dossier.item.view",
        "retrieve": "dossier.item.view",
        "create": "dossier.folder.relation",
        "partial_update": "dossier.folder.relation",
    }

    def relation(self, pk) -> Relation | None:
        """A relation this member may see the dossier of; Http404 for another one."""
        return (
            get_object_or_404(Relation.objects.visible_to(self.member, "dossier.item.view"), pk=pk)
            if pk
            else None
        )

    def nodes(self, relation) -> list[dict]:
        """The tree as a list, parents first."""
        tree = load_tree(relation, member=self.member)
        return [folder_json(node) for node in tree]

    @extend_schema(
        parameters=[OpenApiParameter("relation", OpenApiTypes.UUID)], responses=FolderShape(many=True)
    )
    def list(self, request):
        """The whole tree: it is small and has no pages."""
        return Response(
            {"next": None, "results": self.nodes(self.relation(request.query_params.get("relation")))}
        )

    @extend_schema(responses=FolderShape)
    def retrieve(self, request, pk):
        """One folder."""
        folder = self.folder(pk)
        return Response(next(row for row in self.nodes(folder.relation) if row["id"] == str(folder.pk)))

    def folder(self, pk) -> Folder:
        """A folder of the office, or of a relation this member may see; Http404 otherwise."""
        folder = get_object_or_404(Folder.objects.select_related("relation"), pk=pk)
        self.relation(folder.relation_id)
        if str(folder.pk) not in {row["id"] for row in self.nodes(folder.relation)}:
            return get_object_or_404(Folder.objects.none(), pk=pk)
        return folder

    @extend_schema(request=FolderInput, responses={201: FolderShape})
    @idempotent
    def create(self, request):
        """Make a folder; without a relation it is one of the office tree and asks the right for that."""
        given = checked(FolderInput, request.data)
        relation = self.relation(given.get("relation"))
        if relation is None:
            require(self.member, "dossier.folder.manage")
        parent = self.folder(given["parent"]) if given.get("parent") else None
        more = {name: given[name] for name in ("period_setting", "visibility") if name in given}
        folder = tree_rules.create_folder(
            given["name"], by=self.member, parent=parent, relation=relation, **more
        )
        return Response(next(row for row in self.nodes(relation) if row["id"] == str(folder.pk)), status=201)

    @extend_schema(request=FolderChange, responses=FolderShape)
    def partial_update(self, request, pk):
        """Give a folder another name."""
        folder = self.folder(pk)
        if folder.relation_id is None:
            require(self.member, "dossier.folder.manage")
        tree_rules.rename_folder(folder, by=self.member, name=checked(FolderChange, request.data)["name"])
        return self.retrieve(request, pk)


def folder_json(node) -> dict:
    """A folder in its place."""
    folder = node.folder
    names = (
        "name",
        "period_setting",
        "visibility",
        "allow_relation_children",
        "system_role",
        "order",
        "version",
    )
    return {
        "id": str(folder.pk),
        "path": "/".join(node.names),
        "parent": str(folder.parent_id) if folder.parent_id else None,
        "relation": str(folder.relation_id) if folder.relation_id else None,
        "is_leaf": node.is_leaf,
        **{name: getattr(folder, name) for name in names},
    }


class DossierItemViewSet(TakesFiles, OfficeViewSet):
    """Items the owner of the token may see."""

    purpose = "dossier"
    serializer_class = ItemShape
    permissions = {
        "list": "dossier.item.view",
        "retrieve": "dossier.item.view",
        "content": "dossier.item.view",
        "create": "dossier.item.upload",
        "partial_update": "dossier.item.edit",
    }

    def get_queryset(self):
        """Items that lie in a dossier, on which the right of this action works."""
        return (
            DossierItem.objects.visible_to(self.member, self.permission)
            .live()
            .select_related("current__stored_file")
        )

    @extend_schema(
        parameters=[OpenApiParameter(name) for name in ("relation", "folder", "year", "period")],
        responses=ItemShape(many=True),
    )
    def list(self, request):
        """A page of items, oldest first."""
        rows = self.get_queryset()
        for name, key in (
            ("relation", "relation_id"),
            ("folder", "folder_id"),
            ("year", "year"),
            ("period", "period"),
        ):
            if request.query_params.get(name):
                rows = rows.filter(**{key: known(name, request.query_params[name])})
        return self.get_paginated_response([item_json(row) for row in self.paginate_queryset(rows)])

    @extend_schema(responses=ItemShape)
    def retrieve(self, request, pk):
        """One item."""
        return Response(item_json(get_object_or_404(self.get_queryset(), pk=pk)))

    @extend_schema(responses={(200, "application/octet-stream"): OpenApiResponse(OpenApiTypes.BINARY)})
    @action(detail=True)
    def content(self, request, pk):
        """The bytes of the newest version; the download is logged."""
        item = get_object_or_404(self.get_queryset(), pk=pk)
        note_access(item.current, item, by=self.member, kind=AccessKind.DOWNLOADED, place=Place.API)
        return file_response(item.current.stored_file, filename=item.name)

    @extend_schema(request={"multipart/form-data": ItemInput}, responses={200: ItemShape, 201: ItemShape})
    @idempotent
    def create(self, request):
        """Put a file in a folder; the same bytes in the same dossier give the item that is there (200)."""
        given = checked(ItemInput, request.data)
        relation = get_object_or_404(
            Relation.objects.visible_to(self.member, self.permission), pk=given["relation"]
        )
        folder = get_object_or_404(Folder, pk=given["folder"])
        incoming = self.incoming("file")
        item = upload(
            relation,
            folder,
            incoming,
            by=self.member,
            year=given.get("year"),
            period=given.get("period") or None,
            same=given["same"],
        )
        new = incoming.kept is not None
        return Response(item_json(self.get_queryset().get(pk=item.pk)), status=201 if new else 200)

    @extend_schema(request=ItemChange, responses=ItemShape)
    def partial_update(self, request, pk):
        """Rename, move, show or hide; `version` is the one that was read."""
        item = get_object_or_404(self.get_queryset(), pk=pk)
        given = checked(ItemChange, request.data)
        if "name" in given:
            item = item_rules.rename(item, by=self.member, name=given["name"], seen_version=given["version"])
            given["version"] = item.version
        if given.keys() & {"folder", "year", "period"}:
            folder = get_object_or_404(Folder, pk=given.get("folder", item.folder_id))
            year, period = given.get("year", item.year), given.get("period", item.period) or None
            item = item_rules.move(
                item, by=self.member, folder=folder, year=year, period=period, seen_version=given["version"]
            )
        if "is_public" in given:
            (item_rules.publish if given["is_public"] else item_rules.hide)(item, by=self.member)
        return self.retrieve(request, pk)


def known(name: str, value: str):
    """A filter value of the right kind. Raises RuleBroken."""
    kind = {"year": serializers.IntegerField, "period": serializers.CharField}.get(
        name, serializers.UUIDField
    )
    try:
        return kind().run_validation(value)
    except serializers.ValidationError:
        raise RuleBroken(f"{value} past niet bij het filter {name}.", code="VELD", field=name) from None


def item_json(item: DossierItem) -> dict:
    """An item loaded with its newest version and file."""
    names = ("name", "original_filename", "year", "period", "is_public", "status", "document_date", "source", "sealed", "note",
             "version", "created_at", "updated_at")  # fmt: skip
    stored = item.current.stored_file
    return {
        "id": str(item.pk),
        "relation": str(item.relation_id),
        "folder": str(item.folder_id),
        **{name: getattr(item, name) for name in names},
        "sha256": item.current.sha256,
        "size": stored.size if stored else 0,
        "mime": item.current.mime,
        "version_number": item.current.number,
    }
