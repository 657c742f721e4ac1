"""Runs alone, without the rest of the product: draws one page of the file on standard input as PNG.

Writes the number of pages, a line end and the PNG. Exit codes: 3 password, 4 no such page, 5 too large.
"""

import io
import resource
import sys

MEMORY = 768 << 20
CPU_SECONDS = 15
WIDTH = 1100
PIXELS_MOST = 80_000_000


def limit() -> None:
    """Take away what a broken file could abuse: memory, time, files, processes."""
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (CPU_SECONDS, CPU_SECONDS))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def pdf_page(page: int):
    """Number of pages and one page as an image of pdfium."""
    import pypdfium2

    try:
        document = pypdfium2.PdfDocument(sys.stdin.buffer.raw)
    except pypdfium2.PdfiumError as fault:
        sys.exit(3 if "password" in str(fault).lower() else 2)
    pages = len(document)
    if not 1 <= page <= pages:
        sys.exit(4)
    # Draws what was filled in; this build of pdfium has no scripts at all.
    document.init_forms()
    sheet = document[page - 1]
    width, height = sheet.get_size()
    if width < 1 or height < 1 or height / width > 40:
        sys.exit(5)
    return pages, sheet.render(scale=min(WIDTH / width, 4)).to_pil()


def picture(page: int):
    """Number of frames and one frame, turned as the camera held it and made smaller."""
    from PIL import Image, ImageOps

    Image.MAX_IMAGE_PIXELS = PIXELS_MOST
    try:
        image = Image.open(sys.stdin.buffer, formats=("PNG", "JPEG", "GIF", "WEBP", "TIFF", "BMP"))
        pages = getattr(image, "n_frames", 1) if image.format == "TIFF" else 1
        if not 1 <= page <= pages:
            sys.exit(4)
        if image.width * image.height > PIXELS_MOST:
            sys.exit(5)
        image.seek(page - 1)
        image.draft("RGB", (WIDTH, WIDTH))
        image = ImageOps.exif_transpose(image).convert("RGBA" if "A" in image.getbands() else "RGB")
    except Image.DecompressionBombError:
        sys.exit(5)
    image.thumbnail((WIDTH, WIDTH * 4))
    clean = Image.new(image.mode, image.size)
    clean.paste(image)
    return pages, clean


def main() -> None:
    kind, page = sys.argv[1], int(sys.argv[2])
    limit()
    pages, image = pdf_page(page) if kind == "pdf" else picture(page)
    out = io.BytesIO()
    image.save(out, "PNG", compress_level=6)
    sys.stdout.buffer.write(b"%d\n" % pages + out.getvalue())


if __name__ == "__main__":
    main()
