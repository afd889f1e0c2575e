"""The explorer on loopback: its page, one formula, fifty at once, dear ones; absolute times."""

import http.client
import importlib.util
import json
import statistics
import subprocess
import sys
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from urllib.parse import urlsplit

TOGETHER = 50
TARGET = 2.0
PROCESSOR_TARGET = 35

DEAR = {
    "a maximum of powers": f"max({','.join(f'a^{n}' for n in range(1, 100))})",
    "corners within corners": "abs(" * 64 + "a" + "-1)" * 64,
    "a product of jumps": "*".join(f"floor({n}a)" for n in range(1, 58)),
    "zeros that no precision shows": "+".join(
        f"abs(sin({n}a)^2+cos({n}a)^2-1)" for n in range(1, 18)
    ),
    "fractions of many digits": "+".join(f"(a+1/{'7' * 38}{n})^99" for n in range(1, 10)),
    "a product of high powers": "*".join(f"(a+{n})^999" for n in range(1, 51)),
}
"""As much as a formula of 400 signs can ask for."""


def post(address: str, formula: str) -> tuple[int, float]:
    """The status of one request and its seconds."""
    host = urlsplit(address).netloc
    connection = http.client.HTTPConnection(host, timeout=60)
    began = time.perf_counter()
    headers = {"Content-Type": "application/json", "Origin": f"http://{host}"}
    connection.request("POST", "/explain", json.dumps({"formula": formula}), headers)
    answer = connection.getresponse()
    answer.read()
    connection.close()
    return answer.status, time.perf_counter() - began


def page(address: str) -> float:
    """The seconds of the page itself."""
    connection = http.client.HTTPConnection(urlsplit(address).netloc, timeout=60)
    began = time.perf_counter()
    connection.request("GET", "/")
    connection.getresponse().read()
    connection.close()
    return time.perf_counter() - began


def shown(times: list[float]) -> str:
    """Median and p95 in milliseconds."""
    ordered = sorted(times)
    middle, tail = statistics.median(ordered), ordered[int(0.95 * len(ordered)) - 1]
    return f"median {middle * 1e3:.0f} ms, p95 {tail * 1e3:.0f} ms"


def measure(address: str) -> None:
    """Print the lines."""
    print(f"GET /: {shown([page(address) for _ in range(20)])}")
    print(f"one formula: {shown([post(address, f'sin({k}a)')[1] for k in range(2, 22)])}")
    for name, formula in (("{k}a", "{k}a"), ("sin({k}a)/(a^2+1)", "sin({k}a)/(a^2+1)")):
        together = threading.Barrier(TOGETHER)

        def ask(
            number: int, formula: str = formula, gate: threading.Barrier = together
        ) -> tuple[int, float]:
            gate.wait()
            return post(address, formula.format(k=number))

        with ThreadPoolExecutor(TOGETHER) as pool:
            answers = list(pool.map(ask, range(2, 2 + TOGETHER)))
        refused = sum(status != http.client.OK for status, _ in answers)
        times = [taken for _, taken in answers]
        print(f"{TOGETHER} at once, {name}: {shown(times)}, {refused} busy; target p95 {TARGET} s")


def measure_dear(address: str) -> None:
    """Print how soon the dearest formulas are answered or refused."""
    times = {name: post(address, formula)[1] for name, formula in DEAR.items()}
    slowest = max(times, key=lambda name: times[name])
    print(
        f"{len(DEAR)} dear formulas, one after another: {shown(list(times.values()))}; slowest "
        f"{slowest}, {times[slowest] * 1e3:.0f} ms; target {TARGET} s"
    )


def measure_work() -> None:
    """Print what one exploration takes of the processor and of the work that a formula may be."""
    from dfda.effort import bounded
    from dfda.explanation.exploration import exploration
    from dfda.show.page.entry import entry_of
    from dfda.show.page.worker import WORK, answered

    def request(number: int) -> bytes:
        return json.dumps({"formula": f"sin({number}a)/(a^2+1)"}).encode()

    answered(request(2))
    times = []
    for number in range(3, 23):
        began = time.process_time()
        answered(request(number))
        times.append(time.process_time() - began)
    with bounded(WORK) as account:
        entry_of(exploration("sin(23a)/(a^2+1)"))
    print(
        f"one exploration of sin(ka)/(a^2+1): {shown(times)} of the processor, {account.spent:,} "
        f"of {WORK:,} units of work; target {PROCESSOR_TARGET} ms"
    )


def main() -> None:
    """Start the server, measure, end it."""
    if importlib.util.find_spec("uvicorn") is None:
        print("explorer: not measured, because it needs pip install '.[explore]'")
        return
    command = [sys.executable, "-m", "dfda", "explore", "--no-browser"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as server:
        assert server.stdout is not None  # noqa: S101 - it is a pipe
        address = next(word for word in server.stdout.readline().split() if word.startswith("http"))
        try:
            measure(address)
            measure_dear(address)
            measure_work()
        finally:
            server.terminate()


if __name__ == "__main__":
    main()
