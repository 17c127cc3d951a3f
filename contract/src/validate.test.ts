import { describe, expect, test } from '@jest/globals';
import type { ContractError } from './error.js';
import { LIMITS } from './limits.js';
import { validate } from './validate.js';
import { startRequestSchema } from './wire/start.js';

/** A start whose hyperparameters are all wrong. */
const start = (hyperparameters: number) => ({
  agent_id: 'a',
  training_config: {
    hyperparameters: Object.fromEntries(Array.from({ length: hyperparameters }, (_, index) => [`h${index}`, []])),
  },
});

describe('a body of which nothing is right', () => {
  test('is refused with the first hundred problems, the rest counted', () => {
    let error: unknown;
    try {
      validate(startRequestSchema, start(2_000));
    } catch (thrown) {
      error = thrown;
    }
    expect(error).toMatchObject({ status: 400, message: expect.stringMatching(/^2000 wrong fields, the first 100/) });
    expect((error as ContractError).details).toHaveLength(LIMITS.problemsInError);
  });

  test('is refused unread beyond the values that any request needs', () => {
    expect(() => validate(startRequestSchema, start(LIMITS.valuesInBody + 2))).toThrow(
      expect.objectContaining({ status: 413, details: [] }),
    );
  });

  test('is a large configuration otherwise taken as it is', () => {
    const vocabulary = Object.fromEntries(Array.from({ length: 50_000 }, (_, index) => [`token${index}`, index]));
    const body = { agent_id: 'a', training_config: { vocabulary } };
    expect(validate(startRequestSchema, body).training_config).toEqual({ vocabulary });
  });
});
