import { join } from 'node:path';
import { buildWithGo, goAtHand } from './build-with-go.ts';
import { findGeth, gethFolder, GETH_VERSIONS } from './geth-binary.ts';
import { COMPOSE, installPart } from './go-parts.ts';

/**
 * `npm run network:install`: builds go-ethereum with the Go at hand into .parts/geth/<version>/geth, and the reader of Compose files beside it. Parts from outside
 * that nothing needs to run: where Go or a module is not to be had, it says so in a line and ends well.
 */
const here = findGeth();
if (here === undefined) install();
else console.log(`geth is here: ${here}`);
installPart(COMPOSE);

function install(): void {
  const go = goAtHand();
  if (go === undefined) {
    console.log('skipped: go-ethereum is not installed, since there is no Go (https://go.dev) to build it with.');
    return;
  }
  for (const version of GETH_VERSIONS) {
    console.log(`Building go-ethereum ${version} with ${go} (a minute or two) ...`);
    const why = buildWithGo('github.com/ethereum/go-ethereum/cmd/geth', version, gethFolder(version));
    if (why === undefined) {
      console.log(`geth is here: ${join(gethFolder(version), 'geth')}`);
      return;
    }
    console.log(`go-ethereum ${version} cannot be built: ${why}`);
  }
  console.log('skipped: go-ethereum is not installed; what needs it is skipped by name.');
}
