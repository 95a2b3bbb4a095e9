"""A client of the log as the brief describes it, with nothing but Python's standard library.

Usage: contract-client.py raft|bully <url of node 1> <url of node 2> <url of node 3>

Ends with 0 when every endpoint answers in the contract's shapes, and else with what was wrong.
"""
import json
import sys
import urllib.error
import urllib.parse
import urllib.request


def ask(url, method="GET", body=None, headers=None):
    """The status, the parsed answer (text where it is no JSON) and the type of an answer."""
    data = None if body is None else json.dumps(body).encode()
    request = urllib.request.Request(url, data=data, method=method, headers=dict(headers or {}))
    if body is not None:
        request.add_header("Content-Type", "application/json")
    try:
        answer = urllib.request.urlopen(request, timeout=10)
    except urllib.error.HTTPError as error:
        answer = error
    with answer:
        text = answer.read().decode()
        kind = answer.headers.get("Content-Type", "")
        return answer.status, json.loads(text) if "json" in kind else text, kind


def expect(what, found, wanted):
    if found != wanted:
        raise SystemExit(f"{what}: expected {wanted!r}, found {found!r}")


def expect_shape(what, found, shape):
    """Exactly these keys, each of one of these types."""
    expect(f"{what}, keys", sorted(found), sorted(shape))
    for key, types in shape.items():
        if not isinstance(found[key], types) or isinstance(found[key], bool) != (types is bool):
            raise SystemExit(f"{what}.{key}: {found[key]!r} is not of {types}")


def expect_error(what, answer, status):
    expect(what, answer[0], status)
    if not isinstance(answer[1].get("error"), str):
        raise SystemExit(f"{what}: no 'error' in {answer[1]!r}")


def check_messages(urls):
    appended = {"id": int, "lamport_timestamp": int}
    sent = []
    for number, url in enumerate(urls * 2, start=1):
        text = f"message {number}: ñ 日本 & = ? #"
        if number % 2 == 1:
            status, answer, _ = ask(f"{url}/?message={urllib.parse.quote(text)}", "POST")
        else:
            status, answer, _ = ask(f"{url}/", "POST", {"message": text})
        expect(f"POST / at node {number}", status, 200)
        expect_shape("POST /", answer, appended)
        sent.append((answer["id"], text))
    again = [ask(f"{url}/", "POST", {"message": "once"}, {"Idempotency-Key": "key-1"})[1] for url in urls]
    expect("a repeated key", again, [again[0]] * 3)
    sent.append((again[0]["id"], "once"))
    message = {"id": int, "content": str, "lamport_timestamp": int, "node_id": int, "physical_timestamp": (int, float)}
    leader = urls[int(ask(f"{urls[0]}/leader")[1]) - 1]
    status, messages, kind = ask(f"{leader}/messages")
    expect("GET /messages", (status, kind.split(";")[0]), (200, "application/json"))
    for found in messages:
        expect_shape("GET /messages", found, message)
    expect("the messages", [(found["id"], found["content"]) for found in messages], sent)
    order = [(found["lamport_timestamp"], found["node_id"]) for found in messages]
    expect("their order", order, sorted(order))
    expect("a page", ask(f"{leader}/messages?after={messages[1]['id']}&limit=2")[1], messages[2:4])


def check_refusals(url):
    expect_error("an empty message", ask(f"{url}/?message=", "POST"), 400)
    expect_error("no message", ask(f"{url}/", "POST", {"text": "a"}), 400)
    expect_error("a control character", ask(f"{url}/", "POST", {"message": "a\0"}), 400)
    expect_error("2 MB", ask(f"{url}/", "POST", {"message": "a" * 2_000_000}), 413)
    expect_error("a page before the first", ask(f"{url}/messages?after=-1"), 400)


def check_node(number, url):
    _, leader, _ = ask(f"{url}/leader")
    status, state, kind = ask(f"{url}/state")
    expect("GET /state", (status, kind.split(";")[0], state), (200, "text/plain", f"{number} {leader}"))
    expect_shape("GET /lamport_time", ask(f"{url}/lamport_time")[1], {"time": int})
    status, health, _ = ask(f"{url}/health")
    healthy = {"status": str, "node_id": int, "leader_id": int, "is_leader": bool, "lamport_time": int}
    expect("GET /health", status, 200)
    expect_shape("GET /health", health, {**healthy, "uptime": (int, float)})
    expect("GET /health", (health["status"], health["node_id"]), ("healthy", number))
    expect("the leader", (health["leader_id"], health["is_leader"]), (int(leader), int(leader) == number))
    numbers = ["avg_latency_ms", "p95_latency_ms", "throughput_msg_per_sec", "uptime_seconds"]
    counts = ["messages_sent", "messages_received", "causality_violations", "leader_elections", "latency_measurements"]
    metrics = ask(f"{url}/metrics")[1]
    expect_shape("GET /metrics", metrics, {**{name: (int, float) for name in numbers}, **{name: int for name in counts}})
    expect("violations", metrics["causality_violations"], 0)
    scraped = ask(f"{url}/metrics", headers={"Accept": "text/plain;version=0.0.4;q=0.5,*/*;q=0.1"})[1]
    if "# TYPE log_messages gauge" not in scraped:
        raise SystemExit(f"GET /metrics for Prometheus: {scraped!r}")
    status, page, kind = ask(f"{url}/dashboard")
    expect("GET /dashboard", (status, kind.split(";")[0], "<!doctype html>" in page), (200, "text/html", True))


def check_bully(urls):
    """The leader is node 3: it announces itself again, and replicates a message as another leader would not."""
    received = {"status": str, "local_lamport": int}
    status, answer, _ = ask(f"{urls[0]}/leader_selected?sleader=3")
    expect("GET /leader_selected", status, 200)
    expect_shape("GET /leader_selected", answer, received)
    expect_error("an unknown leader", ask(f"{urls[0]}/leader_selected?sleader=9"), 400)
    expect_error("no leader", ask(f"{urls[0]}/leader_selected"), 400)
    time = ask(f"{urls[0]}/lamport_time")[1]["time"]
    entry = {"from": 3, "time": 1, "clock": {"3": 1}, "content": '["message 1",1,1]'}
    status, answer, _ = ask(f"{urls[0]}/message_received", "POST", {"from": 3, "entries": [entry]})
    expect("POST /message_received", status, 200)
    expect_shape("POST /message_received", answer, received)
    if answer["status"] != "ok" or answer["local_lamport"] < time:
        raise SystemExit(f"POST /message_received: {answer!r} after {time}")
    expect_error("of no leader", ask(f"{urls[0]}/message_received", "POST", {"from": 2, "entries": [entry]}), 409)
    ahead = {**entry, "time": 2**50}
    expect_error("far ahead", ask(f"{urls[0]}/message_received", "POST", {"from": 3, "entries": [ahead]}), 400)


def main(mode, urls):
    check_messages(urls)
    for number, url in enumerate(urls, start=1):
        check_refusals(url)
        check_node(number, url)
    if mode == "bully":
        check_bully(urls)
    else:
        expect_error("GET /leader_selected", ask(f"{urls[0]}/leader_selected?sleader=1"), 409)
        expect_error("POST /message_received", ask(f"{urls[0]}/message_received", "POST", {"from": 1}), 409)


main(sys.argv[1], sys.argv[2:])
