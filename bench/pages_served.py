"""A real server on the database of the measurement: what a browser sees first, and what fifty people at once get."""

import json
import os
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from urllib.parse import quote

from django.db import connection

from bench.databases import ROOT

STARTS_WITHIN = 180
PAINT = """() => new Promise((resolve) => {
  const look = () => performance.getEntriesByName("first-contentful-paint")[0]?.startTime;
  const wait = () => look() === undefined ? setTimeout(wait, 20) : resolve(look());
  wait();
})"""


def database_url(name: str) -> str:
    """Return the address of a database of this server."""
    known = connection.get_connection_params()
    user, password = quote(str(known.get("user", ""))), quote(str(known.get("password", "")))
    parts = [f"{key}={quote(str(known[key]), safe='')}" for key in ("host", "port") if known.get(key)]
    return f"postgresql://{user}:{password}@/{name}?{'&'.join(parts)}"


@contextmanager
def served(database: str, port: int) -> Iterator[str]:
    """Serve Nonet on a database as users have it served, and stop at the end of the block."""
    environment = {**os.environ, "NONET_DATABASE_URL": database_url(database)}
    command = [str(Path(sys.executable).parent / "nonet"), "serve", "--port", str(port)]
    server = subprocess.Popen(command, env=environment, stdout=subprocess.DEVNULL, cwd=ROOT)
    address = f"http://127.0.0.1:{port}"
    try:
        _await(address, server)
        yield address
    finally:
        server.terminate()
        server.wait(timeout=60)


def _await(address: str, server: "subprocess.Popen[bytes]") -> None:
    until = time.monotonic() + STARTS_WITHIN
    while time.monotonic() < until and server.poll() is None:
        try:
            urllib.request.urlopen(f"{address}/account/login/", timeout=5).close()
            return
        except urllib.error.HTTPError:
            return
        except OSError:
            time.sleep(0.5)
    raise RuntimeError("The server did not start.")


def paints(
    address: str, cookie: tuple[str, str], pages: Sequence[str], browser_path: str
) -> dict[str, float]:
    """Open every page in Chromium; return in milliseconds when each showed something first."""
    from playwright.sync_api import sync_playwright

    found: dict[str, float] = {}
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=browser_path, args=["--no-sandbox"])
        context = browser.new_context(viewport={"width": 1440, "height": 900}, locale="zh-CN")
        context.add_cookies([{"name": cookie[0], "value": cookie[1], "url": address}])
        page = context.new_page()
        page.goto(
            f"{address}/desk/"
        )  # styles, scripts and fonts are kept from here on, as they are for a user
        for each in pages:
            answer = page.goto(f"{address}{each}")
            if answer is None or answer.status != 200:
                raise RuntimeError(f"{each} answered {answer.status if answer else 'nothing'}")
            found[each] = float(page.evaluate(PAINT))
        browser.close()
    return found


def at_work(address: str, people: int, seconds: int, facts: dict[str, Any]) -> dict[str, Any]:
    """Let people work for a while; return how many requests were answered, how fast, and what failed."""
    with tempfile.TemporaryDirectory() as folder:
        known = Path(folder) / "facts.json"
        known.write_text(json.dumps(facts))
        script = str(ROOT / "bench" / "pages_people.py")
        locust = str(Path(sys.executable).parent / "locust")
        command = [locust, "-f", script, "--headless", "--host", address, "--json", "--skip-log"]
        command += ["-u", str(people), "-r", str(max(1, people // 5)), "-t", f"{seconds}s"]
        environment = {**os.environ, "NONET_BENCH_FACTS": str(known)}
        run = subprocess.run(command, env=environment, capture_output=True, text=True, timeout=seconds + 120)
    return _summed(json.loads(run.stdout[run.stdout.index("[") :]), seconds)


def _summed(rows: Sequence[dict[str, Any]], seconds: int) -> dict[str, Any]:
    asked, failed = sum(each["num_requests"] for each in rows), sum(each["num_failures"] for each in rows)
    by_name = {
        f"{each['method']} {each['name']}": {
            "requests": each["num_requests"],
            "failed": each["num_failures"],
            "median ms": _share(each["response_times"], 0.5),
            "p95 ms": _share(each["response_times"], 0.95),
        }
        for each in rows
    }
    return {
        "requests": asked,
        "failed": failed,
        "requests a second": round(asked / seconds, 1),
        "what": by_name,
    }


def _share(times: dict[str, int], share: float) -> float:
    """Return the time within which a share of the requests was answered; ``times`` counts them by milliseconds."""
    left = share * sum(times.values())
    for milliseconds, count in sorted((float(key), count) for key, count in times.items()):
        left -= count
        if left <= 0:
            return milliseconds
    return 0.0
