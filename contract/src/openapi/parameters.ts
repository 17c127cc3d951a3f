import { idSchema } from '../text.js';
import { writtenOut, type JsonSchema } from './components.js';
import { pathParameters, type RouteDeclaration } from './route.js';

const { $schema: _dialect, description: _description, ...ID } = writtenOut(idSchema);

/** The parameters of a route, from its path and from the shape of its query schema. */
export function parametersOf(route: RouteDeclaration): JsonSchema[] {
  const inPath = pathParameters(route.path).map((name) => ({
    name,
    in: 'path',
    required: true,
    description: 'Percent-encoded where it holds other than letters, digits, - . _ and ~.',
    schema: ID,
  }));
  return [...inPath, ...(route.query ? queryParameters(writtenOut(route.query)) : [])];
}

function queryParameters(schema: JsonSchema): JsonSchema[] {
  const properties = propertiesOf(schema);
  const required = (schema['required'] as string[] | undefined) ?? [];
  return Object.entries(properties).map(([name, { description, ...rest }]) => ({
    name,
    in: 'query',
    required: required.includes(name),
    ...(description !== undefined && { description }),
    ...(rest['type'] === 'object' && { style: 'deepObject', explode: true }),
    ...(rest['type'] === 'array' && { style: 'form', explode: true }),
    schema: rest,
  }));
}

function propertiesOf(schema: JsonSchema): Record<string, JsonSchema> {
  return (schema['properties'] as Record<string, JsonSchema> | undefined) ?? {};
}

/** A parameter as the readable documentation shows it. */
export interface RouteParameter {
  readonly name: string;
  readonly place: 'path' | 'query';
  readonly description: string;
}

/** The parameters of a route in words: what each means, what it may be, and what holds without it. */
export function routeParameters(route: RouteDeclaration): RouteParameter[] {
  return parametersOf(route).map((parameter) => {
    const schema = parameter['schema'] as JsonSchema;
    const allowed = (schema['enum'] ?? (schema['items'] as JsonSchema | undefined)?.['enum']) as string[] | undefined;
    const parts = [
      parameter['description'],
      schema['type'] === 'array' && 'may be repeated',
      allowed && `one of ${allowed.join(', ')}`,
      schema['default'] !== undefined && `default ${JSON.stringify(schema['default'])}`,
    ];
    return {
      name: String(parameter['name']),
      place: parameter['in'] as RouteParameter['place'],
      description: parts.filter(Boolean).join('; '),
    };
  });
}
