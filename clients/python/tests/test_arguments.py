"""A wrong argument costs that argument, never the run."""

import decimal
import fractions
import inspect
import json
import math
import os
import time
import uuid

from tests.support import ClientTest, client, shadower_training


class Hostile:
    """Raises at whatever it is asked."""

    def _raise(self, *_):
        raise RuntimeError("hostile")

    __str__ = __repr__ = __bool__ = __float__ = __int__ = __len__ = __iter__ = __eq__ = _raise
    __hash__ = object.__hash__


def itself():
    ring = {"a": 1}
    ring["ring"] = ring
    return ring


#: Of those below, what an address may look like.
ADDRESSES = ("10", "ten", "../..", "__proto__", "x" * 40_000)

NASTY = (
    "10",
    "",
    "ten",
    "../..",
    "__proto__",
    "\ud800",
    "\x00\n",
    "x" * 40_000,
    b"\xff",
    0,
    -1,
    True,
    10**400,
    math.nan,
    math.inf,
    decimal.Decimal("NaN"),
    fractions.Fraction(1, 3),
    1j,
    (),
    [None],
    [math.nan, [1]],
    {1, 2},
    {},
    {None: None},
    {"a": math.nan, "b": object()},
    {"heartbeat_interval": None},
    {"metric": 5, "direction": "up"},
    {"size": "many"},
    itself(),
    Hostile(),
    {"a": Hostile()},
    [Hostile()],
    object(),
    object,
    len,
    uuid.UUID(int=5),
)

# Where the data goes, and whether at all, is the test's own matter.
ARGUMENTS = [
    name
    for name, parameter in inspect.signature(shadower_training.start).parameters.items()
    if parameter.kind is not inspect.Parameter.VAR_KEYWORD
] + ["architecture", "planned_schedule"]


class Arguments(ClientTest):
    def setUp(self):
        super().setUp()
        before = os.getcwd()
        os.chdir(self.directory)
        self.addCleanup(os.chdir, before)
        os.environ.update(TRAINING_URL=self.recorder.url, TRAINING_DIR=self.directory)
        self.addCleanup(setattr, client, "capture_environment", client.capture_environment)
        client.capture_environment = lambda: {"host": "here"}

    #: Which pairs are tried today.
    day = int(time.time() // 86_400)

    def test_no_argument_of_start_costs_the_run(self):
        for place, name in enumerate(ARGUMENTS):
            # A quarter of the pairs each time, another one every day: all of them take two minutes.
            for value in NASTY[(place + self.day) % 4 :: 4]:
                with self.subTest(name=name, kind=type(value).__name__):
                    client._warned.clear()
                    del self.warned[:]
                    options = {"resource_interval": 0, "url": self.recorder.url, "directory": self.directory}
                    if name == "url" and isinstance(value, str) and value in ADDRESSES:
                        continue  # an address like any other, where nobody listens
                    if name == "directory" and isinstance(value, str) and not value.startswith("\x00"):
                        continue  # a path like any other
                    options[name] = value
                    session = shadower_training.start(**options)
                    session.log({"loss": 1.0}, step=1)
                    session.finish()
                    self.assertNotIn("nothing is recorded", self.warnings_text())
                    workspace = (session._settings.workspace if session._settings else None) or "default"
                    self.assertEqual(self.recorded(session, workspace).values("loss"), [(1, 1.0)])

    def test_a_text_that_is_a_number_is_one_and_what_is_none_is_left_out_by_name(self):
        session = self.start(total_epochs="10", total_steps=math.nan, tags=5, notes="kept", heartbeat_interval="soon")
        session.finish()
        start = self.recorded(session).starts[0]
        self.assertEqual((start["total_epochs"], start["notes"]), (10, "kept"))
        self.assertFalse({"total_steps", "tags", "monitoring_config"} & set(start))
        for name in ("total_steps", "tags", "heartbeat_interval"):
            self.assertEqual(self.warnings_text().count(name + " can't be used"), 1, name)

    def test_one_wrong_part_of_a_configuration_leaves_the_others(self):
        config = {"lr": 0.1, "odd": Hostile(), "dataset": {"size": "many", "source": "x"}, "self": itself()}
        session = self.start(config=config, monitoring_config={"heartbeat_interval": None, "budget_usd": "5"})
        session.finish()
        start = self.recorded(session).starts[0]
        described = start["training_config"]
        self.assertEqual((described["hyperparameters"]["lr"], described["dataset"]), (0.1, {"source": "x"}))
        self.assertEqual(start["monitoring_config"], {"budget_usd": 5})
        self.assertIn("dataset.size", self.warnings_text())

    def test_update_and_finish_drop_only_what_is_wrong(self):
        session = self.start()
        session.update(total_epochs="ten", name="kept", tags={"a": None, "b": 1})
        session.finish(total_tokens_processed=math.nan, early_stopping_triggered=True, error_details=5)
        recorded = self.recorded(session)
        self.assertEqual(recorded.patches, [{"name": "kept", "tags": {"a": None, "b": "1"}}])
        self.assertTrue(recorded.completions[0]["early_stopping_triggered"])
        self.assertNotIn("total_tokens_processed", recorded.completions[0])

    def test_a_name_is_as_long_as_the_server_counts_it(self):
        session = self.start()
        session.log({"loss": 1.0, "\U0001f600" * 125: 2.0, "\U0001f600" * 126: 3.0}, step=1)
        session.finish()
        self.assertEqual(set(self.recorded(session).points[0][1]["metrics"]), {"loss", "\U0001f600" * 125})
        self.assertIn("a metric is left out", self.warnings_text())


class Refused(ClientTest):
    def refuse(self, call, *paths):
        """The next request is refused as the exporter does it, naming what is wrong."""
        self.recorder.fail(call=call, status=400)
        self.recorder.failures[-1]["details"] = [{"path": path, "problem": "is wrong"} for path in paths]

    def test_only_what_the_server_names_is_left_out_of_a_start(self):
        self.refuse("start", "training_config.hyperparameters.a.b", "monitoring_config.stop_on[1]", "no_such_field")
        session = self.start(
            config={"a": {"b": 1, "c": 2}},
            monitoring_config={"stop_on": ["budget", "boredom"]},
            no_such_field=1,
            name="kept",
        )
        session.finish()
        start = self.recorded(session).starts[0]
        self.assertEqual(start["training_config"], {"hyperparameters": {"a.c": 2}})
        self.assertEqual((start["monitoring_config"], start["name"]), ({"stop_on": ["budget"]}, "kept"))

    def test_a_start_that_stays_wrong_goes_bare_in_the_end(self):
        for _ in range(client.TRIMS):
            self.refuse("start", "nowhere")
        session = self.start(name="lost")
        session.log({"loss": 1.0}, step=1)
        self.recorder.failures.clear()
        session.finish()
        self.assertEqual(self.recorded(session).values("loss"), [(1, 1.0)])

    def test_a_completion_and_an_update_keep_what_is_right(self):
        session = self.start()
        session.flush()
        self.refuse("patch", "group")
        self.refuse("complete", "resource_usage.gpu_hours")
        session.update(group="x", name="kept")
        session.finish("failed", resource_usage={"gpu_hours": -1})
        recorded = self.recorded(session)
        self.assertEqual(recorded.patches, [{"name": "kept"}])
        self.assertEqual(recorded.completions[0]["status"], "failed")

    def test_paths_with_dots_indices_and_missing_parts(self):
        for path, left in (
            ("tags.a.b", {"tags": {"a": 1}, "list": [{"x": 1}, 2]}),
            ("tags.a.c", {"tags": {"a.b": 2}, "list": [{"x": 1}, 2]}),
            ("list[0].x", {"tags": {"a": 1, "a.b": 2}, "list": [{}, 2]}),
            ("list[1]", {"tags": {"a": 1, "a.b": 2}, "list": [{"x": 1}]}),
            ("tags", {"list": [{"x": 1}, 2]}),
            ("other", {"tags": {"a": 1, "a.b": 2}, "list": [{"x": 1}, 2]}),
        ):
            with self.subTest(path=path):
                body = json.loads('{"tags": {"a": 1, "a.b": 2}, "list": [{"x": 1}, 2]}')
                client._cut(body, path)
                client._sweep(body)
                self.assertEqual(body, left)


class Resources(ClientTest):
    def test_a_failed_nvidia_smi_is_asked_again(self):
        """Fails at its first call for samples, works from then on."""
        path = os.path.join(self.directory, "nvidia-smi")
        with open(path, "w", encoding="utf-8") as file:
            file.write('#!/bin/sh\nif [ -e "$0.asked" ]; then echo "0, 87, 1024, 70.5"; else : > "$0.asked"; exit 9; fi\n')
        os.chmod(path, 0o755)
        os.environ["PATH"] = self.directory + os.pathsep + os.environ["PATH"]
        os.environ.pop("CUDA_VISIBLE_DEVICES", None)
        self.addCleanup(setattr, client, "GPU_RETRY_FIRST", client.GPU_RETRY_FIRST)
        client.GPU_RETRY_FIRST = 0.3
        sampler = client.ResourceSampler()
        self.assertEqual(sampler._gpus(), [])
        self.assertEqual(sampler._gpus(), [])  # not asked yet
        self.assertEqual(self.warnings_text().count("nvidia-smi failed"), 1)
        time.sleep(0.35)
        self.assertEqual(sampler._gpus()[0][0]["gpu_utilization_percent"], 87.0)

    def test_a_file_that_cannot_be_followed_by_another_stays_the_one_that_is_written_to(self):
        run = {"producer": client._new_id(), "session_id": "a", "pid": os.getpid()}
        log = client.WriteAheadLog.create(self.directory, run, {})
        self.addCleanup(log.close, True)
        self.addCleanup(setattr, client, "SEGMENT_BYTES", client.SEGMENT_BYTES)
        client.SEGMENT_BYTES = 1
        os.mkdir(log._segment_path(2))  # so that it can't be opened
        file = log._file
        with self.assertRaises(OSError):
            log.rotate_if_long()
        os.rmdir(log._segment_path(2))
        self.assertEqual((log._file, log._segment), (file, 1))
        os.fstat(log._file)  # still open
        log.rotate_if_long()
        self.assertEqual((log._segment, log._size), (2, 0))
