"""The site map: every public page in each language with its alternates (Wagtail's own lists one language)."""

from xml.sax.saxutils import escape, quoteattr

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from cms.domain.language_links import SitemapEntry, sitemap_entries

HEAD = (
    '<?xml version="1.0" encoding="UTF-8"?>\n'
    '<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9" xmlns:xhtml="http://www.w3.org/1999/xhtml">\n'
)


@require_safe
def sitemap(request: HttpRequest) -> HttpResponse:
    body = "".join(_entry(entry) for entry in sitemap_entries())
    response = HttpResponse(f"{HEAD}{body}</urlset>\n", content_type="application/xml; charset=utf-8")
    response.headers["Cache-Control"] = "public, max-age=60"
    return response


def _entry(entry: SitemapEntry) -> str:
    lines = [f"<loc>{escape(entry.url)}</loc>"]
    if entry.changed_at:
        lines.append(f"<lastmod>{entry.changed_at.isoformat(timespec='seconds')}</lastmod>")
    lines += [
        f'<xhtml:link rel="alternate" hreflang={quoteattr(link.hreflang)} href={quoteattr(link.url)}/>'
        for link in entry.alternates
    ]
    return f"<url>{''.join(lines)}</url>\n"
