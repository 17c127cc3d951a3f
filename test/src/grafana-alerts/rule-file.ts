import { readFileSync } from 'node:fs';
import { parse } from 'yaml';

/** One entry of a rule: a query of InfluxDB, or an expression over earlier entries. */
export interface RuleDatum {
  readonly refId: string;
  readonly relativeTimeRange?: { readonly from: number; readonly to: number };
  readonly model: {
    readonly type?: 'reduce' | 'math' | 'threshold';
    readonly query?: string;
    readonly expression?: string;
    readonly conditions?: readonly {
      readonly evaluator: { readonly params: readonly [number] };
      readonly unloadEvaluator: { readonly params: readonly [number] };
    }[];
  };
}

/** A rule as Grafana's file has it; durations in seconds. */
export interface GrafanaRule {
  readonly title: string;
  readonly group: string;
  readonly interval: number;
  readonly for: number;
  readonly keepFiringFor: number;
  readonly evaluationsWithoutSeries: number;
  readonly condition: string;
  readonly data: readonly RuleDatum[];
  readonly labels: Readonly<Record<string, string>>;
  readonly annotations: Readonly<Record<string, string>>;
}

interface RuleInFile extends Omit<GrafanaRule, 'for' | 'keepFiringFor' | 'interval' | 'group'> {
  readonly for: string;
  readonly keepFiringFor: string;
  readonly missing_series_evals_to_resolve: number;
}

interface RuleFile {
  readonly groups: readonly {
    readonly name: string;
    readonly interval: string;
    readonly rules: readonly RuleInFile[];
  }[];
}

/** Reads a file of rules. */
export function readRules(path: string): GrafanaRule[] {
  const { groups } = parse(readFileSync(path, 'utf8')) as RuleFile;
  return groups.flatMap(({ name, interval, rules }) =>
    rules.map((rule) => ({
      ...rule,
      group: name,
      interval: seconds(interval),
      for: seconds(rule.for),
      keepFiringFor: seconds(rule.keepFiringFor),
      evaluationsWithoutSeries: rule.missing_series_evals_to_resolve,
    })),
  );
}

function seconds(text: string): number {
  const [, number, unit] = /^(\d+)([smh])$/.exec(text) ?? [];
  if (number === undefined) throw new Error(`${text} is no duration`);
  return Number(number) * { s: 1, m: 60, h: 3_600 }[unit as 's' | 'm' | 'h'];
}
