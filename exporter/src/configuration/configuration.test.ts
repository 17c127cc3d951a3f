import { readFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import { ConfigurationError, readConfiguration } from './configuration.js';
import { helpText, variablesTable } from './help.js';
import { influxSettings } from './influx-variables.js';
import { isLoopback, parseListenAddress } from './listen-address.js';

/** The problems that an environment leads to. */
function problems(environment: Record<string, string>): readonly string[] {
  try {
    readConfiguration(environment);
  } catch (error) {
    if (error instanceof ConfigurationError) return error.problems;
  }
  return [];
}

describe('the configuration', () => {
  it('has a default for everything', () => {
    const { configuration, warnings } = readConfiguration({});
    expect(configuration.listen).toEqual({ host: '127.0.0.1', port: 4319 });
    expect(configuration.maxBodyBytes).toBe(10_000_000);
    expect(configuration.dataDir).toMatch(/^\/.*data$/);
    expect(configuration.tokensFile).toBeNull();
    expect(warnings).toEqual([]);
  });

  it('names every wrong value at once, with what is allowed', () => {
    const found = problems({
      TRAINING_LISTEN: 'nowhere',
      TRAINING_MAX_POINTS: '10001',
      TRAINING_STORE: 'influx',
      TRAINING_PUBLIC_URL: 'ftp://x',
    });
    expect(found).toHaveLength(4);
    expect(found[0]).toBe('TRAINING_LISTEN="nowhere": must be host:port, as in 127.0.0.1:4319 or [::1]:4319');
    expect(found).toContainEqual('TRAINING_MAX_POINTS="10001": must be a whole number from 1 to 10000');
  });

  it('reads where InfluxDB is, and never shows a secret', () => {
    const { configuration } = readConfiguration({ INFLUX_URL: 'http://db:8086/', INFLUX_TOKEN: 't' });
    expect(influxSettings(configuration)).toEqual({
      url: 'http://db:8086',
      token: 't',
      user: null,
      password: null,
      org: null,
      database: 'training',
      timeoutMilliseconds: 30_000,
    });
    expect(influxSettings(readConfiguration({}).configuration)).toBeNull();
    const found = problems({ INFLUX_PASSWORD: 'hush\n', INFLUX_DATABASE: '../x' });
    expect(found).toContainEqual('INFLUX_PASSWORD: must be one line of text');
    expect(found.join()).not.toContain('hush');
    expect(found).toContainEqual(expect.stringContaining('INFLUX_DATABASE="../x": must be letters'));
  });

  it('wants the address of InfluxDB and whole credentials where InfluxDB is the store, and only there', () => {
    const store = { TRAINING_STORE: 'influxdb' };
    expect(problems(store)).toEqual([expect.stringMatching(/^INFLUX_URL: must be set with TRAINING_STORE=influxdb/)]);
    const placed = { ...store, INFLUX_URL: 'http://db:8086' };
    expect(problems(placed)).toEqual([]);
    expect(problems({ ...placed, INFLUX_USER: 'u' })).toEqual(['INFLUX_PASSWORD: must be set with INFLUX_USER']);
    expect(problems({ ...placed, INFLUX_PASSWORD: 'p' })).toEqual(['INFLUX_USER: must be set with INFLUX_PASSWORD']);
    expect(problems({ ...placed, INFLUX_USER: 'u', INFLUX_TOKEN: 't' })).toEqual([]);
    expect(problems({ INFLUX_USER: 'u' })).toEqual([]);
  });

  it('says that InfluxDB is named but not used, and that a variable of it is mistyped', () => {
    expect(readConfiguration({ INFLUX_URL: 'http://db:8086', INFLUX_PASSWORT: 'p' }).warnings).toEqual([
      expect.stringContaining('INFLUX_URL is set but not used'),
    ]);
    const used = { TRAINING_STORE: 'influxdb', INFLUX_URL: 'http://db:8086', INFLUX_PASSWORT: 'p' };
    expect(readConfiguration(used).warnings).toEqual([expect.stringContaining('INFLUX_PASSWORT is not a variable')]);
  });

  it.each(['-1', '1e3', '1.5', 'ten', ' ', '0x10', '99999999999999999999'])('refuses %p as a number', (text) => {
    expect(problems({ TRAINING_MAX_POINTS: text })).toHaveLength(1);
  });

  it('takes an empty value as missing and warns about unknown names, not about those of the client', () => {
    const { configuration, warnings } = readConfiguration({
      TRAINING_LISTEN: '',
      TRAINING_LISTENS: 'x',
      TRAINING_TOKEN: 'x',
    });
    expect(configuration.listen.port).toBe(4319);
    expect(warnings).toHaveLength(1);
    expect(warnings[0]).toContain('TRAINING_LISTENS');
  });

  it('reads addresses', () => {
    expect(parseListenAddress('[::1]:4319')).toEqual({ host: '::1', port: 4319 });
    expect(parseListenAddress('localhost:0')).toEqual({ host: 'localhost', port: 0 });
    for (const wrong of ['::1:4319', '127.0.0.1', '127.0.0.1:65536', ':4319', '[x]:1'])
      expect(parseListenAddress(wrong)).toBeNull();
    for (const host of ['127.0.0.1', '127.9.9.9', 'localhost', '::1', '[::1]']) expect(isLoopback(host)).toBe(true);
    for (const host of ['0.0.0.0', '::', 'example.org', '127.0.0.1.example.org', 'localhost.example.org'])
      expect(isLoopback(host)).toBe(false);
  });

  it('is documented as it is', () => {
    const file = readFileSync(new URL('../../../docs/configuration.md', import.meta.url), 'utf8');
    const squeezed = (text: string): string =>
      text.replace(/ +/g, ' ').replace(/-{3,}/g, '---').replace(/\| /g, '|').replace(/ \|/g, '|');
    expect(squeezed(file)).toContain(squeezed(variablesTable()));
    expect(helpText()).toContain('TRAINING_MAX_POINTS=10000');
  });
});
