import { describe, expect, test } from '@jest/globals';
import { exampleCommand, stepsOf } from './snippets';

const codeOf = (...parameters: Parameters<typeof stepsOf>) =>
  stepsOf(...parameters)
    .map(({ code }) => code)
    .join('\n');

describe('the lines to paste', () => {
  test.each(['python', 'curl'] as const)('%s: name this exporter, and a token only where it wants one', (way) => {
    expect(codeOf(way, 'http://gpu-box:4319', false)).toContain('export TRAINING_URL=http://gpu-box:4319\n');
    expect(codeOf(way, 'http://x', false)).not.toMatch(/token/i);
    expect(codeOf(way, 'http://x', true)).toContain('TRAINING_TOKEN');
  });

  test('what curl sends is JSON', () => {
    const bodies = [...codeOf('curl', 'http://x', false).matchAll(/-d '(.*)'/g)].map(([, body]) =>
      JSON.parse(body ?? ''),
    );
    expect(bodies).toHaveLength(3);
    expect(bodies[1].points).toHaveLength(3);
  });

  test('the example finds this exporter', () => {
    expect(exampleCommand('http://127.0.0.1:4319')).toBe('python3 examples/plain_python.py --overfit');
    expect(exampleCommand('http://x:1')).toMatch(/^TRAINING_URL=http:\/\/x:1 python3/);
  });
});
