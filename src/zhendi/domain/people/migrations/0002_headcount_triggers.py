"""The database keeps the headcounts itself."""

from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

from zhendi.domain.people.operations import headcounts


def install(apps: object, editor: BaseDatabaseSchemaEditor) -> None:
    del apps
    headcounts.install(editor.connection.alias)


def remove(apps: object, editor: BaseDatabaseSchemaEditor) -> None:
    del apps
    headcounts.remove(editor.connection.alias)


class Migration(migrations.Migration):
    dependencies = [("people", "0001_initial")]
    operations = [migrations.RunPython(install, remove)]
