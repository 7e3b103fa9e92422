import { installPart, STORAGE } from './go-parts.ts';

/** `npm run storage:install`: an S3-compatible storage over a folder, into .parts. */
installPart(STORAGE);
