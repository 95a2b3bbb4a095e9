"""The front of a small replicated key-value store: it writes to every replica that is in and needs a majority of all,
reads from any one, takes a replica out that does not answer, and takes it back, caught up, when it does again.

Usage: python3 front.py PORT REPLICA_URL,REPLICA_URL,…

    PUT /values/KEY   {"value": …}  → 200, or 503 when too few replicas took it
    GET /values/KEY                 → 200 {"value": …}, 404, or 503
    GET /status                     → {"replicas": {"1": "UP", "2": "DOWN", …}}
    GET /health                     → 200 while a majority is in
"""

import http.client
import itertools
import json
import sys
import threading
import time
from concurrent.futures import ThreadPoolExecutor, as_completed
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import urlsplit

CHECK_EVERY_S = 0.1
CHECK_TIMEOUT_S = 0.09
CALL_TIMEOUT_S = 0.5
FAILURES_TO_OUT = 3
PASSES_TO_BACK = 3


class Replica:
    def __init__(self, number, url):
        self.number = number
        self.address = urlsplit(url).netloc
        self.is_in = True
        self.life = None  # changes when the process is started again
        self.failures = 0
        self.passes = 0
        self.lock = threading.Lock()
        self.idle = []  # connections to use again

    def call(self, method, path, body=None, timeout=CALL_TIMEOUT_S):
        """The status and the body of the answer. Raises OSError or HTTPException where there is none."""
        try:
            connection = self.idle.pop()
        except IndexError:
            connection = http.client.HTTPConnection(self.address)
        connection.timeout = timeout
        if connection.sock is not None:
            connection.sock.settimeout(timeout)
        try:
            connection.request(method, path, None if body is None else json.dumps(body))
            response = connection.getresponse()
            answer = response.status, json.loads(response.read())
        except (OSError, http.client.HTTPException, ValueError):
            connection.close()
            self.idle.clear()
            raise
        self.idle.append(connection)
        return answer

    def failed(self, reason, missed_a_write=False):
        """Takes the replica out after a few failures in a row, and at once where it now lacks a write."""
        with self.lock:
            self.passes = 0
            self.failures += 1
            if self.is_in and (missed_a_write or self.failures >= FAILURES_TO_OUT):
                self.is_in = False
                log(f"replica {self.number} is out: {reason}")

    def passed(self):
        with self.lock:
            self.failures = 0
            self.passes += 1
            is_due = not self.is_in and self.passes >= PASSES_TO_BACK
        if is_due:
            self.catch_up()

    def catch_up(self):
        """Takes over, while no write is under way, what a replica holds that is in; where none is, what all others hold."""
        with writing:
            others = [other for other in replicas if other is not self]
            try:
                for other in [other for other in others if other.is_in][:1] or others:
                    self.call("PUT", "/entries", other.call("GET", "/entries")[1])
            except (OSError, http.client.HTTPException):
                return
            self.is_in = True
            log(f"replica {self.number} is back")

    def check_for_ever(self):
        while True:
            started = time.monotonic()
            try:
                status, health = self.call("GET", "/health", timeout=CHECK_TIMEOUT_S)
                if self.life not in (None, health["life"]):
                    self.failed("it was started again, and has lost its memory", missed_a_write=True)
                self.life = health["life"]
                self.passed() if status == 200 else self.failed(f"health check answered {status}")
            except (OSError, http.client.HTTPException) as error:
                self.failed(f"{type(error).__name__} {error}".strip())
            time.sleep(max(0, started + CHECK_EVERY_S - time.monotonic()))


class Shared:
    """Many may hold it for a write, or one for catching a replica up."""

    def __init__(self):
        self.condition = threading.Condition()
        self.writers = 0
        self.is_exclusive = False

    def begin_write(self):
        with self.condition:
            self.condition.wait_for(lambda: not self.is_exclusive)
            self.writers += 1

    def end_write(self):
        with self.condition:
            self.writers -= 1
            self.condition.notify_all()

    def __enter__(self):
        with self.condition:
            self.condition.wait_for(lambda: not self.is_exclusive)
            self.is_exclusive = True
            self.condition.wait_for(lambda: self.writers == 0)

    def __exit__(self, *_):
        with self.condition:
            self.is_exclusive = False
            self.condition.notify_all()


replicas = [Replica(number, url) for number, url in enumerate(sys.argv[2].split(","), start=1)]
majority = len(replicas) // 2 + 1
versions = itertools.count(time.time_ns())  # a front that is started again goes on counting
turns = itertools.count()
pool = ThreadPoolExecutor(64)
writing = Shared()


def log(line):
    print(f"{time.strftime('%H:%M:%S')} {line}", flush=True)


def write(key, value):
    """True once a majority took it; the others go on without anyone waiting for them."""
    writing.begin_write()
    entry = [next(versions), value]
    calls = [pool.submit(put, replica, key, entry) for replica in replicas if replica.is_in]
    remaining = iter(as_completed(calls))
    taken = 0
    for call in remaining:
        taken += call.result()
        if taken == majority:
            break
    pool.submit(finish, remaining)
    return taken >= majority


def finish(calls):
    for _ in calls:
        pass
    writing.end_write()


def put(replica, key, entry):
    try:
        return replica.call("PUT", f"/entries/{key}", entry)[0] == 200
    except (OSError, http.client.HTTPException) as error:
        replica.failed(f"{type(error).__name__} {error}".strip(), missed_a_write=True)
        return False


def read(key):
    """The status and the value, from the first replica that answers, beginning with another one each time."""
    turn = next(turns) % len(replicas)
    for replica in replicas[turn:] + replicas[:turn]:
        if not replica.is_in:
            continue
        try:
            status, entry = replica.call("GET", f"/entries/{key}")
            return (200, {"value": entry[1]}) if status == 200 else (404, {"error": f"there is no {key}"})
        except (OSError, http.client.HTTPException) as error:
            replica.failed(f"{type(error).__name__} {error}".strip())
    return 503, {"error": "no replica answered"}


class Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True
    timeout = 30

    def do_GET(self):
        if self.path == "/health":
            count = sum(replica.is_in for replica in replicas)
            self.answer(200 if count >= majority else 503, {"in": count})
        elif self.path == "/status":
            states = {replica.number: "UP" if replica.is_in else "DOWN" for replica in replicas}
            self.answer(200, {"replicas": states})
        else:
            self.answer(*read(self.path.removeprefix("/values/")))

    def do_PUT(self):
        body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        if write(self.path.removeprefix("/values/"), body["value"]):
            self.answer(200, body)
        else:
            self.answer(503, {"error": "too few replicas took it"})

    def answer(self, status, body):
        data = json.dumps(body).encode()
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(data)))
        self.end_headers()
        self.wfile.write(data)

    def log_message(self, *arguments):
        pass


for replica in replicas:
    threading.Thread(target=replica.check_for_ever, daemon=True).start()
ThreadingHTTPServer.request_queue_size = 128
ThreadingHTTPServer(("127.0.0.1", int(sys.argv[1])), Handler).serve_forever()
