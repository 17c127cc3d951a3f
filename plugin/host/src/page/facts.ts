/** What the strip says about a session, in words. Pure. */
import { durationText } from '../../../src/visual/durationText';
import { metricLabel } from '../../../src/visual/metricRole';
import { exactNumber, significantNumber } from '../../../src/visual/numberText';
import type { SessionRow } from '../data/rows';

export interface FactText {
  label: string;
  text: string;
  explanation?: string[];
}

const MISSING = '–';

const number = (value: number | null) => (value === null ? MISSING : exactNumber(value));

/** 1,200 of 5,000. */
const partOf = (done: number | null, total: number | null) =>
  total === null ? number(done) : `${number(done)} of ${exactNumber(total)}`;

const best = ({ objectiveBest, bestStep }: SessionRow) =>
  objectiveBest === null
    ? MISSING
    : `${significantNumber(objectiveBest)}${bestStep === null ? '' : ` @ step ${exactNumber(bestStep)}`}`;

/** Where the objective was never logged, the exporter tells the best training loss: it must not be called otherwise. */
const bestMetric = ({ objectiveMetric, objectiveValues, objectiveBest }: SessionRow) =>
  objectiveValues === 0 && objectiveBest !== null ? 'training_loss' : (objectiveMetric ?? 'objective');

const dollars = new Intl.NumberFormat('en-US', { style: 'currency', currency: 'USD' });

/** Sums under a cent are shown with the digits that they have, not as nothing. */
const cost = (value: number | null): string =>
  value === null ? MISSING : value !== 0 && value < 0.01 ? `$${significantNumber(value)}` : dollars.format(value);

const LIVE = ['running', 'silent', 'hung'];

/** Time left while it goes on, the time it took once it ended. */
const time = (row: SessionRow): FactText => {
  if (LIVE.includes(row.state)) {
    const text = row.timeLeftSeconds === null ? MISSING : durationText(row.timeLeftSeconds) || MISSING;
    return {
      label: 'Time left',
      text,
      explanation: ['Remaining steps × the median time of a recent step', 'Needs a planned number of steps or epochs'],
    };
  }
  const end = row.completedAt ?? row.lastNewsAt;
  const seconds = end === null || row.startedAt === null ? null : (end - row.startedAt) / 1_000;
  return { label: 'Took', text: seconds === null ? MISSING : durationText(seconds) };
};

export const factsOf = (row: SessionRow): FactText[] => [
  { label: `Best ${metricLabel(bestMetric(row))}`, text: best(row) },
  ...(row.currentEpoch !== null || row.totalEpochs !== null
    ? [{ label: 'Epoch', text: partOf(row.currentEpoch, row.totalEpochs) }]
    : []),
  { label: 'Step', text: partOf(row.currentStep, row.totalSteps) },
  time(row),
  {
    label: 'Cost',
    text: cost(row.costUsd),
    explanation: ['As reported by the session, else active hours × its price an hour'],
  },
  { label: 'Attempts', text: number(row.attempts) },
];
