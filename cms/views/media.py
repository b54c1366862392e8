"""Uploaded images, in the sizes that Wagtail made of them; nothing else below ``/media/`` is served.

Originals and documents are not: documents have a view of Wagtail's that asks who may read them.
"""

from django.http import FileResponse, Http404, HttpRequest
from wagtail.images.models import Rendition

IMMUTABLE = "public, max-age=31536000, immutable"


def rendition(request: HttpRequest, name: str) -> FileResponse:
    """Answer one size of an image; 404 for anybody whom its collection does not let in.

    The name is looked up in the database, so no path can lead out of the folder. A changed image gets a new name.
    """
    found = Rendition.objects.select_related("image__collection").filter(file=f"images/{name}").first()
    if found is None:
        raise Http404
    restrictions = found.image.collection.get_view_restrictions()
    if not all(restriction.accept_request(request) for restriction in restrictions):
        raise Http404
    try:
        response = FileResponse(found.file.open("rb"))
    except FileNotFoundError as error:
        raise Http404 from error
    if not restrictions:
        response.headers["Cache-Control"] = IMMUTABLE
    return response
