import { expect } from '@jest/globals';
import { request as httpRequest, type IncomingHttpHeaders } from 'node:http';
import { connect } from 'node:net';
import type { SessionSummary } from '@shadower-training/contract';
import { pino } from 'pino';
import { readConfiguration } from '../configuration/configuration.js';
import { TokenRegistry } from '../security/token-registry.js';
import type { TokenEntry } from '../security/tokens-file.js';
import type { ReceiverRequest } from '../receivers/request.js';
import type { WriterNews } from '../threads/writer-protocol.js';
import { MemoryReader } from './memory-reader.test.support.js';
import { createApiServer, type ApiServer } from './server.js';
import type { SessionKey, Writer } from './writer.js';

/** A writer that keeps what it is handed and answers at once, unless told otherwise. */
export class MemoryWriter implements Writer {
  readonly received: ReceiverRequest[] = [];
  readonly settled: (readonly SessionKey[] | null)[] = [];
  watched: readonly SessionKey[] = [];
  /** What a call to receive waits for. */
  gate: Promise<void> = Promise.resolve();
  failure: Error | null = null;
  #listeners: ((news: WriterNews) => void)[] = [];

  async receive(request: ReceiverRequest) {
    this.received.push(request);
    await this.gate;
    if (this.failure) throw this.failure;
    return { status: 200, body: '{"accepted":1}' };
  }
  async settle(sessions: readonly SessionKey[] | null) {
    this.settled.push(sessions);
  }
  async watch(sessions: readonly SessionKey[]) {
    this.watched = sessions;
  }
  readonly deleted: (SessionKey | string)[] = [];
  async deleteSession(session: SessionKey) {
    if (this.failure) throw this.failure;
    this.deleted.push(session);
  }
  async deleteWorkspace(workspaceId: string) {
    if (this.failure) throw this.failure;
    this.deleted.push(workspaceId);
  }
  async statistics() {
    if (this.failure) throw this.failure;
    return {
      accepts: true,
      journal_records: 0,
      journal_bytes: 0,
      oldest_unpersisted_at: null,
      live_sessions: 0,
      accepted: {
        batches: { start: 0, patch: 0, metrics: 0, events: 0, heartbeat: 0, complete: 0 },
        values: 0,
        events: 0,
        repeats: 0,
      },
      commits: 0,
      commit_seconds: 0,
      sync_seconds: { bounds: [1], counts: [0, 0], sum: 0 },
      failed_commits: 0,
      damaged_records: 0,
      store_write_errors: 0,
      store_write_retries: 0,
      quarantined_lines: 0,
      deletions: 0,
      event_loop: { lag: { bounds: [1], counts: [0, 0], sum: 0 }, busy_seconds: 0 },
    };
  }
  async close() {}
  onNews(listener: (news: WriterNews) => void) {
    this.#listeners.push(listener);
  }
  /** Tells news, as the writer thread would. */
  tell(news: Partial<WriterNews>) {
    for (const listener of this.#listeners)
      listener({ sessions: [], metrics: [], points: [], skipped: false, deleted: [], ...news });
  }
}

/** A running api over doubles. */
export interface TestApi {
  readonly server: ApiServer;
  readonly writer: MemoryWriter;
  readonly reader: MemoryReader;
  readonly tokens: TokenRegistry | null;
  readonly port: number;
  readonly logged: Record<string, unknown>[];
}

/** Starts an api on a free port. */
export async function startApi(
  environment: Record<string, string> = {},
  tokens: readonly TokenEntry[] | null = null,
  pageDirectory = '/nonexistent',
): Promise<TestApi> {
  const { configuration } = readConfiguration({ TRAINING_LISTEN: '127.0.0.1:0', ...environment });
  const writer = new MemoryWriter();
  const reader = new MemoryReader();
  const logged: Record<string, unknown>[] = [];
  const logger = pino(
    { level: configuration.logLevel },
    { write: (line: string) => void logged.push(JSON.parse(line)) },
  );
  const registry = tokens && new TokenRegistry(tokens);
  const server = createApiServer({
    configuration,
    writer,
    reader,
    logger,
    pageDirectory,
    tokens: registry,
    version: '0.0.0',
    exporterId: 'test',
  });
  return { server, writer, reader, tokens: registry, logged, port: await server.listen() };
}

/** An answer as tests look at it. */
export interface Answer {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly text: string;
  // eslint-disable-next-line @typescript-eslint/no-explicit-any -- tests look into answers of every shape
  readonly json: any;
}

/** A request; unlike fetch it lets Host, Origin and raw paths through as they are. */
export function call(
  { port }: Pick<TestApi, 'port'>,
  method: string,
  path: string,
  { headers = {}, body }: { headers?: Record<string, string>; body?: string | Uint8Array | object } = {},
): Promise<Answer> {
  const isJson = body !== undefined && typeof body !== 'string' && !(body instanceof Uint8Array);
  return new Promise((resolve, reject) => {
    const outgoing = httpRequest(
      {
        port,
        host: '127.0.0.1',
        method,
        path,
        headers: { ...(body !== undefined && { 'Content-Type': 'application/json' }), ...headers },
      },
      (response) => {
        const chunks: Buffer[] = [];
        response.on('data', (chunk: Buffer) => chunks.push(chunk));
        response.on('error', reject);
        response.on('end', () => {
          const text = Buffer.concat(chunks).toString();
          const json =
            /json/.test(response.headers['content-type'] ?? '') && !response.headers['content-encoding'] && text !== ''
              ? JSON.parse(text)
              : null;
          resolve({ status: response.statusCode!, headers: response.headers, text, json });
        });
      },
    );
    outgoing.on('error', reject);
    outgoing.end(isJson ? JSON.stringify(body) : (body as string | Uint8Array | undefined));
  });
}

/** Writes bytes to the server as they are, and reads until it closes. */
export function raw({ port }: Pick<TestApi, 'port'>, text: string): Promise<string> {
  return new Promise((resolve, reject) => {
    const socket = connect(port, '127.0.0.1', () => socket.write(text));
    let answer = '';
    socket.on('data', (chunk) => (answer += chunk.toString()));
    socket.on('error', reject);
    socket.on('close', () => resolve(answer));
  });
}

/** The one form of errors. */
export const errorForm = (code: string) => ({
  error: { code, message: expect.any(String), details: expect.any(Array), request_id: expect.any(String) },
});

/** A summary with what a test cares about. */
export function summaryOf(part: Partial<SessionSummary> & { session_id: string }): SessionSummary {
  const detail = { n: 0, reason: 'no values yet', low_confidence: true, step: null };
  const details = {
    overfitting_score: detail,
    convergence_rate: detail,
    stability_score: detail,
    generalization_score: detail,
  };
  return {
    workspace_id: 'default',
    agent_id: 'agent',
    training_type: null,
    base_model: null,
    hyperparameters: {},
    dataset_size: null,
    dataset_quality_score: null,
    state: 'running',
    phase: 'training',
    attention: { level: 'none', reason: null },
    objective: { metric: 'validation_loss', direction: 'minimize' },
    objective_value: null,
    objective_best: null,
    objective_values: 0,
    best_step: null,
    best_epoch: null,
    steps_since_best: null,
    current_epoch: null,
    completed_epochs: null,
    completed_steps: null,
    step_seconds: null,
    time_left_seconds: null,
    time_left_method: null,
    final_training_loss: null,
    final_validation_loss: null,
    best_validation_loss: null,
    overfitting_detected: null,
    early_stopping_triggered: null,
    convergence_achieved: null,
    diverged_at_step: null,
    quality_metrics: {
      overfitting_score: null,
      convergence_rate: null,
      stability_score: null,
      generalization_score: null,
    },
    quality_details: details,
    resource_usage: { gpu_hours: null, memory_peak_gb: null, compute_cost_usd: null, training_time_hours: null },
    total_tokens_processed: null,
    training_cost_usd: null,
    started_at: '2026-01-01T00:00:00.000Z',
    completed_at: null,
    last_news_at: '2026-01-01T01:00:00.000Z',
    duration_hours: null,
    attempts: [
      {
        attempt: 1,
        started_at: '2026-01-01T00:00:00.000Z',
        ended_at: null,
        first_step: 0,
        last_step: 100,
        active_hours: 1,
      },
    ],
    values: 0,
    values_after_completion: 0,
    error_details: null,
    sparkline: null,
    url: 'http://127.0.0.1:4319/',
    ...part,
  };
}

/** A session's entity as the projection writes it. */
export function entityOf(
  summary: SessionSummary,
  finalMetrics: Record<string, number | string> = {},
): Record<string, unknown> {
  return {
    workspace_id: summary.workspace_id,
    session_id: summary.session_id,
    agent_id: summary.agent_id,
    name: summary.name ?? null,
    state: summary.state,
    group: summary.group ?? null,
    base_model: summary.base_model,
    started_at: Date.parse(summary.started_at),
    completed_at: summary.completed_at && Date.parse(summary.completed_at),
    last_news_at: Date.parse(summary.last_news_at),
    attention: ['none', 'info', 'warning', 'critical'].indexOf(summary.attention.level),
    summary,
    final_metrics: finalMetrics,
    metric_names: Object.keys(finalMetrics).map((name) => ({
      name,
      kind: /percent/.test(name) ? 'resources' : 'values',
    })),
  };
}
