/**
 * A program that takes metrics as the exporter does, and keeps nothing: node:http, JSON.parse, the contract's own checks,
 * an answer. What durability and the rest of the exporter cost shows beside it. Prints its port.
 */
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { checkMetricsRequest, type MetricsAnswer, type Problem } from '@shadower-training/contract';

const server = createServer((request, response) => {
  const chunks: Buffer[] = [];
  request.on('data', (chunk: Buffer) => chunks.push(chunk));
  request.on('end', () => answer(request, response, Buffer.concat(chunks)));
});
server.listen(0, '127.0.0.1', () => console.log((server.address() as AddressInfo).port));

function answer(request: IncomingMessage, response: ServerResponse, received: Buffer): void {
  const body: unknown = JSON.parse(received.toString());
  if (request.url!.endsWith('/start')) return send(response, 201, {});
  const problems: Problem[] = [];
  if (!checkMetricsRequest(body, problems)) return send(response, 400, { problems });
  let accepted = 0;
  for (const { metrics } of body.points) for (const _name in metrics) accepted++;
  send(response, 200, {
    accepted,
    duplicates: 0,
    acknowledged_sequence: body.sequence ?? null,
    stop: { requested: false, reason: null },
  } satisfies Pick<MetricsAnswer, 'accepted' | 'duplicates' | 'acknowledged_sequence'> & { stop: unknown });
}

function send(response: ServerResponse, status: number, body: object): void {
  const text = JSON.stringify(body);
  response.writeHead(status, {
    'Content-Type': 'application/json; charset=utf-8',
    'Content-Length': Buffer.byteLength(text),
  });
  response.end(text);
}
