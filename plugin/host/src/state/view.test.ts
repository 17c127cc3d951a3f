import { expect, test } from '@jest/globals';
import { DEFAULT_VIEW, readView } from './view';

test.each([
  [null, DEFAULT_VIEW],
  ['not json', DEFAULT_VIEW],
  ['null', DEFAULT_VIEW],
  ['{"x":"epoch","logScale":true,"smoothing":0.5}', { x: 'epoch', logScale: true, smoothing: 0.5 }],
  ['{"x":"phase of the moon","smoothing":7}', DEFAULT_VIEW],
])('a view kept as %s', (stored, expected) => {
  expect(readView(stored)).toEqual(expected);
});
