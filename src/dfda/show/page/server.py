"""`dfda explore`: the page with Python attached, on this computer only.

The server listens on the loopback address. A web page from elsewhere that the same browser has open
could still send requests there, so host, origin and content type are checked, and nothing that
arrives is executed. Needs starlette and uvicorn.
"""

from __future__ import annotations

import asyncio
import errno
import os
import socket
import sys
import threading
import webbrowser
from collections.abc import Callable, Sequence
from contextlib import suppress
from pathlib import Path
from typing import Any, Final

import uvicorn
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.middleware.trustedhost import TrustedHostMiddleware
from starlette.requests import ClientDisconnect, Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route
from starlette.types import ASGIApp, Message, Receive, Scope, Send
from uvicorn.protocols.http.h11_impl import H11Protocol

from dfda.errors import DfdaError, InputError
from dfda.explanation.exploration import Exploration
from dfda.show.page.page import HERE, Page, page
from dfda.show.page.worker import refusal
from dfda.show.page.workers import BusyError, Workers

HOST: Final = "127.0.0.1"
LARGEST_BODY: Final = 64 * 1024
BODY_SECONDS: Final = 5.0
SILENT_SECONDS: Final = 10.0
"""How long a connection may stay open without a whole request."""

_DROPPED: Final = 16 * LARGEST_BODY
"""Read and thrown away, so that the sender of a body that is too large still hears why."""

_CONNECTIONS: Final = 256
_HEADERS: Final = (
    (b"x-content-type-options", b"nosniff"),
    (b"referrer-policy", b"no-referrer"),
    (b"cross-origin-resource-policy", b"same-origin"),
    (b"cross-origin-opener-policy", b"same-origin"),
    (b"cache-control", b"no-store"),
)


def explore(
    found: Sequence[Exploration],
    *,
    port: int = 0,
    browser: bool,
    announce: Callable[[str], None],
    folder: Path = HERE,
) -> None:
    """Serve the page until Ctrl-C.

    Args:
        found: The functions on the page, the first of which is shown at the start.
        port: Where to listen; 0 takes a free one.
        browser: Whether to open the page in the browser.
        announce: Called with the address as soon as it answers.
        folder: Where page.html, page.css and the modules of the front end are.

    Raises:
        InputError: The port cannot be used.
    """
    content = page(found, live=True, folder=folder)
    with listener(port) as sock:
        address = f"http://{HOST}:{sock.getsockname()[1]}/"
        announce(address)
        if browser:
            threading.Thread(target=webbrowser.open, args=(address,), daemon=True).start()
        with suppress(KeyboardInterrupt):
            asyncio.run(_serve(content, sock))


def listener(port: int) -> socket.socket:
    """A socket on the loopback address.

    The protocol is named: without its number Nagle's algorithm would stay on, which delays every
    answer by 40 ms.
    """
    sock = socket.socket(socket.AF_INET, socket.SOCK_STREAM, socket.IPPROTO_TCP)
    try:
        if sys.platform != "win32":
            sock.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        sock.bind((HOST, port))
        sock.listen()
    except OSError as error:
        sock.close()
        raise _unusable(port, error) from error
    return sock


def _unusable(port: int, error: OSError) -> InputError:
    if error.errno == errno.EADDRINUSE:
        return InputError(f"port {port} is in use", instead="leave --port out to get a free one")
    if error.errno == errno.EACCES:
        return InputError(
            f"port {port} needs an administrator's rights", instead="choose one above 1023"
        )
    reason = (error.strerror or str(error)).lower()
    return InputError(f"port {port} cannot be used: {reason}", instead="leave --port out")


async def _serve(content: Page, sock: socket.socket) -> None:
    workers = Workers()
    config = uvicorn.Config(
        application(content, workers),
        http=_Prompt, ws="none", lifespan="off", interface="asgi3",
        access_log=False, log_config=None, log_level=_log_level(), server_header=False,
        limit_concurrency=_CONNECTIONS, timeout_graceful_shutdown=1, proxy_headers=False,
    )  # fmt: skip
    warming = asyncio.create_task(workers.warm())
    try:
        await uvicorn.Server(config).serve(sockets=[sock])
    finally:
        warming.cancel()
        closing = asyncio.create_task(workers.close())
        # Ctrl-C cancels what is awaited first, and no process may be left behind.
        with suppress(asyncio.CancelledError):
            await asyncio.shield(closing)
        await closing


def _log_level() -> str:
    return "debug" if os.environ.get("DFDA_DEBUG") else "critical"


class _Prompt(H11Protocol):
    """HTTP/1.1 that closes a connection on which no whole request arrives in time."""

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        super().connection_made(transport)
        self._wait()

    def on_response_complete(self) -> None:
        super().on_response_complete()
        self.silence.cancel()
        self._wait()

    def connection_lost(self, exc: Exception | None) -> None:
        self.silence.cancel()
        super().connection_lost(exc)

    def _wait(self) -> None:
        self.silence = self.loop.call_later(SILENT_SECONDS, self._close_if_silent)

    def _close_if_silent(self) -> None:
        cycle: Any = self.cycle
        if cycle is None or cycle.response_complete:
            self.transport.close()
        else:
            self._wait()


def application(content: Page, workers: Workers) -> ASGIApp:
    """The page, and the answers to what is typed into it."""

    async def home(_: Request) -> Response:
        policy = {"Content-Security-Policy": content.policy}
        return Response(content.text, media_type="text/html", headers=policy)

    async def explained(request: Request) -> Response:
        try:
            body = await _body(request)
            status, answer = await workers.ask(body)
        except _RefusedError as error:
            return _refused(error.status, error)
        except BusyError as error:
            return _refused(503, error, {"Retry-After": "1"})
        except DfdaError as error:
            return _refused(400, error)
        return Response(answer, status_code=status, media_type="application/json")

    routes = [Route("/", home), Route("/explain", explained, methods=["POST"])]
    hosts = Middleware(TrustedHostMiddleware, allowed_hosts=[HOST, "localhost"], www_redirect=False)
    return _Guarded(Starlette(routes=routes, middleware=[hosts]))


class _RefusedError(DfdaError):
    """A request that is not read any further."""

    def __init__(self, status: int, what: str) -> None:
        self.status = status
        super().__init__(what)


def _refused(status: int, error: DfdaError, headers: dict[str, str] | None = None) -> Response:
    return JSONResponse(refusal(error), status_code=status, headers=headers)


async def _body(request: Request) -> bytes:
    """The body of a request that came from the page itself."""
    if request.headers.get("origin") != f"http://{request.headers['host']}":
        raise _RefusedError(403, "Only the explorer's own page may ask.")
    kind = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    if kind != "application/json":
        raise _RefusedError(415, "The content type must be application/json.")
    try:
        async with asyncio.timeout(BODY_SECONDS):
            return await _bounded(request)
    except TimeoutError as error:
        raise _RefusedError(408, "The request took too long to arrive.") from error
    except ClientDisconnect as error:
        raise _RefusedError(400, "The request did not arrive whole.") from error


async def _bounded(request: Request) -> bytes:
    body, size = bytearray(), 0
    async for piece in request.stream():
        size += len(piece)
        if size <= LARGEST_BODY:
            body += piece
        elif size > _DROPPED:
            break
    if size > LARGEST_BODY:
        raise _RefusedError(413, f"A request may have {LARGEST_BODY:,} bytes.")
    return bytes(body)


class _Guarded:
    """Every response with the headers that keep browsers from doing more than was meant."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        async def guarded(message: Message) -> None:
            if message["type"] == "http.response.start":
                message["headers"] = [*message.get("headers", []), *_HEADERS]
            await send(message)

        await self.app(scope, receive, guarded)
