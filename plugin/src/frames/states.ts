/** Colours and words of session states and attention levels, so that panels, tables and legends agree. */
import { MappingType, type ValueMapping } from '@grafana/data';
import type { Attention, SessionState } from '@shadower-training/contract';

interface Shown {
  text: string;
  /** A named colour of Grafana's palette, which suits dark and light. */
  color: string;
}

/** Every state; `stopped` is an early stop, which is a good end. */
export const SESSION_STATES: Record<SessionState, Shown> = {
  running: { text: 'Running', color: 'blue' },
  silent: { text: 'Silent', color: 'orange' },
  hung: { text: 'Hung', color: 'dark-orange' },
  completed: { text: 'Completed', color: 'green' },
  failed: { text: 'Failed', color: 'red' },
  stopped: { text: 'Stopped early', color: 'purple' },
  cancelled: { text: 'Cancelled', color: 'text' },
};

/** Levels of attention, the most urgent first. */
export const ATTENTION_LEVELS: Record<Attention['level'], Shown> = {
  critical: { text: 'Critical', color: 'red' },
  warning: { text: 'Warning', color: 'orange' },
  info: { text: 'Info', color: 'blue' },
  none: { text: 'None', color: 'text' },
};

function mappingsOf(shown: Record<string, Shown>): ValueMapping[] {
  const options = Object.entries(shown).map(([value, result], index) => [value, { ...result, index }] as const);
  return [{ type: MappingType.ValueToText, options: Object.fromEntries(options) }];
}

export const stateMappings = (): ValueMapping[] => mappingsOf(SESSION_STATES);
export const attentionMappings = (): ValueMapping[] => mappingsOf(ATTENTION_LEVELS);
