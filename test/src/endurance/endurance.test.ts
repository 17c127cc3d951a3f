import { expect, test } from '@jest/globals';
import { describeWithPeer } from '../harness/describe-with-peer.js';
import { endure } from './endurance.js';
import { enduranceOptions } from './options.js';
import { isSound, reportLines } from './report.js';

describeWithPeer('influxd 1.x', 'the endurance run at its smallest', (program) => {
  test('loses, doubles and changes nothing', async () => {
    const report = await endure(program, enduranceOptions(['--small']), () => {});
    const lines = reportLines(report);
    expect([isSound(report), ...(isSound(report) ? [] : lines)]).toEqual([true]);
    expect(report.values).toBeGreaterThan(20_000);
    // One point in a hundred; sessions end at different steps.
    expect(Math.abs(report.comparison.quarantined - report.comparison.points / 100)).toBeLessThan(16);
    expect(report.comparison.quarantined).toBeGreaterThan(0);
    console.log(lines.join('\n'));
  }, 180_000);
});
