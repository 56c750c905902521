"""What a production server must be told before it may start.

Pure: it is given the values that the settings file has read and answers with what is wrong with them, one
finding a variable, in English and in Chinese. ``settings`` refuses to load on any finding.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

# Django's own check (security.W009) asks for the same length and variety.
_SECRET_LENGTH = 50
_SECRET_VARIETY = 5


@dataclass(frozen=True, slots=True)
class Finding:
    """One unsafe value: the variable that holds it and what to set, for either reader."""

    variable: str
    english: str
    chinese: str

    def __str__(self) -> str:
        return f"{self.variable}: {self.english}\n{self.variable}:{self.chinese}"


@dataclass(frozen=True, slots=True)
class Values:
    """The values that decide whether a server may face other people."""

    debug: bool
    secret: str
    hosts: Sequence[str]
    keys: str
    secure_cookies: bool
    demonstration: bool


def findings(values: Values) -> tuple[Finding, ...]:
    """Everything that is unsafe about ``values``, in the order in which one would mend it."""
    return tuple(_findings(values))


def _findings(values: Values) -> Iterator[Finding]:
    if values.debug:
        yield Finding(
            "ZHENDI_DEBUG", "debug pages show data to strangers; unset it", "调试页面会向外人显示数据,请去掉此变量"
        )
    if weak_secret(values.secret):
        yield Finding(
            "ZHENDI_SECRET_KEY",
            f"missing or weak; set at least {_SECRET_LENGTH} random characters (script/zhendi keys secret prints one)",
            f"缺少或过弱,请设为至少 {_SECRET_LENGTH} 个随机字符(script/zhendi keys secret 可生成)",
        )
    if not values.hosts:
        yield Finding(
            "ZHENDI_HOSTS",
            "missing; set the server's host names, separated by commas",
            "未设置,请填写服务器的域名,用逗号分开",
        )
    if any("*" in host or host.startswith(".") for host in values.hosts):
        yield Finding(
            "ZHENDI_HOSTS",
            "a wildcard lets anyone forge the address; name every host",
            "不能使用通配符,请逐个写明域名",
        )
    if not values.keys:
        yield Finding(
            "ZHENDI_KEYS",
            "missing; set the encryption keys of the sealed fields (script/zhendi keys new prints a set)",
            "未设置,请填写加密字段的密钥(script/zhendi keys new 可生成)",
        )
    if not values.secure_cookies:
        yield Finding(
            "ZHENDI_SECURE_COOKIES",
            "cookies would travel in clear; unset it and serve over TLS",
            "会话信息会以明文传输,请去掉此变量并启用 HTTPS",
        )
    if values.demonstration:
        yield Finding(
            "ZHENDI_DEMONSTRATION",
            "demonstration accounts have known passwords; unset it",
            "演示账号的密码是公开的,请去掉此变量",
        )


def weak_secret(secret: str) -> bool:
    """Whether a signing secret is too short, too uniform or marked as a throw-away one."""
    return len(secret) < _SECRET_LENGTH or len(set(secret)) < _SECRET_VARIETY or secret.startswith("django-insecure-")
