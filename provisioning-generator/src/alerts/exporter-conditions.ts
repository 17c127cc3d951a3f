/** Conditions of the exporter itself: only Prometheus sees them, whatever the store is. */
import type { Condition } from './condition.js';

/** The job of the scrape configuration in docs/prometheus.md. */
const JOB = 'job="training"';
const ours = (name: string, over = '{}') => `max by (instance) (${over.replace('{}', `shadower_training_${name}`)})`;

/** A journal below this is no trouble: what waits a moment for the disk. */
const JOURNAL_BYTES = 256e6;
const DISK_SHARE = 0.1;
/** A tenth of a large disk is still plenty. */
const DISK_BYTES = 20e9;
/** Points come to InfluxDB within a second, into the embedded store's blocks within minutes. */
const LAG_SECONDS = { influxdb: 20, embedded: 900 };
const WAITED = 'time() - min by (instance) (shadower_training_journal_oldest_record_timestamp_seconds)';

export const EXPORTER_CONDITIONS: readonly Condition[] = [
  {
    name: 'TrainingExporterDown',
    subject: 'exporter',
    severity: 'critical',
    for: '2m',
    keepFiringFor: '2m',
    prometheus: `max by (instance) (up{${JOB}}) == 0\nor\n${ours('writer_up')} == 0\nor\nabsent(up{${JOB}})`,
    format: 'humanize',
    summary: 'The exporter does not answer ({instance})',
    description:
      'Exporter: {instance}. Prometheus cannot scrape it (value {value}), its writer thread does not answer, or there is none to scrape. Training goes on: clients keep what they log in files.',
  },
  {
    name: 'TrainingJournalGrowing',
    subject: 'exporter',
    severity: 'critical',
    for: '10m',
    keepFiringFor: '10m',
    prometheus: `${ours('journal_bytes')} > ${JOURNAL_BYTES}\nand\n${ours('journal_bytes', 'deriv({}[15m])')} > 0`,
    format: 'humanize1024',
    summary: 'The journal of {instance} grows: the store does not keep up',
    description:
      'The journal of {instance} holds {value}B that are not yet safe in the store, and grows. Nothing is lost while its disk has room.',
  },
  {
    name: 'TrainingDiskNearlyFull',
    subject: 'exporter',
    severity: 'critical',
    for: '5m',
    keepFiringFor: '10m',
    prometheus: `${ours('disk_available_bytes')} / ${ours('disk_size_bytes')} < ${DISK_SHARE}\nand\n${ours('disk_available_bytes')} < ${DISK_BYTES}`,
    format: 'humanizePercentage',
    summary: 'The disk of {instance} is nearly full',
    description: 'Only {value} of the disk of {instance} is left. When it is full, the exporter accepts nothing.',
  },
  {
    name: 'TrainingWriteLag',
    subject: 'exporter',
    severity: 'info',
    for: '5m',
    keepFiringFor: '5m',
    prometheus: `${WAITED} > ${LAG_SECONDS.influxdb}\nand on (instance)\n${ours('build_info{store="influxdb"}')}\nor\n${WAITED} > ${LAG_SECONDS.embedded}`,
    format: 'humanizeDuration',
    summary: '{instance} is behind with writing to the store',
    description:
      'The oldest record of {instance} has waited {value} for the store. Readers see old curves; nothing is lost.',
  },
  {
    name: 'TrainingQuarantine',
    subject: 'exporter',
    severity: 'info',
    for: '1m',
    keepFiringFor: '5m',
    prometheus: `${ours('store_quarantined_lines')} > 0`,
    format: 'humanize',
    summary: 'The store refused lines of {instance}',
    description: '{value} lines that the store refused wait in the quarantine of {instance}.',
  },
];
