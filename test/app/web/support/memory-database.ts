export { memoryDatabase } from '../../../../sandbox/residents/memory-database.ts';
