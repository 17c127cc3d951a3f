import { z } from 'zod';
import { wholeNumber, type Variable } from './variable.js';

const urlSchema: z.ZodType<string> = z.url({ protocol: /^https?$/ }).transform((text) => text.replace(/\/+$/, ''));

/** One line of text. */
const lineSchema: z.ZodType<string> = z.string().regex(/^[^\0\r\n]+$/);

function line(name: Variable['name'], description: string, secret = false) {
  return { name, schema: lineSchema, allowed: 'one line of text', byDefault: null, description, secret } as const;
}

/** Variables of the InfluxDB store, part of the one table (variables.ts). */
export const INFLUX_VARIABLES = {
  influxUrl: {
    name: 'INFLUX_URL',
    schema: urlSchema,
    allowed: 'an http or https address, as in http://127.0.0.1:8086',
    byDefault: null,
    description: 'Address of InfluxDB 1.x, 2.x or 3.x, for the InfluxDB store.',
  },
  influxToken: line('INFLUX_TOKEN', 'Token of InfluxDB 2.x or 3.x.', true),
  influxUser: line('INFLUX_USER', 'User of InfluxDB 1.x, with INFLUX_PASSWORD. Not used where INFLUX_TOKEN is set.'),
  influxPassword: line('INFLUX_PASSWORD', 'Password of INFLUX_USER.', true),
  influxOrg: line('INFLUX_ORG', 'Organization of InfluxDB 2.x.'),
  influxDatabase: {
    name: 'INFLUX_DATABASE',
    schema: z.string().regex(/^[A-Za-z0-9][A-Za-z0-9_-]{0,50}$/),
    allowed: 'letters, digits, _ and -, at most 51, beginning with a letter or digit',
    byDefault: 'training',
    description:
      'Database (1.x, 3.x) or bucket (2.x) of the points; entities lie in one of their own beside it, `training_entities`.',
  },
  influxTimeoutSeconds: wholeNumber(
    'INFLUX_TIMEOUT_SECONDS',
    30,
    [1, 600],
    'Seconds that a request to InfluxDB may take; a write that takes longer is sent again.',
  ),
} as const satisfies Record<string, Variable>;

/** What is missing or contradicts itself, each with what to do; none unless the store is InfluxDB. */
export function influxProblems(configuration: {
  readonly store: string;
  readonly influxUrl: string | null;
  readonly influxToken: string | null;
  readonly influxUser: string | null;
  readonly influxPassword: string | null;
}): string[] {
  if (configuration.store !== 'influxdb') return [];
  const problems: string[] = [];
  if (configuration.influxUrl === null)
    problems.push('INFLUX_URL: must be set with TRAINING_STORE=influxdb, as in http://127.0.0.1:8086');
  if (configuration.influxToken !== null) return problems;
  if (configuration.influxUser !== null && configuration.influxPassword === null)
    problems.push('INFLUX_PASSWORD: must be set with INFLUX_USER');
  if (configuration.influxUser === null && configuration.influxPassword !== null)
    problems.push('INFLUX_USER: must be set with INFLUX_PASSWORD');
  return problems;
}

/** What the InfluxDB store is opened with (`InfluxSettings` in store/influx). */
export function influxSettings(configuration: {
  readonly influxUrl: string | null;
  readonly influxToken: string | null;
  readonly influxUser: string | null;
  readonly influxPassword: string | null;
  readonly influxOrg: string | null;
  readonly influxDatabase: string;
  readonly influxTimeoutSeconds: number;
}): {
  readonly url: string;
  readonly token: string | null;
  readonly user: string | null;
  readonly password: string | null;
  readonly org: string | null;
  readonly database: string;
  readonly timeoutMilliseconds: number;
} | null {
  const { influxUrl: url, influxTimeoutSeconds } = configuration;
  if (url === null) return null;
  return {
    url,
    token: configuration.influxToken,
    user: configuration.influxUser,
    password: configuration.influxPassword,
    org: configuration.influxOrg,
    database: configuration.influxDatabase,
    timeoutMilliseconds: influxTimeoutSeconds * 1_000,
  };
}
