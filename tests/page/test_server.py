"""The explorer's server: what the page may ask, and what nobody else may."""

import asyncio
import contextlib
import http.client
import json
import signal
import socket
import subprocess
import sys
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from dfda.errors import InputError
from dfda.show.page.server import LARGEST_BODY, listener
from dfda.show.page.worker import answered
from dfda.show.page.workers import PROCESSES, WAITING, Workers

PROGRAM = """
import sys
from pathlib import Path
from dfda.show.page.page import explorations
from dfda.show.page import server

server.BODY_SECONDS = server.SILENT_SECONDS = float(sys.argv[2])
found = explorations(["3a"])
announce = lambda address: print(address, flush=True)
server.explore(found, browser=False, announce=announce, folder=Path(sys.argv[1]))
"""

PATIENCE = 2.0
"""Seconds for a body, and for a connection without a request: shorter than in earnest."""

DEAR = f"max({','.join(f'a^{n}' for n in range(1, 100))})"
"""Typed in a moment, and more work than a formula may be."""

TOO_LATE = (
    "This formula takes more than {} seconds to explore; try a shorter one or smaller exponents"
)
TOO_DEAR = "This formula takes too much work to explore; try a shorter one or smaller exponents"


class Server:
    """A running server, and requests to it as its page would send them."""

    def __init__(self, folder):
        command = [sys.executable, "-c", PROGRAM, str(folder), str(PATIENCE)]
        self.process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE)
        self.address = self.process.stdout.readline().decode().strip()
        self.host = self.address.removeprefix("http://").rstrip("/")
        self.port = int(self.host.rpartition(":")[2])

    def request(self, method, path, body=None, headers=()):
        connection = http.client.HTTPConnection(self.host, timeout=60)
        with contextlib.closing(connection):
            connection.request(method, path, body, dict(headers))
            answer = connection.getresponse()
            return answer.status, answer.headers, answer.read()

    def headers(self, **changed):
        usual = {"Content-Type": "application/json", "Origin": self.address.rstrip("/")}
        changed = {name.replace("_", "-"): text for name, text in changed.items()}
        return {name: text for name, text in (usual | changed).items() if text is not None}

    def post(self, body, **changed):
        content = body if isinstance(body, bytes) else json.dumps(body).encode()
        status, _, answer = self.request("POST", "/explain", content, self.headers(**changed))
        return status, json.loads(answer)

    def raw(self, text, seconds=60):
        """Everything that comes back for these bytes until the connection is closed."""
        with socket.create_connection(("127.0.0.1", self.port), timeout=seconds) as connection:
            with contextlib.suppress(BrokenPipeError, ConnectionResetError):
                connection.sendall(text)
            answer = b""
            with contextlib.suppress(ConnectionResetError):
                while piece := connection.recv(65536):
                    answer += piece
            return answer

    def stop(self):
        self.process.send_signal(signal.SIGINT)
        try:
            out, err = self.process.communicate(timeout=20)
        finally:
            self.process.kill()
        return self.process.returncode, out, err


@pytest.fixture(scope="module")
def server(small_page):
    running = Server(small_page)
    yield running
    assert running.stop() == (0, b"", b"")


def test_the_page_comes_with_a_policy_that_allows_nothing_else(server):
    status, headers, content = server.request("GET", "/")
    assert status == 200
    assert headers["Content-Type"] == "text/html; charset=utf-8"
    policy = dict(part.split(" ", 1) for part in headers["Content-Security-Policy"].split("; "))
    assert policy["default-src"] == "'none'"
    assert policy["connect-src"] == "'self'"
    assert policy["frame-ancestors"] == policy["base-uri"] == policy["form-action"] == "'none'"
    assert policy["script-src"].startswith("'sha256-")
    assert policy["style-src"].startswith("'sha256-")
    assert "unsafe" not in str(policy)
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Referrer-Policy"] == "no-referrer"
    assert "Access-Control-Allow-Origin" not in headers
    assert "Server" not in headers
    assert b'"live":true' in content


def test_a_formula_is_answered(server):
    status, entry = server.post({"formula": "a^2", "points": ["2", "1/3"], "nudge": "0.001"})
    assert status == 200
    assert entry["start"] == "2"
    assert {"2", "1/3"} < set(entry["places"])
    assert entry["places"]["2"]["ledger"]["exact"]["slope"] == {"text": "4.001", "exact": True}
    assert entry["program"]["outputs"]
    assert {"derivative", "second", "overview", "slopes", "step"} < set(entry)


def test_a_formula_that_cannot_be_read_says_where(server):
    assert server.post({"formula": "3a + sinn(a)"}) == (
        400,
        {
            "error": {
                "message": "There is no function called 'sinn'; did you mean 'sin'?",
                "start": 5,
                "end": 9,
            }
        },
    )


def test_places_count_as_javascript_counts():
    status, answer = answered('{"formula": "2·a + \N{MATHEMATICAL BOLD SMALL A}"}'.encode())
    error = json.loads(answer)["error"]
    assert status == 400
    assert (error["start"], error["end"]) == (6, 8)


def test_a_point_that_cannot_be_used_has_no_place_in_the_formula(server):
    status, answer = server.post({"formula": "a", "points": ["two"]})
    assert status == 400
    assert answer["error"]["message"].startswith("the point must be a finite number, not 'two'")
    assert answer["error"]["start"] is answer["error"]["end"] is None


def test_a_formula_without_a_value_at_the_point_is_told_where_it_has_one():
    for formula, at, place in (
        ("log(a)", "-1", "2"), ("log(-a)", "1/3", "-2"), ("acos(a)", "-3", "0.5"),
    ):  # fmt: skip
        status, answer = answered(json.dumps({"formula": formula, "points": [at]}).encode())
        assert status == 200
        assert json.loads(answer)["start"] == place
    status, answer = answered(b'{"formula": "log(-a^2)", "points": ["3"]}')
    assert status == 400
    assert "log(-a^2) has no value at a = 3" in json.loads(answer)["error"]["message"]


BAD_BODIES = {
    "nothing": b"",
    "no JSON": b"{",
    "no text": b"\xff\xfe",
    "a list": b"[]",
    "a number": b"3",
    "no formula": b"{}",
    "unknown key": b'{"formula": "a", "python": "1"}',
    "formula is a number": b'{"formula": 3}',
    "formula is nothing": b'{"formula": null}',
    "points are a text": b'{"formula": "a", "points": "2"}',
    "points are numbers": b'{"formula": "a", "points": [2]}',
    "too many points": b'{"formula": "a", "points": ["1","2","3","4","5","6","7","8","9"]}',
    "nudge is a number": b'{"formula": "a", "nudge": 0.001}',
    "nudge is zero": b'{"formula": "a", "nudge": "0"}',
    "nudge is huge": b'{"formula": "a", "nudge": "1e999999999"}',
    "nested deeply": b"[" * 60_000,
    "a long number": b'{"formula": "a", "points": [' + b"9" * 60_000 + b"]}",
    "a lone half of a letter": b'{"formula": "\\ud800"}',
    "two lines": b'{"formula": "a",\n"points":\n["x"]}',
    "two requests": b'{"formula": "a"}\n{"formula": "a"}',
    "a file": b'{"formula": "/etc/passwd"}',
    "a Python file": b'{"formula": "model.py:f"}',
    "a Python module": b'{"formula": "os:getcwd"}',
    "Python": b"{\"formula\": \"__import__('os').system('true')\"}",
    "markup": b'{"formula": "</script><script>alert(1)</script>"}',
    "a long formula": b'{"formula": "' + b"a+" * 20_000 + b'a"}',
}


@pytest.mark.parametrize("name", BAD_BODIES)
def test_bodies_that_cannot_be_used_get_one_sentence(server, name):
    status, answer = server.post(BAD_BODIES[name])
    assert status == 400
    assert set(answer) == {"error"}
    assert answer["error"]["message"]
    assert "Traceback" not in answer["error"]["message"]
    assert len(answer["error"]["message"]) < 400


def test_answers_are_ascii_without_any_character_of_html(server):
    body = b'{"formula": "<img src=x onerror=alert(1)>\xe2\x80\xa8"}'
    status, headers, answer = server.request("POST", "/explain", body, server.headers())
    assert status == 400
    assert headers["Content-Type"] == "application/json"
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert answer.isascii()


@pytest.mark.parametrize(
    "origin",
    [
        None, "null", "http://evil.example", "https://{host}", "http://127.0.0.1:1",
        "http://localhost:{port}", "http://{host}.evil.example", "http://{host}/", "",
    ],
)  # fmt: skip
def test_only_the_page_itself_may_ask(server, origin):
    sent = origin and origin.format(host=server.host, port=server.port)
    status, answer = server.post({"formula": "a"}, Origin=sent)
    assert status == 403
    assert answer["error"]["message"] == "Only the explorer's own page may ask."


@pytest.mark.parametrize(
    "host",
    ["evil.example", "evil.example:{port}", "127.0.0.1.evil.example", "", "192.0.2.1", "[::1]"],
)
@pytest.mark.parametrize("method", ["GET", "POST"])
def test_only_the_names_of_this_computer_are_served(server, host, method):
    sent = host.format(port=server.port)
    path = "/" if method == "GET" else "/explain"
    headers = server.headers(Host=sent, Origin=f"http://{sent}")
    status, _, content = server.request(method, path, b"{}", headers)
    assert status == 400
    assert b"dfda" not in content


def test_localhost_is_a_name_of_this_computer(server):
    name = f"localhost:{server.port}"
    assert server.post({"formula": "a"}, Host=name, Origin=f"http://{name}")[0] == 200


@pytest.mark.parametrize(
    "kind",
    [None, "", "text/plain", "application/x-www-form-urlencoded", "multipart/form-data", "json"],
)
def test_only_json_is_read(server, kind):
    status, answer = server.post({"formula": "a"}, Content_Type=kind)
    assert status == 415
    assert answer["error"]["message"] == "The content type must be application/json."


def test_the_type_may_name_its_letters(server):
    assert server.post({"formula": "a"}, Content_Type="application/json; charset=utf-8")[0] == 200


@pytest.mark.parametrize("size", [LARGEST_BODY + 1, 10_000_000])
def test_bodies_that_are_too_large_are_not_read(server, size):
    head = (
        f"POST /explain HTTP/1.1\r\nHost: {server.host}\r\nOrigin: http://{server.host}\r\n"
        f"Content-Type: application/json\r\nConnection: close\r\nContent-Length: {size}\r\n\r\n"
    )
    answer = server.raw(head.encode() + b" " * size)
    assert b" 413 " in answer.partition(b"\r\n")[0]  # after its patience it would be 408
    assert server.post({"formula": "a"})[0] == 200


def test_a_body_as_large_as_allowed_is_read(server):
    body = json.dumps({"formula": "a"}).encode().ljust(LARGEST_BODY)
    assert server.post(body)[0] == 200


def test_chunked_bodies_that_are_too_large_are_not_read(server):
    head = (
        f"POST /explain HTTP/1.1\r\nHost: {server.host}\r\nOrigin: http://{server.host}\r\n"
        "Content-Type: application/json\r\nConnection: close\r\nTransfer-Encoding: chunked\r\n\r\n"
    )
    chunk = b"4000\r\n" + b" " * 0x4000 + b"\r\n"
    answer = server.raw(head.encode() + 40 * chunk + b"0\r\n\r\n")
    assert b" 413 " in answer.partition(b"\r\n")[0]


def test_a_body_that_takes_too_long_is_given_up(server):
    head = (
        f"POST /explain HTTP/1.1\r\nHost: {server.host}\r\nOrigin: http://{server.host}\r\n"
        "Content-Type: application/json\r\nConnection: close\r\nContent-Length: 1000\r\n\r\n{"
    )
    began = time.monotonic()
    answer = server.raw(head.encode())
    assert b" 408 " in answer.partition(b"\r\n")[0]
    assert PATIENCE - 0.5 < time.monotonic() - began < PATIENCE + 5


@pytest.mark.parametrize("text", [b"", b"GET / HT", b"GET / HTTP/1.1\r\nHost: "])
def test_a_connection_without_a_request_is_closed(server, text):
    began = time.monotonic()
    assert server.raw(text) == b""
    assert PATIENCE - 0.5 < time.monotonic() - began < PATIENCE + 5


def test_slow_clients_keep_nobody_waiting(server):
    """A hundred of them, each of which sends a letter of its head now and then."""
    head = f"GET / HTTP/1.1\r\nHost: {server.host}\r\nX-Slow: ".encode()
    with contextlib.ExitStack() as stack:
        began = time.monotonic()
        slow = [
            stack.enter_context(socket.create_connection(("127.0.0.1", server.port), timeout=60))
            for _ in range(100)
        ]
        for connection in slow:
            connection.sendall(head)
        assert server.request("GET", "/")[0] == 200
        assert server.post({"formula": "a"})[0] == 200
        while time.monotonic() - began < PATIENCE + 1:
            for connection in slow:
                with contextlib.suppress(BrokenPipeError, ConnectionResetError):
                    connection.sendall(b"a")
            time.sleep(0.2)
        for connection in slow:
            with contextlib.suppress(ConnectionResetError):
                assert connection.recv(1) == b""


@pytest.mark.parametrize(
    "head",
    [
        b"GET / HTTP/1.1\r\n" + b"X-Bomb: " + b"a" * 1_000_000 + b"\r\n\r\n",
        b"GET / HTTP/1.1\r\n" + b"".join(b"X-%d: a\r\n" % n for n in range(100_000)) + b"\r\n",
        b"GET /" + b"a" * 1_000_000 + b" HTTP/1.1\r\n\r\n",
        b"\0\xff\r\n\r\n",
        b"GET / HTTP/1.1\r\nHost: 127.0.0.1\r\nHost: evil.example\r\n\r\n",
        b"POST /explain HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: -1\r\n\r\n",
    ],
)
def test_requests_that_are_no_requests_are_refused(server, head):
    answer = server.raw(head)
    assert answer == b"" or b" 400 " in answer.partition(b"\r\n")[0]
    assert b"<script" not in answer
    assert server.request("GET", "/")[0] == 200


@pytest.mark.parametrize(
    "path",
    [
        "/page.html", "/front/main.js", "/../../etc/passwd", "/%2e%2e/%2e%2e/etc/passwd",
        "//etc/passwd", "/explain/../..", "/\\..\\..", "/docs", "/openapi.json",
    ],
)  # fmt: skip
def test_there_is_nothing_but_the_page(server, path):
    status, headers, content = server.request("GET", path)
    assert status in {404, 405}
    assert b"root:" not in content
    assert headers["X-Content-Type-Options"] == "nosniff"


@pytest.mark.parametrize("method", ["GET", "PUT", "DELETE", "OPTIONS", "PATCH"])
def test_only_post_explains(server, method):
    status, headers, _ = server.request(method, "/explain", b"{}", server.headers())
    assert status == 405
    assert "Access-Control-Allow-Origin" not in headers


def test_a_formula_that_is_too_much_work_is_given_up_and_others_are_served(server):
    with ThreadPoolExecutor(PROCESSES) as pool:
        began = time.monotonic()
        dear = [pool.submit(server.post, {"formula": DEAR}) for _ in range(PROCESSES - 1)]
        assert server.post({"formula": "a^2"})[0] == 200
        for answer in dear:
            status, document = answer.result()
            assert status == 400
            # the second is for a machine that does much else
            assert document["error"]["message"] in {TOO_DEAR, TOO_LATE.format(2)}
        assert time.monotonic() - began < 60
    assert server.post({"formula": "a^3"})[0] == 200


def test_a_formula_that_takes_too_long_is_given_up_with_its_process():
    """However little work it is: the machine may have stopped, or the count be wrong."""

    async def asked():
        workers = Workers(processes=1, seconds=60)
        try:
            (worker,) = workers.all
            process = await worker.start()
            worker.seconds = 0.0
            with pytest.raises(InputError) as refusal:
                await workers.ask(b'{"formula": "a^2"}')
            assert process.returncode is not None
            worker.seconds = 60
            return refusal.value, await workers.ask(b'{"formula": "a^2"}')
        finally:
            await workers.close()

    error, (status, _) = asyncio.run(asked())
    assert f"{error.what}; {error.instead}" == TOO_LATE.format(0)
    assert status == 200


def test_fifty_at_once_are_all_answered(server):
    together = threading.Barrier(50)

    def ask(number):
        together.wait()
        status, answer = server.post({"formula": f"{number + 2}a", "points": ["2"]})
        if status == 503:  # on a machine that does much else, some wait longer than they may
            return answer["error"]["message"] != ""
        before = answer["places"]["2"]["ledger"]["exact"]["before"]
        return before == {"text": f"{2 * number + 4}", "exact": True}

    server.post({"formula": "a"})
    with ThreadPoolExecutor(50) as pool:
        assert list(pool.map(ask, range(50))) == [True] * 50


def test_more_than_can_be_computed_gets_a_clear_answer(server):
    count = WAITING + 36

    def ask(_):
        body = json.dumps({"formula": "sin(1/a)^2", "points": ["2"]})
        return server.request("POST", "/explain", body, server.headers())

    with ThreadPoolExecutor(count) as pool:
        answers = list(pool.map(ask, range(count)))
    refused = [(headers, content) for status, headers, content in answers if status == 503]
    assert {status for status, _, _ in answers} == {200, 503}
    for headers, content in refused:
        assert headers["Retry-After"] == "1"
        message = json.loads(content)["error"]["message"]
        assert message == "Too many formulas at once. Try again in a second."
    assert server.post({"formula": "a"})[0] == 200


def test_a_client_that_leaves_costs_nothing(server):
    body = json.dumps({"formula": DEAR}).encode()
    head = (
        f"POST /explain HTTP/1.1\r\nHost: {server.host}\r\nOrigin: http://{server.host}\r\n"
        f"Content-Type: application/json\r\nContent-Length: {len(body)}\r\n\r\n"
    )
    for _ in range(3):
        with socket.create_connection(("127.0.0.1", server.port), timeout=10) as connection:
            connection.sendall(head.encode() + body)
    assert server.post({"formula": "a^2"})[0] == 200


def test_nothing_listens_beyond_this_computer():
    with listener(0) as sock:
        assert sock.getsockname()[0] == "127.0.0.1"


def test_a_port_that_is_taken_gets_one_sentence():
    with listener(0) as taken:
        port = taken.getsockname()[1]
        with pytest.raises(InputError) as refusal, listener(port):
            pass
    assert refusal.value.sentence == (f"port {port} is in use; leave --port out to get a free one.")


def test_a_port_that_needs_rights_gets_one_sentence(monkeypatch):
    def denied(*_):
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(socket.socket, "bind", denied)
    with pytest.raises(InputError) as refusal:
        listener(80)
    assert refusal.value.sentence == (
        "port 80 needs an administrator's rights; choose one above 1023."
    )


@pytest.mark.skipif(not Path("/proc/self/stat").exists(), reason="needs /proc to see processes")
def test_ctrl_c_ends_everything_in_the_middle_of_work(small_page):
    server = Server(small_page)
    server.post({"formula": "a"})
    children = children_of(server.process.pid)
    assert len(children) >= 1
    threading.Thread(target=quietly, args=(server.post, {"formula": DEAR}), daemon=True).start()
    time.sleep(0.3)
    began = time.monotonic()
    assert server.stop() == (0, b"", b"")
    assert time.monotonic() - began < 5
    assert [child for child in children if state_of(child) not in {"", "Z"}] == []


def quietly(call, *arguments):
    with contextlib.suppress(OSError, ValueError, http.client.HTTPException):
        call(*arguments)


def fields_of(process):
    """What Linux says about a process, after its name: state, parent and so on."""
    try:
        return Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()
    except OSError:
        return ["", "0"]


def state_of(process):
    return fields_of(process)[0]


def children_of(parent):
    names = (path.name for path in Path("/proc").iterdir())
    return [int(name) for name in names if name.isdigit() and fields_of(name)[1] == str(parent)]
