"""A whole training run: what is kept equals the trainer's own log, value by value, through every accident."""

import csv
import math
import os
import subprocess
import sys
import time
import unittest

from tests.support import PACKAGE, ClientTest, wait_until

EXAMPLE = os.path.join(PACKAGE, "..", "..", "examples", "plain_python.py")


@unittest.skipUnless(os.path.exists(EXAMPLE), "the examples are not beside the package")
class PlainPython(ClientTest):
    def run_example(self, *flags):
        environment = dict(
            os.environ,
            TRAINING_URL=self.recorder.url,
            TRAINING_DIR=self.directory,
            TRAINING_WRITE_THROUGH="1",
            TRAINING_RESOURCE_INTERVAL="0",
        )
        process = subprocess.Popen(
            [sys.executable, EXAMPLE, "--epochs", "8", "--checkpoint-every", "1", "--log", self.log] + list(flags),
            env=environment,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.PIPE,
            universal_newlines=True,
        )
        self.addCleanup(self.reap, process)
        return process

    def test_exporter_and_script_killed_and_resumed(self):
        self.log = os.path.join(self.directory, "own.csv")
        process = self.run_example("--seconds", "8", "--session", "run")
        wait_until(lambda: ("default", "run") in self.recorder.sessions and self.recorder.session("run").points, 10)
        self.recorder.stop()
        time.sleep(1.5)
        self.recorder.start()
        time.sleep(1.5)
        process.kill()
        process.wait()
        process = self.run_example("--seconds", "1", "--resume", "run")
        self.assertEqual(process.wait(60), 0, process.stderr.read())

        with open(self.log, encoding="utf-8") as file:
            own = [
                (int(row["attempt"]), int(row["step"]), row["metric"], float(row["value"]))
                for row in csv.DictReader(file)
            ]
        recorded = self.recorder.session("run")
        kept = [
            (attempt, point["step"], name, float(value))
            for attempt, point in recorded.points
            for name, value in point["metrics"].items()
        ]
        # The kill may have come after the client's write and before the trainer's own: one log() more, never one less.
        self.assertEqual([value for value in kept if value in set(own)], own)
        self.assertLessEqual(len(kept) - len(own), 3)
        self.assertEqual({attempt for attempt, _, _, _ in own}, {1, 2})
        self.assertTrue(all(math.isfinite(value) for _, _, _, value in kept))
        self.assertEqual(recorded.completions[0]["status"], "completed")


if __name__ == "__main__":
    unittest.main()
