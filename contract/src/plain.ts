/**
 * The part of the contract that needs no schema library: rules, limits, declarations, errors. A thread that imports only
 * this spares 25 MB and the time to load zod.
 */
export * from './declarations.js';
export * from './entities.js';
export * from './error.js';
export * from './instants.js';
export * from './limits.js';
export * from './measurements.js';
export * from './metric-names.js';
export * from './names.js';
export * from './non-finite.js';
export * from './units.js';
