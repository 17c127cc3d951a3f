import type { EnduranceReport, StageReport } from './endurance.js';

/** Whether nothing was lost, doubled or changed. */
export function isSound({ comparison: { lost, doubled, wrong }, miscounted }: EnduranceReport): boolean {
  return lost + doubled + wrong + miscounted === 0;
}

/** The figures as a table, and the verdict in its last line. */
export function reportLines(report: EnduranceReport): string[] {
  const { stages, values, comparison, miscounted } = report;
  const rows = stages.map(cellsOf);
  const head = ['stage', 'seconds', 'values', 'sent twice', 'p50 ms', 'p99 ms', ''];
  const widths = head.map((title, column) => Math.max(title.length, ...rows.map((row) => row[column]!.length)));
  const line = (cells: readonly string[]): string =>
    cells
      .map((cell, column) =>
        column === 0 || column === 6 ? cell.padEnd(widths[column]!) : cell.padStart(widths[column]!),
      )
      .join('  ')
      .trimEnd();
  const { points, lost, doubled, wrong, quarantined, examples } = comparison;
  return [
    line(head),
    ...rows.map(line),
    ...examples,
    `${values} values in ${points} points acknowledged and compared; ${quarantined} refused lines in quarantine; values miscounted in sessions: ${miscounted}`,
    `${lost} lost, ${doubled} doubled, ${wrong} wrong`,
  ];
}

function cellsOf({ name, seconds, values, repeats, p50, p99, notes }: StageReport): string[] {
  const said = Object.entries(notes).map(([what, value]) => `${what.replaceAll('_', ' ')} ${value}`);
  return [name, seconds.toFixed(0), String(values), String(repeats), p50.toFixed(1), p99.toFixed(1), said.join(', ')];
}
