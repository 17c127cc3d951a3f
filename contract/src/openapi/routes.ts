import type { z } from 'zod';
import { ADMIN_ROUTES } from './admin-routes.js';
import { INGEST_ROUTES } from './ingest-routes.js';
import { CURVE_ROUTES, LIST_ROUTES, SESSION_ROUTES } from './read-routes.js';
import type { RouteDeclaration } from './route.js';
import { SERVICE_ROUTES } from './service-routes.js';

/** Every call of the exporter, by operation id. */
export const ROUTES = {
  ...INGEST_ROUTES,
  ...SESSION_ROUTES,
  ...CURVE_ROUTES,
  ...LIST_ROUTES,
  ...ADMIN_ROUTES,
  ...SERVICE_ROUTES,
};
export type RouteId = keyof typeof ROUTES;

/** The routes as a list of general declarations. */
export function allRoutes(): readonly { readonly id: RouteId; readonly route: RouteDeclaration }[] {
  return (Object.keys(ROUTES) as RouteId[]).map((id) => ({ id, route: ROUTES[id] }));
}

/** Type of a route's checked query. */
export type RouteQuery<Id extends RouteId> = (typeof ROUTES)[Id] extends { query: infer Schema extends z.ZodType }
  ? z.infer<Schema>
  : undefined;

/** Type of a route's checked body. */
export type RouteBody<Id extends RouteId> = (typeof ROUTES)[Id] extends { body: infer Schema extends z.ZodType }
  ? z.infer<Schema>
  : undefined;

/** Type of a route's good answer. */
export type RouteAnswer<Id extends RouteId> = (typeof ROUTES)[Id] extends { answer: infer Schema extends z.ZodType }
  ? z.infer<Schema>
  : never;
