import { LIMITS } from './limits.js';

const CONTROL_CHARACTER = /[\u0000-\u001f\u007f]/;

/** What names may be, as JSON Schema says it (its lengths aside). */
export const NAME_PATTERN = '^(?!__proto__$)[^\\u0000-\\u001f\\u007f]+$';
/** What identifiers may be, as JSON Schema says it. */
export const ID_PATTERN = '^(?!__proto__$)(?!(.*[/\\\\])?[.][.]?([/\\\\]|$))[^\\u0000-\\u001f\\u007f]+$';

/**
 * What is wrong with a name that will key maps, tags and columns, or null when nothing is. One rule for the schema and
 * for the hand checks. `__proto__` is the one property name that a plain object cannot hold as data.
 */
export function nameProblem(value: unknown, maximumLength: number): string | null {
  if (typeof value !== 'string') return 'must be a string';
  if (value.length === 0) return 'must not be empty';
  if (value.length > maximumLength) return `must have at most ${maximumLength} characters`;
  if (CONTROL_CHARACTER.test(value)) return 'must not contain control characters';
  if (value === '__proto__') return 'must not be "__proto__"';
  if (!value.isWellFormed()) return 'must be well-formed Unicode';
  return null;
}

/**
 * What is wrong with an identifier, or null. Beside what holds for names: ids stand in addresses, where a segment `.` or
 * `..` means another address to browsers and proxies, however it is escaped.
 */
export function idProblem(value: unknown): string | null {
  const problem = nameProblem(value, LIMITS.idLength);
  if (problem) return problem;
  const hasDotSegment = (value as string).split(/[/\\]/).some((segment) => segment === '.' || segment === '..');
  return hasDotSegment ? 'must not be or contain a path segment "." or ".."' : null;
}

/** The workspace of requests that name none and carry no token. */
export const DEFAULT_WORKSPACE = 'default';
