"""ETag and If-Match: nobody overwrites what he did not see.

An answer about one thing carries `ETag: "<version>"`. A change names the version it is about, in `If-Match` or as
`version` in the body. Another one stands: 412 for the header, 409 (G02) for the body.
"""

from rest_framework.response import Response

from offices.errors import RuleBroken, StaleForm


class WrongVersion(RuleBroken):
    """The thing is not the one in If-Match."""

    code, status = "G02", 412


def etag_of(version: int) -> str:
    """The tag of a version."""
    return f'"{version}"'


def tagged(request, data: dict, *, status: int = 200) -> Response:
    """An answer about one thing; 304 without a body when the asker has this version (If-None-Match)."""
    tag = etag_of(data["version"])
    if request.method == "GET" and tag in named(request, "If-None-Match"):
        return Response(status=304, headers={"ETag": tag})
    return Response(data, status=status, headers={"ETag": tag})


def named(request, header: str) -> list[str]:
    """The tags of a header, weak ones as strong."""
    return [tag.strip().removeprefix("W/") for tag in request.headers.get(header, "").split(",") if tag.strip()]


def seen_version(request, given: dict, row) -> int:
    """The version a change is about. Raises G01 without one, WrongVersion when If-Match names another."""
    tags = named(request, "If-Match")
    if tags and "*" not in tags and etag_of(row.version) not in tags:
        raise WrongVersion("Dit is intussen gewijzigd. Haal het opnieuw op en pas uw wijziging daarop toe.")
    if tags:
        return row.version
    if given.get("version") is None:
        raise RuleBroken("Geef de versie mee die u las, in de kop If-Match of in het veld version.", code="G01", field="version")
    return given["version"]


def about_version(request, act):
    """Run a change; a version that changed in between answers as the asker named it."""
    try:
        return act()
    except StaleForm as fault:
        if named(request, "If-Match"):
            raise WrongVersion(fault.text) from fault
        raise
