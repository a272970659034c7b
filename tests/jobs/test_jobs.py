"""Jobs are queued with the transaction, done at least once, and seen through their run."""

import threading
from typing import Any

import pytest
from django.db import transaction

from nonet.kernel import jobs
from nonet.kernel.actor import acting_as_system
from nonet.kernel.errors import InvalidInput
from nonet.kernel.jobs.worker import run_worker
from nonet.kernel.models import Company, JobRun

calls: list[dict[str, Any]] = []


@jobs.task("tests.add_up")
def add_up(run: JobRun, *, numbers: list[int]) -> dict[str, Any]:
    with transaction.atomic():
        for place, _ in enumerate(numbers):
            jobs.progress(run, place + 1, len(numbers), "adding")
            seen = JobRun.everywhere.get(pk=run.pk)
    calls.append({"state": seen.state, "numbers": numbers})
    return {"sum": sum(numbers)}


@jobs.task("tests.refuse")
def refuse(run: JobRun) -> None:
    raise InvalidInput("file", "is empty")


@jobs.task("tests.break_down")
def break_down(run: JobRun) -> None:
    raise RuntimeError("the carrier does not answer")


@pytest.fixture(autouse=True)
def company(transactional_db: None) -> Company:
    calls.clear()
    return Company.objects.create(code="acme", name="Acme")


def work_once() -> None:
    run_worker(once=True)


def state_of(run: JobRun) -> JobRun:
    return JobRun.everywhere.get(pk=run.pk)


def test_a_job_is_done_and_its_run_tells_the_result(company: Company) -> None:
    with acting_as_system(company.pk):
        run = jobs.enqueue(add_up, numbers=[1, 2, 3])
    work_once()
    done = state_of(run)
    assert (done.state, done.result, done.done, done.total) == (JobRun.State.DONE, {"sum": 6}, 3, 3)
    assert calls == [{"state": JobRun.State.RUNNING, "numbers": [1, 2, 3]}]


def test_a_rolled_back_transaction_queues_nothing(company: Company) -> None:
    with acting_as_system(company.pk), pytest.raises(RuntimeError), transaction.atomic():
        jobs.enqueue(add_up, numbers=[1])
        raise RuntimeError
    work_once()
    assert not calls
    assert not JobRun.everywhere.exists()


def test_asking_twice_with_one_key_queues_once(company: Company) -> None:
    with acting_as_system(company.pk):
        first = jobs.enqueue(add_up, key="july", numbers=[1])
        assert jobs.enqueue(add_up, key="july", numbers=[1]).pk == first.pk
        work_once()
        assert jobs.enqueue(add_up, key="july", numbers=[1]).pk == first.pk
        assert jobs.enqueue(add_up, key="august", numbers=[1]).pk != first.pk
    assert len(calls) == 1


def test_a_fact_fails_the_run_and_is_not_tried_again(company: Company) -> None:
    with acting_as_system(company.pk):
        run = jobs.enqueue(refuse, key="x")
    work_once()
    failed = state_of(run)
    assert failed.state == JobRun.State.FAILED
    assert "is empty" in failed.message
    with acting_as_system(company.pk):
        assert jobs.enqueue(refuse, key="x").pk != run.pk, "a failed run may be asked for again"


def test_an_error_is_tried_again_later(company: Company) -> None:
    with acting_as_system(company.pk):
        run = jobs.enqueue(break_down)
    work_once()
    waiting = state_of(run)
    assert waiting.state == JobRun.State.WAITING
    assert "the carrier does not answer" in waiting.message


def test_many_asking_at_once_with_one_key_queue_once(company: Company) -> None:
    found: list[int] = []

    def ask() -> None:
        from django.db import connection

        with acting_as_system(company.pk):
            found.append(jobs.enqueue(add_up, key="race", numbers=[1]).pk)
        connection.close()

    threads = [threading.Thread(target=ask) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(found) == 6
    assert len(set(found)) == 1
