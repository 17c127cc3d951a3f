/** How states of sessions look: a word, a tone and a shape each, so that colour is never the only sign. */
import type { Attention, SessionState } from '@shadower-training/contract';
import type { GrafanaTheme2 } from '@grafana/data';

export type Tone = 'active' | 'good' | 'neutral' | 'info' | 'warning' | 'critical';
export type AttentionLevel = Attention['level'];

export interface StateLook {
  label: string;
  tone: Tone;
  /** One path on a 16 x 16 ground. */
  path: string;
  /** What the state means, for the tooltip. */
  meaning: string;
}

export const SESSION_STATES: Readonly<Record<SessionState, StateLook>> = {
  running: {
    label: 'Running',
    tone: 'active',
    path: 'M5 3.2v9.6L13 8z',
    meaning: 'Values or heartbeats are coming in',
  },
  silent: {
    label: 'Silent',
    tone: 'warning',
    path: 'M2.5 6.2h2.3L8 3.4v9.2L4.8 9.8H2.5zM10.2 6.2l3.6 3.6m0-3.6-3.6 3.6',
    meaning: 'No values and no heartbeat for longer than the limit',
  },
  hung: {
    label: 'Hung',
    tone: 'critical',
    path: 'M4 2.5h8M4 13.5h8M5 2.5c0 3.2 2.2 4 3 5.5.8-1.5 3-2.3 3-5.5M5 13.5c0-3.2 2.2-4 3-5.5.8 1.5 3 2.3 3 5.5',
    meaning: 'The process still beats, but no step is done',
  },
  completed: { label: 'Completed', tone: 'good', path: 'M2.8 8.4l3.4 3.4 7-7.4', meaning: 'Ended by its own word' },
  failed: { label: 'Failed', tone: 'critical', path: 'M8 3v6.2M8 12.4v.4', meaning: 'Ended with an error' },
  stopped: { label: 'Stopped', tone: 'info', path: 'M4 4h8v8H4z', meaning: 'Stopped early' },
  cancelled: { label: 'Cancelled', tone: 'neutral', path: 'M4 4l8 8m0-8-8 8', meaning: 'Cancelled by its user' },
};

/** What needs a look first stands first, also among filter chips. */
export const STATE_ORDER: readonly SessionState[] = [
  'failed',
  'hung',
  'silent',
  'running',
  'stopped',
  'completed',
  'cancelled',
];

/** The look of a state; a word we don't know is shown as it is. */
export function stateLook(state: string): StateLook {
  return Object.hasOwn(SESSION_STATES, state)
    ? SESSION_STATES[state as SessionState]
    : { label: state, tone: 'neutral', path: 'M8 8h.01', meaning: 'A state that this panel does not know' };
}

/** The theme's colour of a tone, for text and icons on the panel's ground. */
export function toneColor(tone: Tone, theme: GrafanaTheme2): string {
  switch (tone) {
    case 'active':
      return theme.colors.primary.text;
    case 'good':
      return theme.colors.success.text;
    case 'info':
      return theme.colors.info.text;
    case 'warning':
      return theme.colors.warning.text;
    case 'critical':
      return theme.colors.error.text;
    case 'neutral':
      return theme.colors.text.secondary;
  }
}

const LEVELS: Readonly<Record<AttentionLevel, number>> = { critical: 0, warning: 1, info: 2, none: 3 };

/** The level of attention in a cell; what is none of the four is none. */
export function attentionLevel(text: string | null): AttentionLevel {
  return text !== null && Object.hasOwn(LEVELS, text) ? (text as AttentionLevel) : 'none';
}

/** 0 for critical to 3 for none. */
export function attentionRank(level: AttentionLevel): number {
  return LEVELS[level];
}
