/** SQLite's result codes for a file whose content cannot be right (https://sqlite.org/rescode.html). */
const CORRUPT = 11;
const NOT_A_DATABASE = 26;

/** A file that is damaged; the message says which, how it was found, and what to do. */
export class DamagedFileError extends Error {
  override readonly name = 'DamagedFileError';
}

/**
 * Reads from a file; where SQLite finds it damaged, the error says what to do.
 * @param advice A whole sentence or more.
 * @throws DamagedFileError
 */
export function explainingDamage<Result>(path: string, advice: string, read: () => Result): Result {
  try {
    return read();
  } catch (error) {
    // The lower 8 bits are the kind, the others say more.
    const code = ((error as { errcode?: number }).errcode ?? 0) & 0xff;
    if (code !== CORRUPT && code !== NOT_A_DATABASE) throw error;
    throw new DamagedFileError(`${path} is damaged (${(error as Error).message}). ${advice}`, { cause: error });
  }
}
