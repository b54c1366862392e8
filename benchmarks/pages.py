"""A public guidance page from the page cache, against the same bytes served in other ways; CPU of the server a request.

Control: the same page with the cache passed by (a cookie), which must cost many times more.
"""

import contextlib
import os
import urllib.request
from pathlib import Path

import brotli
import django

from benchmarks import harness
from benchmarks.scratch import scratch_folder
from benchmarks.served import HOST, Served, serve

CHEAP_REQUESTS, DEAR_REQUESTS = 4_000, 40
SHORT_DIVISOR = 4
OTHERS = ("bare", "constant_django", "whitenoise_file")
VIEW, FILE = "/page/", "/files/page.html"
SIGNED_IN = "session=none"
PARAGRAPHS = 30


def run(*, rounds: int, short: bool) -> None:
    """Measure and report."""
    path = make_guidance_page()
    cheap = CHEAP_REQUESTS // (SHORT_DIVISOR if short else 1)
    with contextlib.ExitStack() as stack:
        folder = stack.enter_context(scratch_folder())
        site = stack.enter_context(serve("cms.wsgi:application"))
        etag = keep_bytes(site, path, folder)
        bare, view, file = (stack.enter_context(serve_other(name, folder)) for name in OTHERS)
        for served, address in ((site, path), (bare, "/"), (view, VIEW), (file, FILE)):
            for _ in range(6):  # connections enough to reach both workers
                served.get(address, 30)
        samples = harness.interleave(
            {
                "bare": lambda: bare.cpu_microseconds("/", cheap),
                "page": lambda: site.cpu_microseconds(path, cheap),
                "not_modified": lambda: site.cpu_microseconds(path, cheap, f"If-None-Match: {etag}", expect="304"),
                "constant_django": lambda: view.cpu_microseconds(VIEW, cheap // 2),
                "whitenoise_file": lambda: file.cpu_microseconds(FILE, cheap // 2),
                "uncached": lambda: site.cpu_microseconds(path, DEAR_REQUESTS, f"Cookie: {SIGNED_IN}"),
            },
            rounds=rounds,
        )
        size = (folder / "page.br").stat().st_size
    report(samples, size)


def serve_other(name: str, folder: Path) -> contextlib.AbstractContextManager[Served]:
    """Serve what our page is compared with, with the same bytes."""
    given = {"BENCH_APPLICATION": name, "BENCH_BYTES": str(folder / "page.br")}
    return serve("benchmarks.applications:application", given)


def report(samples: dict[str, list[float]], size: int) -> None:
    """Print and write the figures; ``size``: bytes of the page as sent."""
    unit = "µs CPU"
    harness.report(
        "pages",
        [
            harness.Figure("size of the page, brotli", size, "bytes"),
            harness.median("bare WSGI bytes", samples["bare"], unit),
            harness.median("guidance page from the page cache", samples["page"], unit),
            harness.median("guidance page, 304", samples["not_modified"], unit),
            harness.median("constant Django view", samples["constant_django"], unit),
            harness.median("WhiteNoise file", samples["whitenoise_file"], unit),
            harness.median("control: guidance page past the cache", samples["uncached"], unit),
            harness.ratio("page / bare bytes", samples["page"], samples["bare"], at_most=1.25),
            harness.ratio("304 / bare bytes", samples["not_modified"], samples["bare"]),
            harness.ratio("page / constant Django view", samples["page"], samples["constant_django"], at_most=1),
            harness.ratio("page / WhiteNoise file", samples["page"], samples["whitenoise_file"]),
            harness.ratio("control: past the cache / page", samples["uncached"], samples["page"], at_least=10),
        ],
    )


def make_guidance_page() -> str:
    """Make a guidance page of ordinary length in the scratch database and return its address."""
    django.setup()
    from django.db import connections, transaction

    from tests.factories import knowledgebank as factories

    text = "<p>" + "Ring den gode mannen och socialjouren, anteckna tiden och vem som tar nästa steg. " * 4 + "</p>"
    with transaction.atomic():
        topic = factories.make_topic()
        page = factories.make_guidance(
            topics=[topic],
            title="När ett barn försvinner",
            body=[block for number in range(PARAGRAPHS // 3) for block in section(number, text)],
        )
        url = page.url
    connections.close_all()
    return str(url)


def section(number: int, text: str) -> list[tuple[str, object]]:
    from wagtail.rich_text import RichText

    heading = {"text": f"Steg {number + 1}", "anchor": f"steg-{number + 1}"}
    return [("heading", heading), *(("paragraph", RichText(text)) for _ in range(3))]


def keep_bytes(site: Served, path: str, folder: Path) -> str:
    """Write the page's compressed bytes for the other servers, and return its ETag."""
    request = urllib.request.Request(f"http://{HOST}:{site.port}{path}", headers={"Accept-Encoding": "br"})
    with urllib.request.urlopen(request, timeout=30) as answer:
        body, etag, coding = answer.read(), answer.headers["ETag"], answer.headers["Content-Encoding"]
        if coding != "br" or not etag:
            raise RuntimeError(f"The page did not come from the cache: coding {coding}, ETag {etag}.")
    (folder / "page.br").write_bytes(body)
    os.makedirs(folder / "files")
    (folder / "files" / "page.html").write_bytes(brotli.decompress(body))
    (folder / "files" / "page.html.br").write_bytes(body)
    return str(etag)
