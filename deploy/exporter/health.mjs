/** The container's health check: 0 when the exporter accepts data. */
const port = (process.env.TRAINING_LISTEN ?? '').split(':').at(-1) || '4319';
try {
  const answer = await fetch(`http://127.0.0.1:${port}/readyz`, { signal: globalThis.AbortSignal.timeout(5_000) });
  if (!answer.ok) throw new Error(`/readyz answered ${answer.status}`);
} catch (error) {
  console.error(error instanceof Error ? error.message : String(error));
  process.exit(1);
}
