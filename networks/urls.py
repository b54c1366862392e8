"""Public addresses of networks under a language prefix (included by ``cms/urls.py``)."""

urlpatterns: list = []
