"""A bucket keeps the moment at which it is full again, so that a token is taken by one statement.

Buckets live for hours: those there are go, and begin anew.
"""

from django.db import migrations, models
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.state import StateApps


def remove_all(apps: StateApps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    apps.get_model("cms", "RateBucket").objects.all().delete()


class Migration(migrations.Migration):
    dependencies = [("cms", "0002_locales_and_generation")]

    operations = [
        migrations.RunPython(remove_all, remove_all),
        migrations.RemoveField("ratebucket", "tokens"),
        migrations.RemoveField("ratebucket", "refreshed_at"),
        migrations.AddField("ratebucket", "full_at", models.FloatField(default=0), preserve_default=False),
        migrations.AddIndex("ratebucket", models.Index(fields=["full_at"], name="rate_bucket_idle")),
    ]
