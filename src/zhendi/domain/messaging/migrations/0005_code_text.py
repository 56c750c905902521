"""The text of a one-time code; a county writes its own beside it, under the code by which its gateway knows it."""

from datetime import date

from django.db import migrations


def write(apps, _editor):
    apps.get_model("messaging", "Template").objects.get_or_create(
        code="code",
        defaults={
            "purpose": "code", "title": "手机验证码", "signature": "党支部", "made_on": date(2026, 11, 29),
            "body": "{验证码}是您的验证码，{分钟}分钟内有效，用来打开您自己的页面。不要告诉任何人，支部不会问您要。",
        },
    )  # fmt: skip


class Migration(migrations.Migration):
    dependencies = [("messaging", "0004_codes_and_answers")]
    operations = [migrations.RunPython(write, migrations.RunPython.noop)]
