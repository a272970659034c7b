"""The embedded PostgreSQL: one server under the home folder, started by whoever first needs it.

The server outlives the process that started it, so every later command, web process and worker finds it ready.
``layout`` says where its files lie, ``account`` who runs it, ``programs`` where its binaries come from,
``cluster`` makes and configures the data folder, ``server`` starts, stops and describes it.
"""

from nonet.kernel.embedded.layout import DATABASE, USER, EmbeddedError, Layout
from nonet.kernel.embedded.server import Status, ensure_started, status, stop

__all__ = ["DATABASE", "USER", "EmbeddedError", "Layout", "Status", "ensure_started", "status", "stop"]
