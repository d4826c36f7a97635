export * from './api/index.js';
export * from './connecting.js';
