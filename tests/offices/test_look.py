"""The look of an office: colours in bounds, pictures that cannot act, mail and paper in its words."""

from decimal import Decimal

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from offices.errors import RuleBroken
from offices.mail import message, queue_mail
from offices.models import AuditEvent, Brand, Office
from offices.pictures import refusal
from offices.rules.look import change_look, on_paper, the_brand
from tests.conftest import desk_client_for

SVG = b'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 4 4"><rect width="4" height="4" fill="#123456"/></svg>'
HEAD = b'<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink">'


def upload(body=SVG, name="logo.svg"):
    return SimpleUploadedFile(name, body)


def look(kantoor, **values):
    return change_look(kantoor.office, by=kantoor.admin, **{"hue": 30, "chroma": Decimal("0.1")} | values)


@pytest.mark.parametrize(
    "body",
    [
        HEAD + b"<script>alert(1)</script></svg>",
        HEAD + b'<rect onload="alert(1)"/></svg>',
        HEAD + b'<image xlink:href="http://kwaad.example/x.png"/></svg>',
        HEAD + b"<style>@import url(http://kwaad.example)</style></svg>",
        HEAD + b'<rect fill="url(http://kwaad.example/#x)"/></svg>',
        HEAD + b'<rect fill="url( http://kwaad.example/#x)"/></svg>',
        HEAD + b'<rect style="fill:red"/></svg>',
        HEAD + b"<foreignObject><p>x</p></foreignObject></svg>",
        HEAD + b'<use xlink:href="#a"/></svg>',
        b'<!DOCTYPE svg [<!ENTITY a "x">]>' + SVG,
        b"<svg><rect/></svg>",
        b"<html/>",
        b"geen xml",
        HEAD + b"<?php x ?></svg>",
    ],
)
def test_svg_that_could_act_is_refused(body):
    assert refusal(body) != ""


def test_svg_of_shapes_is_taken():
    drawn = HEAD + b'<defs><linearGradient id="a"><stop offset="0" stop-color="red"/></linearGradient></defs><!-- x --><path d="M0 0" fill="url(#a)"/></svg>'
    assert (refusal(SVG), refusal(drawn)) == ("", "")


def test_look_is_kept_and_told(in_alfa):
    brand = look(in_alfa, sender="Alfa Advies", reply_to="post@alfa.example", mail_footer="Alfa, Zwolle", logo=upload())
    office = Office.objects.get(pk=in_alfa.office.pk)
    said = AuditEvent.objects.get(event="branding.changed").data["wijzigingen"]
    assert (office.brand_hue, brand.logo.mime, said["brand_hue"], said["logo"]) == (30, "image/svg+xml", ["205", "30"], ["", "nieuw"])
    assert on_paper()["logo"].startswith("data:image/svg+xml;base64,")
    look(in_alfa, drop=["logo"])
    assert (the_brand().logo, Brand.objects.count()) == (None, 1)


def test_look_of_one_office_is_not_seen_in_another(offices):
    with offices.alfa.scope:
        brand = look(offices.alfa, sender="Alfa Advies", welcome_text="Alfa welkom", logo=upload())
    with offices.beta.scope:
        assert (the_brand().pk, on_paper()) == (Brand().pk, {"logo": "", "letterhead": ""}) or the_brand().sender == ""
    alfa, beta = desk_client_for(offices.alfa.viewer), desk_client_for(offices.beta.viewer)
    address = f"huisstijl/logo/{brand.logo_id}/"
    page = alfa.get("/k/alfa/relaties/").content.decode()
    answer = alfa.get(f"/k/alfa/{address}")
    assert (address in page, address in beta.get("/k/beta/relaties/").content.decode()) == (True, False)
    assert (answer.status_code, answer["Content-Type"], "sandbox" in answer["Content-Security-Policy"]) == (200, "image/svg+xml", True)
    assert [beta.get(f"/k/{slug}/{address}").status_code for slug in ("alfa", "beta")] == [404, 404]


@pytest.mark.parametrize(
    ("values", "code"),
    [
        ({"hue": 360}, "ADM05"),
        ({"chroma": Decimal("0.2")}, "ADM05"),
        ({"reply_to": "geen adres"}, "G05"),
        ({"sender": "x" * 121}, "G03"),
        ({"logo": upload(b"%PDF-1.7 x", "logo.pdf")}, "HST01"),
        ({"favicon": upload(HEAD + b"<script/></svg>")}, "HST01"),
    ],
)
def test_look_that_cannot_be_is_refused(in_alfa, values, code):
    with pytest.raises(RuleBroken) as fault:
        look(in_alfa, **values)
    assert (fault.value.code, Brand.objects.count()) == (code, 0)


def test_mail_goes_out_in_the_words_of_the_office(offices):
    with offices.alfa.scope:
        look(offices.alfa, sender="Alfa\r\nAdvies", reply_to="post@alfa.example", mail_footer="Alfa, Zwolle")
        sent = message(queue_mail(to="klant@example.org", subject="Hallo", body="Dag\n", kind="test", idempotency_key="a"))
    with offices.beta.scope:
        plain = message(queue_mail(to="klant@example.org", subject="Hallo", body="Dag\n", kind="test", idempotency_key="a"))
    assert (sent.from_email.split(" <")[0], sent.reply_to, sent.body) == ("Alfa Advies", ["post@alfa.example"], "Dag\n\n-- \nAlfa, Zwolle\n")
    assert (plain.reply_to, plain.body) == ([], "Dag\n")


def test_look_page_saves_and_previews(in_alfa):
    client = desk_client_for(in_alfa.admin)
    page = client.get("/k/alfa/beheer/branding/").content.decode()
    shown = client.get("/k/alfa/beheer/branding/voorbeeld/", {"hue": "nee", "chroma": "9", "welcome_text": "<b>Hoi</b>"}).content.decode()
    assert ("voorbeeld" in page, "&lt;b&gt;Hoi" in shown, "<b>" in shown) == (True, True, False)
    answer = client.post("/k/alfa/beheer/branding/", {"hue": 90, "chroma": "0.05", "sender": "Alfa"})
    assert (answer.status_code, Office.objects.get(pk=in_alfa.office.pk).brand_hue, the_brand().sender) == (302, 90, "Alfa")
    history = client.get("/k/alfa/beheer/algemeen/geschiedenis/").content.decode()
    assert ("Kleurtint" in history, ">90<" in history) == (True, True)
