"""What training code logs arrives, as it was logged."""

import math
import os
import time
import unittest

from tests.support import ClientTest, client, shadower_training, wait_until


class Logging(ClientTest):
    def test_five_lines(self):
        with self.start(
            config={"learning_rate": 1e-3, "optimizer": {"name": "adam"}}, total_epochs=3, name="first"
        ) as session:
            for epoch in range(3):
                session.log({"training_loss": 1 / (epoch + 1)}, step=epoch * 10, epoch=epoch)
        recorded = self.recorded(session)
        self.assertEqual(recorded.values("training_loss"), [(0, 1.0), (10, 0.5), (20, 1 / 3)])
        self.assertEqual([point["epoch"] for _, point in recorded.points], [0, 1, 2])
        start = recorded.starts[0]
        self.assertEqual(start["training_config"]["hyperparameters"], {"learning_rate": 1e-3, "optimizer.name": "adam"})
        self.assertEqual((start["total_epochs"], start["name"], start["agent_id"]), (3, "first", "agent"))
        self.assertEqual(start["source"]["door"], "native")
        self.assertIn("python", start["environment"]["versions"])
        self.assertEqual([completion["status"] for completion in recorded.completions], ["completed"])
        self.assertEqual(recorded.completions[0]["producer"], start["producer"])
        self.assertEqual(self.logs(), [], "all is acknowledged: the files are gone")
        self.assertEqual(
            (session.attempt, session.url), (1, "%s/sessions/%s" % (self.recorder.url, session.session_id))
        )
        self.assertEqual(len([line for line in self.told if session.url in line]), 1, "the address is printed once")

    def test_values_keep_every_digit(self):
        values = [0.1 + 0.2, 1e-308, 5e-324, 1.7976931348623157e308, 1 / 3, -0.0, 2**53, 123456789]
        with self.start() as session:
            for step, value in enumerate(values):
                session.log({"loss": value}, step=step)
        kept = [value for _, value in self.recorded(session).values("loss")]
        self.assertEqual([repr(float(value)) for value in kept], [repr(float(value)) for value in values])

    def test_non_finite_values_arrive_as_text(self):
        with self.start() as session:
            session.log({"a": math.nan, "b": math.inf, "c": -math.inf, "d": 10**400}, step=1)
        metrics = self.recorded(session).points[0][1]["metrics"]
        self.assertEqual(metrics, {"a": "NaN", "b": "Infinity", "c": "-Infinity", "d": "Infinity"})

    def test_anything_that_is_a_number_is_taken_at_the_call(self):
        class Tensor:
            value = 0.5

            def __float__(self):
                return self.value

            def __index__(self):
                return 7

        tensor = Tensor()
        with self.start() as session:
            session.log({"loss": tensor, "flag": True, "none": None}, step=tensor, epoch=tensor)
            tensor.value = 99.0
        point = self.recorded(session).points[0][1]
        self.assertEqual((point["metrics"], point["step"], point["epoch"]), ({"loss": 0.5, "flag": 1}, 7, 0.5))

    def test_what_is_no_number_is_left_out_with_one_warning_and_the_rest_stays(self):
        with self.start() as session:
            session.log({"loss": 1.0, "text": "high", "x" * 251: 2.0, "": 3.0}, step=1)
            session.log({"loss": 2.0, "text": "low"}, step=2)
            session.log("nonsense")
            session.log({"loss": 3.0}, step=math.nan)
        self.assertEqual(self.recorded(session).values("loss"), [(1, 1.0), (2, 2.0)])
        self.assertEqual(self.warnings_text().count("'text' is left out"), 1)
        self.assertIn("its name", self.warnings_text())

    def test_labels_times_and_many_metrics(self):
        with self.start() as session:
            session.log(
                {"m%d" % number: float(number) for number in range(1500)}, step=1, labels={"layer": 3}, time=1e9
            )
            session.log({"late": 1.0}, time=1e18)
        recorded = self.recorded(session)
        self.assertEqual([len(point["metrics"]) for _, point in recorded.points], [1000, 500, 1])
        self.assertEqual(recorded.points[0][1]["time"], 10**12)
        self.assertEqual(recorded.points[0][1]["labels"], {"layer": "3"})
        self.assertLess(abs(recorded.points[2][1]["time"] / 1000 - time.time()), 60)

    def test_batches_are_full_or_a_second_old_compressed_and_in_order(self):
        with self.start() as session:
            for step in range(3500):
                session.log({"loss": step / 7}, step=step)
        recorded = self.recorded(session)
        self.assertEqual([step for step, _ in recorded.values("loss")], list(range(3500)))
        producer = recorded.starts[0]["producer"]
        self.assertEqual(recorded.order, [(producer, sequence) for sequence in range(1, len(recorded.order) + 1)])
        self.assertLessEqual(len(recorded.order), 6)
        batches = [request for request in self.recorder.requests if request[1].endswith("/metrics")]
        self.assertTrue(
            all(request[2].get("Content-Encoding") == "gzip" for request in batches if len(request[3]) > 1024)
        )
        self.assertTrue(any(request[2].get("Content-Encoding") == "gzip" for request in batches))

    def test_points_leave_within_about_a_second_while_training_goes_on(self):
        session = self.start()
        session.log({"loss": 1.0}, step=1)
        wait_until(lambda: self.recorded(session).points, 2.5)
        session.finish()

    def test_events_and_phases(self):
        with self.start(heartbeat_interval=60) as session:
            session.log({"loss": 1.0}, step=5)
            with session.phase("evaluation"):
                wait_until(lambda: any(beat["phase"] == "evaluation" for beat in self.recorded(session).heartbeats), 3)
            session.phase("checkpoint")
            session.event("checkpoint", title="model.pt", step=6)
            session.phase("training")
            session.note("hello", title="a note")
            session.event("merged", text="an unknown kind is a note")
            session.phase("sleeping")
        events = self.recorded(session).events
        self.assertEqual(
            [event["kind"] for event in events],
            ["evaluation_start", "evaluation_end", "checkpoint_start", "checkpoint", "checkpoint_end", "note", "note"],
        )
        self.assertEqual([event["step"] for event in events], [5, 5, 5, 6, 5, 5, 5])
        self.assertEqual(events[3]["title"], "model.pt")
        self.assertIn("sleeping", self.warnings_text())
        sequences = [sequence for _, sequence in self.recorded(session).order]
        self.assertEqual(sequences, list(range(1, len(sequences) + 1)), "points and events share one counter")

    def test_heartbeats_tell_step_and_seconds_since_the_last_log(self):
        session = self.start(heartbeat_interval=0.1)
        session.log({"loss": 1.0}, step=42)
        time.sleep(0.5)
        beat = self.recorded(session).heartbeats[-1]
        session.finish()
        self.assertEqual((beat["step"], beat["phase"]), (42, "training"))
        self.assertGreater(beat["seconds_since_log"], 0.2)
        self.assertEqual(self.recorded(session).starts[0]["monitoring_config"], {"heartbeat_interval": 0.1})
        count = len(self.recorded(session).heartbeats)
        time.sleep(0.3)
        self.assertEqual(len(self.recorded(session).heartbeats), count, "no beat after the end")

    def test_update_sends_what_became_known_later(self):
        with self.start() as session:
            session.update(config={"layers": 2}, name="renamed", total_steps=10)
        self.assertEqual(
            self.recorded(session).patches,
            [{"name": "renamed", "total_steps": 10, "training_config": {"hyperparameters": {"layers": 2}}}],
        )

    def test_module_level_conveniences(self):
        shadower_training.log({"loss": 1.0})
        self.assertIn("before start()", self.warnings_text())
        session = self.start()
        shadower_training.log({"loss": 1.0}, step=1)
        shadower_training.note("n")
        with shadower_training.phase("evaluation"):
            pass
        self.assertFalse(shadower_training.should_stop())
        self.assertTrue(shadower_training.flush())
        self.assertIs(shadower_training.current(), session)
        shadower_training.finish()
        self.assertIsNone(shadower_training.current())
        recorded = self.recorded(session)
        self.assertEqual((len(recorded.points), len(recorded.events), len(recorded.completions)), (1, 3, 1))

    def test_should_stop_from_the_answer_to_metrics(self):
        session = self.start(heartbeat_interval=60)
        self.assertFalse(session.should_stop())
        self.recorder.stop_reason = "budget of 5 USD is used up"
        session.log({"loss": 1.0}, step=1)
        wait_until(session.should_stop, 3)
        self.assertEqual(session.stop_reason, "budget of 5 USD is used up")
        session.finish()
        self.assertEqual(self.recorded(session).completions[0]["status"], "stopped")

    def test_should_stop_from_the_answer_to_a_heartbeat(self):
        session = self.start(heartbeat_interval=0.1)
        self.recorder.stop_reason = "person"
        wait_until(session.should_stop, 3)
        session.finish("cancelled")
        self.assertEqual(self.recorded(session).completions[0]["status"], "cancelled")

    def test_an_exception_ends_the_session_as_failed_and_goes_on_its_way(self):
        for error, status in (
            (ValueError("loss exploded"), "failed"),
            (KeyboardInterrupt(), "cancelled"),
            (SystemExit(3), "failed"),
            (SystemExit(0), "completed"),
        ):
            with self.subTest(error=repr(error)):
                with self.assertRaises(type(error)):
                    with self.start() as session:
                        raise error
                completion = self.recorded(session).completions[0]
                self.assertEqual(completion["status"], status)
                if status == "failed":
                    self.assertIn("raise error", completion["error_details"])

    def test_finish_takes_totals(self):
        session = self.start()
        session.finish(total_tokens_processed=10, resource_usage={"gpu_hours": 1.5}, early_stopping_triggered=True)
        completion = self.recorded(session).completions[0]
        self.assertEqual(
            (
                completion["total_tokens_processed"],
                completion["resource_usage"],
                completion["early_stopping_triggered"],
            ),
            (10, {"gpu_hours": 1.5}, True),
        )

    def test_resources_are_points_without_a_step(self):
        binary = os.path.join(self.directory, "bin")
        os.mkdir(binary)
        with open(os.path.join(binary, "nvidia-smi"), "w", encoding="utf-8") as file:
            file.write(
                "#!/bin/sh\ncase \"$1\" in\n*name*) echo 'Tesla T0'; echo 'Tesla T0';;\n"
                "*) echo '0, 87, 1024, 70.5'; echo '1, [N/A], 10, [N/A]';;\nesac\n"
            )
        os.chmod(os.path.join(binary, "nvidia-smi"), 0o755)
        os.environ["PATH"] = binary + os.pathsep + os.environ["PATH"]
        session = self.start(resource_interval=0.2)
        wait_until(lambda: len(self.recorded(session).points) >= 3, 5)
        session.finish()
        recorded = self.recorded(session)
        host = recorded.points[0][1]
        self.assertNotIn("step", host)
        self.assertGreater(host["metrics"]["process_memory_bytes"], 1e6)
        self.assertTrue(0 <= host["metrics"]["cpu_percent"] <= 100 and 0 < host["metrics"]["memory_percent"] < 100)
        self.assertEqual(recorded.points[1][1]["labels"], {"gpu": "0"})
        self.assertEqual(
            recorded.points[1][1]["metrics"],
            {"gpu_utilization_percent": 87.0, "gpu_memory_bytes": 1024.0**3, "gpu_power_watts": 70.5},
        )
        self.assertEqual(recorded.points[2][1]["metrics"], {"gpu_memory_bytes": 10 * 1024.0**2})
        environment = recorded.starts[0]["environment"]
        self.assertEqual((environment["gpu_name"], environment["gpu_count"]), ("Tesla T0", 2))

    def test_queue_that_is_full_drops_the_oldest_and_says_so(self):
        session = self.start(queue_capacity=100)
        with session._engine._writing:  # the disk is stuck
            for step in range(1000):
                session.log({"loss": 1.0}, step=step)
        session.finish()
        recorded = self.recorded(session)
        self.assertEqual([step for step, _ in recorded.values("loss")], list(range(900, 1000)))
        self.assertEqual(recorded.events[0]["title"], "values dropped")
        self.assertIn("900 in all", recorded.events[0]["text"])
        self.assertIn("the oldest are dropped (900 so far)", self.warnings_text())
        self.assertEqual(recorded.completions[0]["status"], "completed")


class Description(unittest.TestCase):
    def test_secrets_on_the_command_line_are_masked(self):
        for arguments, shown in (
            (["python", "train.py", "--lr", "0.1"], "python train.py --lr 0.1"),
            (["train.py", "--hf-token", "abc", "--epochs", "3"], "train.py --hf-token *** --epochs 3"),
            (["train.py", "--api_key=abc"], "train.py --api_key=***"),
            (["train.py", "password=hunter2", "max_tokens=5"], "train.py password=*** max_tokens=5"),
            (["train.py", "hf_abcdefghijklmnop"], "train.py ***"),
            (["train.py", "--to", "https://me:pw@host/x"], "train.py --to https://***@host/x"),
            (["train.py", "--x=" + "a1" * 20], "train.py --x=***"),
            (
                ["train.py", "--resume", "01a208ba-7ea5-7da0-bf20-76108e2e5cc2"],
                "train.py --resume 01a208ba-7ea5-7da0-bf20-76108e2e5cc2",
            ),
        ):
            with self.subTest(arguments=arguments):
                self.assertEqual(client.mask_command(arguments), shown)

    def test_configurations_of_every_shape(self):
        class Namespace:
            def __init__(self):
                self.lr = 0.1
                self._private = 1

        for given, wanted in (
            (None, {}),
            (Namespace(), {"hyperparameters": {"lr": 0.1}}),
            (
                {"lr": math.nan, "sizes": [1, 2], "none": None, "flag": True},
                {"hyperparameters": {"lr": "NaN", "sizes": "[1, 2]", "none": None, "flag": True}},
            ),
            (
                {
                    "model_base": "bert",
                    "training_type": "fine_tuning",
                    "dataset": {"size": 5, "source": "x"},
                    "a": {"b": {"c": 1}},
                },
                {
                    "model_base": "bert",
                    "training_type": "fine_tuning",
                    "dataset": {"size": 5, "source": "x"},
                    "hyperparameters": {"a.b.c": 1},
                },
            ),
            (
                {"dataset": "imagenet", "training_type": "odd", "hyperparameters": {"x": 1}},
                {"hyperparameters": {"dataset": "imagenet", "training_type": "odd", "x": 1}},
            ),
            (
                {"api_key": "secret-value", "pad_token": "<pad>", "max_tokens": 5},
                {"hyperparameters": {"api_key": "***", "pad_token": "<pad>", "max_tokens": 5}},
            ),
        ):
            with self.subTest(given=given):
                self.assertEqual(client.training_config(given), wanted)

    def test_ids_are_uuid_7_and_sort_by_time(self):
        first = client._new_id()
        time.sleep(0.003)
        second = client._new_id()
        self.assertLess(first, second)
        self.assertRegex(first, r"^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$")


if __name__ == "__main__":
    unittest.main()
