"""Public addresses of knowledgebank under a language prefix (included by ``cms/urls.py``)."""

from django.urls import path

from knowledgebank.views import feeds

urlpatterns = [path("news/feed.atom", feeds.news_atom, name="news_feed")]
