/**
 * How Grafana's own table draws a column: `field.config.custom.cellOptions` of its panel, which other panels don't read.
 * Source: TableCellOptions of @grafana/schema 12.4.
 */
export const CELLS = {
  /** A list of numbers as a line. */
  sparkline: { type: 'sparkline', hideValue: true },
  /** Words in the colour of their value mapping. */
  coloredText: { type: 'color-text' },
  /** A list of words. */
  pills: { type: 'pill' },
} as const;
