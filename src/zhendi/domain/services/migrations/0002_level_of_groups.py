"""Outlets and items may stand at the level of a villagers' group."""

from django.db import migrations, models

_LEVELS = [("county", "县级"), ("township", "乡级"), ("village", "村级"), ("group", "组级")]


class Migration(migrations.Migration):
    """The choices alone; no row changes."""

    dependencies = [("services", "0001_initial")]

    operations = [
        migrations.AlterField("outlet", "level", models.CharField(choices=_LEVELS, max_length=10)),
        migrations.AlterField("item", "level", models.CharField(choices=_LEVELS, max_length=10)),
    ]
