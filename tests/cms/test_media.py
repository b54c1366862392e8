"""Images: sizes only, by name in the database, hidden with their collection."""

from io import BytesIO

import pytest
from django.contrib.auth import get_user_model
from django.core.files.images import ImageFile
from PIL import Image as Picture
from wagtail.images import get_image_model
from wagtail.models import Collection, CollectionViewRestriction

# Wagtail leaves the temporary file of a new size to the garbage collector.
pytestmark = pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")
OTHER_PATHS = ("/media/images/../original_images/a.png", "/media/images/nothing.png", "/media/secret_key")


@pytest.fixture
def image(db, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    data = BytesIO()
    Picture.new("RGB", (40, 40), "navy").save(data, "PNG")
    collection = Collection.get_first_root_node().add_child(name="Pictures")
    file = ImageFile(BytesIO(data.getvalue()), name="a.png")
    return get_image_model().objects.create(title="A", file=file, collection=collection)


def body(response):
    return b"".join(response.streaming_content)


def test_size_is_served_and_original_and_other_paths_are_not(client, image):
    url = image.get_rendition("width-20").url
    response = client.get(url)
    assert (response.status_code, response["Content-Type"]) == (200, "image/png")
    assert response["Cache-Control"] == "public, max-age=31536000, immutable"
    assert response["X-Content-Type-Options"] == "nosniff"
    assert body(response).startswith(b"\x89PNG")
    for path in (
        image.file.url,
        "/media/images/../original_images/a.png",
        "/media/images/nothing.png",
        "/media/secret_key",
    ):
        assert client.get(path, follow=True).status_code == 404


def test_image_of_a_private_collection_is_for_those_who_may(client, image):
    url = image.get_rendition("width-20").url
    CollectionViewRestriction.objects.create(collection=image.collection, restriction_type="login")
    assert client.get(url).status_code == 404
    client.force_login(get_user_model().objects.create_user("anna"))
    response = client.get(url)
    assert body(response).startswith(b"\x89PNG")
    assert "no-store" in response["Cache-Control"]


def test_lost_file_is_404(client, image):
    rendition = image.get_rendition("width-20")
    rendition.file.storage.delete(rendition.file.name)
    assert client.get(rendition.url).status_code == 404
