import { describe, expect, it } from '@jest/globals';
import { addressProblem, baseAddress } from './address';

describe('addressProblem', () => {
  it.each(['http://localhost:4319', 'https://exporter.example/training', 'http://[::1]:4319/'])(
    'accepts %s',
    (address) => {
      expect(addressProblem(address)).toBeNull();
    },
  );
  it.each<[string, RegExp]>([
    ['', /Enter the address/],
    ['localhost:4319', /Begin the address/],
    ['http://', /not an address/],
    [' http://a', /spaces/],
    ['http://me:secret@a', /user and password/],
    ['http://a?x=1', /after \?/],
    ['http://a/analytics', /\/analytics/],
  ])('explains what is wrong with "%s"', (address, problem) => {
    expect(addressProblem(address)).toMatch(problem);
  });
});

it('sends to the proxy in Grafana and to the page itself on the exporter', () => {
  expect(baseAddress({ url: '/api/datasources/proxy/uid/x' })).toBe('/api/datasources/proxy/uid/x');
  expect(baseAddress({ url: '/' })).toBe('');
  expect(baseAddress({})).toBe('');
});
