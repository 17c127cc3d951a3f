"""Shadower Training's Python client; see client.py, which is all of it."""

from .client import (
    Session,
    __version__,
    alert,
    current,
    event,
    finish,
    flush,
    log,
    note,
    phase,
    should_stop,
    start,
    sync,
    update,
)

__all__ = [
    "Session",
    "__version__",
    "alert",
    "current",
    "event",
    "finish",
    "flush",
    "log",
    "note",
    "phase",
    "should_stop",
    "start",
    "sync",
    "update",
]
