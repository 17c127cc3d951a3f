import { isIP } from 'node:net';
import { LIMITS } from '@shadower-training/contract';
import { z } from 'zod';
import { INFLUX_VARIABLES } from './influx-variables.js';
import { parseListenAddress, type ListenAddress } from './listen-address.js';
import { choice, duration, path, wholeNumber, type Variable } from './variable.js';

const MEGABYTE = 1_000_000;

const listenSchema: z.ZodType<ListenAddress> = z.string().transform((text, context) => {
  const address = parseListenAddress(text);
  if (address) return address;
  context.issues.push({ code: 'custom', message: 'wrong form', input: text });
  return z.NEVER;
});

const publicUrlSchema: z.ZodType<string> = z
  .url({ protocol: /^https?$/ })
  .transform((text) => text.replace(/\/+$/, ''));

const listOf = (isRight: (part: string) => boolean): z.ZodType<readonly string[]> =>
  z.string().transform((text, context) => {
    const parts = text.split(',').map((part) => part.trim());
    if (parts.every(isRight)) return parts;
    context.issues.push({ code: 'custom', message: 'wrong form', input: text });
    return z.NEVER;
  });

const proxiesSchema = listOf((part) => {
  const [address, prefix, ...more] = part.split('/') as [string, ...string[]];
  if (isIP(address) === 0 || more.length > 0) return false;
  return prefix === undefined || (/^\d{1,3}$/.test(prefix) && Number(prefix) <= (isIP(address) === 4 ? 32 : 128));
});

const originsSchema = listOf((part) => /^https?:[^*]+$/.test(part) && URL.parse(part)?.origin === part);

/** Every variable of the exporter, by the name that code uses. The one table: help, checks and docs come from it. */
export const VARIABLES = {
  listen: {
    name: 'TRAINING_LISTEN',
    schema: listenSchema,
    allowed: 'host:port, as in 127.0.0.1:4319 or [::1]:4319',
    byDefault: '127.0.0.1:4319',
    description: 'Where to listen. Outside loopback only with TRAINING_TOKENS_FILE.',
  },
  dataDir: path(
    'TRAINING_DATA_DIR',
    'data',
    'Directory of the journal, the embedded store and what InfluxDB refused. One exporter a directory.',
  ),
  store: choice(
    'TRAINING_STORE',
    ['embedded', 'influxdb'],
    'embedded',
    'Where time series and entities are kept: in the data directory, or in the InfluxDB at INFLUX_URL.',
  ),
  tokensFile: path(
    'TRAINING_TOKENS_FILE',
    null,
    'JSON file with hashed tokens (see `token create`). With it every call needs a token.',
  ),
  tlsCertificate: path(
    'TRAINING_TLS_CERTIFICATE',
    null,
    'PEM file of the certificate and its chain: then the exporter serves https alone. Read again when it changes.',
  ),
  tlsKey: path('TRAINING_TLS_KEY', null, 'PEM file of the key of TRAINING_TLS_CERTIFICATE.'),
  logLevel: choice(
    'TRAINING_LOG_LEVEL',
    ['trace', 'debug', 'info', 'warn', 'error', 'fatal', 'silent'],
    'info',
    'What is logged, as JSON lines on standard output. `debug` adds a line a request.',
  ),
  publicUrl: {
    name: 'TRAINING_PUBLIC_URL',
    schema: publicUrlSchema,
    allowed: 'an http or https address, as in https://training.example.org',
    byDefault: null,
    description:
      'Address under which people reach the exporter, for links; its host is accepted in Host and Origin. Default: the listening address.',
  },
  trustedProxies: {
    name: 'TRAINING_TRUSTED_PROXIES',
    schema: proxiesSchema,
    allowed: 'addresses or networks separated by commas, as in 10.0.0.0/8,::1',
    byDefault: null,
    description: 'Proxies whose X-Forwarded-For is believed, for the addresses of clients in the log. Default: none.',
  },
  corsOrigins: {
    name: 'TRAINING_CORS_ORIGINS',
    schema: originsSchema,
    allowed: 'origins separated by commas, as in https://training.example.org',
    byDefault: null,
    description: 'Origins whose pages may read answers. Default: none, no CORS header is sent.',
  },
  pageDir: path(
    'TRAINING_PAGE_DIR',
    null,
    'Directory of a built page to serve at `/`. Default: the one that the repository builds.',
  ),
  maxBodyBytes: wholeNumber(
    'TRAINING_MAX_BODY_BYTES',
    10 * MEGABYTE,
    [1_000, 1_000 * MEGABYTE],
    'Bytes of a request body as sent, compressed or not.',
  ),
  maxDecompressedBytes: wholeNumber(
    'TRAINING_MAX_DECOMPRESSED_BYTES',
    64 * MEGABYTE,
    [1_000, 1_000 * MEGABYTE],
    'Bytes of a request body after decompression.',
  ),
  maxPoints: wholeNumber(
    'TRAINING_MAX_POINTS',
    LIMITS.pointsInRequest,
    [1, LIMITS.pointsInRequest],
    'Points in one metrics request.',
  ),
  maxSeriesPerSession: wholeNumber(
    'TRAINING_MAX_SERIES_PER_SESSION',
    10_000,
    [1, 1_000_000],
    'Series (metric names x labels x ranks) of one session.',
  ),
  maxSessionsPerWorkspace: wholeNumber(
    'TRAINING_MAX_SESSIONS_PER_WORKSPACE',
    100_000,
    [1, 10_000_000],
    'Sessions of one workspace.',
  ),
  maxLiveSessionsPerWorkspace: wholeNumber(
    'TRAINING_MAX_LIVE_SESSIONS_PER_WORKSPACE',
    20_000,
    [1, 1_000_000],
    'Sessions of one workspace that train at the same time; starting more is answered 429.',
  ),
  tokenRequestsPerSecond: wholeNumber(
    'TRAINING_TOKEN_REQUESTS_PER_SECOND',
    0,
    [0, 1_000_000],
    'Requests of one token a second, reads and writes; more are answered 429. 0: no limit.',
  ),
  tokenBytesPerSecond: wholeNumber(
    'TRAINING_TOKEN_BYTES_PER_SECOND',
    0,
    [0, 100_000 * MEGABYTE],
    'Bytes of bodies that one token may write a second, decompressed; more are answered 429. 0: no limit.',
  ),
  workspaceRequestsPerSecond: wholeNumber(
    'TRAINING_WORKSPACE_REQUESTS_PER_SECOND',
    0,
    [0, 1_000_000],
    'The same for all tokens of a workspace together. 0: no limit.',
  ),
  workspaceBytesPerSecond: wholeNumber(
    'TRAINING_WORKSPACE_BYTES_PER_SECOND',
    0,
    [0, 100_000 * MEGABYTE],
    'The same for all tokens of a workspace together. 0: no limit.',
  ),
  bodyTimeoutSeconds: wholeNumber(
    'TRAINING_BODY_TIMEOUT_SECONDS',
    60,
    [1, 3_600],
    'Seconds in which a request must have arrived whole.',
  ),
  maxRequestsInFlight: wholeNumber(
    'TRAINING_MAX_REQUESTS_IN_FLIGHT',
    1_000,
    [1, 100_000],
    'Writing requests that wait for the journal at once; more are answered 429.',
  ),
  maxBytesInFlight: wholeNumber(
    'TRAINING_MAX_BYTES_IN_FLIGHT',
    256 * MEGABYTE,
    [1_000, 10_000 * MEGABYTE],
    'Bytes of bodies that wait for the journal at once; more are answered 429.',
  ),
  maxStreams: wholeNumber('TRAINING_MAX_STREAMS', 500, [1, 100_000], 'Live streams open at once.'),
  retentionRaw: duration(
    'TRAINING_RETENTION_RAW',
    '0',
    'How long after its last news the points of a session stay as they were logged; then its curves are downsampled. Sessions that train are left alone. 0: for ever.',
  ),
  retentionDownsampled: duration(
    'TRAINING_RETENTION_DOWNSAMPLED',
    '0',
    'How long after its last news a session has points at all; longer than TRAINING_RETENTION_RAW. Its scores and facts stay. 0: for ever.',
  ),
  retentionRecords: duration(
    'TRAINING_RETENTION_RECORDS',
    '0',
    'How long after its last news the events of a session stay and, if it has ended, the session itself with all that is left of it; not shorter than the two others. 0: for ever.',
  ),
  retentionPoints: wholeNumber(
    'TRAINING_RETENTION_POINTS',
    1_000,
    [40, 20_000],
    'About how many points of a curve are left by downsampling; curves with no more stay as they are.',
  ),
  metricsMaxSeries: wholeNumber(
    'TRAINING_METRICS_MAX_SERIES',
    10_000,
    [0, 1_000_000],
    'Series of live sessions on /metrics; sessions beyond are left out and counted.',
  ),
  metricsFinishedSeconds: wholeNumber(
    'TRAINING_METRICS_FINISHED_SECONDS',
    300,
    [0, 86_400],
    'Seconds that a session stays on /metrics after its end.',
  ),
  metricsUnfinishedSeconds: wholeNumber(
    'TRAINING_METRICS_UNFINISHED_SECONDS',
    86_400,
    [60, 2_592_000],
    'Seconds that a session which has not ended stays on /metrics without news.',
  ),
  ...INFLUX_VARIABLES,
} as const satisfies Record<string, Variable>;

/** Names beginning with TRAINING_ that others read: no warning for them. */
export const OTHER_NAMES: ReadonlySet<string> = new Set(
  [
    // the Python client
    ...['URL', 'TOKEN', 'WORKSPACE', 'MODE', 'DIR', 'AGENT', 'NAME', 'SESSION_ID', 'WRITE_THROUGH', 'FSYNC'],
    ...['HEARTBEAT_INTERVAL', 'RESOURCE_INTERVAL'],
    // npm test
    ...[
      'REQUIRE_PEERS',
      'TEST_PYTHON',
      'TEST_SKLEARN_PYTHON',
      'TEST_CHROMIUM',
      'TEST_INFLUXD',
      'TEST_PAGE_13',
      'TEST_PROMETHEUS',
      'TEST_PROMTOOL',
      'TEST_SCHEMATHESIS',
      'TEST_KILLS',
    ],
  ].map((name) => `TRAINING_${name}`),
);
