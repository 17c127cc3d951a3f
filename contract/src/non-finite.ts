/** Values that JSON cannot write as numbers. They are kept: they are the divergence signal. */
export const NON_FINITE = { NaN: NaN, Infinity: Infinity, '-Infinity': -Infinity } as const;
export type NonFiniteText = keyof typeof NON_FINITE;
