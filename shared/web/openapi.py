"""``openapi.json`` from the route table (OpenAPI 3.1)."""

import re
from collections.abc import Sequence
from importlib.metadata import version
from typing import Any

import msgspec
from aiohttp import web

from shared.web.answers import json_answer
from shared.web.body import JSON
from shared.web.problems import PROBLEM_JSON, Problem
from shared.web.routing import Route

_PARAMETER = re.compile(r"\{(\w+)(?::[^{}]*(?:\{[^{}]*\}[^{}]*)*)?\}")
_SECURITY = {
    "token": {"type": "http", "scheme": "bearer", "description": "saket token add"},
    "session": {
        "type": "apiKey",
        "in": "cookie",
        "name": "__Host-saket",
        "description": "from /login; unsafe methods need X-CSRF-Token or the field csrf as well",
    },
}
_REF = "#/components/schemas/{name}"


def description(title: str, prefix: str, routes: Sequence[Route], path: str = "/openapi.json") -> Route:
    """The route that serves the document of the ``routes`` mounted under ``prefix``."""
    document = openapi(title, prefix, routes)

    async def describe(_request: web.Request) -> web.Response:
        return json_answer(document, headers={"Cache-Control": "public, max-age=3600"})

    return Route(method="GET", path=path, handler=describe, summary="This description")


def openapi(title: str, prefix: str, routes: Sequence[Route]) -> dict[str, Any]:
    """The document, of this very version of Saket."""
    types = [t for route in routes for t in (route.body, route.returns) if t is not None]
    schemas, components = msgspec.json.schema_components([*types, Problem], ref_template=_REF)
    by_type = {id(t): schema for t, schema in zip([*types, Problem], schemas, strict=True)}
    paths: dict[str, Any] = {}
    for route in routes:
        path = prefix + _PARAMETER.sub(r"{\1}", route.path)
        paths.setdefault(path, {})[route.method.lower()] = _operation(route, by_type)
    return {
        "openapi": "3.1.0",
        "info": {
            "title": title,
            "version": version("saket"),
            "license": {"name": "Apache-2.0", "identifier": "Apache-2.0"},
        },
        "paths": paths,
        "components": {
            "schemas": components,
            "securitySchemes": _SECURITY,
        },
    }


def _operation(route: Route, schemas: dict[int, Any]) -> dict[str, Any]:
    operation: dict[str, Any] = {
        "summary": route.summary,
        "responses": {
            str(route.status): _answer(route, schemas),
            "default": {
                "description": "A problem (RFC 9457)",
                "content": {PROBLEM_JSON: {"schema": schemas[id(Problem)]}},
            },
        },
    }
    parameters = [_parameter(name, "path") for name in _PARAMETER.findall(route.path)]
    parameters += [_parameter(name, "query") for name in route.query]
    if parameters:
        operation["parameters"] = parameters
    if route.body is not None or route.consumes:
        operation["requestBody"] = {"required": True, "content": _readable(route, schemas)}
    if route.session:
        operation["security"] = [{"session": []}]
    elif route.scopes:
        operation["security"] = [{"token": []}, {"session": []}]
    if route.scopes:
        operation["x-scopes"] = [scope.value for scope in route.scopes]
    return operation


def _readable(route: Route, schemas: dict[int, Any]) -> dict[str, Any]:
    as_json = {JSON: {"schema": schemas[id(route.body)]}} if route.body is not None else {}
    return as_json | {media_type: {} for media_type in route.consumes}


def _answer(route: Route, schemas: dict[int, Any]) -> dict[str, Any]:
    if route.status in {204, 301, 303}:
        return {"description": "Done"}
    media: dict[str, Any] = {} if route.returns is None else {"schema": schemas[id(route.returns)]}
    return {"description": route.summary, "content": {route.produces: media}}


def _parameter(name: str, place: str) -> dict[str, Any]:
    return {"name": name, "in": place, "required": place == "path", "schema": {"type": "string"}}
