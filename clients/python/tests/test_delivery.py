"""Whatever happens between training and exporter, every value is kept exactly once and in order."""

import json
import os
import signal
import subprocess
import sys
import threading
import time
import unittest

from tests.support import PACKAGE, ClientTest, client, shadower_training, wait_until


class Outages(ClientTest):
    def assert_exactly_once(self, session, count, workspace="default"):
        recorded = self.recorded(session, workspace)
        self.assertEqual([step for step, _ in recorded.values("loss")], list(range(count)))
        return recorded

    def log(self, session, steps):
        for step in steps:
            session.log({"loss": step / 3}, step=step)

    def test_start_is_quick_without_an_exporter_and_everything_arrives_when_it_comes(self):
        self.recorder.stop()
        begin = time.monotonic()
        session = self.start()
        self.log(session, range(100))
        self.assertLess(time.monotonic() - begin, 1.5)
        self.assertIn(self.directory, self.told[0])
        self.recorder.start()
        wait_until(lambda: session.attempt == 1, 10)
        session.finish()
        self.assert_exactly_once(session, 100)
        self.assertTrue(any(session.url in line for line in self.told))
        self.assertEqual(self.logs(), [])

    def test_start_waits_two_seconds_at_most_for_an_exporter_that_does_not_answer(self):
        self.recorder.lock.acquire()
        try:
            begin = time.monotonic()
            session = self.start()
            self.assertLess(time.monotonic() - begin, 2.6)
        finally:
            self.recorder.lock.release()
        session.finish()
        self.assertEqual(len(self.recorded(session).completions), 1)

    def test_exporter_killed_and_restarted_in_the_middle(self):
        session = self.start()
        for part in range(3):
            self.log(session, range(part * 500, part * 500 + 500))
            session.flush()
            self.recorder.stop()
            self.log(session, range(part * 500 + 500, part * 500 + 500))
            time.sleep(0.3)
            self.recorder.start()
        session.finish()
        self.assert_exactly_once(session, 1500)

    def test_an_answer_that_is_lost_does_not_double_values(self):
        session = self.start()
        self.recorder.fail(times=3, cut="after")
        self.log(session, range(2500))
        session.finish(timeout=15)
        recorded = self.assert_exactly_once(session, 2500)
        self.assertGreaterEqual(recorded.repeats, 1)

    def test_connections_cut_and_errors_are_retried_in_order(self):
        session = self.start()
        for status in (500, 502, 503, 408, 429):
            self.recorder.fail(status=status)
        self.recorder.fail(cut="before", times=2)
        self.log(session, range(2500))
        session.finish(timeout=20)
        recorded = self.assert_exactly_once(session, 2500)
        self.assertEqual([sequence for _, sequence in recorded.order], list(range(1, len(recorded.order) + 1)))
        self.assertEqual(self.warnings_text(), "")

    def test_retry_after_is_honoured(self):
        session = self.start()
        session.log({"loss": 0.0}, step=0)
        self.recorder.fail(status=429, retry_after=1.5)
        begin = time.monotonic()
        self.assertTrue(session.flush(10))
        self.assertGreater(time.monotonic() - begin, 1.4)
        session.finish()

    def test_what_the_server_refuses_goes_to_quarantine_and_the_rest_goes_on(self):
        session = self.start()
        self.recorder.fail(status=400, message="points[0].step must be an integer")
        self.log(session, [0])
        session.flush()
        self.log(session, [1])
        session.finish()
        self.assertEqual(self.recorded(session).values("loss"), [(1, 1 / 3)])
        names = [name for name in os.listdir(self.directory) if name.startswith("quarantine-")]
        with open(os.path.join(self.directory, names[0]), encoding="utf-8") as file:
            entry = json.loads(file.read())
        self.assertEqual((entry["status"], entry["call"], entry["body"][0]["step"]), (400, "metrics", 0))
        self.assertEqual(self.warnings_text().count("points[0].step must be an integer"), 1)
        self.assertEqual(self.logs(), [])

    def test_a_start_with_a_wrong_field_does_not_cost_the_training(self):
        session = self.start(no_such_field=1)
        self.log(session, range(10))
        session.finish()
        recorded = self.assert_exactly_once(session, 10)
        self.assertEqual(recorded.starts[0]["training_config"], {})
        self.assertIn("no_such_field", self.warnings_text())

    def test_a_wrong_token_keeps_the_data_for_the_right_one(self):
        self.recorder.fail(call="any", status=401, times=1000)
        session = self.start(token="wrong")
        self.log(session, range(10))
        session.finish(timeout=0.5)
        self.assertIn("does not let us in", self.warnings_text())
        self.assertEqual(len(self.logs()), 1)
        self.recorder.failures.clear()
        wait_until(lambda: not self.logs(), 10)  # the sender goes on as long as the process lives
        self.assert_exactly_once(session, 10)

    def test_an_exporter_that_lost_its_data_is_told_about_the_session_again(self):
        session = self.start()
        self.log(session, [0])
        session.flush()
        self.recorder.sessions.clear()
        self.log(session, [1])
        session.finish()
        self.assertEqual(self.recorded(session).values("loss"), [(1, 1 / 3)])

    def test_a_page_that_is_no_exporter_acknowledges_nothing(self):
        answer = client.Answer(200, {}, None)
        log = client.WriteAheadLog.create(self.directory, {"session_id": "s", "producer": "p", "start": None}, None)
        delivery = client.Delivery(log, client.Transport("http://127.0.0.1:1", None, None))
        self.assertFalse(delivery._is_kept(client.Record("metrics", [b"{}"], 1, (1, 0)), answer))
        self.assertFalse(delivery._is_kept(client.Record("start", [b"{}"], 0, (1, 0)), answer))
        log.close(delete=True)

    def test_token_and_workspace(self):
        with self.start(workspace_id="team a/b") as session:
            self.log(session, range(3))
        self.assert_exactly_once(session, 3, "team a/b")
        self.recorder.requests.clear()
        with self.start(token="t" * 40, workspace_id="ignored") as session:
            self.log(session, range(3))
        self.assert_exactly_once(session, 3)
        for _, path, headers, _ in self.recorder.requests:
            self.assertEqual(headers["Authorization"], "Bearer " + "t" * 40)
            self.assertNotIn("workspace_id", path)

    def test_a_token_that_comes_later_decides_the_workspace(self):
        with self.start(mode="offline", workspace_id="mine") as session:
            self.log(session, range(3))
        self.assertTrue(shadower_training.sync(self.directory, self.recorder.url, token="t" * 40))
        self.assertNotIn("workspace_id", self.recorded(session).starts[0])

    def test_odd_session_ids_are_only_ever_text(self):
        for session_id in ("../../x", "a/b?c#d", "é ü", "__proto__x"):
            with self.start(session_id=session_id) as session:
                self.log(session, range(2))
            self.assert_exactly_once(session, 2)

    def test_long_files_are_cut_and_deleted_as_they_are_acknowledged(self):
        size = client.SEGMENT_BYTES
        client.SEGMENT_BYTES = 20_000
        self.addCleanup(setattr, client, "SEGMENT_BYTES", size)
        session = self.start()
        for part in range(6):
            self.log(session, range(part * 700, part * 700 + 700))
            session.flush()
        files = [name for name in os.listdir(self.logs()[0]) if name.endswith(".jsonl")]
        self.assertLessEqual(len(files), 2)
        self.assertNotIn("00000001.jsonl", files)
        session.finish()
        self.assert_exactly_once(session, 4200)

    def test_threads_that_log_at_the_same_time_lose_nothing(self):
        session = self.start()

        def work(thread):
            for step in range(2000):
                session.log({"loss": 0.0}, step=step, labels={"thread": thread})

        threads = [threading.Thread(target=work, args=(number,)) for number in range(4)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        session.finish()
        self.assertEqual(len(self.recorded(session).points), 8000)
        self.assertEqual((session.dropped, self.warnings_text()), (0, ""))

    def test_a_directory_that_cannot_be_written_is_no_reason_to_fail(self):
        blocked = os.path.join(self.directory, "file")
        with open(blocked, "w", encoding="ascii"):
            pass
        session = self.start(directory=os.path.join(blocked, "below"))
        self.log(session, range(3))
        session.finish()
        self.assert_exactly_once(session, 3)
        self.assertIn("can't write to", self.warnings_text())

    def test_a_full_disk_loses_nothing_once_there_is_room_again(self):
        session = self.start()
        append = session._engine.log.append
        session._engine.log.append = lambda *_: (_ for _ in ()).throw(OSError(28, "No space left on device"))
        self.log(session, range(50))
        time.sleep(0.5)
        session._engine.log.append = append
        session.finish()
        self.assert_exactly_once(session, 50)
        self.assertIn("No space left", self.warnings_text())

    def test_warnings_as_errors_do_not_reach_training_code(self):
        import warnings

        warnings.simplefilter("error")
        session = self.start()
        session.log({"loss": "text"})
        session.log(None)
        session.event(3, step="x")
        session.update(config=3)
        session.finish()


class Modes(ClientTest):
    def test_disabled_does_nothing(self):
        os.environ["TRAINING_MODE"] = "disabled"
        with self.start() as session:
            session.log({"loss": 1.0}, step=1)
            session.note("n")
            with session.phase("evaluation"):
                self.assertFalse(session.should_stop())
        self.assertEqual((self.recorder.requests, self.logs(), self.told), ([], [], []))

    def test_offline_then_sync(self):
        with self.start(mode="offline") as session:
            for step in range(1500):
                session.log({"loss": 1.0}, step=step)
            session.note("n")
        self.assertEqual(self.recorder.requests, [])
        self.assertEqual(len(self.logs()), 1)
        self.assertIn("sync", self.told[0])
        command = [sys.executable, "-m", "shadower_training", "sync", self.directory, "--url", self.recorder.url]
        result = subprocess.run(command, cwd=PACKAGE, stderr=subprocess.PIPE, universal_newlines=True, timeout=30)
        self.assertEqual(result.returncode, 0, result.stderr)
        self.assertIn(session.session_id, result.stderr)
        recorded = self.recorded(session)
        self.assertEqual(len(recorded.points), 1500)
        self.assertEqual((len(recorded.events), recorded.completions[0]["status"]), (1, "completed"))
        self.assertTrue(all(attempt == 1 for attempt, _ in recorded.points))
        self.assertEqual(self.logs(), [])

    def test_sync_gives_up_when_nobody_answers_and_keeps_all(self):
        with self.start(mode="offline") as session:
            session.log({"loss": 1.0}, step=1)
        self.recorder.stop()
        self.assertFalse(shadower_training.sync(self.directory, self.recorder.url, patience=0.5))
        self.recorder.start()
        self.assertTrue(shadower_training.sync(self.directory, self.recorder.url))
        self.assertEqual(self.recorded(session).values("loss"), [(1, 1.0)])

    def test_sync_leaves_living_runs_alone(self):
        session = self.start(mode="offline")
        session.log({"loss": 1.0}, step=1)
        shadower_training.sync(self.directory, self.recorder.url)
        self.assertEqual(self.recorder.requests, [])
        self.assertTrue(any("living process" in line for line in self.told))
        session.finish()

    def test_the_client_alone_is_a_program_too(self):
        self.assertFalse(self.logs())
        copy = os.path.join(self.directory, "client.py")
        with open(client.__file__, encoding="utf-8") as source, open(copy, "w", encoding="utf-8") as target:
            target.write(source.read())
        process = self.script(
            """
            import client
            with client.start(agent_id="alone", session_id="alone", mode="offline") as session:
                session.log({"loss": 1.0}, step=1)
            """,
            PYTHONPATH=self.directory,
        )
        self.assertEqual(process.wait(20), 0)
        self.assertIn("client.py sync", process.stderr.read())
        result = subprocess.run(
            [sys.executable, copy, "sync", self.directory, "--url", self.recorder.url],
            stderr=subprocess.PIPE,
            timeout=30,
        )
        self.assertEqual(result.returncode, 0)
        self.assertEqual(self.recorder.session("alone").values("loss"), [(1, 1.0)])

    def test_only_rank_0_logs(self):
        os.environ["RANK"] = "1"
        os.environ["LOCAL_RANK"] = "0"
        with self.start() as session:
            session.log({"loss": 1.0}, step=1)
        self.assertEqual(self.recorder.requests, [])
        os.environ["RANK"] = "0"
        with self.start() as session:
            session.log({"loss": 1.0}, step=1)
        self.assertNotIn("rank", self.recorded(session).points[0][1])

    def test_all_ranks_log_into_one_session(self):
        os.environ["RANK"] = "1"
        worker = self.start(session_id="shared", all_ranks=True)
        worker.log({"loss": 1.0}, step=1)
        time.sleep(1.2)  # it comes before rank 0, and waits for it
        os.environ["RANK"] = "0"
        leader = self.start(session_id="shared", all_ranks=True)
        leader.log({"loss": 0.0}, step=1)
        worker.finish()
        leader.finish()
        recorded = self.recorder.session("shared")
        self.assertEqual(
            sorted((point["rank"], point["metrics"]["loss"]) for _, point in recorded.points), [(0, 0.0), (1, 1.0)]
        )
        self.assertEqual((len(recorded.starts), len(recorded.completions)), (1, 1))
        os.environ["RANK"] = "1"
        with self.start(all_ranks=True):
            pass
        self.assertIn("same session_id", self.warnings_text())


class Processes(ClientTest):
    TRAINING = """
        import sys, time
        import shadower_training
        session = shadower_training.start(agent_id="a", session_id=sys.argv[1])
        first, count = int(sys.argv[2]), int(sys.argv[3])
        for step in range(first, first + count):
            session.log({"loss": step / 3}, step=step)
            print(step, flush=True)
            time.sleep(0.002)
        time.sleep(float(sys.argv[4]))
        session.finish()
        """

    def test_killed_training_replays_at_the_next_start_before_its_second_attempt(self):
        self.recorder.stop()
        process = self.script(self.TRAINING, "run", "0", "200", "60", TRAINING_WRITE_THROUGH="1")
        for _ in range(200):
            process.stdout.readline()
        process.kill()
        process.wait()
        self.recorder.start()
        process = self.script(self.TRAINING, "run", "200", "50", "0")
        self.assertEqual(process.wait(30), 0, "second attempt")
        recorded = self.recorder.session("run")
        self.assertEqual(recorded.values("loss", 1), [(step, step / 3) for step in range(200)])
        self.assertEqual(recorded.values("loss", 2), [(step, step / 3) for step in range(200, 250)])
        self.assertEqual(len(recorded.completions), 1)
        self.assertEqual(self.logs(), [])

    def test_what_is_older_than_the_write_interval_survives_kill_9_by_default(self):
        self.recorder.stop()
        process = self.script(self.TRAINING, "run", "0", "100", "60")
        for _ in range(100):
            process.stdout.readline()
        time.sleep(0.4)
        process.kill()
        process.wait()
        self.recorder.start()
        self.assertTrue(shadower_training.sync(self.directory, self.recorder.url))
        self.assertEqual(len(self.recorder.session("run").values("loss")), 100)

    def test_killed_between_keeping_and_acknowledging_sends_the_same_batches_again(self):
        process = self.script(self.TRAINING, "run", "0", "3000", "60")
        wait_until(
            lambda: ("default", "run") in self.recorder.sessions and len(self.recorder.session("run").points) > 200, 20
        )
        self.recorder.fail(times=1000, cut="after")
        time.sleep(1.5)
        process.kill()
        process.wait()
        self.recorder.failures.clear()
        self.assertTrue(shadower_training.sync(self.directory, self.recorder.url))
        steps = [step for step, _ in self.recorder.session("run").values("loss")]
        self.assertEqual(steps, list(range(len(steps))))
        self.assertGreater(self.recorder.session("run").repeats, 0)

    def test_a_line_cut_in_the_middle_costs_that_line_only(self):
        with self.start(mode="offline") as session:
            session.log({"loss": 1.0}, step=1)
        path = os.path.join(self.logs()[0], "00000001.jsonl")
        with open(path, "rb") as file:
            lines = [line for line in file if b'"complete"' not in line and b'"seal"' not in line]
        with open(path, "wb") as file:
            file.write(b"".join(lines) + b'{"point":{"time":1,"st')
        self.assertTrue(shadower_training.sync(self.directory, self.recorder.url))
        self.assertEqual(self.recorded(session).values("loss"), [(1, 1.0)])

    def test_two_starts_at_once_replay_an_orphan_once(self):
        with self.start(mode="offline", session_id="orphan") as session:
            session.log({"loss": 1.0}, step=1)
        processes = [self.script(self.TRAINING, "run%d" % number, "0", "5", "1") for number in range(2)]
        for process in processes:
            self.assertEqual(process.wait(20), 0)
        self.assertEqual(self.recorder.session("orphan").repeats, 0)
        self.assertEqual(len(self.recorder.session("orphan").points), 1)
        self.assertEqual(self.logs(), [])

    def test_sigterm_flushes_ends_as_cancelled_and_still_kills(self):
        process = self.script(self.TRAINING, "run", "0", "100", "60")
        for _ in range(100):
            process.stdout.readline()
        process.terminate()
        self.assertEqual(process.wait(8), -signal.SIGTERM)
        recorded = self.recorder.session("run")
        self.assertEqual(len(recorded.points), 100)
        self.assertEqual(recorded.completions[0]["status"], "cancelled")
        self.assertIn("SIGTERM", recorded.completions[0]["error_details"])

    def test_sigterm_without_an_exporter_takes_five_seconds_at_most_and_keeps_the_rest(self):
        self.recorder.stop()
        process = self.script(self.TRAINING, "run", "0", "100", "60")
        for _ in range(100):
            process.stdout.readline()
        begin = time.monotonic()
        process.terminate()
        self.assertEqual(process.wait(10), -signal.SIGTERM)
        self.assertLess(time.monotonic() - begin, 6.5)
        self.recorder.start()
        self.assertTrue(shadower_training.sync(self.directory, self.recorder.url))
        self.assertEqual(len(self.recorder.session("run").points), 100)
        self.assertEqual(self.recorder.session("run").completions[0]["status"], "cancelled")

    def test_the_scripts_own_sigterm_handler_stays_in_charge(self):
        process = self.script("""
            import signal, sys, time
            import shadower_training
            asked = []
            signal.signal(signal.SIGTERM, lambda *_: asked.append(1))
            with shadower_training.start(agent_id="a", session_id="own") as session:
                session.log({"loss": 0.0}, step=0)
                print("ready", flush=True)
                while not asked:
                    time.sleep(0.01)
                session.log({"loss": 1.0}, step=1)
            """)
        process.stdout.readline()
        process.terminate()
        self.assertEqual(process.wait(8), 0)
        recorded = self.recorder.session("own")
        self.assertEqual((len(recorded.points), recorded.completions[0]["status"]), (2, "completed"))

    def test_the_end_of_a_script_without_finish(self):
        for ending, status in (("", "completed"), ("raise ValueError('boom')", "failed")):
            with self.subTest(ending=ending):
                process = self.script("""
                    import shadower_training
                    session = shadower_training.start(agent_id="a", session_id="end%s")
                    session.log({"loss": 0.0}, step=0)
                    %s
                    """ % (status, ending))
                process.wait(10)
                completion = self.recorder.session("end" + status).completions[0]
                self.assertEqual(completion["status"], status)
                self.assertIn("boom" if ending else "", completion.get("error_details", ""))

    def test_a_blocked_main_thread_still_beats(self):
        self.script("""
            import time
            import shadower_training
            session = shadower_training.start(agent_id="a", session_id="hung", heartbeat_interval=0.2)
            session.log({"loss": 0.0}, step=7)
            time.sleep(30)
            """)
        wait_until(
            lambda: ("default", "hung") in self.recorder.sessions
            and len(self.recorder.session("hung").heartbeats) >= 5,
            10,
        )
        beats = self.recorder.session("hung").heartbeats
        self.assertEqual(beats[-1]["step"], 7)
        self.assertGreater(beats[-1]["seconds_since_log"], beats[-2]["seconds_since_log"])

    @unittest.skipUnless(hasattr(os, "fork"), "needs fork")
    def test_a_forked_child_logs_with_a_producer_of_its_own(self):
        process = self.script("""
            import os, sys
            import shadower_training
            with shadower_training.start(agent_id="a", session_id="fork") as session:
                session.log({"loss": 0.0}, step=0)
                child = os.fork()
                if child == 0:
                    session.log({"loss": 1.0}, step=1)
                    sys.exit(0)
                os.waitpid(child, 0)
                session.log({"loss": 2.0}, step=2)
            """)
        self.assertEqual(process.wait(20), 0, process.stderr.read())
        recorded = self.recorder.session("fork")
        self.assertEqual(sorted(recorded.values("loss")), [(0, 0.0), (1, 1.0), (2, 2.0)])
        self.assertEqual(len({producer for producer, _ in recorded.order}), 2)
        self.assertEqual((len(recorded.starts), len(recorded.completions)), (1, 1))
        self.assertTrue(all(attempt == 1 for attempt, _ in recorded.points))
        self.assertEqual(self.logs(), [])

    @unittest.skipUnless(hasattr(os, "fork"), "needs fork")
    @unittest.skipUnless(hasattr(signal, "pthread_sigmask"), "needs signal masks")
    def test_a_child_that_is_terminated_while_it_begins_ends(self):
        session = shadower_training.start(url=self.recorder.url, directory=self.directory, resource_interval=0)
        try:
            for _ in range(20):
                child = os.fork()
                if child == 0:
                    time.sleep(3)
                    os._exit(7)
                os.kill(child, signal.SIGTERM)
                _, status = os.waitpid(child, 0)
                self.assertTrue(os.WIFSIGNALED(status), "SIGTERM was forgotten")
        finally:
            session.finish()

    def test_workers_of_multiprocessing(self):
        process = self.script("""
            import multiprocessing
            import shadower_training
            session = None
            def quiet(number):
                return number
            def loud(number):
                session.log({"loss": float(number)}, step=number)
                return number
            if __name__ == "__main__":
                multiprocessing.set_start_method("fork")
                session = shadower_training.start(agent_id="a", session_id="pool")
                with multiprocessing.Pool(2) as pool:
                    pool.map(quiet, range(10))
                children = [multiprocessing.Process(target=loud, args=(number,)) for number in range(3)]
                for child in children: child.start()
                for child in children: child.join()
                session.finish()
            """)
        self.assertEqual(process.wait(30), 0, process.stderr.read())
        recorded = self.recorder.session("pool")
        self.assertEqual(sorted(recorded.values("loss")), [(0, 0.0), (1, 1.0), (2, 2.0)])
        self.assertEqual(len({producer for producer, _ in recorded.order}), 3)
        self.assertEqual((len(recorded.starts), len(recorded.completions)), (1, 1))

    @unittest.skipUnless(hasattr(os, "fork"), "needs fork")
    def test_a_worker_that_outlives_its_killed_parent_does_not_keep_the_lock(self):
        process = self.script("""
            import os, time
            import shadower_training
            session = shadower_training.start(agent_id="a", session_id="outlived", mode="offline")
            session.log({"loss": 0.0}, step=0)
            session.flush()
            child = os.fork()
            if child == 0:
                time.sleep(20)
                os._exit(0)
            print(child, flush=True)
            time.sleep(60)
            """)
        child = int(process.stdout.readline())
        self.addCleanup(lambda: os.kill(child, signal.SIGKILL))
        time.sleep(0.2)
        process.kill()
        process.wait()
        self.assertTrue(shadower_training.sync(self.directory, self.recorder.url))
        self.assertEqual(self.recorder.session("outlived").values("loss"), [(0, 0.0)])

    def test_a_session_that_is_pickled_or_copied_does_no_harm(self):
        import copy
        import pickle

        with self.start() as session:
            self.assertIs(copy.deepcopy(session), session)
            worker = pickle.loads(pickle.dumps(session))
            worker.log({"loss": 1.0})
            worker.finish()
        self.assertEqual((len(self.recorded(session).points), len(self.recorded(session).completions)), (0, 1))


if __name__ == "__main__":
    unittest.main()
