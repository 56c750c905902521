"""Addresses of the API."""

from django.urls import path, re_path
from ninja import NinjaAPI

from zhendi.api import errors, members, organisations, reference, runs

api = NinjaAPI(
    title="阵地接口",
    version="1",
    description=(
        "只读接口。用“我的账号”页创建的个人令牌调用：Authorization: Bearer zd_…。"
        "看得到什么由令牌主人当天的职务决定，职务范围以外的一律答“没有这条记录”。"
    ),
    docs_url=None,
    openapi_url="openapi.json",
    urls_namespace="api",
)
errors.register(api)
api.add_router("/organisations", organisations.router)
api.add_router("/members", members.router)
api.add_router("/runs", runs.router)

urlpatterns = [path("docs", reference.page(api), name="api-reference"), path("", api.urls), re_path("", errors.nowhere)]
