"""What the examples share beside training itself: finding the client, pacing, their own log, checkpoints."""

import argparse
import csv
import os
import sys
import time
import urllib.parse

try:
    import shadower_training
except ImportError:  # not installed: take it from this repository
    sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "clients", "python"))
    import shadower_training

__all__ = ["OwnLog", "Pace", "argument_parser", "checkpoint_path", "shadower_training"]


def argument_parser(description, epochs, agent):
    """The flags that every example has."""
    parser = argparse.ArgumentParser(description=description, formatter_class=argparse.ArgumentDefaultsHelpFormatter)
    parser.add_argument("--epochs", type=int, default=epochs, help="passes over the training data")
    parser.add_argument(
        "--seconds",
        type=float,
        default=90.0,
        help="slows training down so that it lasts about so long, to be watched; 0: full speed",
    )
    parser.add_argument("--seed", type=int, default=1, help="of data, initial weights and order")
    parser.add_argument("--agent", default=agent, help="agent_id: who is trained")
    parser.add_argument("--name", help="name of the session")
    parser.add_argument(
        "--log", metavar="FILE", help="also append every logged value to this CSV file, with all digits"
    )
    parser.add_argument("--session", metavar="ID", help="id of the session; default: a new one is drawn")
    parser.add_argument(
        "--resume", metavar="ID", help="go on with this session from its last checkpoint, as its next attempt"
    )
    parser.add_argument("--checkpoint", metavar="FILE", help="default: checkpoints/ID in the client's directory")
    parser.add_argument("--checkpoint-every", type=int, default=5, metavar="N", help="epochs between checkpoints")
    return parser


def checkpoint_path(given, session):
    """Where the checkpoint of a session lies."""
    directory = os.path.join(session.directory or os.environ.get("TRAINING_DIR") or ".shadower-training", "checkpoints")
    path = given or os.path.join(directory, urllib.parse.quote(session.session_id, safe=""))
    os.makedirs(os.path.dirname(os.path.abspath(path)), exist_ok=True)
    return path


class Pace:
    """Spreads steps evenly over a time, as a real training would take it."""

    def __init__(self, seconds, steps):
        self._interval = seconds / max(1, steps)
        self._next = time.monotonic()

    def wait(self):
        self._next += self._interval
        time.sleep(max(0.0, self._next - time.monotonic()))


class OwnLog:
    """The trainer's own record of what it logged, to compare with what was kept.

    Lines are attempt, step, epoch, metric, value; `repr` writes a float so that reading it gives the same float. A line
    is written after session.log(): with TRAINING_WRITE_THROUGH=1 every line's value is kept, even after kill -9.
    """

    def __init__(self, path):
        self._file = None
        if path:
            new = not os.path.exists(path) or os.path.getsize(path) == 0
            self._file = open(path, "a", newline="", encoding="utf-8")
            self._rows = csv.writer(self._file, lineterminator="\n")
            if new:
                self._rows.writerow(["attempt", "step", "epoch", "metric", "value"])

    def write(self, attempt, step, epoch, metrics):
        if self._file:
            self._rows.writerows([attempt, step, epoch, name, repr(value)] for name, value in metrics.items())
            self._file.flush()
