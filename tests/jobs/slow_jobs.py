"""Jobs that take their time, for workers in processes of their own."""

import time
from pathlib import Path

from nonet.kernel import jobs
from nonet.kernel.models import JobRun


@jobs.task("tests.wait_and_write")
def wait_and_write(run: JobRun, *, file: str, seconds: float) -> dict[str, str]:
    """Wait, then write a file anew; done twice it is the same file."""
    time.sleep(seconds)
    Path(file).write_text("written\n")
    return {"file": file}
