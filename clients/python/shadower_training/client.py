"""Shadower Training's Python client: one file, standard library only, Python 3.8 or newer.

    import shadower_training
    with shadower_training.start(agent_id="my-agent", config={"learning_rate": 1e-3}, total_epochs=10) as session:
        for epoch in range(10):
            session.log({"training_loss": loss, "validation_loss": validation_loss}, step=step, epoch=epoch)
            if session.should_stop():
                break

This file also works copied alone next to a training script (`import client as shadower_training`), and as a program:
`python client.py sync DIR`.

How a value travels, and what survives what:

1. `log()` copies plain numbers into a bounded queue and returns (microseconds; no lock, no file, no network). When the
   queue is full the oldest values are dropped, counted, and reported.
2. Every 0.2 s a writer thread appends the queue to a write-ahead file. From then on values survive `kill -9` of the
   process. `write_through=True` appends within `log()` itself: then nothing that `log()` returned for is ever lost.
   A crash of the machine may lose what the operating system had not written yet, unless `fsync=True`.
3. Every second, or every 1,000 points, the writer seals a batch: it writes the batch's sequence number behind its
   points. Only sealed batches are sent, so a batch that is sent again after any crash is the very same batch under the
   same (producer, sequence), and the server knows it as a repeat.
4. A sender thread sends batches in order and moves the acknowledged position only on the server's answer. 408, 429, 5xx
   and connection errors are retried for ever (full jitter, 0.5 to 30 s, Retry-After honoured); 401 and 403 are retried
   too, as they refuse the token and not the data; other refusals go to a quarantine file and are warned about once.
5. The files are deleted when all is acknowledged and the session is finished. What a dead process left behind is sent
   by the next `start()` that uses the same directory, or by `python -m shadower_training sync DIR`.

Nothing here raises into training code: problems are warned about once.

Environment: TRAINING_URL (default http://127.0.0.1:4319), TRAINING_TOKEN, TRAINING_WORKSPACE, TRAINING_MODE (online,
offline, disabled), TRAINING_DIR (default ./.shadower-training), TRAINING_AGENT, TRAINING_NAME, TRAINING_SESSION_ID,
TRAINING_WRITE_THROUGH, TRAINING_FSYNC (1 or 0), TRAINING_HEARTBEAT_INTERVAL, TRAINING_RESOURCE_INTERVAL (seconds).
"""

import argparse
import atexit
import base64
import collections
import dataclasses
import email.utils
import errno
import gzip
import http.client
import itertools
import json
import math
import operator
import os
import platform
import random
import re
import shlex
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import threading
import time
import traceback
import urllib.parse
import urllib.request
import uuid
import warnings
import weakref
from datetime import datetime, timezone
from typing import Any, Callable, Dict, Iterator, List, Mapping, NamedTuple, Optional, Tuple

try:
    import fcntl
except ImportError:  # Windows
    fcntl = None  # type: ignore[assignment]

__version__ = "0.1.0"
__all__ = [
    "Session",
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

# --- Constants, with units and sources ------------------------------------------------------------------------------

CLIENT_NAME = "shadower-training-python"
DEFAULT_URL = "http://127.0.0.1:4319"
DEFAULT_DIRECTORY = ".shadower-training"

QUEUE_CAPACITY = 100_000  # points between log() and the write-ahead file; about 50 MB at worst
WRITE_INTERVAL = 0.2  # seconds between appends: what kill -9 can lose at most
SEND_INTERVAL = 1.0  # seconds after which a batch is sealed and sent, full or not
BATCH_POINTS = 1_000  # points that fill a batch; the server takes 10,000
BATCH_EVENTS = 500  # events that fill a batch; the server takes 1,000
BATCH_BYTES = 512 * 1024  # JSON that fills a batch, so that no body meets the server's limit
SEGMENT_BYTES = 4 * 1024 * 1024  # a write-ahead file is cut here, so that acknowledged parts can be deleted
COMPRESS_FROM = 1_024  # bytes; below this gzip costs more than it saves

HEARTBEAT_INTERVAL = 30.0  # seconds
RESOURCE_INTERVAL = 15.0  # seconds
HEARTBEAT_SHORTEST = 0.1  # seconds
FIRST_SAMPLE_AFTER = 1.0  # seconds; so that a run of a few seconds has a sample too
FIRST_ATTEMPT_LIMIT = 2.0  # seconds that start() waits for the exporter at most
REQUEST_TIMEOUT = 10.0  # seconds
FLUSH_LIMIT = 5.0  # seconds that finish(), the end of the process and SIGTERM wait for acknowledgements at most
GPU_LIMIT = 5.0  # seconds for nvidia-smi when it samples
GPU_RETRY_FIRST = 30.0  # seconds without GPU samples after nvidia-smi failed; doubled at each further failure
GPU_RETRY_LIMIT = 600.0  # seconds; upper bound of that
PROBE_LIMIT = 1.0  # seconds for git and nvidia-smi at start, together
SYNC_PATIENCE = 60.0  # seconds without any success after which `sync` gives up

RETRY_FIRST = 0.5  # seconds; upper bound of the first delay
RETRY_LIMIT = 30.0  # seconds; upper bound of every delay
RETRY_AFTER_LIMIT = 600.0  # seconds; a longer Retry-After is not believed
RETRIED_STATUS = frozenset({408, 425, 429})  # and 5xx
TOKEN_STATUS = frozenset({401, 403})  # the token is refused, not the data

# What the server accepts (contract/src/limits.ts).
IDENTIFIER_LENGTH = 128
METRIC_NAME_LENGTH = 250
METRICS_IN_POINT = 1_000
LABELS_IN_POINT = 16
LABEL_NAME_LENGTH = 64
SHORT_TEXT_LENGTH = 250
TITLE_LENGTH = 1_000
TEXT_LENGTH = 30_000  # the server takes 100,000; an event must stay far below a batch's bytes
CONFIGURATION_KEYS = 1_000

PHASES = ("training", "evaluation", "checkpoint", "idle")
EVENT_KINDS = (
    "checkpoint",
    "evaluation_start",
    "evaluation_end",
    "checkpoint_start",
    "checkpoint_end",
    "learning_rate_change",
    "note",
    "alert",
    "log",
)
TRAINING_TYPES = ("fine_tuning", "few_shot", "reinforcement", "transfer_learning", "from_scratch")
FINAL_STATES = ("completed", "failed", "stopped", "cancelled")

# --- Small helpers --------------------------------------------------------------------------------------------------

_warned = set()  # type: set


def _warn_once(key: str, message: str) -> None:
    """Warns the first time that something goes wrong, and never raises, not even under `-W error`."""
    if key in _warned or len(_warned) >= 1_000:  # names may be drawn anew at every step: memory stays bounded
        return
    _warned.add(key)
    text = "shadower-training: " + message
    try:
        warnings.warn(text, RuntimeWarning, stacklevel=3)
    except Exception:  # warnings turned into errors: training must go on all the same
        _tell(text)


def _tell(text: str) -> None:
    """Prints a line for the person who started the training; to stderr, as stdout is the script's own."""
    try:
        print(text, file=sys.stderr, flush=True)
    except Exception:  # closed streams (daemons, pythonw)
        pass


def _new_id() -> str:
    """A UUIDv7: ids that sort by the time at which they were drawn."""
    milliseconds = int(time.time() * 1000)
    number = (milliseconds & ((1 << 48) - 1)) << 80 | int.from_bytes(os.urandom(10), "big")
    number = number & ~(0xF << 76) | 0x7 << 76
    number = number & ~(0x3 << 62) | 0x2 << 62
    return str(uuid.UUID(int=number))


def _milliseconds(seconds: float) -> int:
    """Epoch milliseconds of a point or event; now, if the caller's time is none (the server takes 1970 to 2200)."""
    if not 0 <= seconds < 7_258_118_400:
        _warn_once("time", "a time is not in seconds since 1970: %r; the present is taken" % (seconds,))
        seconds = time.time()
    return int(seconds * 1000)


def _iso_time(seconds: float) -> str:
    text = datetime.fromtimestamp(seconds, timezone.utc).isoformat(timespec="milliseconds")
    return text.replace("+00:00", "Z")


def _compact(value: Any) -> bytes:
    """Strict JSON: a NaN that slipped through is an error here rather than at the server."""
    return json.dumps(value, separators=(",", ":"), allow_nan=False).encode("ascii")


def _text(value: Any, length: int) -> str:
    """A string that the server accepts: well-formed Unicode, cut to `length` UTF-16 units (its way of counting)."""
    text = value if isinstance(value, str) else str(value)
    text = text.encode("utf-8", "replace").decode("utf-8")
    units = text.encode("utf-16-le")
    return text if len(units) <= 2 * length else units[: 2 * length].decode("utf-16-le", "ignore")


_CONTROL_CHARACTERS = re.compile("[\x00-\x1f\x7f]")


def _name_problem(name: str, length: int) -> Optional[str]:
    """Why the server would refuse a name, or None. `length` counts UTF-16 units, as the server does."""
    if not name:
        return "is empty"
    if len(name.encode("utf-16-le", "surrogatepass")) > 2 * length:
        return "has more than %d characters" % length
    if _CONTROL_CHARACTERS.search(name) or name == "__proto__":
        return "contains control characters or is reserved"
    try:
        name.encode("utf-8")
    except UnicodeEncodeError:
        return "is not well-formed Unicode"
    return None


def _identifier_problem(identifier: str) -> Optional[str]:
    """Why the server would refuse an id, or None: ids stand in addresses, where "." and ".." mean another address."""
    problem = _name_problem(identifier, IDENTIFIER_LENGTH)
    if problem is None and any(part in (".", "..") for part in re.split(r"[/\\]", identifier)):
        problem = 'contains a path segment "." or ".."'
    return problem


def _number(value: Any) -> Any:
    """A plain int or float of anything that is a number: numpy and torch scalars, Decimal, bool."""
    if isinstance(value, (bool, int)):
        return int(value)
    if isinstance(value, (str, bytes)):
        raise TypeError("a text is not a value")
    return float(value)


def _wire_value(value: Any) -> Any:
    """A number as strict JSON writes it; what a double cannot hold becomes infinite, as it would in training."""
    if type(value) is int and abs(value) > 2**53:
        try:
            value = float(value)
        except OverflowError:
            value = math.inf if value > 0 else -math.inf
    if type(value) is float and not math.isfinite(value):
        return "NaN" if value != value else "Infinity" if value > 0 else "-Infinity"
    return value


def _amount(value: Any) -> Any:
    """A finite number of at least 0; texts that say one are taken too (argparse without a type gives texts).

    Raises TypeError, ValueError or OverflowError for anything else.
    """
    if isinstance(value, str):
        text = value.strip()
        value = int(text) if re.match(r"^[0-9]{1,15}$", text) else float(text)
    number = _number(value)
    if not 0 <= float(number) < math.inf:
        raise ValueError("it must be a finite number of at least 0, but is %r" % (value,))
    return number


def _whole_number(value: Any) -> int:
    """A step as an int: numpy and torch integers, and floats that count."""
    try:
        return operator.index(value)
    except TypeError:
        return int(float(value))


def _flag(value: Any) -> bool:
    return str(value).strip().lower() in ("1", "true", "yes", "on")


# --- Secrets: what must never leave the machine -----------------------------------------------------------------------

MASK = "***"
_SECRET_NAME = re.compile(
    r"(^|[-_.])(token|password|passwd|passphrase|pwd|secret|credentials?|authorization|bearer|"
    r"(api|access|private|secret|auth|account)[-_.]?keys?)$",
    re.IGNORECASE,
)
_SECRET_VALUE = re.compile(
    r"^(hf_|sk-|sk_|pk_|rk_|gh[oprsu]_|github_pat_|glpat-|xox[a-z]-|npm_|pypi-|AKIA|ASIA|AIza|eyJ)[\w.+/=-]{8,}$"
)
_LONG_LETTERS_AND_DIGITS = re.compile(r"^(?=.*[0-9])(?=.*[A-Za-z])[A-Za-z0-9_+=-]{32,}$")
_UUID = re.compile(r"^[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}$")
_URL_PASSWORD = re.compile(r"(\w+://)[^/@\s]+@")
_NAMED_VALUE = re.compile(r"^(-{0,2}[\w.-]+)=(.*)$", re.DOTALL)


def _looks_secret(value: str) -> bool:
    if _UUID.match(value):  # a session to resume is worth reading
        return False
    return bool(_SECRET_VALUE.match(value) or _LONG_LETTERS_AND_DIGITS.match(value))


def _mask_value(value: str) -> str:
    return MASK if _looks_secret(value) else _URL_PASSWORD.sub(r"\1%s@" % MASK, value)


def mask_command(arguments: List[str]) -> str:
    """The command line as one line of shell, with whatever looks like a token or a password masked."""
    shown = []
    secret_follows = False
    for argument in arguments:
        named = _NAMED_VALUE.match(argument)
        if secret_follows and not argument.startswith("-"):
            shown.append(MASK)
        elif named:
            secret = _SECRET_NAME.search(named.group(1).lstrip("-"))
            shown.append("%s=%s" % (named.group(1), MASK if secret else _mask_value(named.group(2))))
        else:
            shown.append(_mask_value(argument))
        secret_follows = argument.startswith("-") and not named and bool(_SECRET_NAME.search(argument.lstrip("-")))
    return " ".join(argument if MASK in argument else shlex.quote(argument) for argument in shown)


# --- The environment of the run (wire.md 2) ---------------------------------------------------------------------------

# Libraries whose version explains a result; looked at only if the script imported them: importing is never our choice.
_LIBRARIES = (
    "accelerate",
    "catboost",
    "datasets",
    "deepspeed",
    "flax",
    "jax",
    "keras",
    "lightgbm",
    "lightning",
    "numpy",
    "optuna",
    "peft",
    "pytorch_lightning",
    "sklearn",
    "tensorflow",
    "torch",
    "torchtune",
    "transformers",
    "trl",
    "xgboost",
)


def _start_probe(arguments: List[str], directory: Optional[str] = None) -> Optional["subprocess.Popen[bytes]"]:
    """Starts a program that tells something about the machine; None if it is not there."""
    if shutil.which(arguments[0]) is None:
        return None
    try:
        return subprocess.Popen(
            arguments,
            cwd=directory,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            env=dict(os.environ, GIT_OPTIONAL_LOCKS="0", LC_ALL="C"),
        )
    except OSError:
        return None


def _end_probe(process: Optional["subprocess.Popen[bytes]"], deadline: float) -> Optional[str]:
    """What a probe printed; None if it failed or was too slow."""
    if process is None:
        return None
    try:
        output, _ = process.communicate(timeout=max(0.01, deadline - time.monotonic()))
    except subprocess.TimeoutExpired:
        process.kill()
        try:
            process.communicate(timeout=0.2)
        except subprocess.TimeoutExpired:
            pass  # stuck in the kernel, as under a broken driver, or its child holds the pipe: never wait for that
        return None
    return output.decode("utf-8", "replace") if process.returncode == 0 else None


def _host() -> str:
    try:
        return socket.gethostname()
    except (OSError, UnicodeError):
        return "unknown"


def _script_directory() -> str:
    """Where the training code lies: its commit is the one that matters, wherever it was started from."""
    path = getattr(sys.modules.get("__main__"), "__file__", None)
    directory = os.path.dirname(os.path.abspath(path)) if path else os.getcwd()
    return directory if os.path.isdir(directory) else os.getcwd()


def _visible_gpus() -> Optional[List[str]]:
    """What CUDA_VISIBLE_DEVICES leaves to this process; None if it is not set."""
    value = os.environ.get("CUDA_VISIBLE_DEVICES")
    return None if value is None else [part.strip() for part in value.split(",") if part.strip() not in ("", "-1")]


def capture_environment() -> Dict[str, Any]:
    """What a person needs to repeat or explain this run, as far as the process can see it; never secrets."""
    deadline = time.monotonic() + PROBE_LIMIT
    directory = _script_directory()
    commit = _start_probe(["git", "rev-parse", "HEAD"], directory)
    changes = _start_probe(["git", "status", "--porcelain", "--untracked-files=no"], directory)
    gpus = _start_probe(["nvidia-smi", "--query-gpu=name", "--format=csv,noheader"])

    environment = {
        "command": _text(
            mask_command(list(getattr(sys, "orig_argv", None) or [sys.executable] + sys.argv)), TEXT_LENGTH
        ),
        "host": _text(_host(), SHORT_TEXT_LENGTH),
        "versions": {"python": platform.python_version()},
    }  # type: Dict[str, Any]
    for name in _LIBRARIES:
        version = getattr(sys.modules.get(name), "__version__", None)
        if version:
            environment["versions"]["scikit-learn" if name == "sklearn" else name] = _text(version, SHORT_TEXT_LENGTH)

    variables = os.environ
    _put(environment, "world_size", variables.get("WORLD_SIZE"), int)
    _put(environment, "slurm_job_id", variables.get("SLURM_JOB_ID"))
    if "KUBERNETES_SERVICE_HOST" in variables:
        _put(environment, "pod", variables.get("POD_NAME") or variables.get("HOSTNAME"))
        _put(environment, "namespace", variables.get("POD_NAMESPACE") or _kubernetes_namespace())
    _put(environment, "node", variables.get("NODE_NAME") or variables.get("SLURMD_NODENAME"))

    commit_text, changes_text = _end_probe(commit, deadline), _end_probe(changes, deadline)
    if commit_text:
        _put(environment, "git_commit", commit_text.strip())
        if changes_text is not None:
            environment["dirty"] = bool(changes_text.strip())
    names = [line.strip() for line in (_end_probe(gpus, deadline) or "").splitlines() if line.strip()]
    visible = _visible_gpus()
    count = len(names) if visible is None else min(len(names), len(visible))
    if count:
        environment["gpu_name"] = _text(names[0], SHORT_TEXT_LENGTH)
        environment["gpu_count"] = count
    return environment


def _put(target: Dict[str, Any], name: str, value: Optional[str], convert: Callable[[str], Any] = str) -> None:
    """Sets a field if there is a value that converts."""
    if not value:
        return
    try:
        target[name] = convert(_text(value, SHORT_TEXT_LENGTH))
    except ValueError:
        pass


def _kubernetes_namespace() -> Optional[str]:
    try:
        with open("/var/run/secrets/kubernetes.io/serviceaccount/namespace", encoding="utf-8") as file:
            return file.read().strip()
    except OSError:
        return None


# --- The training configuration ---------------------------------------------------------------------------------------


def _as_mapping(config: Any) -> Dict[Any, Any]:
    """A configuration as a dictionary: mappings, argparse namespaces, dataclasses and other plain objects."""
    if config is None:
        return {}
    if isinstance(config, Mapping):
        return dict(config.items())
    if dataclasses.is_dataclass(config) and not isinstance(config, type):
        return {field.name: getattr(config, field.name) for field in dataclasses.fields(config)}  # with slots too
    if hasattr(config, "__dict__") and not isinstance(config, type) and not callable(config):
        return {key: value for key, value in vars(config).items() if not str(key).startswith("_")}
    raise TypeError("it must be a dictionary, a namespace or a dataclass, but is a %s" % type(config).__name__)


CONFIGURATION_DEPTH = 20  # nested dictionaries; beyond it a value is text


def _flatten(config: Mapping, prefix: str = "", above: Tuple[int, ...] = ()) -> Iterator[Tuple[str, Any]]:
    """Nested configuration as dotted names, values as the wire takes them: number, text, boolean or null.

    A key that can't be read is left out, alone. `above`: ids of the dictionaries around this one, as a configuration
    may hold itself.
    """
    above += (id(config),)
    for key, value in config.items():
        try:
            name = prefix + str(key)
            problem = _name_problem(name, METRIC_NAME_LENGTH)
            nested = isinstance(value, Mapping) and id(value) not in above and len(above) < CONFIGURATION_DEPTH
            if not nested and not problem:
                plain = _flat_value(name, value)
        except Exception as error:
            name, nested, problem = prefix + "?", False, "can't be read: %s" % type(error).__name__
        if nested:
            yield from _flatten(value, name + ".", above)
        elif problem:
            _warn_once("config name", "a configuration key is left out: %r %s" % (name[:50], problem))
        else:
            yield name, plain


def _flat_value(name: str, value: Any) -> Any:
    if isinstance(value, str):
        if _SECRET_NAME.search(name) and _hides_something(value):
            return MASK
        return _text(_mask_value(value), TEXT_LENGTH)
    return value if value is None or isinstance(value, bool) else _configuration_value(value)


def _hides_something(value: str) -> bool:
    """Tells `password: hunter2` from `pad_token: <pad>`: tokenizers have tokens that are no secrets."""
    return bool(value) and not re.match(r"^(<.*>|\[.*\]|.{0,4})$", value)


def _configuration_value(value: Any) -> Any:
    try:
        return _wire_value(_number(value))
    except Exception:  # lists, dtypes, paths, enums, callables: their text is what a reader wants to see
        return _text(value, TEXT_LENGTH)


def training_config(config: Any) -> Dict[str, Any]:
    """The wire's training_config. `model_base`, `training_type`, `hyperparameters` and `dataset` (if it is a
    dictionary) are its parts; every other key is a hyperparameter. A part that is wrong is left out, alone.
    """
    given = _as_mapping(config)
    result = {}  # type: Dict[str, Any]
    if given.get("model_base") is not None:
        model = given.pop("model_base")
        _set(result, "model_base", lambda: _text(model, SHORT_TEXT_LENGTH))
    if isinstance(given.get("training_type"), str) and given["training_type"] in TRAINING_TYPES:
        result["training_type"] = str(given.pop("training_type"))
    if isinstance(given.get("dataset"), Mapping):
        dataset = given.pop("dataset")
        _set(result, "dataset", lambda: _dataset(dataset))
    hyperparameters = given.pop("hyperparameters", None)
    try:
        parts = [_as_mapping(hyperparameters), given]
    except Exception:  # no dictionary: then it is a hyperparameter of that name
        parts = [{"hyperparameters": hyperparameters}, given]
    # Never more than are kept: a configuration may hold the same dictionary a million times over.
    named = dict(itertools.islice(itertools.chain.from_iterable(map(_flatten, parts)), CONFIGURATION_KEYS + 1))
    if len(named) > CONFIGURATION_KEYS:
        _warn_once("config size", "only the first %d configuration keys are kept" % CONFIGURATION_KEYS)
        named.popitem()
    if named:
        result["hyperparameters"] = named
    return result


def _dataset(given: Mapping) -> Dict[str, Any]:
    """What is known of the dataset; a field that is wrong is left out, alone."""
    dataset = {}  # type: Dict[str, Any]
    for name, value in given.items():
        if value is not None:
            _set(dataset, name, lambda name=name, value=value: _dataset_value(name, value), "dataset.")
    return dataset


def _dataset_value(name: str, value: Any) -> Any:
    if name == "size":
        return _whole_number(_amount(value))
    if name == "quality_score":
        score = _amount(value)
        if score > 1:
            raise ValueError("it must be a number from 0 to 1")
        return score
    if name == "train_val_test_split":
        parts = [_amount(part) for part in value]
        if len(parts) != 3:
            raise ValueError("it must be three numbers")
        return parts
    if name == "source" or isinstance(value, str):
        return _text(_mask_value(_text(value, TEXT_LENGTH)), TEXT_LENGTH)
    return value if isinstance(value, bool) else _configuration_value(value)


def _tags(tags: Any, removable: bool = False) -> Dict[str, Optional[str]]:
    """Tags as name -> text; a plain list of tags becomes names with an empty value, and so does a single text.

    removable: None as a value takes a tag away (`update`), else it is no value.
    """
    if isinstance(tags, str):
        tags = [tags]
    if not isinstance(tags, Mapping):
        tags = {tag: "" for tag in tags}
    result = {}  # type: Dict[str, Optional[str]]
    for name, value in tags.items():
        try:
            name = str(name)
            text = (None if removable else "") if value is None else _text(value, SHORT_TEXT_LENGTH)
            wrong = bool(_name_problem(name, LABEL_NAME_LENGTH)) or len(result) == LABELS_IN_POINT
        except Exception:
            wrong = True
        if wrong:
            _warn_once(
                "tags",
                "a tag is left out: at most %d tags with names of at most %d characters"
                % (LABELS_IN_POINT, LABEL_NAME_LENGTH),
            )
            continue
        result[name] = text
    return result


def _set(target: Dict[str, Any], field: Any, read: Callable[[], Any], where: str = "") -> None:
    """Sets a field that the caller described, or leaves that one out with a warning: a wrong field must not cost a
    whole training's data. What reads as None is left out silently.
    """
    try:
        field = str(field)
        value = read()
    except Exception as problem:
        named = where + field if isinstance(field, str) else where + "?"
        _warn_once(
            "field " + named, "%s can't be used and is left out: %s" % (named, _says(problem))
        )
        return
    if value is not None:
        target[field] = value


def _says(problem: BaseException) -> str:
    """An exception in words, even one whose text can't be had."""
    try:
        return "%s: %s" % (type(problem).__name__, str(problem)[:500])
    except Exception:
        return type(problem).__name__


# --- Transport: one HTTP request and its answer -----------------------------------------------------------------------


class Unreachable(Exception):
    """No usable answer: nothing is known about whether the request was kept, so it has to be sent again."""


class Answer(NamedTuple):
    """What the server said."""

    status: int
    body: Dict[str, Any]
    retry_after: Optional[float]  # seconds

    @property
    def message(self) -> str:
        """The server's own words about what was wrong."""
        error = self.body.get("error")
        if not isinstance(error, dict):
            return "HTTP %d" % self.status
        details = ["%s %s" % (detail.get("path"), detail.get("problem")) for detail in self._details()]
        return "HTTP %d: %s%s" % (
            self.status,
            error.get("message"),
            " (%s)" % "; ".join(details[:3]) if details else "",
        )

    @property
    def wrong_paths(self) -> List[str]:
        """Where the server found something wrong: `tags.a`, `resources[0].sku`, ..."""
        return [detail["path"] for detail in self._details() if isinstance(detail.get("path"), str)]

    def _details(self) -> List[Dict[str, Any]]:
        error = self.body.get("error")
        details = error.get("details") if isinstance(error, dict) else None
        return [detail for detail in details if isinstance(detail, dict)] if isinstance(details, list) else []


class Transport:
    """Speaks JSON with the exporter over one kept-alive connection. Each thread has its own, so there is no lock."""

    def __init__(self, url: str, token: Optional[str], workspace: Optional[str]) -> None:
        self.url = url.rstrip("/")
        self._parts = urllib.parse.urlsplit(self.url if "://" in self.url else "http://" + self.url)
        self._token = token
        self.workspace = None if token else workspace  # with a token the workspace is the token's
        self._connection = None  # type: Optional[http.client.HTTPConnection]
        self._absolute = ""  # what goes before the path: a plain HTTP proxy wants the whole address

    def call(self, method: str, path: str, body: bytes, timeout: float = REQUEST_TIMEOUT) -> Answer:
        """Sends one request. Raises Unreachable if there is no answer that can be trusted."""
        target = self._parts.path.rstrip("/") + "/analytics/training/" + path
        if self.workspace:
            target += "?workspace_id=" + urllib.parse.quote(self.workspace, safe="")
        headers = {"Content-Type": "application/json", "User-Agent": "%s/%s" % (CLIENT_NAME, __version__)}
        if self._token:
            headers["Authorization"] = "Bearer " + self._token
        if len(body) >= COMPRESS_FROM:
            headers["Content-Encoding"] = "gzip"
            body = gzip.compress(body, 5)
        try:
            return self._exchange(method, target, body, headers, timeout)
        except (OSError, http.client.HTTPException, ValueError) as problem:
            self.close()
            raise Unreachable("%s: %s" % (type(problem).__name__, problem)) from problem

    def _exchange(self, method: str, target: str, body: bytes, headers: Dict[str, str], timeout: float) -> Answer:
        kept_alive = self._connection is not None
        try:
            response, raw = self._roundtrip(method, target, body, headers, timeout)
        except (ConnectionError, http.client.BadStatusLine):
            # A server may close a connection that was idle at the moment it is used again: that is no outage.
            self.close()
            if not kept_alive:
                raise
            response, raw = self._roundtrip(method, target, body, headers, timeout)
        try:
            answer = json.loads(raw.decode("utf-8")) if raw else {}
        except ValueError:
            answer = None
        if not isinstance(answer, dict):
            if response.status < 300:  # a login page or a proxy's greeting must not pass for an acknowledgement
                raise Unreachable("the answer is not JSON; is %s the exporter?" % self.url)
            answer = {}
        return Answer(response.status, answer, _retry_after(response.getheader("Retry-After")))

    def _roundtrip(self, method: str, target: str, body: bytes, headers: Dict[str, str], timeout: float) -> Any:
        if self._connection is None:
            self._connection = self._connect(timeout)
        connection = self._connection
        connection.timeout = timeout
        if connection.sock is not None:
            connection.sock.settimeout(timeout)
        connection.request(method, self._absolute + target, body, headers)
        response = connection.getresponse()
        raw = response.read()
        if response.will_close:
            self.close()
        return response, raw

    def _connect(self, timeout: float) -> http.client.HTTPConnection:
        """A connection, through the proxy that the environment names for this host, if any."""
        parts = self._parts
        kind = http.client.HTTPSConnection if parts.scheme == "https" else http.client.HTTPConnection
        host = parts.hostname or "127.0.0.1"
        proxy = None if urllib.request.proxy_bypass(host) else urllib.request.getproxies().get(parts.scheme)
        if not proxy or host in ("127.0.0.1", "localhost", "::1"):
            return kind(host, parts.port, timeout=timeout)
        proxy_parts = urllib.parse.urlsplit(proxy if "://" in proxy else "http://" + proxy)
        credentials = {}
        if proxy_parts.username:
            pair = "%s:%s" % (
                urllib.parse.unquote(proxy_parts.username),
                urllib.parse.unquote(proxy_parts.password or ""),
            )
            credentials["Proxy-Authorization"] = "Basic " + base64.b64encode(pair.encode()).decode()
        connection = kind(proxy_parts.hostname or "", proxy_parts.port or 80, timeout=timeout)
        if parts.scheme == "https":
            connection.set_tunnel(host, parts.port, headers=credentials)
        else:
            self._absolute = "%s://%s" % (parts.scheme, parts.netloc)
        return connection

    def close(self) -> None:
        """Closes the connection; the next call opens another one."""
        connection, self._connection = self._connection, None
        if connection is not None:
            try:
                connection.close()
            except Exception:
                pass


def _retry_after(header: Optional[str]) -> Optional[float]:
    """Seconds of a Retry-After header: a number or a date."""
    if not header:
        return None
    try:
        return max(0.0, float(header))
    except ValueError:
        pass
    try:
        return max(0.0, email.utils.parsedate_to_datetime(header).timestamp() - time.time())
    except (TypeError, ValueError, IndexError):
        return None


class Backoff:
    """Delays between retries: full jitter (AWS Architecture Blog, 2015), so that clients do not come back at once."""

    def __init__(self) -> None:
        self._bound = RETRY_FIRST

    def next_delay(self) -> float:
        delay = random.uniform(0, self._bound)
        self._bound = min(RETRY_LIMIT, self._bound * 2)
        return delay

    def reset(self) -> None:
        self._bound = RETRY_FIRST


# --- Write-ahead log --------------------------------------------------------------------------------------------------


class InUse(Exception):
    """A living process holds this directory."""


class Record(NamedTuple):
    """One request to be sent: a sealed batch of points or events, or a single call."""

    call: str  # metrics, events, start, patch, complete
    payloads: List[bytes]  # JSON of each point or event, or of the body
    sequence: int  # 0 for single calls
    end: Tuple[int, int]  # segment and offset behind it


_APPENDING = os.O_WRONLY | os.O_CREAT | os.O_APPEND | getattr(os, "O_BINARY", 0)  # Windows: no \r before \n
_BATCH_CALLS = {"point": "metrics", "event": "events"}
_SINGLE_CALLS = ("start", "patch", "complete")
_LINE = re.compile(rb'\{"(point|event|seal|start|patch|complete)":(.+)\}\n\Z', re.DOTALL)

# Every log that this process has open: a forked child must let go of its parent's locks, or a parent killed with -9
# would look alive for as long as one of its workers lives.
_open_logs = weakref.WeakSet()  # type: weakref.WeakSet


class WriteAheadLog:
    """A directory per run and process: JSON lines not yet acknowledged, and how far the server has acknowledged them.

    `00000001.jsonl`, ... hold one JSON object a line: {"start": body}, {"point": ...}, {"event": ...}, {"patch": body},
    {"complete": body}, and {"seal": sequence}, which makes the points or events since the last seal a batch.
    `run.json` says whose they are, `acknowledged.json` up to where they are acknowledged. `lock` is held with flock for
    as long as the owner lives, so that no two processes send the same log; the operating system frees it after kill -9.

    One thread appends, one thread reads and acknowledges; they share only attributes that are assigned at once.
    """

    def __init__(self, path: str, lock: int, run: Dict[str, Any]) -> None:
        self.path = path
        self.run = run
        self.attempt = None  # type: Optional[int]
        self.url = None  # type: Optional[str]
        self.started = False  # whether the server knows this producer's start
        self.position = (1, 0)  # all before it is acknowledged
        self.sealed_end = (1, 0)  # all before it may be sent
        self.sequence = 0  # the last one given out
        self._lock = lock
        self._segment = 1
        self._size = 0
        self._first_segment = 1
        self._file = -1
        _open_logs.add(self)

    # -- opening

    @classmethod
    def create(cls, directory: str, run: Dict[str, Any], start: Optional[Dict[str, Any]]) -> "WriteAheadLog":
        """Makes a new log whose first record is the start, so that a session is known even if no exporter is."""
        os.makedirs(directory, exist_ok=True)
        _ignore_in_git(directory)
        name = "%d-%s" % (os.getpid(), run["producer"])
        hidden = os.path.join(directory, ".new-" + name)  # invisible to replays until it is locked and complete
        os.mkdir(hidden)
        log = cls(hidden, _lock_file(hidden), run)
        _write_file(os.path.join(hidden, "run.json"), _compact(run))
        log._open_segment()
        if start is not None:
            line = b'{"start":%s}\n' % _compact(start)
            log.append(line, len(line))
        else:
            log.started = True  # another process starts the session
        log.path = os.path.join(directory, name)
        os.rename(hidden, log.path)
        return log

    @classmethod
    def claim(cls, path: str) -> "WriteAheadLog":
        """Takes over a log whose owner is dead. Raises InUse if it lives, OSError or ValueError if it is no log."""
        lock = _lock_file(path)
        try:
            with open(os.path.join(path, "run.json"), "rb") as file:
                run = json.loads(file.read())
            log = cls(path, lock, run)
            log._recover()
        except BaseException:
            os.close(lock)
            raise
        return log

    def _recover(self) -> None:
        """Finds the acknowledged position and the sequence, and seals what was appended but never sent."""
        state = {}  # type: Dict[str, Any]
        try:
            with open(os.path.join(self.path, "acknowledged.json"), "rb") as file:
                state = json.loads(file.read())
        except (OSError, ValueError):
            pass  # nothing was acknowledged yet; repeats are harmless
        segments = sorted(
            int(name[: -len(".jsonl")]) for name in os.listdir(self.path) if re.match(r"^\d{8}\.jsonl$", name)
        )
        if not segments:
            raise ValueError("no records")
        self._first_segment = segments[0]
        self.position = tuple(state.get("position") or (segments[0], 0))  # type: ignore[assignment]
        if self.position[0] < segments[0]:
            self.position = (segments[0], 0)
        self.sequence = int(state.get("sequence") or 0)
        self.attempt = state.get("attempt")
        self.url = state.get("url")
        self.started = bool(state.get("started")) or self.run.get("start") is None

        open_lines = []  # type: List[str]
        for segment in segments:
            if segment < self.position[0]:
                continue
            offset = self.position[1] if segment == self.position[0] else 0
            offset = min(offset, os.path.getsize(self._segment_path(segment)))  # a crashed machine may lose an end
            self.sealed_end = (segment, offset)
            for kind, payload, offset in self._lines(segment, offset):
                if kind == "seal":
                    self.sequence = max(self.sequence, int(payload))
                if kind in _BATCH_CALLS:
                    open_lines.append(kind)
                else:
                    open_lines = []
                    self.sealed_end = (segment, offset)
            self._segment, self._size = segment, offset
        self._open_segment()
        os.ftruncate(self._file, self._size)  # a line that was cut in the middle
        if open_lines:
            line = b'{"seal":%d}\n' % self.next_sequence()
            self.append(line, len(line))

    def _lines(self, segment: int, offset: int) -> Iterator[Tuple[str, bytes, int]]:
        """Whole lines of a segment with the offset behind each; stops at a torn end, skips what is no record."""
        with open(self._segment_path(segment), "rb") as file:
            file.seek(offset)
            for line in file:
                if not line.endswith(b"\n"):
                    return
                offset += len(line)
                match = _LINE.match(line)
                if match:
                    yield match.group(1).decode(), match.group(2), offset

    # -- appending (one thread)

    def next_sequence(self) -> int:
        self.sequence += 1
        return self.sequence

    def append(self, data: bytes, sealed: int, synchronize: bool = False) -> None:
        """Appends lines; the first `sealed` bytes may be sent. All or nothing: OSError leaves the file as it was."""
        written = 0
        try:
            while written < len(data):
                written += os.write(self._file, data[written:])
            if synchronize:
                os.fsync(self._file)
        except OSError:
            os.ftruncate(self._file, self._size)
            raise
        if sealed:
            self.sealed_end = (self._segment, self._size + sealed)
        self._size += len(data)

    @property
    def is_long(self) -> bool:
        """Whether the file should be cut after this batch."""
        return self._size >= SEGMENT_BYTES

    def rotate_if_long(self) -> None:
        """Starts another file when this one is long; only between batches, so that none is spread over two."""
        if self.is_long and self.sealed_end == (self._segment, self._size):
            # Opened before the old one is closed: if that fails, the number of a closed descriptor, which may be some
            # other file's by then, must not be written to.
            old, number = self._file, self._segment
            try:
                self._segment += 1
                self._open_segment()
            except OSError:
                self._segment = number
                raise
            self._size = 0
            os.close(old)

    def _open_segment(self) -> None:
        # A plain descriptor: a Python file's buffer would be written twice after a fork.
        self._file = os.open(self._segment_path(self._segment), _APPENDING, 0o644)

    # -- sending (one thread)

    @property
    def pending(self) -> bool:
        """Whether something may be sent that is not acknowledged."""
        return self.position < self.sealed_end

    def read(self) -> Optional[Record]:
        """The first record that is not acknowledged, None if there is none."""
        segment, offset = self.position
        while (segment, offset) < self.sealed_end:
            payloads = []  # type: List[bytes]
            batch = "metrics"
            for kind, payload, offset in self._lines(segment, offset):
                if kind == "seal":
                    return Record(batch, payloads, int(payload), (segment, offset))
                if kind in _SINGLE_CALLS:
                    return Record(kind, [payload], 0, (segment, offset))
                payloads.append(payload)
                batch = _BATCH_CALLS[kind]
            segment, offset = segment + 1, 0
        return None

    def acknowledge(self, record: Record) -> None:
        """Forgets a record that the server has, or has refused for good."""
        try:
            self._save(record.end)
            for segment in range(self._first_segment, record.end[0]):
                _delete(self._segment_path(segment))
                self._first_segment = segment + 1
        finally:
            self.position = record.end  # last: from now on the log may be closed and deleted by another thread

    def save(self) -> None:
        """Writes the state. Losing it only means repeats."""
        self._save(self.position)

    def _save(self, position: Tuple[int, int]) -> None:
        state = {
            "position": position,
            "sequence": self.sequence,
            "attempt": self.attempt,
            "url": self.url,
            "started": self.started,
        }
        _write_file(os.path.join(self.path, "acknowledged.json"), _compact(state))

    def quarantine(self, record: Record, answer: Answer) -> str:
        """Keeps a refused record beside the logs, for a person to look at. Returns the file."""
        path = os.path.join(os.path.dirname(self.path), "quarantine-%s.jsonl" % self.run["producer"])
        entry = {
            "time": _iso_time(time.time()),
            "session_id": self.run["session_id"],
            "workspace_id": self.run.get("workspace_id"),
            "producer": self.run["producer"],
            "sequence": record.sequence,
            "attempt": self.attempt,
            "call": record.call,
            "status": answer.status,
            "problem": answer.message,
            "body": [json.loads(payload) for payload in record.payloads],
        }
        with open(path, "ab") as file:
            file.write(_compact(entry) + b"\n")
        return path

    # -- closing

    def close(self, delete: bool) -> None:
        """Frees the log; deletes it if nothing of it is needed any more."""
        _open_logs.discard(self)
        if self._file >= 0:
            os.close(self._file)
            self._file = -1
        if delete:
            # The lock goes last: until then nobody else takes the directory for an orphan.
            for name in sorted(os.listdir(self.path), key=lambda name: name == "lock"):
                _delete(os.path.join(self.path, name))
            try:
                os.rmdir(self.path)
            except OSError:
                pass
        if self._lock >= 0:
            os.close(self._lock)
            self._lock = -1

    def abandon(self) -> None:
        """In a forked child: lets go of the parent's files without touching them."""
        for descriptor in (self._file, self._lock):
            if descriptor >= 0:
                try:
                    os.close(descriptor)
                except OSError:
                    pass
        self._file = self._lock = -1

    def _segment_path(self, segment: int) -> str:
        return os.path.join(self.path, "%08d.jsonl" % segment)


def _lock_file(directory: str) -> int:
    """Locks a log's directory and returns the descriptor that holds the lock. Raises InUse if somebody else has it."""
    path = os.path.join(directory, "lock")
    descriptor = os.open(path, os.O_RDWR | os.O_CREAT, 0o644)
    try:
        if fcntl is not None:
            try:
                fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except OSError as problem:
                if problem.errno in (errno.EWOULDBLOCK, errno.EACCES, errno.EAGAIN):
                    raise InUse(directory) from None
                _check_owner_is_dead(directory)  # a file system without flock
        else:
            _check_owner_is_dead(directory)
        # The former owner may have deleted the directory between our open and our lock.
        if os.stat(path).st_ino != os.fstat(descriptor).st_ino:
            raise InUse(directory)
    except BaseException:
        os.close(descriptor)
        raise
    return descriptor


def _check_owner_is_dead(directory: str) -> None:
    """Where there is no flock: a log belongs to us if its process, on this host, is gone."""
    try:
        with open(os.path.join(directory, "run.json"), "rb") as file:
            run = json.loads(file.read())
    except (OSError, ValueError):
        return
    if run.get("host") != socket.gethostname() or run.get("pid") == os.getpid():
        raise InUse(directory)
    try:
        os.kill(int(run["pid"]), 0)
    except ProcessLookupError:
        return
    except OSError:
        pass
    raise InUse(directory)


def _write_file(path: str, data: bytes) -> None:
    """Replaces a file at once: a reader sees the old or the new one, never half of it."""
    temporary = "%s.%d" % (path, threading.get_ident())
    with open(temporary, "wb") as file:
        file.write(data)
    os.replace(temporary, path)


def _delete(path: str) -> None:
    try:
        os.unlink(path)
    except OSError:
        pass


def _ignore_in_git(directory: str) -> None:
    path = os.path.join(directory, ".gitignore")
    if not os.path.exists(path):
        with open(path, "w", encoding="ascii") as file:
            file.write("*\n")


def find_logs(directory: str) -> List[str]:
    """Directories of logs, oldest first (producers are UUIDv7). `directory` may be one of them itself."""
    if os.path.isfile(os.path.join(directory, "run.json")):
        return [directory]
    try:
        names = os.listdir(directory)
    except OSError:
        return []
    found = [
        name for name in names if not name.startswith(".") and os.path.isfile(os.path.join(directory, name, "run.json"))
    ]
    return [os.path.join(directory, name) for name in sorted(found, key=lambda name: name.partition("-")[2])]


def claim_orphans(directory: str) -> List[WriteAheadLog]:
    """Takes over every log that a dead process left behind."""
    claimed = []
    for path in find_logs(directory):
        try:
            claimed.append(WriteAheadLog.claim(path))
        except InUse:
            pass
        except (OSError, ValueError, LookupError, TypeError, AttributeError) as problem:
            _warn_once("orphan " + path, "can't read %s: %s" % (path, problem))
    return claimed


# --- What the server refused of a description -------------------------------------------------------------------------

TRIMS = 10  # times that a refused description is sent again without what the server named; the last one bare
_ESSENTIAL = {
    "start": ("agent_id", "session_id", "workspace_id", "producer", "started_at", "source"),
    "complete": ("status", "completed_at", "producer"),
    "patch": (),
}  # type: Dict[str, Tuple[str, ...]]
_GONE = object()  # stands where something was cut out of a list, so that further indices stay right


def _cut(part: Any, path: str) -> bool:
    """Cuts the value at a path like `tags.a` or `resources[0].sku` out of a body; if a part of the path is missing (the
    server wanted it), what should hold it. False if the path names nothing in the body. Names may contain dots.
    """
    if isinstance(part, list):
        match = re.match(r"^\[(\d+)\]\.?", path)
        index = int(match.group(1)) if match else -1
        if match is None or index >= len(part):
            return False
        rest = path[match.end() :]
        if not rest or not _cut(part[index], rest):
            part[index] = _GONE
        return True
    if not isinstance(part, dict):
        return False
    fitting = [name for name in part if path == name or path.startswith((name + ".", name + "["))]
    for name in sorted(fitting, key=len, reverse=True):
        rest = path[len(name) :]
        rest = rest[1:] if rest.startswith(".") else rest
        if not rest or not _cut(part[name], rest):
            del part[name]
        return True
    return False


def _sweep(part: Any) -> None:
    """Removes what was cut out of lists."""
    if isinstance(part, list):
        part[:] = [inner for inner in part if inner is not _GONE]
    for inner in part.values() if isinstance(part, dict) else part if isinstance(part, list) else ():
        _sweep(inner)


# --- Delivery: a log's records in order, each until it is acknowledged or refused -------------------------------------


class Stop:
    """The server's wish that training ends."""

    def __init__(self) -> None:
        self.requested = False
        self.reason = None  # type: Optional[str]

    def read(self, answer: Answer) -> None:
        stop = answer.body.get("stop")
        if isinstance(stop, dict) and stop.get("requested"):
            self.reason = stop.get("reason") or self.reason
            self.requested = True


class Delivery:
    """Sends one log. The same code serves a living session, the orphans of dead processes, and `sync`."""

    def __init__(
        self, log: WriteAheadLog, transport: Transport, stop: Optional[Stop] = None, patience: Optional[float] = None
    ) -> None:
        self.log = log
        self.refused = 0
        self.sent = 0
        self.problem = None  # type: Optional[str]  # why the last request was not acknowledged
        self.hurry = threading.Event()  # set: don't sleep between retries, the process wants to end
        self.on_outcome = lambda: None  # type: Callable[[], None]  # called after each answer, good or bad
        self._transport = transport
        self._stop = stop
        self._patience = patience
        self._last_success = time.monotonic()
        self._backoff = Backoff()
        self._session_path = urllib.parse.quote(log.run["session_id"], safe="")

    def deliver_all(self) -> bool:
        """Sends everything that is there. False if patience ended first."""
        while True:
            record = self._read()
            if record is None:
                return True
            if not self._deliver(record):
                return False

    def close(self) -> None:
        """Closes the connection."""
        self._transport.close()

    def _read(self) -> Optional[Record]:
        try:
            return self.log.read()
        except OSError as problem:  # somebody deleted the directory of a living run
            _warn_once("lost " + self.log.path, "the write-ahead file can't be read, its values are lost: %s" % problem)
            self.log.position = self.log.sealed_end
            return None

    def _deliver(self, record: Record) -> bool:
        registered_again = False
        trims = 0
        while True:
            try:
                answer = self._transport.call(*self._request(record))
            except Unreachable as problem:
                if not self._retry("can't reach %s: %s" % (self._transport.url, problem), None):
                    return False
                continue
            status = answer.status
            if status < 300 and self._is_kept(record, answer):
                self._accept(record, answer)
                return True
            if status < 300 or status in RETRIED_STATUS or status >= 500:
                retry = self._retry(answer.message, answer.retry_after)
            elif status in TOKEN_STATUS or 300 <= status < 400 or (status in (404, 405) and record.call == "start"):
                # The door refuses, not the data: a wrong token or address. The data waits for the right one.
                _warn_once(
                    "door",
                    "%s does not let us in (%s); data is kept in %s"
                    % (self._transport.url, answer.message, os.path.dirname(self.log.path)),
                )
                retry = self._retry(answer.message, answer.retry_after)
            elif status == 404 and self.log.run.get("start") is None:
                retry = self._retry(answer.message, None)  # another process starts this session: it may be late
            elif status == 404 and not registered_again and record.call != "start":
                registered_again = True  # the exporter lost its data: tell it about the session again
                retry = self._register_again()
            elif record.call in _SINGLE_CALLS and status in (400, 422) and trims < TRIMS:
                # A wrong field must not cost a whole training's data: only what the server names stays away, and in
                # the end all that only describes.
                if not trims:
                    self._refuse(record, answer)
                trims += 1
                trimmed = self._trim(record, answer) if trims < TRIMS else None
                if trimmed is None:
                    trims, trimmed = TRIMS, self._bare(record)
                if trimmed is None:
                    self._forget(record)
                    return True
                record, retry = trimmed, True
            else:
                self._refuse(record, answer)
                self._forget(record)
                return True
            if not retry:
                return False

    def _request(self, record: Record) -> Tuple[str, str, bytes]:
        """Method, path below /analytics/training/, and body."""
        if record.call in ("metrics", "events"):
            attempt = b'"attempt":%d,' % self.log.attempt if self.log.attempt else b""
            members = b"points" if record.call == "metrics" else b"events"
            body = b'{"producer":%s,"sequence":%d,%s"%s":[%s]}' % (
                _compact(self.log.run["producer"]),
                record.sequence,
                attempt,
                members,
                b",".join(record.payloads),
            )
            return "POST", "%s/%s" % (self._session_path, record.call), body
        if record.call == "start":
            return "POST", "start", self._addressed(json.loads(record.payloads[0]))
        if record.call == "patch":
            return "PATCH", self._session_path, record.payloads[0]
        return "POST", self._session_path + "/complete", record.payloads[0]

    def _addressed(self, start: Dict[str, Any]) -> bytes:
        """A start for the workspace that is sent to: it may have been written before there was a token."""
        start = {name: value for name, value in start.items() if name != "workspace_id"}
        if self._transport.workspace:
            start["workspace_id"] = self._transport.workspace
        return _compact(start)

    def _is_kept(self, record: Record, answer: Answer) -> bool:
        """Only the server's word counts: a batch is kept if its sequence is acknowledged."""
        if record.call == "start":
            return isinstance(answer.body.get("attempt"), int)
        if not record.sequence:
            return True
        acknowledged = answer.body.get("acknowledged_sequence")
        return isinstance(acknowledged, int) and acknowledged >= record.sequence

    def _accept(self, record: Record, answer: Answer) -> None:
        if record.call == "start":
            self._remember_start(answer)
        if self._stop:
            self._stop.read(answer)
        self._succeeded()
        self.sent += 1
        self._forget(record)

    def _remember_start(self, answer: Answer) -> None:
        self.log.attempt = answer.body["attempt"]
        self.log.url = answer.body.get("url")
        self.log.started = True

    def _refuse(self, record: Record, answer: Answer) -> None:
        self.refused += 1
        try:
            path = self.log.quarantine(record, answer)
        except (OSError, ValueError) as problem:
            path = "nowhere (%s)" % problem
        _warn_once(
            "refused " + self.log.run["producer"],
            "the server refused %s: %s; it is kept in %s" % (record.call, answer.message, path),
        )
        self._succeeded()  # the server is there, only this record was wrong

    def _forget(self, record: Record) -> None:
        try:
            self.log.acknowledge(record)
        except OSError as problem:  # a full or vanished disk: after a restart some batches are sent again, harmlessly
            _warn_once("state", "can't write the acknowledged position: %s" % problem)
        self.on_outcome()

    def _trim(self, record: Record, answer: Answer) -> Optional[Record]:
        """The request without what the answer names; None if that changes nothing, or leaves nothing to say."""
        body = json.loads(record.payloads[0])
        before = json.dumps(body)
        for path in answer.wrong_paths:
            _cut(body, path)  # one that is not there may have gone with an earlier one
        _sweep(body)
        body.update({name: value for name, value in json.loads(before).items() if name in _ESSENTIAL[record.call]})
        if record.call == "start":
            body.setdefault("training_config", {})
        if json.dumps(body) == before or not body:
            return None
        return self._instead(record, body)

    def _bare(self, record: Record) -> Optional[Record]:
        """The request with nothing but what it can't do without; None if it can do without all."""
        essential = _ESSENTIAL[record.call]
        body = {name: value for name, value in json.loads(record.payloads[0]).items() if name in essential}
        if record.call == "start":
            body["training_config"] = {}
        return self._instead(record, body) if body else None

    def _instead(self, record: Record, body: Dict[str, Any]) -> Record:
        if record.call == "start":
            self.log.run["start"] = body  # should the exporter lose its data, it is told what it took
        return record._replace(payloads=[_compact(body)])

    def _register_again(self) -> bool:
        try:
            answer = self._transport.call("POST", "start", self._addressed(self.log.run["start"]))
        except Unreachable as problem:
            return self._retry(str(problem), None)
        if answer.status < 300 and isinstance(answer.body.get("attempt"), int):
            self._remember_start(answer)
        return True

    def _succeeded(self) -> None:
        self._last_success = time.monotonic()
        self._backoff.reset()
        self.problem = None

    def _retry(self, problem: str, retry_after: Optional[float]) -> bool:
        """Waits before another try; False if patience ended."""
        self.problem = problem
        self.on_outcome()
        delay = self._backoff.next_delay()
        if retry_after is not None:
            # What the server asks for is kept even by a process that wants to end: the data stays on disk.
            delay = min(RETRY_AFTER_LIMIT, retry_after) * random.uniform(1.0, 1.1)
        waited = time.monotonic() - self._last_success
        if self._patience is not None and waited + delay > self._patience:
            return False
        if retry_after is not None:
            time.sleep(delay)
        elif self.hurry.is_set():
            time.sleep(min(delay, 0.25))
        else:
            self.hurry.wait(delay)
        return True


# --- Resources --------------------------------------------------------------------------------------------------------


class ResourceSampler:
    """CPU, memory and, where nvidia-smi is there, GPUs. Reads /proc; elsewhere what `resource` knows of the process."""

    def __init__(self) -> None:
        self._processor_times = self._read_processor_times()
        self._process_seconds = time.process_time()
        self._sampled_at = time.monotonic()
        self._nvidia_smi = shutil.which("nvidia-smi")
        self._gpus_from = 0.0  # monotonic seconds before which nvidia-smi is not asked
        self._gpu_delay = GPU_RETRY_FIRST

    def sample(self) -> List[Tuple[Dict[str, Any], Optional[Dict[str, str]]]]:
        """Pairs of metrics and labels."""
        host = {}  # type: Dict[str, Any]
        for part in (self._processor, self._memory, self._process_memory):
            try:
                host.update(part())
            except Exception:  # one that this system does not have
                pass
        samples = [(host, None)] if host else []  # type: List[Tuple[Dict[str, Any], Optional[Dict[str, str]]]]
        try:
            return samples + self._gpus()
        except Exception as problem:
            _warn_once("gpu samples", "GPUs can't be sampled: %s" % _says(problem))
            return samples

    @staticmethod
    def _read_processor_times() -> Optional[Tuple[int, int]]:
        """Busy and total ticks of all processors since boot."""
        try:
            with open("/proc/stat", "rb") as file:
                ticks = [int(value) for value in file.readline().split()[1:9]]
        except (OSError, ValueError):
            return None
        total = sum(ticks)
        return total - ticks[3] - ticks[4], total  # without idle and iowait

    def _processor(self) -> Dict[str, float]:
        before, self._processor_times = self._processor_times, self._read_processor_times()
        now, seconds = time.monotonic(), time.process_time()
        elapsed, used = now - self._sampled_at, seconds - self._process_seconds
        self._sampled_at, self._process_seconds = now, seconds
        if before is not None and self._processor_times is not None:
            busy, total = (self._processor_times[index] - before[index] for index in (0, 1))
            return {"cpu_percent": round(100.0 * busy / total, 2)} if total > 0 else {}
        share = used / max(elapsed, 1e-9) / (os.cpu_count() or 1)  # of this process only: better than nothing
        return {"cpu_percent": round(min(100.0, 100.0 * share), 2)}

    @staticmethod
    def _memory() -> Dict[str, float]:
        fields = {}
        with open("/proc/meminfo", "rb") as file:
            for line in file:
                name, _, rest = line.partition(b":")
                fields[name] = int(rest.split()[0])
        used = 1.0 - fields[b"MemAvailable"] / fields[b"MemTotal"]
        return {"memory_percent": round(100.0 * used, 2)}

    @staticmethod
    def _process_memory() -> Dict[str, int]:
        try:
            with open("/proc/self/statm", "rb") as file:
                return {"process_memory_bytes": int(file.read().split()[1]) * os.sysconf("SC_PAGE_SIZE")}
        except OSError:
            import resource  # not on Windows

            peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
            return {"process_memory_bytes": peak if sys.platform == "darwin" else peak * 1024}

    def _gpus(self) -> List[Tuple[Dict[str, Any], Optional[Dict[str, str]]]]:
        visible = _visible_gpus()
        if not self._nvidia_smi or visible == [] or time.monotonic() < self._gpus_from:
            return []
        command = [
            self._nvidia_smi,
            "--query-gpu=index,utilization.gpu,memory.used,power.draw",
            "--format=csv,noheader,nounits",
        ]
        if visible:
            command += ["-i", ",".join(visible)]
        output = _end_probe(_start_probe(command), time.monotonic() + GPU_LIMIT)
        if output is None:
            # Ever more seldom: a broken driver answers slowly and never well, a busy one will answer again.
            self._gpus_from = time.monotonic() + self._gpu_delay
            _warn_once(
                "nvidia-smi",
                "nvidia-smi failed or took over %g s: no GPU samples for %g s, then it is asked again"
                % (GPU_LIMIT, self._gpu_delay),
            )
            self._gpu_delay = min(GPU_RETRY_LIMIT, self._gpu_delay * 2)
            return []
        self._gpu_delay = GPU_RETRY_FIRST
        samples = []  # type: List[Tuple[Dict[str, Any], Optional[Dict[str, str]]]]
        for line in output.splitlines():
            columns = [column.strip() for column in line.split(",")]
            if len(columns) != 4:
                continue
            metrics = {}
            for name, text, factor in (
                ("gpu_utilization_percent", columns[1], 1),
                ("gpu_memory_bytes", columns[2], 1024 * 1024),  # nvidia-smi says MiB
                ("gpu_power_watts", columns[3], 1),
            ):
                try:
                    metrics[name] = float(text) * factor
                except ValueError:
                    pass  # [N/A]
            if metrics:
                samples.append((metrics, {"gpu": columns[0]}))
        return samples


# --- The engine: what one process runs for one session ----------------------------------------------------------------


class Settings(NamedTuple):
    """Everything that start() decided."""

    url: str
    token: Optional[str]
    workspace: Optional[str]
    offline: bool
    directory: str
    rank: Optional[int]  # sent with every point; None in single-process runs
    heartbeat_interval: float
    resource_interval: float  # 0: no samples
    queue_capacity: int
    write_through: bool
    fsync: bool


class Engine:
    """Queue, write-ahead log and threads of one process. A forked child gets another one with a producer of its own."""

    def __init__(self, session: "Session", settings: Settings, log: WriteAheadLog, leads: bool) -> None:
        self.settings = settings
        self.log = log
        self.leads = leads  # whether this process owns the session: it alone beats, completes and replays orphans
        self.queue = collections.deque()  # type: collections.deque  # (ordinal, kind, content); bounded by log()
        self.ordinals = itertools.count()
        self.stop = session._stop
        self.answered = threading.Event()  # set after the first answer or failure, for start() to go on
        self.answered_well = False  # whether the exporter took our start
        self._session = weakref.ref(session)
        self._process = os.getpid()
        self._wake_writer = threading.Event()
        self._wake_sender = threading.Event()
        self._wake_pulse = threading.Event()
        self._writing = threading.RLock()  # the queue's reader: the writer thread, or log() with write_through
        self.ending = False  # no more heartbeats
        self.ended = False  # the completion is written: close once all is acknowledged
        self._closed = False
        # Of the batch that is not sealed yet:
        self._open_kind = None  # type: Optional[str]
        self._open_count = 0
        self._open_bytes = 0
        self._open_since = 0.0
        self._unwritten = None  # type: Optional[Tuple[bytes, int]]  # encoded lines, and how many bytes are sealed
        self._marks = []  # type: List[threading.Event]  # to be set once `_unwritten` is written
        self._drained = 0
        self._highest = -1
        self._missing = 0
        self._was_full = False
        self.dropped = 0
        self._delivery = Delivery(log, Transport(settings.url, settings.token, settings.workspace), self.stop)
        self._delivery.on_outcome = self._on_outcome

    def run(self) -> None:
        """Starts the threads. They are daemons: they never keep a process alive."""
        self._thread(self._write, "writer")
        if not self.settings.offline:
            self._thread(self._send, "sender")
        if self.leads:
            self._thread(self._pulse, "pulse")

    @staticmethod
    def _thread(target: Callable[[], None], name: str) -> None:
        threading.Thread(target=target, name="shadower-training-" + name, daemon=True).start()

    # -- into the queue (any thread)

    def put(self, kind: str, content: Any) -> None:
        """Queues an event, a patch, a completion, or a mark to be set once all before it is written and sealed."""
        self.queue.append((next(self.ordinals), kind, content))

    def drop_oldest(self) -> bool:
        """Makes room for news; what is dropped shows as a gap in the ordinals. Completions and patches stay: False if
        one of them is the oldest, so that there is no room.
        """
        try:
            item = self.queue.popleft()
            if item[1] not in ("point", "event"):
                self.queue.appendleft(item)
                return False
        except IndexError:
            pass  # the writer was faster
        return True

    def put_bounded(self, kind: str, content: Any) -> None:
        """Queues a point or an event; if the queue is full the oldest goes, or if that must stay, this one."""
        ordinal = next(self.ordinals)
        if len(self.queue) < self.settings.queue_capacity or self.drop_oldest():
            self.queue.append((ordinal, kind, content))

    # -- writer: queue -> write-ahead file

    def _write(self) -> None:
        while not self._closed:
            self._wake_writer.wait(WRITE_INTERVAL)
            self._wake_writer.clear()
            try:
                self.drain()
            except Exception as problem:
                _warn_once("writer", "can't write the write-ahead file in %s: %s" % (self.log.path, problem))

    def drain(self) -> None:
        """Appends what is queued to the file, and seals the batch if it is full or old enough."""
        with self._writing:
            if self._closed or self._process != os.getpid():
                return
            more = True
            while True:
                # What the disk refused before goes first; until it is written nothing more is taken from the queue,
                # which stays bounded.
                if self._unwritten is not None:
                    self.log.append(self._unwritten[0], self._unwritten[1], self.settings.fsync)
                    self._unwritten = None
                    self.log.rotate_if_long()
                while self._marks:
                    self._marks.pop().set()
                if not more:
                    break
                more = self._encode_some()
            if self.log.pending:
                self._wake_sender.set()

    def _encode_some(self) -> bool:
        """Takes about a batch from the queue into `_unwritten`; False if the queue is empty now."""
        chunk = bytearray()
        sealed = 0
        self._was_full = self._was_full or len(self.queue) >= self.settings.queue_capacity
        more = True
        while len(chunk) < BATCH_BYTES:
            try:
                ordinal, kind, content = self.queue.popleft()
            except IndexError:
                more = False
                break
            self._drained += 1
            self._highest = max(self._highest, ordinal)
            if kind == "mark":
                self._seal(chunk)
                self._marks.append(content)
                sealed = len(chunk)
                continue
            try:
                lines = self._encode(kind, content)
            except Exception as problem:
                _warn_once("encode", "a %s can't be written and is left out: %s" % (kind, problem))
                continue
            if kind != self._open_kind:  # a batch holds one kind; completions and patches go behind all before them
                self._seal(chunk)
                sealed = len(chunk)
            for line in lines:
                chunk += line
                if kind not in _BATCH_CALLS or self._count_into_batch(kind, line):
                    self._seal(chunk)
                    sealed = len(chunk)
        if not more:
            self._count_dropped()
            if time.monotonic() - self._open_since >= SEND_INTERVAL or self.log.is_long:
                self._seal(chunk)
                sealed = len(chunk)
        if chunk:
            self._unwritten = (bytes(chunk), sealed)
        return more

    def _count_into_batch(self, kind: str, line: bytes) -> bool:
        """Adds a line to the open batch; whether that is full now."""
        if not self._open_count:
            self._open_kind, self._open_since = kind, time.monotonic()
        self._open_count += 1
        self._open_bytes += len(line)
        return self._open_bytes >= BATCH_BYTES or self._open_count >= (
            BATCH_POINTS if kind == "point" else BATCH_EVENTS
        )

    def _seal(self, chunk: bytearray) -> None:
        if self._open_count:
            chunk += b'{"seal":%d}\n' % self.log.next_sequence()
            self._open_kind, self._open_count, self._open_bytes = None, 0, 0

    def _encode(self, kind: str, content: Any) -> List[bytes]:
        """Lines of one queued thing. Here, off the training thread, names are checked: one wrong name would make the
        server refuse a whole batch."""
        if kind != "point":
            return [b'{"%s":%s}\n' % (kind.encode(), _compact(content))]
        moment, step, epoch, values, labels = content
        point = {"time": _milliseconds(moment)}  # type: Dict[str, Any]
        if step is not None and abs(step) < 2**53:
            point["step"] = step
        if epoch is not None and math.isfinite(epoch):
            point["epoch"] = epoch
        if self.settings.rank is not None:
            point["rank"] = self.settings.rank
        if labels:
            point["labels"] = {
                name: _text(value, SHORT_TEXT_LENGTH)
                for name, value in itertools.islice(labels.items(), LABELS_IN_POINT)
                if not _name_problem(name, LABEL_NAME_LENGTH)
            }
        metrics = {}
        for name, value in values.items():
            problem = None if name in _right_names else _name_problem(name, METRIC_NAME_LENGTH)
            if problem:
                _warn_once("name", "a metric is left out: its name %r %s" % (name[:50], problem))
                continue
            if len(_right_names) < 10_000:
                _right_names.add(name)
            metrics[name] = _wire_value(value)
        lines = []
        entries = iter(metrics.items())
        while True:
            point["metrics"] = dict(itertools.islice(entries, METRICS_IN_POINT))
            if not point["metrics"]:
                return lines
            lines.append(b'{"point":%s}\n' % _compact(point))

    def _count_dropped(self) -> None:
        """Gaps in the ordinals are what the full queue dropped.

        Unless the queue was full, a gap counts only when it is still there at the next look: it may be the log() of
        another thread that has its ordinal, but is not yet in the queue.
        """
        missing = self._highest + 1 - self._drained
        certain = missing if self._was_full else min(missing, self._missing)
        self._missing = missing
        self._was_full = False
        if certain > self.dropped:
            new, self.dropped = certain - self.dropped, certain
            _warn_once(
                "dropped",
                "values are logged faster than they can be written; the oldest are dropped (%d so far)" % certain,
            )
            self.put(
                "event",
                {
                    "kind": "note",
                    "time": int(time.time() * 1000),
                    "title": "values dropped",
                    "text": "The client's queue was full: %d logged points were dropped, %d in all." % (new, certain),
                },
            )

    # -- sender: write-ahead file -> exporter

    def _send(self) -> None:
        try:
            if self.leads:
                self._guarded_send(self._send_orphans_before)
            while not self._closed:
                self._guarded_send(self._delivery.deliver_all)
                if self.ended and self.close():
                    return
                self._wake_sender.wait(SEND_INTERVAL)
                self._wake_sender.clear()
        finally:
            self.answered.set()
            self._delivery.close()

    def _guarded_send(self, send: Callable[[], Any]) -> None:
        """What goes wrong once (no memory, no more threads) must not end sending for the whole run."""
        try:
            send()
        except Exception as problem:
            if not self._closed:
                _warn_once(
                    "sender", "sending failed and is tried again; data is kept in %s: %s" % (self.log.path, _says(problem))
                )
                time.sleep(SEND_INTERVAL)

    def _send_orphans_before(self) -> None:
        """What dead processes left behind. Earlier attempts of this very session go first, whole: their values and
        their completions come before our start, so that attempts keep their order. Others are sent beside us.
        """
        others = []
        for orphan in claim_orphans(self.settings.directory):
            same = orphan.run["session_id"] == self.log.run["session_id"]
            same = same and orphan.run.get("workspace_id") == self.log.run.get("workspace_id")
            if same:
                self._send_orphan(orphan)
            else:
                others.append(orphan)
        if others:
            self._thread(lambda: [self._send_orphan(orphan) for orphan in others], "replayer")

    def _send_orphan(self, orphan: WriteAheadLog) -> None:
        workspace = orphan.run.get("workspace_id")
        delivery = Delivery(orphan, Transport(self.settings.url, self.settings.token, workspace))
        delivery.hurry = self._delivery.hurry
        delivery.on_outcome = lambda: self._on_orphan_outcome(delivery)
        try:
            if delivery.deliver_all():
                orphan.close(delete=True)
        except Exception as problem:
            _warn_once("replay " + orphan.path, "can't replay %s: %s" % (orphan.path, problem))
        finally:
            delivery.close()

    def _on_orphan_outcome(self, delivery: Delivery) -> None:
        if delivery.problem and not self.log.started:
            self._delivery.problem = delivery.problem  # what keeps an earlier attempt waiting keeps us waiting too
            self.answered.set()

    def _on_outcome(self) -> None:
        if self.log.started and self.leads and not self.answered_well:
            self.answered_well = True
            session = self._session()
            if session is not None:
                session._on_started()
            self.announce()
        self.answered.set()

    @property
    def problem(self) -> Optional[str]:
        """Why nothing gets through, if so."""
        return self._delivery.problem

    # -- pulse: heartbeats and resource samples

    def _pulse(self) -> None:
        """A thread of its own: beats go on while the sender waits, and samples never delay the write-ahead file."""
        transport = Transport(self.settings.url, self.settings.token, self.settings.workspace)
        try:
            self._beat_and_sample(transport)
        except Exception as problem:
            _warn_once("pulse", "heartbeats and resource samples ended: %s: %s" % (type(problem).__name__, problem))
        finally:
            transport.close()

    def _beat_and_sample(self, transport: Transport) -> None:
        sampler = ResourceSampler() if self.settings.resource_interval else None
        now = time.monotonic()
        next_sample = now + min(FIRST_SAMPLE_AFTER, self.settings.resource_interval) if sampler else math.inf
        next_beat = now  # the first as soon as the session is started
        while not (self._closed or self.ending):
            ready = self.log.started and not self.settings.offline
            due = min(next_sample, next_beat if ready else math.inf)
            self._wake_pulse.wait(min(1.0, max(0.0, due - time.monotonic())))
            if self._wake_pulse.is_set():
                self._wake_pulse.clear()
                next_beat = 0.0  # the phase changed, or the session just started: say so at once
            if self._closed or self.ending:
                return
            now = time.monotonic()
            if sampler is not None and now >= next_sample:
                next_sample = now + self.settings.resource_interval
                for metrics, labels in sampler.sample():
                    self.put_bounded("point", (time.time(), None, None, metrics, labels))
            if now >= next_beat and self.log.started and not self.settings.offline:
                next_beat = now + self.settings.heartbeat_interval
                self._send_heartbeat(transport)

    def _send_heartbeat(self, transport: Transport) -> None:
        session = self._session()
        if session is None:
            return
        beat = {
            "producer": self.log.run["producer"],
            "time": int(time.time() * 1000),
            "phase": session._phase,
        }  # type: Dict[str, Any]
        if session._last_step is not None:
            beat["step"] = session._last_step
        if session._last_log is not None:
            beat["seconds_since_log"] = round(max(0.0, time.monotonic() - session._last_log), 3)
        path = urllib.parse.quote(self.log.run["session_id"], safe="") + "/heartbeat"
        try:
            # Never retried and never written ahead: an old heartbeat says nothing.
            answer = transport.call(
                "POST", path, _compact(beat), min(REQUEST_TIMEOUT, self.settings.heartbeat_interval)
            )
        except Unreachable:
            return
        if answer.status < 300:
            self.stop.read(answer)

    def announce(self) -> None:
        """Sends a heartbeat now."""
        self._wake_pulse.set()

    # -- end

    def write(self, limit: float) -> bool:
        """Waits until everything logged so far is in the file, at most `limit` seconds."""
        mark = threading.Event()
        self.put("mark", mark)
        self._wake_writer.set()
        return mark.wait(limit)

    def flush(self, limit: float) -> bool:
        """Waits until everything logged so far is acknowledged (offline: in the file), at most `limit` seconds."""
        deadline = time.monotonic() + limit
        if not self.write(limit):
            return False
        if self.settings.offline:
            return True
        self._delivery.hurry.set()
        self._wake_sender.set()
        # Polled, not waited for: a signal may have interrupted the very code that holds a lock.
        while self.log.pending and time.monotonic() < deadline:
            time.sleep(0.005)
        self._delivery.hurry.clear()
        return not self.log.pending

    def close(self) -> bool:
        """Ends the threads and frees the log if nothing is left to do; deletes it if all of it is acknowledged."""
        with self._writing:
            if self._closed:
                return True
            if self.log.pending and not self.settings.offline:
                return False
            self._closed = True
            for event in (self._wake_writer, self._wake_sender, self._wake_pulse):
                event.set()
            try:
                self.log.close(delete=not self.log.pending)
            except OSError as problem:
                _warn_once("close", "can't clear %s: %s" % (self.log.path, problem))
            return True


_right_names = set()  # type: set  # metric names that were checked before

# --- The session: what training code holds ----------------------------------------------------------------------------


class _PhaseGuard:
    """What phase() returns: ends the phase at the end of a `with` block; ignored otherwise."""

    def __init__(self, session: "Session", before: str) -> None:
        self._session = session
        self._before = before

    def __enter__(self) -> "Session":
        return self._session

    def __exit__(self, *_: Any) -> None:
        self._session.phase(self._before)


class Session:
    """A training session. Made by start(); every method is safe to call at any time and never raises."""

    def __init__(self, session_id: str, settings: Optional[Settings], run: Dict[str, Any]) -> None:
        self.session_id = session_id
        self._settings = settings  # None: disabled
        self._run = run
        self._owner = os.getpid()
        self._engine = None  # type: Optional[Engine]
        self._stop = Stop()
        self._stop_seen = False
        self._phase = "training"
        self._last_step = None  # type: Optional[int]
        self._last_log = None  # type: Optional[float]
        self._finished = False
        self._announced = False
        self._attempt = None  # type: Optional[int]
        self._url = None  # type: Optional[str]

    # -- what is known

    @property
    def attempt(self) -> Optional[int]:
        """Which attempt of the session this is, once the exporter said so."""
        engine = self._engine
        return engine.log.attempt if engine is not None and engine.log.attempt else self._attempt

    @property
    def url(self) -> Optional[str]:
        """The session's page, once the exporter said where it is."""
        engine = self._engine
        return engine.log.url if engine is not None and engine.log.url else self._url

    @property
    def directory(self) -> Optional[str]:
        """Where data is kept until it is acknowledged."""
        return self._settings.directory if self._settings else None

    @property
    def dropped(self) -> int:
        """Logged points that a full queue dropped."""
        engine = self._engine
        return engine.dropped if engine is not None else 0

    @property
    def stop_reason(self) -> Optional[str]:
        """Why the server wants training to end."""
        return self._stop.reason

    # -- logging

    def log(
        self,
        metrics: Mapping,
        step: Any = None,
        epoch: Any = None,
        labels: Optional[Mapping] = None,
        time: Optional[float] = None,  # noqa: A002 - the wire's word
    ) -> None:
        """Logs values of one step.

        metrics: name -> number; NaN and infinities are kept. step: a whole number; epoch: a number. labels: name ->
        text, for series that share a name. time: seconds since 1970, default now.
        """
        try:
            engine = self._engine
            if engine is None:
                engine = self._join()
                if engine is None:
                    return
            values = {}
            for name, value in metrics.items():
                kind = type(value)
                if kind is not float and kind is not int:
                    # Tensors are read now: later they may have changed, and reading waits for the GPU.
                    value = self._read_value(name, value)
                    if value is None:
                        continue
                    if type(name) is not str:
                        name = str(name)
                values[name if type(name) is str else str(name)] = value
            if step is not None and type(step) is not int:
                step = _whole_number(step)  # a value without its step would be another one: then all is left out
            if epoch is not None and type(epoch) is not int and type(epoch) is not float:
                epoch = _read("epoch", float, epoch)
            if labels is not None:
                labels = _read("labels", _labels, labels)
            if time is not None:
                time = _read("time", float, time)
            if step is not None:
                self._last_step = step
            self._last_log = _monotonic()
            content = (_now() if time is None else time, step, epoch, values, labels)
            ordinal = next(engine.ordinals)
            if len(engine.queue) < engine.settings.queue_capacity or engine.drop_oldest():
                engine.queue.append((ordinal, "point", content))
            if engine.settings.write_through:
                engine.drain()
        except Exception as problem:
            _warn_once("log", "log() failed: %s: %s" % (type(problem).__name__, problem))

    @staticmethod
    def _read_value(name: Any, value: Any) -> Any:
        if value is None:
            return None
        try:
            return _number(value)
        except Exception as problem:
            _warn_once("value %s" % (name,), "%r is left out: %s" % (name, problem))
            return None

    def event(
        self,
        kind: str,
        title: Optional[str] = None,
        text: Optional[str] = None,
        step: Any = None,
        time: Optional[float] = None,  # noqa: A002
    ) -> None:
        """Records what happened: checkpoint, learning_rate_change, note, alert, log, or a start or end of evaluation
        or checkpoint. Another kind becomes a note with that title."""
        try:
            engine = self._engine or self._join()
            if engine is None:
                return
            moment = None if time is None else _read("time", float, time)
            event = {
                "kind": kind,
                "time": _milliseconds(_now() if moment is None else moment),
            }  # type: Dict[str, Any]
            if kind not in EVENT_KINDS:
                event["kind"], title = "note", title or kind
            step = self._last_step if step is None else _read("step", _whole_number, step)
            if step is not None:
                event["step"] = step
            if title:
                event["title"] = _text(title, TITLE_LENGTH)
            if text:
                event["text"] = _text(text, TEXT_LENGTH)
            engine.put_bounded("event", event)
            if engine.settings.write_through:
                engine.drain()
        except Exception as problem:
            _warn_once("event", "event() failed: %s: %s" % (type(problem).__name__, problem))

    def note(self, text: str, title: Optional[str] = None, step: Any = None) -> None:
        """A remark for whoever looks at the curves."""
        self.event("note", title=title, text=text, step=step)

    def alert(self, title: str, text: Optional[str] = None, step: Any = None) -> None:
        """Something that a person should look at."""
        self.event("alert", title=title, text=text, step=step)

    def phase(self, name: str) -> _PhaseGuard:
        """Says what the process is doing: training, evaluation, checkpoint or idle. An announced evaluation may be long
        without looking hung. A plain call, ended by another one, or `with session.phase("evaluation"):`.
        """
        before = self._phase
        try:
            if name not in PHASES:
                _warn_once("phase", "no phase %r; there are %s" % (name, ", ".join(PHASES)))
            elif name != before:
                self._phase = name
                if before in ("evaluation", "checkpoint"):
                    self.event(before + "_end")
                if name in ("evaluation", "checkpoint"):
                    self.event(name + "_start")
                engine = self._engine
                if engine is not None and engine.leads:
                    engine.announce()
        except Exception as problem:
            _warn_once("phase", "phase() failed: %s" % problem)
        return _PhaseGuard(self, before)

    def should_stop(self) -> bool:
        """Whether the server asked training to end for what
        `monitoring_config={"stop_on": [...]}` of start() names; see stop_reason."""
        if self._stop.requested:
            self._stop_seen = True
        return self._stop.requested

    def update(self, config: Any = None, tags: Any = None, **fields: Any) -> None:
        """Adds what became known later: config, tags, name, notes, total_epochs, total_steps, objective, ..."""
        try:
            engine = self._engine or self._join()
            if engine is None:
                return
            body = _fields(fields)
            if config is not None:
                _set(body, "training_config", lambda: training_config(config))
            if tags is not None:
                _set(body, "tags", lambda: _tags(tags, removable=True))
            if body:
                engine.put("patch", body)
        except Exception as problem:
            _warn_once("update", "update() failed: %s" % problem)

    # -- ending

    def flush(self, timeout: float = FLUSH_LIMIT) -> bool:
        """Waits until everything logged so far is acknowledged (offline: on disk). False if that takes too long."""
        try:
            engine = self._engine
            return engine.flush(timeout) if engine is not None else True
        except Exception as problem:
            _warn_once("flush", "flush() failed: %s" % problem)
            return False

    def finish(
        self,
        status: Optional[str] = None,
        error_details: Optional[str] = None,
        timeout: float = FLUSH_LIMIT,
        **totals: Any,
    ) -> None:
        """Ends the session: completed, failed, stopped or cancelled. Default: stopped if should_stop() said so, else
        completed. Waits at most `timeout` seconds for acknowledgements; the rest stays on disk.

        totals: total_tokens_processed, early_stopping_triggered, resource_usage (gpu_hours, compute_cost_usd, ...).
        """
        try:
            if self._finished:
                return
            if os.getpid() != self._owner:
                self._leave(timeout)  # a forked child ends its own logging, not its parent's session
                return
            self._finished = True
            engine = self._engine
            if engine is not None:
                self._finish(engine, status, error_details, timeout, totals)
        except Exception as problem:
            _warn_once("finish", "finish() failed: %s: %s" % (type(problem).__name__, problem))
        finally:
            _forget(self)

    def _finish(
        self,
        engine: Engine,
        status: Optional[str],
        error_details: Optional[str],
        timeout: float,
        totals: Dict[str, Any],
    ) -> None:
        deadline = _monotonic() + timeout
        engine.ending = True
        if engine.leads:
            if status is None:
                status = "stopped" if self._stop_seen else "completed"
            elif status not in FINAL_STATES:
                _warn_once("status", "no status %r; there are %s" % (status, ", ".join(FINAL_STATES)))
                status = "completed"
            body = _fields(totals)
            body.update(status=status, completed_at=_iso_time(_now()), producer=engine.log.run["producer"])
            if error_details:
                _set(body, "error_details", lambda: _text(str(error_details)[-TEXT_LENGTH:], TEXT_LENGTH))
            engine.write(timeout)  # may find that values were dropped, and says so before the completion
            engine.put("complete", body)
        delivered = engine.flush(max(0.1, deadline - _monotonic()))
        self._attempt, self._url = self.attempt, self.url
        self._engine = None  # its threads hold it, and go on as long as the process lives
        engine.ended = True
        if delivered:
            engine.close()
        else:
            _tell(
                "shadower-training: not everything is acknowledged yet (%s); it is kept in %s and sent by the next "
                "run, or by: %s"
                % (engine.problem or "the exporter is slow", engine.settings.directory, _sync_command(engine.settings))
            )

    def __enter__(self) -> "Session":
        return self

    def __exit__(self, kind: Any, error: Any, trace: Any) -> None:
        """Finishes; an exception says how, and goes on its way."""
        try:
            status, details = _outcome(kind, error, trace)
            self.finish(status, error_details=details)
        except Exception as problem:
            _warn_once("finish", "finish() failed: %s" % problem)

    # -- inside

    def __reduce__(self) -> Any:
        """Pickled into a spawned worker, a session is a disabled one: log() there does nothing, and does no harm."""
        return Session, (self.session_id, None, {})

    def __copy__(self) -> "Session":
        return self

    def __deepcopy__(self, memory: Any) -> "Session":
        return self

    def _on_started(self) -> None:
        """The exporter knows the session: tell its address, once."""
        if not self._announced and self.url:
            self._announced = True
            attempt = ", attempt %d" % self.attempt if self.attempt and self.attempt > 1 else ""
            _tell("shadower-training: session %s%s: %s" % (self.session_id, attempt, self.url))

    def _join(self) -> Optional[Engine]:
        """In a forked child that logs itself: a producer and threads of its own, in the parent's attempt."""
        if self._settings is None or self._finished or os.getpid() == self._owner:
            return None
        engine = _open_engine(self, self._settings, dict(self._run, start=None), None, leads=False)
        if engine is not None:
            engine.log.attempt = self._attempt
            engine.log.save()
            self._engine = engine
            engine.run()
            _flush_at_child_end(self)
        return engine

    def _leave(self, timeout: float = FLUSH_LIMIT) -> None:
        """A forked child that logged has ended: what it logged is sent, or stays on disk."""
        engine = self._engine
        if engine is not None:
            engine.flush(timeout)
            engine.ending = engine.ended = True
            if engine.close():
                self._engine = None

    def _after_fork(self) -> None:
        """In the child: threads are gone and locks may be held by them, so nothing of the old engine is touched."""
        if self._engine is not None:
            self._attempt, self._url = self.attempt, self.url
        self._engine = None
        self._announced = True


def _read(what: str, convert: Callable[[Any], Any], value: Any) -> Any:
    """An argument of log() or event(); None with a warning if it is wrong: the values beside it are worth keeping."""
    try:
        return convert(value)
    except Exception as problem:
        _warn_once("argument " + what, "%s can't be used and is left out: %s" % (what, _says(problem)))
        return None


def _labels(labels: Mapping) -> Dict[str, str]:
    return {str(name): str(value) for name, value in labels.items()}


_now = time.time
_monotonic = time.monotonic


def _outcome(kind: Any, error: Any, trace: Any) -> Tuple[Optional[str], Optional[str]]:
    """How a session ended, told from the exception that ended it."""
    if kind is None or (issubclass(kind, SystemExit) and getattr(error, "code", None) in (None, 0)):
        return None, None
    details = "".join(traceback.format_exception(kind, error, trace))
    return ("cancelled" if issubclass(kind, KeyboardInterrupt) else "failed"), details


_AMOUNTS = ("total_epochs", "total_steps", "total_tokens_processed")
_SHORT_TEXTS = ("name", "group")


def _fields(given: Mapping) -> Dict[str, Any]:
    """Fields of a description as the wire takes them; one that is wrong is left out, alone."""
    body = {}  # type: Dict[str, Any]
    for name, value in given.items():
        if value is None:
            continue
        if name in _AMOUNTS:
            _set(body, name, lambda value=value: _amount(value))
        elif name in _SHORT_TEXTS:
            _set(body, name, lambda value=value: _text(value, SHORT_TEXT_LENGTH) or None)
        elif name == "notes":
            _set(body, name, lambda value=value: _text(value, TEXT_LENGTH) or None)
        elif name == "objective":
            _set(body, name, lambda value=value: _objective(value))
        elif name == "monitoring_config":
            _set(body, name, lambda value=value: _monitoring(value) or None)
        else:
            _set(body, name, lambda value=value: _plain(value))
    return body


def _objective(given: Any) -> Dict[str, Any]:
    objective = {str(name): value for name, value in dict(given).items()}
    problem = _name_problem(str(objective.get("metric") or ""), METRIC_NAME_LENGTH)
    if problem or objective.get("direction") not in ("minimize", "maximize"):
        raise ValueError('it must be {"metric": a name, "direction": "minimize" or "maximize"}')
    return {"metric": str(objective["metric"]), "direction": str(objective["direction"])}


def _monitoring(given: Any) -> Dict[str, Any]:
    """The monitoring_config without what is no number where one is wanted."""
    monitoring = {}  # type: Dict[str, Any]
    for name, value in dict(given).items():
        if value is not None:
            _set(monitoring, name, lambda name=name, value=value: _monitoring_value(name, value), "monitoring_config.")
    return monitoring


def _monitoring_value(name: str, value: Any) -> Any:
    if name in ("budget_usd", "cost_per_hour_usd"):
        return _amount(value)
    if name == "heartbeat_interval":
        return _interval(value, HEARTBEAT_SHORTEST)
    if name == "early_stop_patience":
        return max(1, _whole_number(_amount(value)))
    if name == "stop_on":
        return [_text(reason, SHORT_TEXT_LENGTH) for reason in ([value] if isinstance(value, str) else value)]
    return _plain(value)


def _interval(value: Any, shortest: float = 0.0) -> float:
    """Seconds between heartbeats or samples; the server takes a day at most."""
    seconds = _amount(value)
    if seconds > 86_400:
        raise ValueError("it must be a number of seconds up to 86400, but is %r" % (value,))
    return max(shortest, seconds)


def _plain(value: Any) -> Any:
    """Values of the caller's own as strict JSON."""
    if isinstance(value, Mapping):
        return {str(name): _plain(inner) for name, inner in value.items()}
    if isinstance(value, (list, tuple)):
        return [_plain(inner) for inner in value]
    if isinstance(value, str):
        return _text(value, TEXT_LENGTH)
    if value is None or isinstance(value, bool):
        return value
    return _configuration_value(value)


def _sync_command(settings: Settings) -> str:
    module = "%s -m shadower_training" % os.path.basename(sys.executable or "python")
    if __name__.partition(".")[0] != "shadower_training":  # copied alone
        module = "%s %s" % (os.path.basename(sys.executable or "python"), os.path.basename(__file__))
    return "%s sync %s" % (module, shlex.quote(settings.directory))


# --- start() and the conveniences of the module -----------------------------------------------------------------------

_sessions = set()  # type: set  # unfinished ones
_current = None  # type: Optional[Session]


def start(
    agent_id: Optional[str] = None,
    config: Any = None,
    *,
    name: Optional[str] = None,
    tags: Any = None,
    notes: Optional[str] = None,
    group: Optional[str] = None,
    session_id: Optional[str] = None,
    resume: bool = False,
    total_epochs: Optional[float] = None,
    total_steps: Optional[float] = None,
    objective: Optional[Mapping] = None,
    monitoring_config: Optional[Mapping] = None,
    environment: Optional[Mapping] = None,
    url: Optional[str] = None,
    token: Optional[str] = None,
    workspace_id: Optional[str] = None,
    mode: Optional[str] = None,
    directory: Optional[str] = None,
    all_ranks: bool = False,
    write_through: Optional[bool] = None,
    fsync: Optional[bool] = None,
    heartbeat_interval: Optional[float] = None,
    resource_interval: Optional[float] = None,
    queue_capacity: int = QUEUE_CAPACITY,
    **fields: Any,
) -> Session:
    """Starts a training session, or another attempt of one.

    agent_id: who is trained; default TRAINING_AGENT, else the script's name. config: hyperparameters (a dictionary,
    possibly nested, a namespace or a dataclass); `model_base`, `training_type` and `dataset` in it are understood.
    session_id: an id of your own; if the exporter knows it, this is its next attempt (`resume=True` says that you
    expect so). objective: {"metric": ..., "direction": "minimize" | "maximize"}. monitoring_config: {"stop_on": for what
    should_stop() says so, of "non_finite" (a NaN or infinite loss), "budget" (the cost is over "budget_usd") and
    "early_stop" (no new best of the objective in "early_stop_patience" values), "budget_usd", "cost_per_hour_usd",
    "heartbeat_interval"}. environment: fields beside the captured ones.
    mode: online, offline (write only; send with `sync`) or disabled. directory: where data is kept until acknowledged.
    all_ranks: by default only rank 0 (RANK, else LOCAL_RANK) logs; with it, every rank does, and all must be given the
    same session_id. write_through: log() itself writes to the file. Further fields of the wire's start go as they are.

    Waits for the exporter 2 s at most. Never raises because of it. An argument that is wrong is left out with a warning
    that names it; the rest is recorded.
    """
    global _current
    options = dict(locals())
    try:
        session = _start(options)
    except Exception as problem:
        _warn_once("start", "start() failed, nothing is recorded: %s" % _says(problem))
        session = Session(_new_id(), None, {})
    _current = session
    return session


def _start(options: Dict[str, Any]) -> Session:
    """start() proper; `options` are its arguments."""
    mode = (_asked_text(options, "mode", "TRAINING_MODE") or "online").strip().lower()
    if mode not in ("online", "offline", "disabled"):
        _warn_once("mode", "no mode %r; there are online, offline and disabled; this is online" % mode[:50])
        mode = "online"
    asked_id = _asked_text(options, "session_id", "TRAINING_SESSION_ID")
    session_id = asked_id or _new_id()
    rank = _rank()
    all_ranks = _asked_flag(options, "all_ranks")
    if mode == "disabled" or (rank and not all_ranks):
        return Session(session_id, None, {})
    leads = not rank
    if not leads and not asked_id:
        _warn_once("rank", "all_ranks needs the same session_id for every rank; rank %d records nothing" % rank)
        return Session(session_id, None, {})
    problem = _identifier_problem(session_id)
    if problem:
        _warn_once("session_id", "the session_id %s; another one is drawn" % problem)
        session_id = _new_id()

    settings = _settings(options, mode, rank if all_ranks else None)
    body = _start_body(options, session_id, settings) if leads else None
    run = {
        "session_id": session_id,
        "workspace_id": settings.workspace,
        "host": _host(),
        "url": settings.url,
        "start": body,
    }
    session = Session(session_id, settings, run)
    engine = _open_engine(session, settings, run, body, leads)
    if engine is None:
        return Session(session_id, None, {})
    session._engine = engine
    session._settings = settings = engine.settings
    _sessions.add(session)
    _install_hooks()
    engine.run()
    if not leads:
        return session
    if settings.offline:
        session._announced = True
        _tell(
            "shadower-training: session %s, offline: data is kept in %s; send it with: %s"
            % (session_id, settings.directory, _sync_command(settings))
        )
        return session
    engine.answered.wait(FIRST_ATTEMPT_LIMIT)
    if engine.log.started:
        session._on_started()
        if _asked_flag(options, "resume") and engine.log.attempt == 1:
            _warn_once("resume " + session_id, "there was no session %s to resume; it is a new one" % session_id)
    else:
        _tell(
            "shadower-training: session %s: %s has not taken it yet (%s); training goes on, data waits in %s"
            % (
                session_id,
                settings.url,
                engine.problem or "no answer in %g s" % FIRST_ATTEMPT_LIMIT,
                settings.directory,
            )
        )
    return session


def _asked(options: Mapping, name: str, variable: Optional[str], convert: Callable[[Any], Any]) -> Any:
    """An argument, else its environment variable, as `convert` reads it; None if there is none. One that is wrong is
    left out with a warning that names it.
    """
    for place, value in ((name, options[name]), (variable, os.environ.get(variable) if variable else None)):
        if value is None:
            continue
        try:
            converted = convert(value)
            if converted is not None:
                return converted
        except Exception as problem:
            _warn_once("argument %s" % place, "%s can't be used and is left out: %s" % (place, _says(problem)))
    return None


def _asked_text(options: Mapping, name: str, variable: Optional[str]) -> Optional[str]:
    return _asked(options, name, variable, lambda value: _text(value, TEXT_LENGTH) or None)


def _asked_flag(options: Mapping, name: str, variable: Optional[str] = None) -> bool:
    return bool(
        _asked(options, name, variable, lambda value: _flag(value) if isinstance(value, str) else bool(value))
    )


def _address(value: Any) -> Optional[str]:
    """The exporter's address, without a slash at its end."""
    if not isinstance(value, str):
        raise TypeError("it must be an address like %s" % DEFAULT_URL)
    value = value.strip().rstrip("/")
    if not value:
        return None
    parts = urllib.parse.urlsplit(value if "://" in value else "http://" + value)
    if parts.scheme not in ("http", "https") or not parts.hostname or parts.port == 0 or re.search(r"[^!-~]", value):
        raise ValueError("it must be an address like %s, but is %r" % (DEFAULT_URL, value[:200]))
    return value


def _token(value: Any) -> Optional[str]:
    """A token that fits into a header. A wrong one stays one, and is refused: without a token the data might go to
    another workspace."""
    text = value.strip() if isinstance(value, str) else "not-a-text"
    if text and re.search(r"[^!-~]", text) or not isinstance(value, str):
        _warn_once("token", "token holds what no token holds (blanks, control or non-ASCII characters, or is no text)")
    return re.sub(r"[^!-~]", "?", text) or None


def _workspace(value: Any) -> Optional[str]:
    if not isinstance(value, (str, int)):
        raise TypeError("it must be a text")
    name = str(value)
    problem = _identifier_problem(name) if name else None
    if problem:
        raise ValueError("it " + problem)
    return name or None


def _directory(value: Any) -> Optional[str]:
    path = os.fsdecode(value)  # TypeError for what is no path
    if "\0" in path:
        raise ValueError("it contains a NUL character")
    return os.path.abspath(path) if path else None


def _settings(options: Dict[str, Any], mode: str, rank: Optional[int]) -> Settings:
    """Arguments first, then the environment, then defaults."""

    def seconds(name: str, variable: str, default: float, shortest: float = 0.0) -> float:
        given = _asked(options, name, variable, lambda value: _interval(value, shortest))
        return default if given is None else given

    monitoring = options["monitoring_config"]
    try:
        asked = _monitoring(monitoring if monitoring is not None else {}).get("heartbeat_interval", HEARTBEAT_INTERVAL)
    except Exception:  # named when the description is made
        asked = HEARTBEAT_INTERVAL
    token = _asked(options, "token", "TRAINING_TOKEN", _token)
    workspace = _asked(options, "workspace_id", "TRAINING_WORKSPACE", _workspace)
    directory = _asked(options, "directory", "TRAINING_DIR", _directory)
    try:
        directory = directory or os.path.abspath(DEFAULT_DIRECTORY)
    except OSError:  # the working directory is gone
        directory = _fallback_directory()
    capacity = _asked(options, "queue_capacity", None, lambda value: max(1, _whole_number(_amount(value))))
    return Settings(
        url=_asked(options, "url", "TRAINING_URL", _address) or DEFAULT_URL,
        token=token,
        workspace=None if token else workspace,  # with a token the workspace is the token's
        offline=mode == "offline",
        directory=directory,
        rank=rank,
        heartbeat_interval=seconds("heartbeat_interval", "TRAINING_HEARTBEAT_INTERVAL", asked, HEARTBEAT_SHORTEST),
        resource_interval=seconds("resource_interval", "TRAINING_RESOURCE_INTERVAL", RESOURCE_INTERVAL),
        queue_capacity=capacity or QUEUE_CAPACITY,
        write_through=_asked_flag(options, "write_through", "TRAINING_WRITE_THROUGH"),
        fsync=_asked_flag(options, "fsync", "TRAINING_FSYNC"),
    )


def _agent(options: Mapping) -> str:
    """The agent's id as the server takes it."""
    script = os.path.splitext(os.path.basename((getattr(sys, "argv", None) or [""])[0] or "python"))[0]
    given = _asked_text(options, "agent_id", "TRAINING_AGENT")
    agent = _CONTROL_CHARACTERS.sub(" ", _text(given or script or "agent", IDENTIFIER_LENGTH))
    if _identifier_problem(agent):  # `..` between slashes, or a reserved name
        agent = re.sub(r"[./\\]", "-", agent).replace("__proto__", "proto")
    return agent


def _start_body(options: Dict[str, Any], session_id: str, settings: Settings) -> Dict[str, Any]:
    """The body of the start request: what the server is told about the session."""
    described = {
        name: options[name]
        for name in ("total_epochs", "total_steps", "group", "notes", "objective", "monitoring_config")
    }
    described["name"] = _asked_text(options, "name", "TRAINING_NAME")
    body = _fields(dict(options["fields"], **described))
    body.update(
        agent_id=_agent(options),
        training_config={},
        session_id=session_id,
        started_at=_iso_time(time.time()),
        source={"door": "native", "client": CLIENT_NAME, "version": __version__},
        environment={},
    )
    _set(body, "training_config", lambda: training_config(options["config"]))
    _set(body, "environment", capture_environment)
    if options["environment"] is not None:
        _set(body, "environment", lambda: dict(body["environment"], **_environment(options["environment"])))
    if settings.workspace:
        body["workspace_id"] = settings.workspace
    if options["tags"] is not None:
        _set(body, "tags", lambda: _tags(options["tags"]) or None)
    if settings.heartbeat_interval != HEARTBEAT_INTERVAL:
        # So that silence is judged by it.
        body.setdefault("monitoring_config", {}).setdefault("heartbeat_interval", settings.heartbeat_interval)
    return body


def _environment(given: Any) -> Dict[str, Any]:
    environment = {}  # type: Dict[str, Any]
    for name, value in dict(given).items():
        _set(environment, name, lambda value=value: _plain(value), "environment.")
    return environment


def _fallback_directory() -> str:
    """Where data is kept if it can't be kept where it should."""
    return os.path.join(tempfile.gettempdir(), "shadower-training-%s" % getattr(os, "getuid", lambda: "user")())


def _open_engine(
    session: Session, settings: Settings, run: Dict[str, Any], start_body: Optional[Dict[str, Any]], leads: bool
) -> Optional[Engine]:
    """A producer with its write-ahead log; in the temporary directory if the right one can't be written."""
    producer = _new_id()
    run = dict(run, producer=producer, pid=os.getpid())
    if start_body is not None:
        start_body = dict(start_body, producer=producer)
        run["start"] = start_body
    for directory in (settings.directory, _fallback_directory()):
        try:
            log = WriteAheadLog.create(directory, run, start_body)
            return Engine(session, settings._replace(directory=directory), log, leads)
        except OSError as problem:
            _warn_once("directory " + directory, "can't write to %s: %s" % (directory, problem))
    return None


def _rank() -> int:
    """This process's rank in distributed training; 0 outside of it."""
    for variable in ("RANK", "LOCAL_RANK"):
        try:
            return int(os.environ[variable])
        except (KeyError, ValueError):
            pass
    return 0


def current() -> Optional[Session]:
    """The session started last, if it is not finished."""
    return _current


def log(metrics: Mapping, step: Any = None, epoch: Any = None, labels: Optional[Mapping] = None) -> None:
    """Session.log() of the current session."""
    session = _current
    if session is None:
        _warn_once("no session", "log() before start(): nothing is recorded")
    else:
        session.log(metrics, step=step, epoch=epoch, labels=labels)


def event(kind: str, title: Optional[str] = None, text: Optional[str] = None, step: Any = None) -> None:
    """Session.event() of the current session."""
    if _current is not None:
        _current.event(kind, title=title, text=text, step=step)


def note(text: str, title: Optional[str] = None, step: Any = None) -> None:
    """Session.note() of the current session."""
    event("note", title=title, text=text, step=step)


def alert(title: str, text: Optional[str] = None, step: Any = None) -> None:
    """Session.alert() of the current session."""
    event("alert", title=title, text=text, step=step)


def phase(name: str) -> _PhaseGuard:
    """Session.phase() of the current session."""
    return (_current or Session("", None, {})).phase(name)


def should_stop() -> bool:
    """Session.should_stop() of the current session."""
    return _current is not None and _current.should_stop()


def update(**fields: Any) -> None:
    """Session.update() of the current session."""
    if _current is not None:
        _current.update(**fields)


def flush(timeout: float = FLUSH_LIMIT) -> bool:
    """Session.flush() of the current session."""
    return _current.flush(timeout) if _current is not None else True


def finish(status: Optional[str] = None, **options: Any) -> None:
    """Session.finish() of the current session."""
    if _current is not None:
        _current.finish(status, **options)


def _forget(session: Session) -> None:
    global _current
    _sessions.discard(session)
    if _current is session:
        _current = None


# --- Ends and forks of the process ------------------------------------------------------------------------------------

_hooks_installed = False
_previous_sigterm = None  # type: Any


def _install_hooks() -> None:
    """Once a process: what happens at its end, at SIGTERM and in its forked children."""
    global _hooks_installed, _previous_sigterm
    if not _hooks_installed:
        _hooks_installed = True
        atexit.register(_at_exit)
        if hasattr(os, "register_at_fork"):
            os.register_at_fork(
                before=_hold_sigterm, after_in_parent=_release_sigterm, after_in_child=_after_fork_in_child
            )
    if threading.current_thread() is not threading.main_thread():
        return  # only the main thread may set signal handlers
    try:
        handler = signal.getsignal(signal.SIGTERM)
        # None: set by C code, which we can't call; SIG_IGN: the script wants to survive.
        if handler is not _on_sigterm and handler is not None and handler != signal.SIG_IGN:
            _previous_sigterm = handler
            signal.signal(signal.SIGTERM, _on_sigterm)
    except (ValueError, OSError, AttributeError):
        pass


def _at_exit() -> None:
    """The process ends without finish(): say how it ended, and wait 5 s for acknowledgements at most."""
    deadline = time.monotonic() + FLUSH_LIMIT
    # An uncaught exception leaves its traces here; they are set before exit handlers run.
    error = None if hasattr(sys, "ps1") else getattr(sys, "last_value", None)
    for session in list(_sessions):
        limit = max(0.1, deadline - time.monotonic())
        if session._owner != os.getpid():
            session._leave(limit)
            continue
        if error is not None:
            status, details = _outcome(type(error), error, getattr(sys, "last_traceback", None))
        else:
            status, details = None, None
            session.note("The script ended without finish().")
        session.finish(status, error_details=details, timeout=limit)


def _on_sigterm(number: int, frame: Any) -> None:
    """A polite kill. If it ends the process, sessions end as cancelled first. If the script has its own handler, it
    may go on (checkpointing, requeueing), so then the data is only flushed, and the script finishes as it likes."""
    previous = _previous_sigterm
    dies = previous == signal.SIG_DFL or previous is None
    details = "terminated by SIGTERM\n" + "".join(traceback.format_stack(frame)[-20:])

    def end() -> None:
        deadline = time.monotonic() + FLUSH_LIMIT
        for session in list(_sessions):
            limit = max(0.1, deadline - time.monotonic())
            if dies and session._owner == os.getpid():
                session.finish("cancelled", error_details=details, timeout=limit)
            else:
                session.flush(limit)

    # In a thread of its own: the signal may have interrupted code that holds a lock which ending needs, and then only a
    # bounded wait leads out. Children that never logged (data loaders) have nothing to flush and die at once.
    if any(session._engine is not None for session in list(_sessions)):
        helper = threading.Thread(target=end, name="shadower-training-end", daemon=True)
        try:
            helper.start()
            helper.join(FLUSH_LIMIT + 0.5)
        except RuntimeError:  # no more threads, or the interpreter is ending; nothing may be raised out of a handler
            pass
    if callable(previous):
        previous(number, frame)
    elif dies:
        signal.signal(signal.SIGTERM, signal.SIG_DFL)
        os.kill(os.getpid(), signal.SIGTERM)  # so that the parent sees what the process died of


def _hold_sigterm() -> None:
    """Python forgets signals that reach a child before it runs: a worker that is terminated right then would live on."""
    if hasattr(signal, "pthread_sigmask") and _on_sigterm is signal.getsignal(signal.SIGTERM):
        _sigterm_held.held = signal.SIGTERM not in signal.pthread_sigmask(signal.SIG_BLOCK, [signal.SIGTERM])


def _release_sigterm() -> None:
    if getattr(_sigterm_held, "held", False):
        _sigterm_held.held = False
        signal.pthread_sigmask(signal.SIG_UNBLOCK, [signal.SIGTERM])


#: Whether this thread blocked SIGTERM for the time of a fork.
_sigterm_held = threading.local()


def _after_fork_in_child() -> None:
    for log_of_parent in list(_open_logs):
        log_of_parent.abandon()
    _open_logs.clear()
    for session in list(_sessions):
        session._after_fork()
    # Last: what it brings in finds a child that has nothing to flush.
    _release_sigterm()


def _flush_at_child_end(session: Session) -> None:
    """multiprocessing's children end without exit handlers; they have finalizers of their own."""
    utilities = sys.modules.get("multiprocessing.util")
    if utilities is not None:
        utilities.Finalize(None, session._leave, exitpriority=10)


# --- sync -------------------------------------------------------------------------------------------------------------


def sync(
    directory: Optional[str] = None,
    url: Optional[str] = None,
    token: Optional[str] = None,
    workspace_id: Optional[str] = None,
    patience: float = SYNC_PATIENCE,
) -> bool:
    """Sends everything that is kept in a directory. True if nothing is left and nothing was refused.

    Logs of living processes are left to them. patience: seconds without any success after which it gives up.
    """
    directory = os.path.abspath(directory or os.environ.get("TRAINING_DIR") or DEFAULT_DIRECTORY)
    url = url or os.environ.get("TRAINING_URL") or DEFAULT_URL
    token = token or os.environ.get("TRAINING_TOKEN") or None
    if not os.path.isdir(directory):
        _tell("sync: there is no directory %s" % directory)
        return False
    good = True
    paths = find_logs(directory)
    for path in paths:
        try:
            orphan = WriteAheadLog.claim(path)
        except InUse:
            _tell("sync: %s belongs to a living process, which sends it itself" % path)
            continue
        except (OSError, ValueError, LookupError, TypeError, AttributeError) as problem:
            _tell("sync: can't read %s: %s" % (path, problem))
            good = False
            continue
        workspace = workspace_id or orphan.run.get("workspace_id")
        delivery = Delivery(orphan, Transport(url, token, workspace), patience=patience)
        delivered = delivery.deliver_all()
        left = "" if delivered else "; the rest is kept: %s" % delivery.problem
        refused = (
            "; %d refused, see quarantine-*.jsonl in %s" % (delivery.refused, directory) if delivery.refused else ""
        )
        _tell("sync: session %s: %d requests sent%s%s" % (orphan.run["session_id"], delivery.sent, refused, left))
        if orphan.url:
            _tell("sync: %s" % orphan.url)
        delivery.close()
        orphan.close(delete=delivered)
        good = good and delivered and not delivery.refused
        if not delivered:
            break  # the exporter is away: the others would only wait as long
    if not paths:
        _tell("sync: nothing to send in %s" % directory)
    return good


def main(arguments: Optional[List[str]] = None) -> int:
    """The command line: `sync [DIR]`."""
    parser = argparse.ArgumentParser(prog="shadower_training", description="Shadower Training's Python client.")
    parser.add_argument("--version", action="version", version=__version__)
    commands = parser.add_subparsers(dest="command")
    commands.required = True
    command = commands.add_parser("sync", help="send what training runs kept in a directory")
    command.add_argument("directory", nargs="?", help="default: TRAINING_DIR, else ./%s" % DEFAULT_DIRECTORY)
    command.add_argument("--url", help="address of the exporter; default: TRAINING_URL, else %s" % DEFAULT_URL)
    command.add_argument("--workspace", help="workspace; default: the one of the run")
    command.add_argument(
        "--patience", type=float, default=SYNC_PATIENCE, help="seconds without success before it gives up"
    )
    options = parser.parse_args(arguments)
    # The token comes from the environment only: command lines are visible to everybody on the machine.
    return 0 if sync(options.directory, options.url, None, options.workspace, options.patience) else 1


if __name__ == "__main__":
    sys.exit(main())
