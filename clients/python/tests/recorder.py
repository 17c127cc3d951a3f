"""An exporter for tests: strict about the wire, keeps a ledger by producer and sequence, fails on command."""

import gzip
import json
import socket
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs, unquote, urlsplit

START_FIELDS = {
    "architecture",
    "planned_schedule",
    "agent_id",
    "training_config",
    "session_id",
    "workspace_id",
    "name",
    "tags",
    "notes",
    "group",
    "objective",
    "total_epochs",
    "total_steps",
    "monitoring_config",
    "environment",
    "source",
    "started_at",
    "producer",
}
POINT_FIELDS = {"step", "epoch", "time", "rank", "node", "labels", "metrics"}
EVENT_FIELDS = {"kind", "step", "time", "title", "text"}
BATCH_FIELDS = {"producer", "sequence", "attempt"}


class RecordedSession:
    """What the exporter would know of one session."""

    def __init__(self):
        self.attempts = {}  # producer -> attempt
        self.starts = []
        self.points = []  # (attempt, point), in order of acceptance
        self.events = []
        self.patches = []
        self.heartbeats = []
        self.completions = []
        self.sequences = {}  # producer -> set of sequences kept
        self.order = []  # (producer, sequence) in order of acceptance
        self.repeats = 0

    def values(self, name, attempt=None):
        return [
            (point.get("step"), point["metrics"][name])
            for number, point in self.points
            if name in point["metrics"] and attempt in (None, number)
        ]


class Refused(Exception):
    def __init__(self, status, message):
        super().__init__(message)
        self.status = status


class Recorder:
    """Start, stop and start again on the same port: the ledger stays, as a journal would."""

    def __init__(self):
        self.sessions = {}  # (workspace, session) -> RecordedSession
        self.requests = []  # (method, path, headers, wire bytes)
        self.stop_reason = None
        self.failures = []  # dictionaries, see fail()
        self.lock = threading.Lock()
        self.port = None
        self.server = None
        self.start()

    @property
    def url(self):
        return "http://127.0.0.1:%d" % self.port

    def start(self):
        recorder = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def log_message(self, *_):
                pass

            def do_POST(self):
                recorder.handle(self)

            do_PATCH = do_POST

        self.server = ThreadingHTTPServer(("127.0.0.1", self.port or 0), Handler)
        self.server.daemon_threads = True
        self.server.connections = []
        accept = self.server.get_request

        def get_request():
            connection, address = accept()
            self.server.connections.append(connection)
            return connection, address

        self.server.get_request = get_request
        self.port = self.server.server_address[1]
        threading.Thread(target=self.server.serve_forever, args=(0.02,), daemon=True).start()

    def stop(self):
        """Dies like a killed process: the port refuses, and open connections are cut."""
        server, self.server = self.server, None
        if server is None:
            return
        server.shutdown()
        server.server_close()
        for connection in server.connections:
            try:
                connection.shutdown(socket.SHUT_RDWR)
            except OSError:
                pass
            connection.close()

    def fail(self, times=1, call="metrics", status=None, retry_after=None, cut=None, message="refused by the test"):
        """Fails the next requests of a call: with a status, or by a cut connection `before` or `after` keeping."""
        for _ in range(times):
            self.failures.append(
                {"call": call, "status": status, "retry_after": retry_after, "cut": cut, "message": message}
            )

    def session(self, session_id, workspace="default"):
        return self.sessions[(workspace, session_id)]

    def handle(self, handler):
        raw = handler.rfile.read(int(handler.headers.get("Content-Length", 0)))
        parts = urlsplit(handler.path)
        pieces = parts.path.split("/")[3:]  # after /analytics/training/
        call = "start" if pieces == ["start"] else "patch" if len(pieces) == 1 else pieces[1]
        with self.lock:
            self.requests.append((handler.command, handler.path, dict(handler.headers), raw))
            failure = next((failure for failure in self.failures if failure["call"] in (call, "any")), None)
            if failure:
                self.failures.remove(failure)
            headers = {}
            if failure and failure["cut"] == "before":
                return self.cut(handler)
            if failure and failure["status"]:
                status, answer = failure["status"], {
                    "error": {
                        "code": "test",
                        "message": failure["message"],
                        "details": failure.get("details", []),
                    }
                }
                if failure["retry_after"] is not None:
                    headers["Retry-After"] = str(failure["retry_after"])
            else:
                try:
                    if handler.headers.get("Content-Type") != "application/json":
                        raise Refused(415, "not JSON")
                    body = gzip.decompress(raw) if handler.headers.get("Content-Encoding") == "gzip" else raw
                    query = parse_qs(parts.query)
                    status, answer = self.keep(call, pieces, self.strict(body), query)
                except Refused as refused:
                    status = refused.status
                    answer = {"error": {"code": "test", "message": str(refused), "details": []}}
            if failure and failure["cut"] == "after":
                return self.cut(handler)
        data = json.dumps(answer).encode()
        try:
            handler.send_response(status)
            handler.send_header("Content-Type", "application/json")
            handler.send_header("Content-Length", str(len(data)))
            for name, value in headers.items():
                handler.send_header(name, value)
            handler.end_headers()
            handler.wfile.write(data)
        except OSError:
            pass
        return None

    @staticmethod
    def cut(handler):
        handler.close_connection = True
        handler.connection.shutdown(socket.SHUT_RDWR)

    @staticmethod
    def strict(body):
        def refuse(name):
            raise Refused(400, "%s is not JSON" % name)

        return json.loads(body.decode("utf-8"), parse_constant=refuse)

    def keep(self, call, pieces, body, query):
        workspace = body.get("workspace_id") or query.get("workspace_id", ["default"])[0]
        if call == "start":
            return self.keep_start(workspace, body)
        session = self.sessions.get((workspace, unquote(pieces[0])))
        if session is None:
            raise Refused(404, "no such session")
        stop = {"requested": bool(self.stop_reason)}
        if self.stop_reason:
            stop["reason"] = self.stop_reason
        if call == "patch":
            session.patches.append(body)
            return 200, {}
        if call == "heartbeat":
            session.heartbeats.append(body)
            return 200, {"stop": stop}
        if call == "complete":
            session.completions.append(body)
            return 200, {"session_id": unquote(pieces[0]), "state": body["status"]}
        members = "points" if call == "metrics" else "events"
        self.check_batch(body, members)
        producer, sequence = body["producer"], body["sequence"]
        kept = session.sequences.setdefault(producer, set())
        count = len(body[members])
        if sequence in kept:
            session.repeats += 1
            accepted, duplicates = 0, count
        else:
            kept.add(sequence)
            session.order.append((producer, sequence))
            attempt = body.get("attempt") or session.attempts.get(producer) or len(session.attempts)
            if call == "metrics":
                session.points.extend((attempt, point) for point in body["points"])
            else:
                session.events.extend(body["events"])
            accepted, duplicates = count, 0
        return 200, {"accepted": accepted, "duplicates": duplicates, "acknowledged_sequence": max(kept), "stop": stop}

    def keep_start(self, workspace, body):
        unknown = set(body) - START_FIELDS
        if unknown:
            raise Refused(400, "unknown fields %s" % sorted(unknown))
        key = (workspace, body["session_id"])
        known = key in self.sessions
        session = self.sessions.setdefault(key, RecordedSession())
        session.starts.append(body)
        attempt = session.attempts.setdefault(body["producer"], len(session.attempts) + 1)
        url = "%s/sessions/%s" % (self.url, body["session_id"])
        answer = {"session_id": body["session_id"], "workspace_id": workspace, "attempt": attempt, "url": url}
        return (200 if known else 201), answer

    @staticmethod
    def check_batch(body, members):
        unknown = set(body) - BATCH_FIELDS - {members}
        if unknown:
            raise Refused(400, "unknown fields %s" % sorted(unknown))
        for member in body[members]:
            if set(member) - (POINT_FIELDS if members == "points" else EVENT_FIELDS):
                raise Refused(400, "unknown field in %s" % member)
            if not isinstance(member.get("step", 0), int) or not isinstance(member["time"], int):
                raise Refused(400, "step and time must be whole numbers")
            for name, value in member.get("metrics", {}).items():
                if len(name.encode("utf-16-le", "surrogatepass")) > 500 or (isinstance(value, str) and value not in ("NaN", "Infinity", "-Infinity")):
                    raise Refused(400, "wrong metric %s" % name)
            if members == "points" and not member["metrics"]:
                raise Refused(400, "no metrics")
