import { buildWithGo, goAtHand } from './build-with-go.ts';
import { findStorage, STORAGE_VERSION, storageFolder } from './storage-binary.ts';

/**
 * `npm run storage:install`: builds the Versity S3 Gateway (Apache 2.0) with the Go at hand into .parts: an S3-compatible storage over a folder. A part from outside
 * that nothing needs to run: where Go or the module is not to be had, it says so in a line and ends well.
 */
const here = findStorage();
if (here === undefined) install();
else console.log(`versitygw is here: ${here}`);

function install(): void {
  const go = goAtHand();
  const why =
    go === undefined
      ? 'there is no Go (https://go.dev) to build it with'
      : buildWithGo('github.com/versity/versitygw/cmd/versitygw', STORAGE_VERSION, storageFolder());
  if (why === undefined) console.log(`versitygw is here: ${findStorage()}`);
  else console.log(`skipped: versitygw is not installed: ${why}`);
}
