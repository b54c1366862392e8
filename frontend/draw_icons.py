"""Draw the icons of the home screen (PNG) from the same figure as the wordmark; run by hand when the mark changes.

Writes ``cms/static/cms/icons/icon-{180,192,512}.png`` ``icon-maskable-512.png`` (with a safe zone).
"""

from pathlib import Path

from PIL import Image, ImageDraw

FOLDER = Path(__file__).resolve().parent.parent / "cms" / "static" / "cms" / "icons"
GROUND = "#0d3b3c"
RINGS = (((24, 16), "#ffd877"), ((16.5, 30), "#8ed6cb"), ((31.5, 30), "#f7f3ea"))
RADIUS, STROKE, GRID, OVERSAMPLING = 10.5, 5, 48, 4


def draw(pixels: int, *, share: float, rounded: bool) -> Image.Image:
    """Return the mark on its ground; ``share`` is how much of the square the mark's grid takes."""
    size = pixels * OVERSAMPLING
    image = Image.new("RGBA", (size, size), (0, 0, 0, 0))
    pen = ImageDraw.Draw(image)
    pen.rounded_rectangle((0, 0, size - 1, size - 1), radius=size * 0.2 if rounded else 0, fill=GROUND)
    unit = size * share / GRID
    offset = (size - GRID * unit) / 2
    for (x, y), colour in RINGS:
        outer = (RADIUS + STROKE / 2) * unit
        centre = (offset + x * unit, offset + y * unit)
        box = (centre[0] - outer, centre[1] - outer, centre[0] + outer, centre[1] + outer)
        pen.ellipse(box, outline=colour, width=round(STROKE * unit))
    return image.resize((pixels, pixels), Image.Resampling.LANCZOS).quantize(64)


def main() -> None:
    for pixels in (180, 192, 512):
        draw(pixels, share=0.8, rounded=pixels != 180).save(FOLDER / f"icon-{pixels}.png", optimize=True)
    draw(512, share=0.6, rounded=False).save(FOLDER / "icon-maskable-512.png", optimize=True)


if __name__ == "__main__":
    main()
