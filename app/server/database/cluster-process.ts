import { PGlite } from '@electric-sql/pglite';

/** Makes the files of an empty database in the folder that is named, and ends. Ends with whoever started it. */
process.stdin.once('end', () => process.kill(process.pid, 'SIGKILL')).resume();
const database = await PGlite.create(process.argv[2] ?? '');
await database.close();
process.stdin.destroy();
