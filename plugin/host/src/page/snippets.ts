/** The lines that a newcomer pastes to see a first session, for the exporter that served this page. Pure. */

export type Way = 'python' | 'curl';

export interface Step {
  title: string;
  language: 'shell' | 'python';
  code: string;
}

const PYTHON = `import time
import shadower_training

with shadower_training.start(agent_id="my-agent", total_epochs=20) as session:
    for epoch in range(20):
        losses = {"training_loss": 1 / (epoch + 1), "validation_loss": 1.2 / (epoch + 1)}  # yours here
        session.log(losses, step=epoch, epoch=epoch)
        time.sleep(0.5)  # your training here`;

/** Both ways begin with where the exporter is; the token is named, never filled in. */
const environment = (exporter: string, withToken: boolean): string =>
  `export TRAINING_URL=${exporter}${withToken ? '\nexport TRAINING_TOKEN=...  # a token with the scope "ingest"' : ''}`;

const curl = (withToken: boolean): string => {
  const token = withToken ? ` \\\n  -H "Authorization: Bearer $TRAINING_TOKEN"` : '';
  const call = (path: string, body: string) =>
    `curl "$TRAINING_URL/analytics/training/${path}"${token} \\\n  -H 'Content-Type: application/json' \\\n  -d '${body}'`;
  const point = (step: number, loss: number) => `{"step": ${step}, "metrics": {"training_loss": ${loss}}}`;
  const points = [0.9, 0.5, 0.3].map((loss, index) => point(index + 1, loss)).join(', ');
  return [
    call('start', '{"session_id": "first-run", "agent_id": "my-agent", "training_config": {}}'),
    call('first-run/metrics', `{"producer": "shell", "sequence": 1, "points": [${points}]}`),
    call('first-run/complete', '{"status": "completed"}'),
  ].join('\n');
};

/**
 * @param exporter Address of the exporter without a slash at its end.
 * @param withToken Whether the exporter wants tokens.
 */
export const stepsOf = (way: Way, exporter: string, withToken: boolean): Step[] => {
  if (way === 'curl') {
    return [
      { title: 'Say where the exporter is', language: 'shell', code: environment(exporter, withToken) },
      { title: 'Start a session, send values, finish', language: 'shell', code: curl(withToken) },
    ];
  }
  const install = `pip install ./clients/python\n${environment(exporter, withToken)}`;
  return [
    { title: 'Install the client, in the folder of this repository', language: 'shell', code: install },
    { title: 'Log from your training loop', language: 'python', code: PYTHON },
  ];
};

/** Where clients look for an exporter by themselves. */
const DEFAULT_ADDRESS = 'http://127.0.0.1:4319';

/** A run to try, in the folder of the repository. */
export const exampleCommand = (exporter: string): string =>
  `${exporter === DEFAULT_ADDRESS ? '' : `TRAINING_URL=${exporter} `}python3 examples/plain_python.py --overfit`;
