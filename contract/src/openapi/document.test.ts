import { describe, expect, it } from '@jest/globals';
import { openApiDocument } from './document.js';
import { errorsOf, goodStatuses } from './route.js';
import { allRoutes } from './routes.js';

const document = openApiDocument('0.0.0', 'http://127.0.0.1:4319');

/** Every `$ref` in a value. */
function references(value: unknown): string[] {
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([key, part]) => (key === '$ref' ? [String(part)] : references(part)));
}

describe('the OpenAPI document', () => {
  it('has every route with its parameters, answers and errors', () => {
    for (const { id, route } of allRoutes()) {
      const operation = document.paths[route.path]?.[route.method.toLowerCase()];
      expect(operation?.['operationId']).toBe(id);
      const statuses = Object.keys(operation?.['responses'] as object);
      for (const status of Object.keys(goodStatuses(route))) expect(statuses).toContain(status);
      expect(errorsOf(route).length).toBeGreaterThan(0);
    }
  });

  it('refers only to schemas that it holds', () => {
    const { schemas } = document['components'] as { schemas: Record<string, unknown> };
    const wanted = new Set(references(document));
    expect(wanted.size).toBeGreaterThan(10);
    for (const reference of wanted)
      expect(Object.keys(schemas)).toContain(reference.replace('#/components/schemas/', ''));
  });

  it('names path and query parameters, lists repeated, labels as an object', () => {
    const series = document.paths['/analytics/series']?.['get']?.['parameters'] as { name: string; style?: string }[];
    expect(series.map(({ name }) => name)).toEqual(
      expect.arrayContaining(['session_id', 'metric', 'labels', 'points']),
    );
    expect(series.find(({ name }) => name === 'labels')?.style).toBe('deepObject');
    const progress = document.paths['/analytics/training/{session_id}/progress']?.['get']?.['parameters'];
    expect(progress).toEqual(expect.arrayContaining([expect.objectContaining({ name: 'session_id', in: 'path' })]));
  });

  it('does not require what has a default', () => {
    const { schemas } = document['components'] as { schemas: Record<string, { required?: string[] }> };
    expect(schemas['HeartbeatRequest']?.required ?? []).not.toContain('phase');
    expect(schemas['StartRequest']?.required).toEqual(expect.arrayContaining(['agent_id', 'training_config']));
  });
});
