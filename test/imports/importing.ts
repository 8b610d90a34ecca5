/** What check.mjs needs of the source, in one bundle. */
export { farthest } from '#main/export/check.ts';
export { importFile } from '#main/import/import-file.ts';
export { computed, readNpy } from './computed.ts';
