"""A session in words: which device, from where; enough to know one's own again, and no more."""

from __future__ import annotations

import ipaddress

# The first that fits names it: more particular ones stand before those whose name they also carry.
_SYSTEMS = (
    ("iphone", "苹果手机"), ("ipad", "苹果平板"), ("harmonyos", "鸿蒙设备"), ("openharmony", "鸿蒙设备"), ("android", "安卓手机"),
    ("windows", "Windows 电脑"), ("mac os", "苹果电脑"), ("uos", "统信电脑"), ("kylin", "麒麟电脑"), ("linux", "Linux 电脑"),
)  # fmt: skip
_BROWSERS = (
    ("micromessenger", "微信"), ("dingtalk", "钉钉"), ("qqbrowser", "QQ 浏览器"), ("360se", "360 浏览器"), ("360ee", "360 浏览器"),
    ("ucbrowser", "UC 浏览器"), ("edg/", "Edge"), ("firefox/", "Firefox"), ("chrome/", "Chrome"), ("safari/", "Safari"),
)  # fmt: skip


def device_words(user_agent: str) -> str:
    """``Windows 电脑 · Chrome``; ``未知设备`` for what says nothing."""
    text = user_agent.lower()
    system = next((words for sign, words in _SYSTEMS if sign in text), "")
    browser = next((words for sign, words in _BROWSERS if sign in text), "")
    return " · ".join(filter(None, (system, browser))) or "未知设备"


def masked_address(address: str) -> str:
    """``10.3.*.*``, ``2001:db8:*``: the network, not the desk. "" for what is no address."""
    try:
        known = ipaddress.ip_address(address)
    except ValueError:
        return ""
    if known.version == 6:
        return ":".join(known.exploded.split(":")[:2]).lower() + ":*"
    return ".".join(address.split(".")[:2]) + ".*.*"
