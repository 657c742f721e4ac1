"""Huisstijl: colour, logo, favicon, sender and words of an office towards its clients."""

import base64

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import transaction

from offices.audit import record
from offices.errors import RuleBroken
from offices.files import read_bytes
from offices.models import Brand, Office, TeamMember
from offices.pictures import keep_picture
from offices.texts import bad_email, too_long

TEXTS = {"sender": ("Afzender", 120), "mail_footer": ("Voettekst", 2_000), "letterhead": ("Briefhoofd", 2_000), "welcome_text": ("Welkomsttekst", 2_000)}


def the_brand() -> Brand:
    """The look of the open office; an empty one when nothing was set."""
    return Brand.objects.filter(is_default=True).select_related("logo", "favicon").first() or Brand()


def on_paper() -> dict:
    """Logo (a data: address) and letterhead of the open office, for what is printed."""
    brand = the_brand()
    logo = f"data:{brand.logo.mime};base64,{base64.b64encode(read_bytes(brand.logo)).decode()}" if brand.logo else ""
    return {"logo": logo, "letterhead": brand.letterhead}


def change_look(office: Office, *, by, hue, chroma, reply_to="", logo=None, favicon=None, drop=(), **texts) -> Brand:
    """Change how the office looks and sounds; `logo` and `favicon` are uploads, `drop` names pictures to take away.

    Raises RuleBroken G03, G05, ADM05 for a colour outside the bounds in which contrast was measured, HST01.
    """
    if not 0 <= hue <= 359 or not 0 <= chroma <= Office._meta.get_field("brand_chroma").to_python("0.16"):
        raise RuleBroken("De kleurtint gaat van 0 tot en met 359 en de kleurkracht van 0 tot en met 0,16.", code="ADM05", field="hue")
    reply_to = _address(reply_to)
    for name, value in texts.items():
        label, most = TEXTS[name]
        if len(value) > most:
            raise RuleBroken(too_long(label, most, len(value)), code="G03", field=name)
    with transaction.atomic():
        row = Office.objects.select_for_update().get(pk=office.pk)
        brand = Brand.objects.select_for_update(of=("self",)).filter(is_default=True).first()
        is_new = brand is None
        brand = brand or Brand(created_by=by if isinstance(by, TeamMember) else None)
        said = _set(row, {"brand_hue": hue, "brand_chroma": chroma}) | _set(brand, {"reply_to": reply_to, **texts})
        pictures = {"logo": logo, "favicon": favicon}
        for name, upload in pictures.items():
            if upload is not None or name in drop:
                setattr(brand, name, keep_picture(upload, field=name) if upload is not None else None)
                said[name] = ["", "nieuw" if upload is not None else "weg"]
        row.save(update_fields=["brand_hue", "brand_chroma"])
        brand.version += 0 if is_new else 1
        brand.save()
        if said:
            record(by, "branding.changed", row, data={"wijzigingen": said})
    return brand


def _set(row, values: dict) -> dict:
    """Put values on a row; gives {field: [before, after]} of what differs."""
    said = {name: [str(getattr(row, name)), str(value)] for name, value in values.items() if getattr(row, name) != value}
    for name, value in values.items():
        setattr(row, name, value)
    return said


def _address(text: str) -> str:
    text = text.strip()
    if not text:
        return ""
    try:
        validate_email(text)
    except ValidationError:
        raise RuleBroken(bad_email(text), code="G05", field="reply_to") from None
    return text
