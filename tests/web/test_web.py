"""What every answer carries: health, safe headers, the right language."""

import os
import re
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from pathlib import Path
from typing import Any

import pytest
from django.db import connection
from django.test import Client

from nonet.kernel import readiness


def test_health_needs_no_database_nor_a_known_host(client: Client) -> None:
    answer = client.get("/healthz", headers={"host": "10.0.0.7"})
    assert (answer.status_code, answer.json()) == (200, {"status": "ok"})


@pytest.mark.django_db
def test_ready_tells_of_database_migrations_and_queue(client: Client) -> None:
    answer = client.get("/readyz")
    assert answer.status_code == 200
    assert answer.json() == {"status": "ok", "database": True, "migrated": True, "queue_age_seconds": 0.0}


@pytest.mark.django_db
def test_not_ready_while_migrations_are_missing(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(readiness, "_migrated", False)
    monkeypatch.setattr(readiness, "pending_migrations", lambda: ["stock.0002_more"])
    answer = client.get("/readyz")
    assert (answer.status_code, answer.json()["migrated"]) == (503, False)


@pytest.mark.django_db
def test_pages_carry_safe_headers(client: Client) -> None:
    headers = client.get("/desk/login/").headers
    assert "default-src 'self'" in headers["Content-Security-Policy"]
    assert "frame-ancestors 'none'" in headers["Content-Security-Policy"]
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["X-Frame-Options"] == "DENY"
    assert headers["Referrer-Policy"] == "same-origin"
    assert "microphone=()" in headers["Permissions-Policy"]
    assert "Strict-Transport-Security" not in headers
    secure = client.get("/desk/login/", secure=True).headers
    assert secure["Strict-Transport-Security"] == "max-age=31536000"


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("asked", "spoken"), [("zh-CN,zh;q=0.9", "zh-hans"), ("zh-TW", "zh-hant"), ("en-GB", "en")]
)
def test_the_browser_chooses_the_language(client: Client, asked: str, spoken: str) -> None:
    answer = client.get("/desk/login/", headers={"accept-language": asked})
    assert answer.headers["Content-Language"] == spoken


@pytest.mark.django_db
def test_the_user_s_choice_goes_before_the_browser_s(client: Client, django_user_model: type) -> None:
    user = django_user_model.objects.create_user("lan", language="zh-hant", is_staff=True)  # type: ignore[attr-defined]
    client.force_login(user)
    answer = client.get("/desk/", headers={"accept-language": "en"})
    assert answer.headers["Content-Language"] == "zh-hant"


def test_the_server_serves_compressed_files_and_stops_when_told(database: dict[str, str]) -> None:
    port = free_port()
    command = [str(Path(sys.executable).with_name("nonet")), "serve", "--port", str(port), "--workers", "1"]
    with subprocess.Popen(command, env={**os.environ, **database}, stdout=subprocess.DEVNULL) as server:
        try:
            assert get(port, "/readyz", patience_seconds=240).status == 200
            assert works_beside(patience_seconds=60)
            page = get(port, "/desk/login/").read().decode()
            style = re.search(r"/static/[^\"]+\.[0-9a-f]{12}\.css", page)
            assert style, "static files are named by their content"
            answer = get(port, style.group())
            assert "immutable" in answer.headers["Cache-Control"]
            assert answer.headers["Content-Encoding"] in {"br", "gzip"}
        finally:
            server.terminate()
        assert server.wait(timeout=30) == 0


def works_beside(patience_seconds: float) -> bool:
    """Return whether a worker for queued jobs has come up with the server."""
    deadline = time.monotonic() + patience_seconds
    while time.monotonic() < deadline:
        with connection.cursor() as cursor:
            cursor.execute("SELECT count(*) FROM procrastinate_workers")
            if cursor.fetchone()[0]:
                return True
        time.sleep(0.1)
    return False


def get(port: int, path: str, patience_seconds: float = 5) -> Any:
    request = urllib.request.Request(
        f"http://127.0.0.1:{port}{path}", headers={"Accept-Encoding": "br, gzip"}
    )
    deadline = time.monotonic() + patience_seconds
    while True:
        try:
            return urllib.request.urlopen(request, timeout=30)
        except urllib.error.URLError:
            if time.monotonic() > deadline:
                raise
            time.sleep(0.1)


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
