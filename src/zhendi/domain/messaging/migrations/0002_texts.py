"""The texts that come with the product; a county writes its own beside them.

That of a one-time code has the code by which the county's gateway knows it.
"""

from datetime import date

from django.db import migrations

MADE = date(2026, 11, 29)
TEXTS = (
    (
        "monthly", "mobile.monthly", "每月短信", "{支部}",
        "{称呼}，您好。这是支部{月份}的联系短信。近来工作、住处、电话有没有变动？有没有困难要组织帮忙？直接回复就行。回T不再收。",
    ),
    (
        "monthly-dues", "mobile.monthly", "每月短信（党费和组织生活）", "{支部}",
        "{称呼}，您好。{月份}请按时交党费，就近参加组织生活。有变动、有困难，直接回复这条短信。回T不再收。",
    ),
    (
        "festival", "mobile.festival", "节日问候", "{支部}",
        "{称呼}，{节日}到了，支部全体党员向您和家人问好。在外保重身体，有困难随时联系支部。回T不再收。",
    ),
    (
        "notice", "mobile.notice", "请回电话", "{支部}",
        "{称呼}，您好。支部有事和您联系，方便时请回电话或直接回复这条短信。",
    ),
    (
        "code", "code", "手机验证码", "党支部",
        "{验证码}是您的验证码，{分钟}分钟内有效，用来打开您自己的页面。不要告诉任何人，支部不会问您要。",
    ),
)  # fmt: skip


def write(apps, _editor):
    template = apps.get_model("messaging", "Template")
    for code, purpose, title, signature, body in TEXTS:
        template.objects.get_or_create(
            code=code,
            defaults={"purpose": purpose, "title": title, "body": body, "signature": signature, "made_on": MADE},
        )


class Migration(migrations.Migration):
    dependencies = [("messaging", "0001_initial")]
    operations = [migrations.RunPython(write, migrations.RunPython.noop)]
