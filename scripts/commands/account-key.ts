import { basename, dirname, join } from 'node:path';
import { connectChain } from '../../core/chain/chain-client.ts';
import { rotateAccountKey } from '../../core/chain/keys/rotate-account-key.ts';
import { openProgramAccount } from '../../core/runtime/program-account.ts';
import { printJson, readText, secondsOption, urlsOption } from './arguments.ts';

export type AccountKeyOptions = { keystore: string; url: string; queue: string; wait: string; json?: boolean };

/** @throws InputError FILE_UNREADABLE and those of `rotateAccountKey` */
export async function accountKeyRotate({ keystore: file, url, queue, wait, json }: AccountKeyOptions): Promise<void> {
  // Else a missing one would be made.
  readText(file, 'the keystore of the account');
  const passwordFile = join(dirname(file), `${basename(file, '.json')}.password`);
  const client = await connectChain({ url: urlsOption('--url', url), queueUrl: urlsOption('--queue', queue) });
  const account = await openProgramAccount({ file, passwordFile });
  const done = await rotateAccountKey({ client, account, waitMs: secondsOption('--wait', wait) });
  if (json === true) printJson(done);
  else
    process.stdout.write(
      `${done.key} signs for ${done.account} from here on, ${done.retiring} never again. Keep both keystores: what was sealed before opens with the old one. Back up the folder now.\n`,
    );
}
