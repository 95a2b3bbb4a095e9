"""One replica of a small key-value store: it keeps the newest value that it was given for every key.

Usage: python3 replica.py PORT
"""

import json
import sys
import threading
import uuid
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

entries = {}  # key → [version, value]
lock = threading.Lock()
life = str(uuid.uuid4())  # tells one start of this program from the next


class Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True
    timeout = 30

    def do_GET(self):
        with lock:
            if self.path == "/health":
                self.answer(200, {"status": "ok", "life": life})
            elif self.path == "/entries":
                self.answer(200, entries)
            else:
                entry = entries.get(self.path.removeprefix("/entries/"))
                self.answer(404, {}) if entry is None else self.answer(200, entry)

    def do_PUT(self):
        body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        changes = body if self.path == "/entries" else {self.path.removeprefix("/entries/"): body}
        with lock:
            for key, (version, value) in changes.items():
                if version > entries.get(key, [0, None])[0]:
                    entries[key] = [version, value]
        self.answer(200, {})

    def answer(self, status, body):
        data = json.dumps(body).encode()
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(data)))
        self.end_headers()
        self.wfile.write(data)

    def log_message(self, *arguments):
        pass


ThreadingHTTPServer.request_queue_size = 128
ThreadingHTTPServer(("127.0.0.1", int(sys.argv[1])), Handler).serve_forever()
