export * from './document.js';
export * from './history-answer.js';
export * from './parameters.js';
export * from './route.js';
export * from './routes.js';
export * from './routes-table.js';
export * from './scope.js';
