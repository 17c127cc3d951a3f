import { z } from 'zod';

/** What a token may do. `ingest` writes, `read` reads, `admin` deletes and manages, `metrics` sees all of /metrics. */
export const scopeSchema = z.enum(['ingest', 'read', 'admin', 'metrics']);
export type Scope = z.infer<typeof scopeSchema>;
export const SCOPES: readonly Scope[] = scopeSchema.options;
