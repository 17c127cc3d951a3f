/// <reference lib="dom" />
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import type { AxeResults } from 'axe-core';
import type { WatchedPage } from './watched-page.js';

const SOURCE = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
/** The page's `define` is for modules of plugins: axe must not see it. */
const AXE = `((define) => {${SOURCE}\n})();`;
const GRAVE = ['serious', 'critical'];
/** Elements told of a finding that many share. */
const TOLD = 3;

/**
 * Findings in what @grafana/ui draws by itself and we can't change: since 13 an item of VizLegend, whose text is the
 * curve's name, is labelled "All series selected".
 */
function isGrafanasOwn(id: string, html: string): boolean {
  return id === 'label-content-name-mismatch' && /aria-label="(All series|Series) [a-z ]*selected"/i.test(html);
}

/** What axe finds serious or critical on the page as it is, a line a rule: rule, elements, what to do. */
export async function graveFindings({ page }: WatchedPage): Promise<string[]> {
  if (!(await page.evaluate(() => 'axe' in window))) await page.evaluate(AXE);
  const { violations } = await page.evaluate(() =>
    (window as unknown as { axe: { run(options: object): Promise<AxeResults> } }).axe.run({
      resultTypes: ['violations'],
    }),
  );
  return violations
    .filter(({ impact }) => GRAVE.includes(impact ?? ''))
    .map(({ id, nodes }) => ({ id, nodes: nodes.filter(({ html }) => !isGrafanasOwn(id, html)) }))
    .filter(({ nodes }) => nodes.length > 0)
    .map(({ id, nodes }) => {
      const told = nodes
        .slice(0, TOLD)
        .map(
          ({ html, failureSummary = '' }) =>
            `${html.slice(0, 160)} (${failureSummary.split('\n').slice(1).join(' ').trim()})`,
        );
      return `${id}, ${nodes.length} times: ${told.join('; ')}`;
    });
}
