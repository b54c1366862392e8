"""The search index: our own postings, the same on SQLite, PostgreSQL and the phone (knowledgebank.md 4.2)."""

from django.db import models


class SearchDocument(models.Model):
    """One published page in one language. ``page_id`` is kept to ask who may view; it never leaves the server."""

    content_id = models.UUIDField()
    locale = models.CharField(max_length=10)
    page_id = models.BigIntegerField()
    type = models.CharField(max_length=40)
    url = models.CharField(max_length=500)
    title = models.CharField(max_length=255)
    text = models.TextField()
    normalized_text = models.TextField()
    restricted = models.BooleanField(default=False)
    updated_on = models.DateField()
    analyzer_version = models.CharField(max_length=40)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["content_id", "locale"], name="search_document_once_per_locale")]

    def __str__(self) -> str:
        return f"{self.locale} {self.content_id}"


class SearchFacet(models.Model):
    """A facet value of a document: group topic, audience, type ..., value its code."""

    document = models.ForeignKey(SearchDocument, on_delete=models.CASCADE, related_name="facets")
    group = models.CharField(max_length=20)
    value = models.CharField(max_length=80)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["document", "group", "value"], name="search_facet_once")]
        indexes = [models.Index(fields=["group", "value"], name="search_facet_value")]

    def __str__(self) -> str:
        return f"{self.group}={self.value}"


class SearchKey(models.Model):
    """An index key: language + class + letters (``svlbarn``), with the number of documents that hold it."""

    key = models.CharField(max_length=80, unique=True)
    document_count = models.PositiveIntegerField(default=0)

    def __str__(self) -> str:
        return self.key


class SearchPosting(models.Model):
    """How much a key weighs in a document."""

    key = models.ForeignKey(SearchKey, on_delete=models.CASCADE, related_name="postings", db_index=False)
    document = models.ForeignKey(SearchDocument, on_delete=models.CASCADE, related_name="postings")
    weight = models.FloatField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["key", "document"], name="search_posting_once")]

    def __str__(self) -> str:
        return f"{self.key_id} in {self.document_id}"


class SearchForm(models.Model):
    """A word form that occurs in a language, for "did you mean"."""

    language = models.CharField(max_length=10)
    form = models.CharField(max_length=80)
    count = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["language", "form"], name="search_form_once")]

    def __str__(self) -> str:
        return self.form
