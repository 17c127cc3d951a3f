/** The numbers of a curve. `x` ascends and is finite; `y` is NaN wherever the line breaks. */
export interface Columns {
  x: Float64Array;
  y: Float64Array;
  /** Positions at which the value was NaN or infinite (divergence), ascending. Other breaks are gaps: nothing logged. */
  broken: readonly number[];
  /** Row of the frame that each position comes from. */
  rows: Int32Array;
}
