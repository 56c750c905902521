"""Every answer that is not the thing asked for, in one form: a word for machines and a Chinese sentence."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.views.decorators.csrf import csrf_exempt
from ninja import NinjaAPI, Schema
from ninja.errors import AuthenticationError, HttpError, ValidationError
from pydantic import Field

from zhendi.api.gate import AreaClosed, TooMany
from zhendi.kernel.errors import NotVisible, Refused

_SECONDS = "60"  # the longest that a minute's count lasts


class Fault(Schema):
    """What stands in the way."""

    code: str = Field(description="固定的英文代号")
    message: str = Field(description="哪里不对、怎么办")
    field: str = Field("", description="有问题的参数，没有则为空")


class Problem(Schema):
    """The body of every answer from 400 on."""

    error: Fault


Answers = dict[Any, Any]


def answers(schema: Any) -> Answers:
    """What an address may answer, for its description: 200 with the schema, and every problem."""
    return {200: schema, 400: Problem, 401: Problem, 403: Problem, 404: Problem, 422: Problem, 429: Problem}


def register(api: NinjaAPI) -> None:
    """Teach the API how each error is answered."""
    api.exception_handler(AuthenticationError)(_unknown_token(api))
    api.exception_handler(AreaClosed)(_plain(api, 403, "area_closed", "此令牌创建时没有选这一项内容，请另建令牌。"))
    api.exception_handler(NotVisible)(_plain(api, 404, "not_found", "没有这条记录，或者不在您的职务范围内。"))
    api.exception_handler(Http404)(_plain(api, 404, "not_found", "没有这个地址。"))
    api.exception_handler(TooMany)(_too_many(api))
    api.exception_handler(Refused)(_refused(api))
    api.exception_handler(ValidationError)(_invalid(api))
    api.exception_handler(HttpError)(_malformed(api))


@login_not_required
@csrf_exempt
def nowhere(_request: HttpRequest) -> HttpResponse:
    """404 in the same form for an address that there is not."""
    return JsonResponse({"error": {"code": "not_found", "message": "没有这个地址。", "field": ""}}, status=404)


def _plain(api: NinjaAPI, status: int, code: str, message: str) -> Any:
    def answer(request: HttpRequest, _error: Any) -> HttpResponse:
        return _response(api, request, status, code, message)

    return answer


def _unknown_token(api: NinjaAPI) -> Any:
    def answer(request: HttpRequest, _error: Any) -> HttpResponse:
        response = _response(api, request, 401, "token_unknown", "令牌不对、已停用或已过期。在“我的账号”页创建新的。")
        response.headers["WWW-Authenticate"] = "Bearer"
        return response

    return answer


def _too_many(api: NinjaAPI) -> Any:
    def answer(request: HttpRequest, _error: Any) -> HttpResponse:
        response = _response(api, request, 429, "too_many", "这一分钟内调用太多，请稍后再试。")
        response.headers["Retry-After"] = _SECONDS
        return response

    return answer


def _refused(api: NinjaAPI) -> Any:
    def answer(request: HttpRequest, error: Refused) -> HttpResponse:
        return _response(api, request, 400, error.code, error.message, error.field)

    return answer


def _invalid(api: NinjaAPI) -> Any:
    def answer(request: HttpRequest, error: ValidationError) -> HttpResponse:
        places = [".".join(str(part) for part in each["loc"] if part not in ("query", "path")) for each in error.errors]
        field = next((place.rpartition(".")[2] for place in places), "")
        return _response(api, request, 422, "invalid", f"参数 {field} 的值不合要求，请对照接口说明修改。", field)

    return answer


def _malformed(api: NinjaAPI) -> Any:
    def answer(request: HttpRequest, error: HttpError) -> HttpResponse:
        return _response(api, request, error.status_code, "malformed", "请求的格式不对，请对照接口说明修改。")

    return answer


def _response(
    api: NinjaAPI, request: HttpRequest, status: int, code: str, message: str, field: str = ""
) -> HttpResponse:
    body = {"error": {"code": code, "message": message, "field": field}}
    return api.create_response(request, body, status=status)
