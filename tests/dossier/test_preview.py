"""Pictures of pages: drawn in a child, kept once, and nothing of what is active in a file survives."""

import io

import pytest

from dossier.models import ItemVersion, PagePreview
from dossier.preview import NoPreview, as_text, draw
from dossier.rules.previews import page_picture, read_version
from dossier.sweeping import sweep_dossier
from offices.errors import RuleBroken
from offices.files import read_bytes
from offices.models import StoredFile
from tests.factories.dossier import SCRIPT_PDF, make_item, make_pdf, make_picture


def file_of(content: bytes, tmp_path):
    path = tmp_path / "bron"
    path.write_bytes(content)
    return path.open("rb")


def test_pdf_becomes_pixels(tmp_path):
    drawn = draw(file_of(make_pdf(pages=3), tmp_path), "application/pdf", 2)
    assert (drawn.png[:8], drawn.pages) == (b"\x89PNG\r\n\x1a\n", 3)


def test_pdf_from_a_storage_without_real_files(tmp_path):
    assert draw(io.BytesIO(make_pdf()), "application/pdf").pages == 1


def test_pdf_with_scripts_is_pixels_alone(tmp_path):
    drawn = draw(file_of(SCRIPT_PDF, tmp_path), "application/pdf")
    assert drawn.pages == 1
    for word in (b"JavaScript", b"alert", b"kwaad", b"Launch", b"submitForm"):
        assert word not in drawn.png


@pytest.mark.parametrize("kind", ["PNG", "JPEG", "GIF", "WEBP", "TIFF"])
def test_picture_is_drawn_again(tmp_path, kind):
    body = make_picture(kind) + b"<script>alert(1)</script>"
    drawn = draw(file_of(body, tmp_path), f"image/{kind.lower()}")
    assert (drawn.png[:4], drawn.pages, b"script" in drawn.png) == (b"\x89PNG", 1, False)


def test_picture_of_a_camera_is_turned_and_loses_its_place(tmp_path):
    from PIL import Image

    exif = Image.Exif()
    exif[0x0112], exif[0x010E] = 6, "Kerkstraat 1"
    out = io.BytesIO()
    Image.new("RGB", (60, 20)).save(out, "JPEG", exif=exif)
    drawn = draw(file_of(out.getvalue(), tmp_path), "image/jpeg")
    assert Image.open(io.BytesIO(drawn.png)).size == (20, 60)
    assert b"Kerkstraat" not in drawn.png


def bomb() -> bytes:
    from PIL import Image

    out = io.BytesIO()
    Image.new("1", (20_000, 20_000)).save(out, "PNG")
    return out.getvalue()


@pytest.mark.parametrize(
    ("content", "mime", "page", "reason"),
    [
        (b"%PDF-1.4 niets hiervan klopt", "application/pdf", 1, "het is beschadigd of geen bekend type"),
        (make_pdf, "application/pdf", 2, "deze bladzijde bestaat niet"),
        (b"\x89PNG\r\n\x1a\nkapot", "image/png", 1, "het is beschadigd of geen bekend type"),
        (bomb, "image/png", 1, "de afbeelding is te groot"),
    ],
)
def test_what_cannot_be_drawn_says_why(tmp_path, content, mime, page, reason):
    body = content() if callable(content) else content
    with pytest.raises(NoPreview) as refused:
        draw(file_of(body, tmp_path), mime, page)
    assert str(refused.value) == reason


def test_child_that_hangs_is_stopped(tmp_path, monkeypatch):
    slow = tmp_path / "slow.py"
    slow.write_text("import time; time.sleep(60)")
    monkeypatch.setattr("dossier.preview.CHILD", slow)
    monkeypatch.setattr("dossier.preview.SECONDS", 0.3)
    with pytest.raises(NoPreview) as refused:
        draw(file_of(b"%PDF-", tmp_path), "application/pdf")
    assert str(refused.value) == "het openen duurde te lang"


def test_child_knows_no_secret_and_cannot_write(tmp_path, monkeypatch):
    nosy = tmp_path / "nosy.py"
    nosy.write_text(
        "import os, sys\nsys.path.insert(0, '.')\n"
        "print(sorted(k for k in os.environ if not k.startswith('LC_')), file=sys.stderr)\n"
        "sys.exit(9)"
    )
    monkeypatch.setattr("dossier.preview.CHILD", nosy)
    monkeypatch.setenv("SECRET_KEY", "geheim")
    import subprocess

    seen = []
    real = subprocess.run
    monkeypatch.setattr(subprocess, "run", lambda *a, **k: seen.append(real(*a, **k)) or seen[-1])
    with pytest.raises(NoPreview):
        draw(file_of(b"%PDF-", tmp_path), "application/pdf")
    assert seen[0].stderr.strip() == b"[]"


def test_page_picture_is_made_once(in_alfa):
    version = make_item(content=make_pdf(2), name="a.pdf").current
    first = page_picture(version, 1)
    assert page_picture(version, 1).pk == first.pk
    version.refresh_from_db()
    assert (version.pages, PagePreview.objects.count()) == (2, 1)
    assert (first.stored_file.mime, read_bytes(first.stored_file)[:4]) == ("image/png", b"\x89PNG")


def test_page_picture_of_a_broken_file_is_dos14_and_not_tried_again(in_alfa):
    version = make_item(content=b"%PDF-1.4 stuk", name="a.pdf").current
    with pytest.raises(RuleBroken) as refused:
        page_picture(version, 1)
    assert (refused.value.code, refused.value.text) == (
        "DOS14",
        "Het bestand kon niet worden gelezen (het is beschadigd of geen bekend type). Het origineel is bewaard; "
        "probeer opnieuw te verwerken of upload een andere versie.",
    )
    version.refresh_from_db()
    assert (version.pages, StoredFile.objects.count()) == (0, 1)


def test_read_version_counts_and_draws(in_alfa):
    version = make_item(content=make_pdf(4), name="a.pdf").current
    read_version(str(version.pk))
    read_version(str(version.pk))
    assert (ItemVersion.objects.get().pages, PagePreview.objects.count()) == (4, 1)


def test_sweep_rings_for_versions_nobody_looked_at(in_alfa, monkeypatch):
    from datetime import timedelta

    from django.utils import timezone

    rung = []
    monkeypatch.setattr(
        "dossier.sweeping.read_pages.ring", lambda **kwargs: rung.append(kwargs["version_id"])
    )
    late, text, fresh = (
        make_item(content=make_pdf(), name="a.pdf"),
        make_item(),
        make_item(content=make_pdf(2), name="b.pdf"),
    )
    assert rung == [str(late.current_id), str(fresh.current_id)]
    rung.clear()
    ItemVersion.objects.exclude(item=fresh).update(at=timezone.now() - timedelta(minutes=5))
    assert (sweep_dossier(), rung) == (1, [str(late.current_id)])
    assert (text.current.pages, fresh.current.pages) == (None, None)


@pytest.mark.parametrize(
    ("body", "text", "more"),
    [
        (b"<script>alert(1)</script>", "<script>alert(1)</script>", False),
        ("café".encode("latin-1"), "café", False),
        ("é".encode("utf-16"), "\ufeffé", False),
        (b"a\x00b", "a\ufffdb", False),
        (b"x" * 70_000, "x" * 65_536, True),
    ],
)
def test_as_text_gives_the_start(body, text, more):
    shown, cut = as_text(io.BytesIO(body))
    assert (shown.replace("\ufeff", ""), cut) == (text.replace("\ufeff", ""), more)
