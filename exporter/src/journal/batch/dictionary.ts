import type { BatchDictionary } from './format.js';
import { damaged } from './varint.js';

/** Dictionaries that are kept read: batches of a run have the same one again and again. */
const KEPT = 1_000;
/** Longer ones are rare, and keeping them would cost memory. */
const LONGEST_KEPT = 4_096;

const decoder = new TextDecoder('utf-8', { fatal: true });
const kept = new Map<string, BatchDictionary>();

/**
 * Reads the dictionary of a batch. The answer may be shared between batches: not to be changed.
 * @throws Error when it is damaged.
 */
export function readDictionary(bytes: Uint8Array): BatchDictionary {
  const text = textOf(bytes);
  const known = kept.get(text);
  if (known !== undefined) return known;
  const dictionary = parse(text);
  if (text.length <= LONGEST_KEPT) {
    if (kept.size >= KEPT) kept.clear();
    kept.set(text, dictionary);
  }
  return dictionary;
}

function textOf(bytes: Uint8Array): string {
  try {
    return decoder.decode(bytes);
  } catch {
    throw damaged('its dictionary is not UTF-8');
  }
}

function parse(text: string): BatchDictionary {
  let dictionary: Partial<BatchDictionary> | null;
  try {
    dictionary = JSON.parse(text) as Partial<BatchDictionary> | null;
  } catch {
    throw damaged('its dictionary is not JSON');
  }
  const { shapes, labels, nodes } = dictionary ?? {};
  const fine =
    Array.isArray(shapes) &&
    shapes.every((names) => Array.isArray(names) && names.every((name) => typeof name === 'string')) &&
    Array.isArray(labels) &&
    labels.every((set) => typeof set === 'object' && set !== null) &&
    Array.isArray(nodes) &&
    nodes.every((node) => typeof node === 'string');
  if (!fine) throw damaged('its dictionary lacks a part');
  return dictionary as BatchDictionary;
}
