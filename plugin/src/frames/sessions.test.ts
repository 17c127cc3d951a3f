import { describe, expect, it } from '@jest/globals';
import {
  applyFieldOverrides,
  createTheme,
  FieldType,
  standardFieldConfigEditorRegistry,
  type DataFrame,
} from '@grafana/data';
import { sessionsFrame } from './sessions';
import { exampleSession, ORIGIN } from './testing';

const field = (frame: DataFrame, name: string) => {
  const found = frame.fields.find((candidate) => candidate.name === name);
  if (!found) throw new Error(`no field ${name}`);
  return found;
};

describe('sessionsFrame', () => {
  it('gives a row a session with units, colours and links', () => {
    const frame = sessionsFrame(
      [exampleSession(), exampleSession({ session_id: 'session-2', name: undefined })],
      ORIGIN,
    );
    expect(frame.length).toBe(2);
    expect(field(frame, 'name').values).toEqual(['first', null]);
    expect(field(frame, 'time_left_seconds').config.unit).toBe('s');
    expect(field(frame, 'state').config.mappings?.[0]?.options).toMatchObject({ failed: { color: 'red' } });
    expect(field(frame, 'session_id').config.links?.[0]?.url).toBe('${__data.fields.url:raw}');
    expect(field(frame, 'started_at').values[0]).toBe(Date.parse('2026-09-01T10:00:00.000Z'));
    expect(field(frame, 'completed_at').values[0]).toBeNull();
  });

  it('says of each score what it rests on, and why it is missing', () => {
    const frame = sessionsFrame([exampleSession()], ORIGIN);
    expect(field(frame, 'overfitting_score').values).toEqual([0.8]);
    expect(field(frame, 'overfitting_score_n').values).toEqual([10]);
    expect(field(frame, 'generalization_score').values).toEqual([null]);
    expect(field(frame, 'generalization_score_reason').values).toEqual(['no training loss']);
  });

  it('keeps a newest value that is not finite', () => {
    const frame = sessionsFrame([exampleSession({ objective_value: 'NaN' })], ORIGIN);
    expect(field(frame, 'objective_value').values).toEqual([NaN]);
  });

  it('has a sparkline that Grafana draws in its table, and that can be written as JSON whatever Grafana adds', () => {
    const frame = sessionsFrame([exampleSession(), exampleSession({ sparkline: null })], ORIGIN);
    const [shown] = applyFieldOverrides({
      data: [frame],
      fieldConfig: { defaults: {}, overrides: [] },
      replaceVariables: (text) => text,
      theme: createTheme(),
      fieldConfigRegistry: standardFieldConfigEditorRegistry,
    });
    const sparkline = field(shown!, 'sparkline');
    expect(sparkline.config.custom.cellOptions.type).toBe('sparkline');
    expect(JSON.stringify(sparkline.values)).toBe('[[1,null,0.4],null]');
  });

  it('tells durations in seconds, which Grafana scales both ways', () => {
    const frame = sessionsFrame([exampleSession({ duration_hours: 0.5 }), exampleSession()], ORIGIN);
    expect(field(frame, 'duration_seconds')).toMatchObject({ values: [1_800, null], config: { unit: 's' } });
  });

  it('is typed when it is empty', () => {
    const frame = sessionsFrame([], ORIGIN);
    expect(frame.length).toBe(0);
    expect(field(frame, 'objective_best').type).toBe(FieldType.number);
    expect(field(frame, 'last_news_at').type).toBe(FieldType.time);
  });
});
