/**
 * *Exporter health*: is it accepting, is it losing, is it behind? Asks Prometheus, so it is loaded only where there is one
 * (docs/dashboards.md).
 */
import { BigValueColorMode } from '@grafana/grafana-foundation-sdk/common';
import type { DashboardBuilder, ValueMapping } from '@grafana/grafana-foundation-sdk/dashboard';
import { HIDDEN, shownAs, thresholds } from '../parts/fields.js';
import { DASHBOARD_UIDS } from '../parts/ids.js';
import { addSections, line } from '../parts/layout.js';
import {
  healthCurves,
  healthStat,
  healthTable,
  metric,
  quantileOf,
  rate,
  rateOf,
  summed,
  troubleCurves,
  usualMetric,
} from '../parts/prometheus.js';
import { instanceVariable, prometheusVariable } from '../parts/variables.js';
import { dashboardOf } from './frame.js';

const named = (value: string, text: string, color: string, index: number): ValueMapping =>
  ({ type: 'value', options: { [value]: { text, color, index } } }) as ValueMapping;

const accepting = () =>
  healthStat(
    {
      id: 1,
      title: 'Accepting',
      description:
        'Whether every exporter can be scraped, its writer thread answers, and no transaction of its journal failed of late.',
    },
    `min((${metric('writer_up')} or 0 * ${usualMetric('up')}) * on (instance) (${rate(metric('journal_write_errors_total'))} == bool 0 or ${usualMetric('up')}))`,
  )
    .unit('none')
    .mappings([named('1', 'yes', 'green', 0), named('0', 'no', 'red', 1)])
    .thresholds(thresholds('red', [1, 'green']))
    .colorMode(BigValueColorMode.Background);

const losing = () =>
  healthStat(
    {
      id: 2,
      title: 'Put aside',
      description:
        'Lines that the store refused and that wait in the quarantine, and records of the journal that were found damaged. Nothing else is ever lost.',
    },
    `${summed(metric('store_quarantined_lines'))} + ${summed(metric('journal_damaged_records_total'))}`,
  )
    .unit('short')
    .decimals(0)
    .thresholds(thresholds('green', [1, 'red']))
    .colorMode(BigValueColorMode.Background);

/** Seconds that the oldest point had waited when it was scraped. */
const OLDEST = metric('journal_oldest_record_timestamp_seconds');
const waited = `timestamp(${OLDEST}) - ${OLDEST}`;

const behind = () =>
  healthStat(
    {
      id: 3,
      title: 'Behind',
      description:
        'How long the oldest point has waited for the store: seconds with InfluxDB, minutes with the embedded store. Readers of the exporter see everything meanwhile.',
    },
    `max(${waited}) or vector(0)`,
  )
    .unit('s')
    .decimals(0)
    .thresholds(thresholds('green', [600, 'orange'], [900, 'red']))
    .colorMode(BigValueColorMode.Background);

const incoming = () =>
  healthStat(
    { id: 4, title: 'Values', description: 'Metric values a second that were made durable, of all chosen exporters.' },
    rateOf('ingest_values_total'),
  )
    .unit('suffix:/s')
    .decimals(0)
    .thresholds(thresholds('text'));

const acknowledged = () =>
  healthStat(
    {
      id: 5,
      title: 'Durable in',
      description:
        'Of a hundred writing requests, the slowest but one: from its head to the answer that it is durable.',
    },
    quantileOf(0.99, 'ingest_acknowledgement_seconds'),
  )
    .unit('s')
    .thresholds(thresholds('green', [0.25, 'orange'], [1, 'red']));

const refused = () =>
  healthStat(
    { id: 6, title: 'Refused', description: 'Writing requests that were refused in a second; below is why.' },
    rateOf('ingest_rejected_total'),
  )
    .unit('suffix:/s')
    .decimals(2)
    .thresholds(thresholds('green', [0.01, 'orange'], [1, 'red']));

const values = () =>
  healthCurves(
    { id: 10, title: 'Values a second', description: 'Metric values that were made durable, by exporter.' },
    [rateOf('ingest_values_total', 'instance'), '{{instance}}'],
  ).unit('suffix:/s');

const acknowledgement = () =>
  healthCurves(
    { id: 11, title: 'Acknowledgement', description: 'Seconds from the head of a writing request to its answer.' },
    [quantileOf(0.5, 'ingest_acknowledgement_seconds'), 'p50'],
    [quantileOf(0.99, 'ingest_acknowledgement_seconds'), 'p99'],
  ).unit('s');

const forcing = () =>
  healthCurves(
    { id: 12, title: 'Forcing to the disk', description: 'Seconds of one fsync of the journal: the disk itself.' },
    [quantileOf(0.5, 'journal_fsync_seconds'), 'p50'],
    [quantileOf(0.99, 'journal_fsync_seconds'), 'p99'],
  ).unit('s');

const batches = () =>
  healthCurves(
    {
      id: 13,
      title: 'Requests that were made durable',
      description: 'Writing requests a second, by what they carried, and those that came again.',
    },
    [`${rateOf('ingest_batches_total', 'kind')} > 0`, '{{kind}}'],
    [rateOf('ingest_repeats_total'), 'sent again'],
  ).unit('suffix:/s');

const rejected = () =>
  troubleCurves(
    {
      id: 14,
      title: 'Refused, by reason',
      description: "Writing requests a second, by the code of the answer's error (docs/api.md).",
    },
    [`${rateOf('ingest_rejected_total', 'reason')} > 0`, '{{reason}}'],
    [rateOf('ingest_rejected_total'), 'all'],
  ).unit('suffix:/s');

const overLimit = () =>
  troubleCurves(
    {
      id: 15,
      title: 'Over a limit',
      description: 'Requests a second that were over a limit of their token, workspace or session.',
    },
    [`${rateOf('over_limit_total', 'limit')} > 0`, '{{limit}}'],
    [rateOf('over_limit_total'), 'all'],
  ).unit('suffix:/s');

const journal = () =>
  healthCurves(
    { id: 20, title: 'Journal', description: 'Bytes that are acknowledged and not yet safe in the store.' },
    [summed(metric('journal_bytes'), ['instance']), '{{instance}}'],
  ).unit('bytes');

const depth = () =>
  healthCurves(
    {
      id: 21,
      title: 'Records in the journal',
      description: 'Requests that are acknowledged and not yet safe in the store.',
    },
    [summed(metric('journal_records'), ['instance']), '{{instance}}'],
  ).unit('short');

const oldest = () =>
  healthCurves(
    {
      id: 22,
      title: 'Oldest unwritten point',
      description: 'How long it has waited for the store; none waits where there is no line.',
    },
    [`max by (instance) (${waited}) or 0 * max by (instance) (${usualMetric('up')})`, '{{instance}}'],
  ).unit('s');

const storeTrouble = () =>
  troubleCurves(
    {
      id: 23,
      title: 'Trouble with the store',
      description: 'Writes to the store that failed, and those that were tried again, a second.',
    },
    [rateOf('store_write_errors_total'), 'failures'],
    [rateOf('store_write_retries_total'), 'retries'],
  ).unit('suffix:/s');

const quarantine = () =>
  troubleCurves(
    {
      id: 24,
      title: 'Quarantine',
      description: 'Lines that the store refused: `quarantine list` shows them, `quarantine resend` sends them again.',
    },
    [summed(metric('store_quarantined_lines'), ['instance']), '{{instance}}'],
  ).unit('short');

const disk = () =>
  healthCurves(
    {
      id: 25,
      title: 'Disk left',
      description: "Bytes left on the disk of the exporter's data: when it is full, nothing can be accepted.",
    },
    [summed(metric('disk_available_bytes'), ['instance']), '{{instance}}'],
  ).unit('bytes');

const queries = () =>
  healthCurves(
    { id: 30, title: 'Queries', description: 'Seconds of reading calls, the slowest of a hundred, by route.' },
    // Of a route that nobody called the quantile is no number.
    [`${quantileOf(0.99, 'query_seconds', 'route')} >= 0`, '{{route}}'],
  ).unit('s');

const requests = () =>
  healthCurves(
    { id: 31, title: 'Answers', description: 'All HTTP answers a second, by status. 499: the client went away first.' },
    [rateOf('http_requests_total', 'code'), '{{code}}'],
  ).unit('suffix:/s');

const sessions = () =>
  healthCurves(
    {
      id: 32,
      title: 'Live sessions',
      description: 'Sessions by state, and those that /metrics leaves out for its limit of series.',
    },
    [`${summed(metric('sessions'), ['state'])} > 0`, '{{state}}'],
    [summed(metric('left_out_sessions')), 'left out of /metrics'],
  ).unit('short');

const lag = () =>
  healthCurves(
    {
      id: 40,
      title: 'Event loop',
      description: 'How late timers of a thread come, the latest of a hundred: all else in it waits as long.',
    },
    [quantileOf(0.99, 'event_loop_lag_seconds', 'instance', 'thread'), '{{thread}} of {{instance}}'],
  ).unit('s');

const busy = () =>
  healthCurves(
    {
      id: 41,
      title: 'Threads at work',
      description: 'The share of time in which a thread is at work: at 100 % it is full.',
    },
    [rateOf('event_loop_busy_seconds_total', 'instance', 'thread'), '{{thread}} of {{instance}}'],
  )
    .unit('percentunit')
    .max(1);

const memory = () =>
  healthCurves({ id: 42, title: 'Memory', description: 'Resident memory of the process.' }, [
    usualMetric('process_resident_memory_bytes'),
    '{{instance}}',
  ]).unit('bytes');

const openFiles = () =>
  healthCurves(
    { id: 43, title: 'Open files', description: 'File descriptors, connections among them: a steady climb is a leak.' },
    [usualMetric('process_open_fds'), '{{instance}}'],
  ).unit('short');

const builds = () =>
  healthTable(
    { id: 44, title: 'Exporters', description: 'Which exporters are scraped, in which version, with which store.' },
    metric('build_info'),
  )
    .unit('short')
    .overrideByName('instance', [shownAs('Exporter')])
    .overrideByName('version', [shownAs('Version')])
    .overrideByName('store', [shownAs('Store')])
    .overrideByName('node', [shownAs('Node.js')])
    .overrideByRegexp('^(Time|Value|__name__|job)$', [HIDDEN]);

export function exporterDashboard(): DashboardBuilder {
  const dashboard = dashboardOf({
    uid: DASHBOARD_UIDS.exporter,
    title: 'Exporter health',
    description: 'Is the exporter accepting, is it losing, is it behind? From what Prometheus scraped of /metrics.',
    from: 'now-3h',
    refresh: '30s',
    source: prometheusVariable(),
    variables: [instanceVariable()],
  });
  return addSections(dashboard, [
    {
      lines: [
        line(4, [accepting(), 4], [losing(), 4], [behind(), 4], [incoming(), 4], [acknowledged(), 4], [refused(), 4]),
      ],
    },
    {
      id: 101,
      title: 'Is it accepting?',
      lines: [
        line(8, [values(), 8], [acknowledgement(), 8], [forcing(), 8]),
        line(8, [batches(), 8], [rejected(), 8], [overLimit(), 8]),
      ],
    },
    {
      id: 102,
      title: 'Is it behind, is it losing?',
      lines: [
        line(8, [journal(), 8], [depth(), 8], [oldest(), 8]),
        line(8, [storeTrouble(), 8], [quarantine(), 8], [disk(), 8]),
      ],
    },
    { id: 103, title: 'Reading', lines: [line(8, [queries(), 8], [requests(), 8], [sessions(), 8])] },
    {
      id: 104,
      title: 'Process',
      lines: [line(8, [lag(), 12], [busy(), 12]), line(8, [memory(), 7], [openFiles(), 7], [builds(), 10])],
    },
  ]);
}
