"""What a person at work does, for locust: opens lists and documents, searches, filters, takes and confirms orders."""

import json
import os
import random
import uuid
from pathlib import Path
from typing import Any

from locust import HttpUser, between, task

FACTS: dict[str, Any] = json.loads(Path(os.environ["NONET_BENCH_FACTS"]).read_text())
LISTS = (
    "/desk/erp/salesorder/",
    "/desk/orders/delivery/",
    "/desk/erp/salesinvoice/",
    "/desk/stock/sitestock/",
    "/desk/parties/party/",
)


class Clerk(HttpUser):
    """A clerk who thinks for a second or three between two clicks."""

    wait_time = between(1, 3)

    def on_start(self) -> None:
        """Be signed in, each as somebody of one's own."""
        self.session_key, self.token = random.choice(FACTS["people"])
        self.client.cookies.set(FACTS["cookie"], self.session_key)

    @task(6)
    def look(self) -> None:
        """Open a list."""
        self.client.get(random.choice(LISTS), name="a list")

    @task(3)
    def search(self) -> None:
        """Find the orders of a customer."""
        self.client.get(f"/desk/erp/salesorder/?q=C{random.randint(1, 2_000):04}", name="a search")

    @task(2)
    def narrow(self) -> None:
        """Filter by a customer and a span."""
        party = random.choice(FACTS["parties"])
        self.client.get(f"/desk/erp/salesorder/?party={party}&ordered_on=this_year", name="a filter")

    @task(4)
    def open(self) -> None:
        """Open an order."""
        self.client.get(f"/desk/erp/salesorder/{random.choice(FACTS['orders'])}/change/", name="a document")

    @task(1)
    def home(self) -> None:
        """Go home."""
        self.client.get("/desk/", name="home")

    @task(3)
    def sell(self) -> None:
        """Take an order of three lines and confirm it."""
        lines = [
            {"item_id": item, "quantity": random.randint(1, 9)} for item in random.sample(FACTS["items"], 3)
        ]
        order = {"party_id": random.choice(FACTS["parties"]), "site_id": FACTS["site"], "lines": lines}
        made = self._send("sales-orders/create", {"orders": [order]})
        if made.get("done"):
            self._send("sales-orders/confirm", {"order_ids": [each["id"] for each in made["done"]]})

    def _send(self, path: str, body: dict[str, Any]) -> dict[str, Any]:
        headers = {"Authorization": f"Bearer {self.token}", "Idempotency-Key": str(uuid.uuid4())}
        name = f"api {path}"
        with self.client.post(
            f"/api/{path}", json=body, headers=headers, name=name, catch_response=True
        ) as answer:
            told: dict[str, Any] = answer.json() if answer.content else {}
            if answer.status_code != 200 or told.get("refused"):
                answer.failure(f"{answer.status_code} {str(told)[:200]}")
                return {}
            return told
