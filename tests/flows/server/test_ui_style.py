"""What is left out of Prefect's UI: its pages get a style, everything else passes untouched."""

from __future__ import annotations

import asyncio
from pathlib import Path

import httpx
import prefect
from starlette.applications import Starlette
from starlette.middleware.gzip import GZipMiddleware
from starlette.requests import Request
from starlette.responses import HTMLResponse, JSONResponse, Response
from starlette.routing import Route

from flows.server.ui_style import STYLE, StyledPages

PAGE = f"<html><head><title>Prefect</title></head><body>{'x' * 2000}</body></html>"
BROWSER = {"accept": "text/html,application/xhtml+xml", "accept-encoding": "gzip", "if-none-match": "abc"}


async def a_page(request: Request) -> Response:
    if request.headers.get("if-none-match"):
        return Response(status_code=304)
    return HTMLResponse(PAGE, headers={"etag": "abc"})


async def an_answer(_request: Request) -> Response:
    return JSONResponse({"head": "</head>"}, headers={"etag": "abc"})


APP = Starlette(routes=[Route("/dashboard", a_page), Route("/api", an_answer)])
APP.add_middleware(GZipMiddleware)


def get(path: str, headers: dict[str, str]) -> httpx.Response:
    async def answer() -> httpx.Response:
        transport = httpx.ASGITransport(StyledPages(APP))
        async with httpx.AsyncClient(transport=transport, base_url="http://127.0.0.1") as client:
            return await client.get(path, headers=headers)

    return asyncio.run(answer())


def test_a_page_that_a_browser_opens_has_the_style_at_the_end_of_its_head() -> None:
    page = get("/dashboard", BROWSER)
    assert page.text == PAGE.replace("</head>", f"{STYLE.decode()}</head>")
    assert int(page.headers["content-length"]) == len(page.content)


def test_a_page_is_not_taken_from_a_browser_s_memory_of_a_page_without_it() -> None:
    page = get("/dashboard", BROWSER)
    assert (page.status_code, page.headers["cache-control"]) == (200, "no-cache")
    assert "etag" not in page.headers


def test_what_is_no_page_passes_as_it_is() -> None:
    for headers in (BROWSER, {"accept": "*/*"}):
        answer = get("/api", headers)
        assert (answer.json(), answer.headers["etag"]) == ({"head": "</head>"}, "abc")
    assert get("/dashboard", {"accept": "*/*"}).text == PAGE


def test_the_installed_ui_still_calls_its_parts_by_the_names_that_are_left_out() -> None:
    bundle = Path(prefect.__file__).parent / "server" / "ui_build" / "assets"
    text = "".join(path.read_text(encoding="utf-8") for path in bundle.glob("*.js"))
    assert text
    assert {name for name in CLASSES if name not in text} == set()


CLASSES = ("dashboard-work-pools-card", "dashboard-work-pools-card__empty", "workspace-dashboard__ui-switch-banner")
