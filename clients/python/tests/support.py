"""What the tests share: a recorder, a directory, scripts run as processes of their own."""

import os
import shutil
import subprocess
import sys
import tempfile
import textwrap
import time
import unittest
import warnings

PACKAGE = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
sys.path.insert(0, PACKAGE)

import shadower_training  # noqa: E402
from shadower_training import client  # noqa: E402
from tests.recorder import Recorder  # noqa: E402

VARIABLES = ("TRAINING_", "RANK", "LOCAL_RANK", "WORLD_SIZE")


def wait_until(condition, limit=10.0, message="it did not happen in time"):
    deadline = time.monotonic() + limit
    while time.monotonic() < deadline:
        if condition():
            return
        time.sleep(0.01)
    raise AssertionError(message)


class ClientTest(unittest.TestCase):
    """A recorder and an empty directory for each test; the environment of the tester stays out."""

    def setUp(self):
        self.recorder = Recorder()
        self.addCleanup(self.recorder.stop)
        self.directory = tempfile.mkdtemp(prefix="shadower-training-test-")
        self.addCleanup(shutil.rmtree, self.directory, True)
        saved = dict(os.environ)
        for name in list(os.environ):
            if name.startswith(VARIABLES):
                del os.environ[name]
        self.addCleanup(self.restore_environment, saved)
        client._warned.clear()
        catcher = warnings.catch_warnings(record=True)
        self.warned = catcher.__enter__()
        self.addCleanup(catcher.__exit__, None, None, None)
        warnings.simplefilter("always")
        self.told = []
        self.addCleanup(setattr, client, "_tell", client._tell)
        client._tell = self.told.append
        self.sessions = []
        self.addCleanup(self.end_sessions)

    @staticmethod
    def restore_environment(saved):
        os.environ.clear()
        os.environ.update(saved)

    def end_sessions(self):
        """Lets go of the logs of sessions that a test left unfinished: none may go on into the next test."""
        for session, engine in self.sessions:
            client._forget(session)
            session._engine = None
            if engine is not None:
                engine._closed = engine.ending = True
                engine._delivery._patience = 0

    def start(self, **options):
        settings = {"url": self.recorder.url, "directory": self.directory, "resource_interval": 0, "agent_id": "agent"}
        settings.update(options)
        session = shadower_training.start(**settings)
        self.sessions.append((session, session._engine))
        return session

    def recorded(self, session, workspace="default"):
        return self.recorder.session(session.session_id, workspace)

    def logs(self):
        return client.find_logs(self.directory)

    def warnings_text(self):
        return "\n".join(str(warning.message) for warning in self.warned)

    def script(self, source, *arguments, **environment):
        """Starts training code as a process of its own."""
        path = os.path.join(self.directory, "script.py")
        with open(path, "w", encoding="utf-8") as file:
            file.write(textwrap.dedent(source))
        variables = dict(
            os.environ,
            PYTHONPATH=PACKAGE,
            TRAINING_URL=self.recorder.url,
            TRAINING_DIR=self.directory,
            TRAINING_RESOURCE_INTERVAL="0",
            PYTHONUNBUFFERED="1",
        )
        variables.update(environment)
        process = subprocess.Popen(
            [sys.executable, path] + list(arguments),
            env=variables,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            universal_newlines=True,
        )
        self.addCleanup(self.reap, process)
        return process

    @staticmethod
    def reap(process):
        if process.poll() is None:
            process.kill()
        process.communicate()
