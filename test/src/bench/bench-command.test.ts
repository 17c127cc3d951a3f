import { describe, expect, test } from '@jest/globals';
import { Child } from '../harness/child-process.js';
import { describeWithPeer } from '../harness/describe-with-peer.js';
import { inRepository } from '../harness/repository.js';

describeWithPeer('influxd 1.x', 'the ingest benchmark at its smallest', (influxd) => {
  test('compares real values of both and prints sane figures', async () => {
    const { PATH, HOME, TMPDIR } = process.env;
    const environment = { PATH, HOME, TMPDIR, TRAINING_TEST_INFLUXD: influxd };
    const bench = new Child(
      process.execPath,
      [inRepository('test', 'dist', 'bench-command.js'), 'ingest', '--small'],
      environment,
    );
    const { code } = await bench.ended;
    expect([code, code === 0 ? '' : bench.output]).toEqual([0, '']);
    const figures = JSON.parse(bench.output.trim().split('\n').at(-1)!) as Record<string, number>;
    for (const name of ['narrow_1000', 'narrow_100', 'narrow_1', 'wide_1000', 'sustained']) {
      const [own, peer, ratio] = ['values_per_second', 'influxd_values_per_second', 'ratio'].map(
        (figure) => figures[`${name}_${figure}`]!,
      );
      expect(own).toBeGreaterThan(100);
      expect(peer).toBeGreaterThan(100);
      // The ratio is the median of the rounds' own ratios.
      expect(ratio).toBeGreaterThan((own! / peer!) * 0.3);
      expect(ratio).toBeLessThan((own! / peer!) * 3);
    }
    expect(figures['acknowledgement_p99_ms']).toBeGreaterThan(0);
    expect(figures['memory_mb']).toBeGreaterThan(20);
    expect(figures['fsync_p50_ms']).toBeGreaterThan(0);
  }, 120_000);
});

describe('the query benchmark at its smallest', () => {
  test('waits for answers while data comes in', async () => {
    const { PATH, HOME, TMPDIR } = process.env;
    const command = [inRepository('test', 'dist', 'bench-command.js'), 'query', '--small'];
    const bench = new Child(process.execPath, command, { PATH, HOME, TMPDIR });
    const { code } = await bench.ended;
    expect([code, code === 0 ? '' : bench.output]).toEqual([0, '']);
    const figures = JSON.parse(bench.output.trim().split('\n').at(-1)!) as Record<string, number>;
    for (const name of ['series_of_long', 'series_of_many', 'group_of_many', 'sessions', 'table']) {
      const [p50, p95, first] = ['p50', 'p95', 'first'].map((figure) => figures[`${name}_${figure}_ms`]!);
      expect(p50).toBeGreaterThan(0);
      expect(p95).toBeGreaterThanOrEqual(p50!);
      expect(first).toBeGreaterThan(0);
    }
    expect(figures['incoming_values_per_second']).toBeGreaterThan(1_000);
    expect(figures['memory_mb']).toBeGreaterThan(20);
  }, 60_000);
});

describeWithPeer('Chromium', 'the benchmark of panels at its smallest', (chromium) => {
  test('draws, hovers and watches, and prints sane figures', async () => {
    const { PATH, HOME, TMPDIR } = process.env;
    const environment = { PATH, HOME, TMPDIR, TRAINING_TEST_CHROMIUM: chromium };
    const program = inRepository('test', 'dist', 'bench-command.js');
    const bench = new Child(process.execPath, [program, 'panels', '--small'], environment);
    const { code } = await bench.ended;
    expect([code, code === 0 ? '' : bench.output]).toEqual([0, '']);
    const figures = JSON.parse(bench.output.trim().split('\n').at(-1)!) as Record<string, number>;
    for (const name of ['million_in_frame', 'long_session', 'many_sessions']) {
      expect(figures[`${name}_draw_ms`]).toBeGreaterThan(1);
      expect(figures[`${name}_hover_frames_per_second`]).toBeGreaterThan(5);
    }
    expect(figures['list_share_of_core']).toBeGreaterThan(0);
    expect(figures['list_share_of_core']).toBeGreaterThan(figures['list_main_thread_share']! * 0.5);
  }, 120_000);
});

describe('the benchmark of lasting load at its smallest', () => {
  test('watches memory and open files', async () => {
    const { PATH, HOME, TMPDIR } = process.env;
    const command = [inRepository('test', 'dist', 'bench-command.js'), 'steady', '--small'];
    const bench = new Child(process.execPath, command, { PATH, HOME, TMPDIR });
    const { code } = await bench.ended;
    expect([code, code === 0 ? '' : bench.output]).toEqual([0, '']);
    const figures = JSON.parse(bench.output.trim().split('\n').at(-1)!) as Record<string, number>;
    expect(figures['memory_mb']).toBeGreaterThan(20);
    expect(figures['open_files']).toBeGreaterThan(5);
    expect(figures['values_per_second']).toBeGreaterThan(1_000);
  }, 60_000);
});
