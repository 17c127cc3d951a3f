import { createHash } from 'node:crypto';
import type { SessionDescription } from '@shadower-training/contract';

/** Settings that change what is learned and not how fast: sessions that differ in these only are held against each other. */
const WITHOUT_EFFECT_ON_SPEED = /(^|[._])(seed|learning_rate|lr)$/i;
const LETTERS = 12;

/** Names a configuration and its hardware: sessions of one key should train equally fast. Empty where nothing is known. */
export function configurationKey({ training_config, environment }: SessionDescription): string {
  if (training_config === undefined || Object.keys(training_config).length === 0) return '';
  const { gpu_name, gpu_count, world_size } = environment ?? {};
  const known = ordered({ training_config, gpu_name, gpu_count, world_size });
  return createHash('sha256').update(JSON.stringify(known)).digest('hex').slice(0, LETTERS);
}

/** The same value with its keys in order. */
function ordered(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(ordered);
  if (typeof value !== 'object' || value === null) return value;
  return Object.entries(value)
    .filter(([name]) => !WITHOUT_EFFECT_ON_SPEED.test(name))
    .sort(([left], [right]) => (left < right ? -1 : 1))
    .map(([name, inner]) => [name, ordered(inner)]);
}
