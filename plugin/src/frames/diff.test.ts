import { describe, expect, it } from '@jest/globals';
import { diffFrame } from './diff';
import { exampleSession, ORIGIN } from './testing';

const sessions = [
  exampleSession({
    session_id: 'a',
    name: 'first',
    hyperparameters: { learning_rate: 0.001, layers: 2 },
    training_config: { hyperparameters: {}, scheduler: { kind: 'cosine', milestones: [1, 2] } },
  }),
  exampleSession({
    session_id: 'b',
    name: undefined,
    hyperparameters: { learning_rate: 0.01, layers: 2 },
    tags: { team: 'search' },
  }),
];

const rows = (onlyDiffering: boolean) => {
  const { fields, length } = diffFrame(sessions, onlyDiffering, ORIGIN);
  return Array.from({ length }, (_, index) => fields.map(({ values }) => values[index] as unknown));
};

describe('diffFrame', () => {
  it('has a row a key and a column a session, called by its id and shown by its name', () => {
    const { fields } = diffFrame(sessions, true, ORIGIN);
    expect(fields.map(({ name }) => name)).toEqual(['section', 'key', 'a', 'b', 'differs']);
    expect(fields.slice(2, 4).map(({ config }) => config.displayNameFromDS)).toEqual(['first', 'b']);
  });

  it('says what differs, nested keys and missing ones too', () => {
    expect(rows(true)).toEqual([
      ['hyperparameters', 'learning_rate', '0.001', '0.01', true],
      ['configuration', 'scheduler.kind', 'cosine', null, true],
      ['configuration', 'scheduler.milestones', '[1,2]', null, true],
      ['tags', 'team', null, 'search', true],
    ]);
  });

  it('shows the rest as well when it is wanted', () => {
    expect(rows(false)).toContainEqual(['hyperparameters', 'layers', '2', '2', false]);
  });

  it('is typed without sessions', () => {
    expect(diffFrame([], true, ORIGIN)).toMatchObject({ length: 0, fields: [{}, {}, { name: 'differs' }] });
  });

  it('calls each column by the id of its session, and shows the name', () => {
    const [, , first] = diffFrame([exampleSession({ session_id: 'a', name: 'wide' })], false, ORIGIN).fields;
    expect(first).toMatchObject({ name: 'a', config: { displayNameFromDS: 'wide' }, labels: { session_id: 'a' } });
  });
});
