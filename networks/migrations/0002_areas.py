"""The counties, the municipalities, and one organization for each municipality."""

from django.db import migrations

from networks.domain.areas import load_areas


def load(apps, schema_editor):
    load_areas(*(apps.get_model("networks", name) for name in ("County", "Municipality", "Organization")))


class Migration(migrations.Migration):
    dependencies = [("networks", "0001_directory")]

    # Reversing leaves the rows: other tables may point at them, and 0001 reversed drops them all.
    operations = [migrations.RunPython(load, migrations.RunPython.noop)]
