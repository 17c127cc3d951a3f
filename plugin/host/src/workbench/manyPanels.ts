/** What `#/many` shows: its address as a list of panels. Pure. */
import type { TrainingQuery } from '../../../src/datasource/query';

/** A panel of the grid: with the answer to a query, or with the frames of a fixture. */
export type ManyPanel = { readonly query: Partial<TrainingQuery> } | { readonly id: string; readonly fixture: string };

/** The panels that a parameter names as JSON; empty where it is no list. */
export const panelsIn = (parameters: URLSearchParams): ManyPanel[] => {
  try {
    const value: unknown = JSON.parse(parameters.get('panels') ?? '[]');
    return Array.isArray(value) ? (value as ManyPanel[]) : [];
  } catch {
    return [];
  }
};
