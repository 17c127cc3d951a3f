/** The lines to paste: with the address filled in, each works as it stands. */

export interface Snippet {
  title: string;
  text: string;
}

/** Install, then five lines around an existing loop. */
export function pythonSnippets(address: string): Snippet[] {
  return [
    {
      title: 'Install the client from its repository (standard library only)',
      text: 'pip install ./clients/python',
    },
    { title: 'Say where the exporter is', text: `export TRAINING_URL=${address}` },
    {
      title: 'Log from your training loop',
      text: [
        'import shadower_training',
        '',
        'with shadower_training.start(agent_id="my-agent", config={"learning_rate": 1e-3}, total_epochs=10) as session:',
        '    for epoch in range(10):',
        '        ...',
        '        session.log({"training_loss": loss, "validation_loss": val}, step=step, epoch=epoch)',
      ].join('\n'),
    },
  ];
}

/** The same without a client. */
export function curlSnippets(address: string): Snippet[] {
  const post = (path: string, body: object) =>
    [
      `curl -X POST ${address}${path} \\`,
      `  -H 'Content-Type: application/json' \\`,
      `  -H "Authorization: Bearer $TRAINING_TOKEN" \\`,
      `  -d '${JSON.stringify(body)}'`,
    ].join('\n');
  const session = '/analytics/training/my-first-session';
  const point = { step: 1, epoch: 0, time: 'NOW', metrics: { training_loss: 0.9, validation_loss: 1.1 } };
  return [
    {
      title: 'Start a session (the token is ignored where the exporter has none)',
      text: post('/analytics/training/start', {
        agent_id: 'my-agent',
        session_id: 'my-first-session',
        training_config: {},
      }),
    },
    {
      title: 'Log values',
      text: post(`${session}/metrics`, { points: [point] }).replace('"NOW"', `'"$(date +%s)000"'`),
    },
    { title: 'Finish', text: post(`${session}/complete`, { status: 'completed' }) },
  ];
}
