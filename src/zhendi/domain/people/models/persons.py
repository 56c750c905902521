"""Tables of people. Sensitive values are sealed; what must be found by equality has a keyed index beside it."""

from __future__ import annotations

from datetime import date
from typing import ClassVar, Self

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models
from django.db.models import F, Q

from zhendi.domain.orgs.models import Organisation
from zhendi.kernel.fields import IndexField, PathField, SealedField
from zhendi.kernel.ranges import in_ranges
from zhendi.kernel.scope import SEE, Scope

CITIZEN = "people.person.citizen_number"
MOBILE = "people.phone.number"
MOBILE_TAIL = "people.phone.tail"
TAIL = 4  # digits by which a telephone is asked for
ADDRESS = "people.person.residence"


class Sex(models.IntegerChoices):
    """GB/T 2261.1."""

    MALE = 1, "男"
    FEMALE = 2, "女"


class PersonQuerySet(models.QuerySet["Person"]):
    """Words for choosing persons."""

    def visible_to(self, scope: Scope, verb: str = SEE) -> Self:
        """Those who belong or hold a post in the reader's pieces of the tree on the reader's day, and the reader.

        Who has no membership on that day (died, left, moved away) stays with the branch of the last one. ``verb``
        other than seeing does not hold for oneself.
        """
        if scope.everything:
            return self
        one, ranges = models.OuterRef("pk"), scope.ranges(verb)
        own = Q(pk=scope.person_id) if scope.person_id and verb == SEE else Q(pk__in=())
        last = Membership.objects.filter(person=one, valid_from__lte=scope.as_of).order_by("-valid_from")
        posts = Post.objects.as_of(scope.as_of).filter(in_ranges(ranges, "organisation__path"), person=one)
        found = self.alias(last_path=models.Subquery(last.values("path")[:1]))
        return found.filter(in_ranges(ranges, "last_path") | Q(models.Exists(posts)) | own)


class Person(models.Model):
    """A person, member or not. The citizen number identifies: same number = same person; same name is not."""

    name = models.CharField(max_length=60)
    sort_name = models.CharField(max_length=120, help_text="pinyin, by which lists are sorted")
    citizen_number = SealedField(context=CITIZEN, blank=True)
    citizen_index = IndexField(of="citizen_number", context=CITIZEN, null=True, unique=True)
    sex = models.PositiveSmallIntegerField(choices=Sex, null=True, blank=True)
    born_on = models.DateField(null=True, blank=True)
    nationality = models.CharField(max_length=2, blank=True, help_text="GB/T 3304")
    education = models.CharField(max_length=20, blank=True)
    degree = models.CharField(max_length=20, blank=True)
    native_place = models.CharField(max_length=60, blank=True)
    works_since = models.DateField(null=True, blank=True)
    works_since_precision = models.CharField(max_length=1, blank=True)
    occupation = models.CharField(max_length=100, blank=True)
    residence = SealedField(context=ADDRESS, blank=True)
    joined_on = models.DateField(null=True, blank=True)
    joined_precision = models.CharField(max_length=1, blank=True)
    confirmed_on = models.DateField(null=True, blank=True)
    confirmed_precision = models.CharField(max_length=1, blank=True)
    league_since = models.DateField(null=True, blank=True)
    league_until = models.DateField(null=True, blank=True)
    died_on = models.DateField(null=True, blank=True)
    dues_standard = models.DecimalField(max_digits=8, decimal_places=2, null=True, blank=True, help_text="yuan a month")
    dues_paid_to = models.CharField(max_length=7, blank=True, help_text="YYYY-MM")
    said_floating = models.BooleanField(null=True, help_text="as the roster says; the mobile register decides")
    said_whereabouts = models.CharField(max_length=100, blank=True, help_text="as the roster says")
    said_lost = models.BooleanField(null=True, help_text="as the roster says")
    remark = models.CharField(max_length=400, blank=True)
    revision = models.PositiveIntegerField(default=1)

    objects = PersonQuerySet.as_manager()

    class Meta:
        indexes = [models.Index(fields=["name"]), models.Index(fields=["born_on", "name"])]

    def __str__(self) -> str:
        return self.name


class NameKey(models.Model):
    """One way to type a person's name: pinyin in full or initials (``zs`` finds 张三)."""

    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="name_keys")
    key = models.CharField(max_length=120)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["key", "person"], name="name_key_once")]


class Phone(models.Model):
    """A telephone number of a person, found by the whole number or its last four digits through keyed indexes."""

    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="phones")
    number = SealedField(context=MOBILE)
    number_index = IndexField(of="number", context=MOBILE, db_index=True)
    tail_index = IndexField(of="number", context=MOBILE_TAIL, last=TAIL, db_index=True)
    rank = models.PositiveSmallIntegerField(default=1)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["person", "number_index"], name="phone_once")]


class MembershipQuerySet(models.QuerySet["Membership"]):
    """Words for choosing memberships."""

    def as_of(self, day: date) -> Self:
        """Those that held on the day."""
        return self.filter(Q(valid_to=None) | Q(valid_to__gt=day), valid_from__lte=day)

    def current(self) -> Self:
        """Those that have not ended."""
        return self.filter(valid_to=None)

    def visible_to(self, scope: Scope, verb: str = SEE) -> Self:
        """Those in the reader's pieces of the tree, and the reader's own."""
        own = Q(person=scope.person_id) if scope.person_id else Q(pk__in=())
        return self.filter(in_ranges(scope.ranges(verb)) | own)


_LISTED = ("valid_from", "valid_to", "standing", "person")


class Membership(models.Model):
    """A person's standing in one branch from a day to a day. ``path`` copies the branch's place for list pages."""

    class Standing(models.TextChoices):
        """GB/T 4762 codes 01 and 02 and the stages before them."""

        FULL = "full", "正式党员"
        PROBATIONARY = "probationary", "预备党员"
        OBJECT = "object", "发展对象"
        ACTIVIST = "activist", "入党积极分子"
        APPLICANT = "applicant", "入党申请人"

    class Ended(models.TextChoices):
        """Why a membership row ended; members are never deleted, only given a reason."""

        MOVED = "moved", "调整支部"
        TRANSFERRED = "transferred", "组织关系转出"
        CONFIRMED = "confirmed", "转正"
        STAGE = "stage", "阶段变化"
        DIED = "died", "去世"
        LEFT = "left", "出党或停止党籍"
        CORRECTED = "corrected", "名册更正"

    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="memberships")
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="memberships")
    standing = models.CharField(max_length=12, choices=Standing)
    path = PathField(max_length=64)
    sort_name = models.CharField(max_length=120)
    valid_from = models.DateField()
    valid_to = models.DateField(null=True, blank=True)
    ended = models.CharField(max_length=12, choices=Ended, blank=True)

    objects = MembershipQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["person"], condition=Q(valid_to=None), name="membership_current_once"),
            models.CheckConstraint(
                condition=Q(valid_to=None) | Q(valid_to__gt=F("valid_from")), name="membership_period"
            ),
        ]
        # What a list asks of a row stands in the index after the order, so that only the rows shown are fetched.
        indexes = [
            models.Index(fields=["path", "sort_name", "id", *_LISTED], name="membership_tree_order"),
            models.Index(fields=["sort_name", "id", "path", *_LISTED], name="membership_name_order"),
            models.Index(fields=["organisation", "valid_from"]),
        ]


class Headcount(models.Model):
    """Members of one organisation itself, of the rows that have not ended; kept by triggers (``operations.headcounts``).

    No foreign key in the database: the triggers write it, and a figure without its organisation counts nothing.
    """

    organisation = models.OneToOneField(
        Organisation, on_delete=models.CASCADE, primary_key=True, db_constraint=False, related_name="+"
    )
    path = PathField(max_length=64)
    full_count = models.IntegerField(default=0)
    probationary_count = models.IntegerField(default=0)
    last_on = models.DateField(help_text="the latest day that any membership begins or ends")

    class Meta:
        indexes = [
            models.Index(fields=["path", "full_count", "probationary_count", "last_on"], name="headcount_by_path")
        ]


class Suspension(models.Model):
    """A member's right to vote, elect and stand, suspended from a day to a day by a competent organisation."""

    class Ground(models.TextChoices):
        """Election rules of 2020, art. 5."""

        PROBATION = "probation", "留党察看"
        DETAINED = "detained", "被留置或逮捕"
        SENTENCE = "sentence", "服刑"
        STOPPED = "stopped", "停止党籍"

    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="suspensions")
    ground = models.CharField(max_length=12, choices=Ground)
    valid_from = models.DateField()
    valid_to = models.DateField(null=True, blank=True)
    decision = models.CharField(max_length=120, help_text="document number of the deciding organisation")

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(valid_to=None) | Q(valid_to__gt=F("valid_from")), name="suspension_period"
            )
        ]


class PostQuerySet(models.QuerySet["Post"]):
    """Words for choosing posts."""

    def as_of(self, day: date) -> Self:
        """Those held on the day."""
        return self.filter(Q(valid_to=None) | Q(valid_to__gt=day), valid_from__lte=day)

    def visible_to(self, scope: Scope, verb: str = SEE) -> Self:
        """Those in organisations of the reader's pieces of the tree, and the reader's own."""
        own = Q(person=scope.person_id) if scope.person_id else Q(pk__in=())
        return self.filter(in_ranges(scope.ranges(verb), "organisation__path") | own)


class Post(models.Model):
    """A person holds a role in an organisation from a day to a day. Rights follow from posts, nothing else."""

    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="posts")
    role = models.CharField(max_length=30)
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="posts")
    valid_from = models.DateField()
    valid_to = models.DateField(null=True, blank=True)
    approval_number = models.CharField(max_length=80, blank=True)

    objects = PostQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["person", "role", "organisation"], condition=Q(valid_to=None), name="post_current_once"
            ),
            models.CheckConstraint(condition=Q(valid_to=None) | Q(valid_to__gt=F("valid_from")), name="post_period"),
        ]
        indexes = [models.Index(fields=["organisation", "role"]), models.Index(fields=["person", "valid_from"])]


class AccountManager(BaseUserManager["Account"]):
    """Finds an account for signing in."""

    def get_by_natural_key(self, username: str | None) -> Account:
        """The account of a user name, without regard to case."""
        return self.get(username__iexact=username)


class Account(AbstractBaseUser):
    """An account by which one person signs in. It carries no right of its own."""

    username = models.CharField(max_length=40, unique=True)
    person = models.OneToOneField(Person, on_delete=models.CASCADE, related_name="account")
    is_active = models.BooleanField(default=True)
    large_type = models.BooleanField(default=False)
    must_change_password = models.BooleanField(default=False)
    opened_on = models.DateField()

    objects = AccountManager()

    USERNAME_FIELD = "username"
    REQUIRED_FIELDS: ClassVar[list[str]] = []

    class Meta:
        constraints = [models.CheckConstraint(condition=~Q(username=""), name="account_username_given")]
