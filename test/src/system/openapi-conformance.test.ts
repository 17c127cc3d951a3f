import { createHash } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, expect, test } from '@jest/globals';
import { SCOPES } from '@shadower-training/contract';
import { Child } from '../harness/child-process.js';
import { describeWithPeer } from '../harness/describe-with-peer.js';
import { sizeFrom } from '../harness/random.js';
import { shareExporter } from '../harness/shared-exporter.js';
import { temporaryDirectory } from '../harness/temporary-directory.js';

/** Drawn requests an operation, beside those that cover each bound of the description; many by hand: 1000. */
const EXAMPLES = sizeFrom('TRAINING_TEST_CONFORMANCE', 10);
const SEED = sizeFrom('TRAINING_TEST_SEED', 1);
const PATIENCE_MILLISECONDS = 120_000 + EXAMPLES * 10_000;
const TOKEN = 't'.repeat(40);

/**
 * What is not a fault: bodies and headers over a limit are 413 and 431; `optimize` is declared and 501. The stream never
 * ends, so it is left to tests of its own. That a request which fits the description is taken cannot be asked for:
 * whether a cursor, an attempt or a field exists no description says.
 */
const RULES = `
[checks.negative_data_rejection]
expected-statuses = [400, 401, 403, 404, 405, 406, 408, 409, 413, 415, 421, 422, 428, 429, 431]
[[operations]]
include-operation-id = "optimize"
checks.not_a_server_error.expected-statuses = ["2xx", "3xx", "4xx", 501]
`;

/** Files of the test in a directory of their own. */
function writeFiles(): { readonly directory: string; readonly tokens: string; readonly rules: string } {
  const directory = temporaryDirectory('conformance');
  const tokens = join(directory, 'tokens.json');
  const rules = join(directory, 'schemathesis.toml');
  const sha256 = createHash('sha256').update(TOKEN).digest('hex');
  writeFileSync(tokens, JSON.stringify([{ name: 'tester', workspace_id: 'tested', scopes: SCOPES, sha256 }]));
  writeFileSync(rules, RULES);
  return { directory, tokens, rules };
}

describeWithPeer('schemathesis', 'the exporter and its OpenAPI description', (schemathesis) => {
  const { directory, tokens, rules } = writeFiles();
  const shared = shareExporter({ environment: { TRAINING_TOKENS_FILE: tokens } });

  // Sessions to be found: "0" is what a generator of texts draws more than anything else.
  beforeAll(async () => {
    const client = shared.exporter.client(TOKEN);
    for (const session_id of ['0', '1', 'ended']) {
      await client.start({
        session_id,
        agent_id: '0',
        name: 'a name',
        group: 'a group',
        tags: { team: 'a team' },
        total_steps: 100,
        training_config: { model_base: 'a model', hyperparameters: { learning_rate: 0.1, optimizer: 'adam' } },
      });
      const points = Array.from({ length: 100 }, (_, index) => ({
        step: index,
        epoch: index / 10,
        metrics: {
          '0': index,
          training_loss: 1 / (index + 1),
          validation_loss: index === 7 ? 'NaN' : 1,
          accuracy: 0.5,
        },
      }));
      await client.log(session_id, { producer: 'p', sequence: 1, points });
      const events = [{ kind: 'checkpoint', step: 50, title: 'a checkpoint' }];
      await client.call('logEvents', { parameters: { session_id }, body: { events } });
    }
    await client.complete('ended', { status: 'failed', error_details: 'out of memory' });
    client.close();
  });

  test(
    `agree: of ${EXAMPLES} drawn requests an operation no answer is a server error or other than described`,
    async () => {
      const { PATH } = process.env;
      const run = new Child(
        schemathesis,
        [
          ...['--config-file', rules, 'run', `${shared.exporter.url}/openapi.json`],
          ...['--header', `Authorization: Bearer ${TOKEN}`, '--exclude-operation-id', 'live'],
          ...['--checks', 'all', '--exclude-checks', 'positive_data_acceptance'],
          ...['--phases', 'examples,coverage,fuzzing', '--max-examples', String(EXAMPLES), '--seed', String(SEED)],
          ...['--generation-database', 'none', '--suppress-health-check', 'all', '--request-timeout', '30'],
          ...['--no-shrink', '--no-color', '--continue-on-failure'],
        ],
        { PATH, HOME: directory, PYTHONUNBUFFERED: '1' },
        directory,
      );
      const { code } = await run.ended;
      const report = run.output.slice(run.output.indexOf('= FAILURES ='));
      expect({ code, report: code === 0 ? '' : report.slice(0, 10_000) }).toEqual({ code: 0, report: '' });
      const cases = Number(/(\d+) generated/.exec(run.output)?.[1] ?? 0);
      expect(cases).toBeGreaterThan(2_000);
    },
    PATIENCE_MILLISECONDS,
  );
});
