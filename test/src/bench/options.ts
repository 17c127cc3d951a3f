/** Reads `--name value` and `--name` of a benchmark's command line. */
export class BenchOptions {
  constructor(private readonly args: readonly string[]) {}

  has(name: string): boolean {
    return this.args.includes(`--${name}`);
  }

  number(name: string, byDefault: number): number {
    const text = this.text(name);
    if (text === null) return byDefault;
    const value = Number(text);
    if (!Number.isFinite(value) || value <= 0) throw new Error(`--${name} must be a number above 0, not ${text}`);
    return value;
  }

  /** The option's value; null when it is not given. */
  text(name: string): string | null {
    const index = this.args.indexOf(`--${name}`);
    return index < 0 ? null : (this.args[index + 1] ?? '');
  }
}
