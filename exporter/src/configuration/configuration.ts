import { isAbsolute, resolve } from 'node:path';
import type { z } from 'zod';
import { influxProblems } from './influx-variables.js';
import { retentionProblems } from './retention-problems.js';
import { OTHER_NAMES, VARIABLES } from './variables.js';
import type { Variable } from './variable.js';

type Variables = typeof VARIABLES;
type Value<Name extends keyof Variables> =
  Variables[Name] extends Variable<infer Schema>
    ? z.infer<Schema> | (null extends Variables[Name]['byDefault'] ? null : never)
    : never;

/** The exporter's configuration, checked. Fields are those of variables.ts; paths are absolute. */
export type Configuration = { readonly [Name in keyof Variables]: Value<Name> };

/** A configuration that cannot be used: every wrong value with what is allowed. */
export class ConfigurationError extends Error {
  constructor(readonly problems: readonly string[]) {
    super(`wrong configuration:\n${problems.map((problem) => `  ${problem}`).join('\n')}`);
    this.name = 'ConfigurationError';
  }
}

/** Checked configuration and what the operator should know about it. */
export interface ReadConfiguration {
  readonly configuration: Configuration;
  readonly warnings: readonly string[];
}

/**
 * Reads the environment.
 * @param environment As of `process.env`; an empty value counts as missing.
 * @throws ConfigurationError naming all wrong values at once.
 */
export function readConfiguration(environment: Readonly<Record<string, string | undefined>>): ReadConfiguration {
  const values: Record<string, unknown> = {};
  const problems: string[] = [];
  for (const [key, variable] of Object.entries<Variable>(VARIABLES)) {
    const text = environment[variable.name] || variable.byDefault;
    const result = text === null ? { success: true as const, data: null } : variable.schema.safeParse(text);
    if (result.success) values[key] = result.data;
    else {
      const shown = variable.secret ? '' : `=${JSON.stringify(text)}`;
      problems.push(`${variable.name}${shown}: must be ${variable.allowed}`);
    }
  }
  if (problems.length > 0) throw new ConfigurationError(problems);
  const configuration = values as Configuration;
  const together = [...influxProblems(configuration), ...retentionProblems(configuration)];
  if (together.length > 0) throw new ConfigurationError(together);
  return {
    configuration: { ...configuration, ...absolutePaths(configuration) },
    warnings: warningsOf(environment, configuration),
  };
}

function absolutePaths({
  dataDir,
  tokensFile,
  pageDir,
}: Configuration): Pick<Configuration, 'dataDir' | 'tokensFile' | 'pageDir'> {
  const absolute = (path: string): string => (isAbsolute(path) ? path : resolve(path));
  return {
    dataDir: absolute(dataDir),
    tokensFile: tokensFile === null ? null : absolute(tokensFile),
    pageDir: pageDir === null ? null : absolute(pageDir),
  };
}

function warningsOf(
  environment: Readonly<Record<string, string | undefined>>,
  { store, influxUrl }: Configuration,
): string[] {
  const known = new Set<string>(Object.values(VARIABLES).map(({ name }) => name));
  // INFLUX_* may be another tool's.
  const names = store === 'influxdb' ? /^(TRAINING|INFLUX)_/ : /^TRAINING_/;
  const unknown = Object.keys(environment)
    .filter((name) => names.test(name) && !known.has(name) && !OTHER_NAMES.has(name))
    .map((name) => `${name} is not a variable of the exporter and is ignored; --help lists those that are`);
  if (store === 'influxdb' || influxUrl === null) return unknown;
  return [...unknown, 'INFLUX_URL is set but not used: TRAINING_STORE=influxdb makes the exporter write there'];
}
