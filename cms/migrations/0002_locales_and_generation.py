"""The three languages as Wagtail locales, and the one row of the public generation."""

from django.db import migrations

CODES = ("sv", "en", "fa-af")


def make_rows(apps, schema_editor):
    Locale = apps.get_model("wagtailcore", "Locale")
    for code in CODES:
        Locale.objects.get_or_create(language_code=code)
    apps.get_model("cms", "Generation").objects.get_or_create(id=1, defaults={"number": 1})


class Migration(migrations.Migration):
    dependencies = [("cms", "0001_site_pages_and_operations")]
    operations = [migrations.RunPython(make_rows, migrations.RunPython.noop)]
