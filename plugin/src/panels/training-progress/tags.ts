/** The tags in a cell: an object of our datasource, or text from anybody's. Pure. */
import { textOf } from '../../visual/fieldValue';

export type Tags = ReadonlyArray<readonly [name: string, value: string]>;

const NONE: Tags = [];

const ofObject = (value: object): Tags =>
  Object.entries(value).map(([name, tag]) => [name, textOf(tag) ?? JSON.stringify(tag ?? '')] as const);

/** Reads `{"team": "search"}` as an object or as text, `team=search, task=sft`, and a list of plain words. */
export function tagsOf(cell: unknown): Tags {
  if (Array.isArray(cell)) {
    return cell.map((word) => [String(word), ''] as const);
  }
  if (typeof cell === 'object' && cell !== null) {
    return ofObject(cell);
  }
  const text = textOf(cell)?.trim() ?? '';
  if (text === '') {
    return NONE;
  }
  if (text.startsWith('{') || text.startsWith('[')) {
    try {
      return tagsOf(JSON.parse(text) as unknown);
    } catch {
      // Text that only looks like JSON is a list of words.
    }
  }
  return text
    .split(/[,;]/)
    .map((part) => part.trim())
    .filter(Boolean)
    .map((part) => {
      const [name = '', ...value] = part.split('=');
      return [name.trim(), value.join('=').trim()] as const;
    });
}

export const tagText = ([name, value]: Tags[number]): string => (value === '' ? name : `${name}=${value}`);
