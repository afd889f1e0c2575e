"""A few processes that compute for the server, each bounded in time.

A formula may be cheap to type and dear to explore. Its work is counted and bounded (see `worker`);
on a machine that is busy with other things that may still take long. A thread cannot be ended then,
a process can; so the server stays quick, and a request that takes too long gets a sentence.
"""

from __future__ import annotations

import asyncio
import os
import subprocess
import sys
from asyncio.subprocess import Process
from contextlib import suppress
from pathlib import Path
from typing import Final

import dfda.show.page.worker as work
from dfda.errors import DfdaError, InputError

PROCESSES: Final = max(2, min(4, os.cpu_count() or 1))
SECONDS: Final = 2.0
"""How long one formula may keep a process busy."""

WAITING: Final = 64
"""How many requests may be under way at once."""

PATIENCE: Final = 5.0
"""Seconds that a request waits for a process to be free."""

_START_SECONDS: Final = 30.0
_PROGRAM: Final = (
    "import sys; sys.path.append({place!r}); from dfda.show.page.worker import main; main()"
)


class BusyError(DfdaError):
    """More is asked at once than can be computed soon."""


async def _started() -> Process:
    program = _PROGRAM.format(place=str(Path(work.__file__).parents[3]))
    return await asyncio.create_subprocess_exec(
        sys.executable, "-P", "-c", program,
        stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL,
        limit=2 * work.LARGEST_ANSWER,
        # Ctrl-C is for the server, which ends its processes itself.
        start_new_session=True,
        creationflags=getattr(subprocess, "CREATE_NEW_PROCESS_GROUP", 0),
    )  # fmt: skip


async def _line(process: Process, seconds: float) -> bytes:
    """The next line that a process writes; empty where it has ended."""
    if process.stdout is None:
        return b""
    async with asyncio.timeout(seconds):
        return await process.stdout.readline()


class _Worker:
    """One process, started when it is first asked."""

    def __init__(self, seconds: float) -> None:
        self.seconds = seconds
        self.process: Process | None = None
        self.is_killed = False

    async def start(self) -> Process:
        """The process, started unless it runs already, once it can compute."""
        if self.process is not None and self.process.returncode is None:
            return self.process
        try:
            self.process = await _started()
            line = await _line(self.process, _START_SECONDS)
        except (OSError, TimeoutError) as error:
            raise BusyError("No process can be started now. Try again in a second.") from error
        if line != work.READY:
            raise BusyError("A process could not be started. Try again in a second.")
        return self.process

    async def ask(self, request: bytes) -> tuple[int, bytes]:
        """Send one request and wait for its answer; a process that does not give it is ended."""
        answer = b""
        try:
            answer = await self._exchange(await self.start(), request)
        finally:
            if not answer:
                await self.end()
        status, _, content = answer.rstrip(b"\n").partition(b" ")
        return int(status), content

    async def _exchange(self, process: Process, request: bytes) -> bytes:
        if process.stdin is not None:
            process.stdin.write(b" ".join(request.splitlines()) + b"\n")
        try:
            line = await _line(process, self.seconds)
        except TimeoutError as error:
            raise InputError(
                f"This formula takes more than {self.seconds:g} seconds to explore",
                instead="try a shorter one or smaller exponents",
            ) from error
        if not line.endswith(b"\n"):
            raise InputError("This formula could not be computed.")
        return line

    def kill(self) -> None:
        """End the process at once, whatever it is doing.

        Only once: a second signal would look for the process and take its exit status away from
        those that wait for it.
        """
        if self.process is None or self.process.returncode is not None or self.is_killed:
            return
        self.is_killed = True
        with suppress(ProcessLookupError):
            self.process.kill()

    async def end(self) -> None:
        """End the process and wait until it is gone."""
        self.kill()
        if self.process is not None:
            await self.process.wait()
        self.process, self.is_killed = None, False


class Workers:
    """The processes, and the requests that wait for them."""

    def __init__(
        self, *, processes: int = PROCESSES, seconds: float = SECONDS, waiting: int = WAITING
    ) -> None:
        self.room = waiting
        self.all = [_Worker(seconds) for _ in range(processes)]
        self.idle: asyncio.LifoQueue[_Worker] = asyncio.LifoQueue()
        for worker in self.all:
            self.idle.put_nowait(worker)

    async def ask(self, request: bytes) -> tuple[int, bytes]:
        """The status and the JSON document for the body of one request.

        Raises:
            BusyError: Too many others are waiting.
            InputError: It takes too long.
        """
        if not self.room:
            raise BusyError("Too many formulas at once. Try again in a second.")
        self.room -= 1
        try:
            worker = await self._idle_one()
            try:
                return await worker.ask(request)
            finally:
                self.idle.put_nowait(worker)
        finally:
            self.room += 1

    async def _idle_one(self) -> _Worker:
        try:
            async with asyncio.timeout(PATIENCE):
                return await self.idle.get()
        except TimeoutError as error:
            raise BusyError("Too many formulas at once. Try again in a second.") from error

    async def warm(self) -> None:
        """Start every process before it is needed."""
        taken = [self.idle.get_nowait() for _ in range(self.idle.qsize())]
        try:
            await asyncio.gather(*(worker.start() for worker in taken), return_exceptions=True)
        finally:
            for worker in taken:
                self.idle.put_nowait(worker)

    async def close(self) -> None:
        """End every process."""
        for worker in self.all:
            worker.kill()
        for worker in self.all:
            await worker.end()
