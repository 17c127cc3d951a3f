/** The one table of conditions that all alerts are made from, whatever the engine. */
import type { Condition, Subject } from './condition.js';
import { EXPORTER_CONDITIONS } from './exporter-conditions.js';
import { QUALITY_CONDITIONS } from './quality-conditions.js';
import { SESSION_CONDITIONS } from './session-conditions.js';

export const CONDITIONS: readonly Condition[] = [...SESSION_CONDITIONS, ...QUALITY_CONDITIONS, ...EXPORTER_CONDITIONS];

/** How often the conditions of a subject are looked at; Grafana wants multiples of 10 s. */
export const INTERVALS: Readonly<Record<Subject, string>> = { session: '20s', quality: '1m', exporter: '30s' };

export const conditionsOf = (subject: Subject): Condition[] =>
  CONDITIONS.filter((condition) => condition.subject === subject);
