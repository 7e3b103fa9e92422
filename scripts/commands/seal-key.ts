import { basename, dirname, join } from 'node:path';
import { InputError } from '../../core/domain/bytes/errors.ts';
import { connectChain } from '../../core/chain/chain-client.ts';
import { findLeader } from '../../core/chain/sources/find-leader.ts';
import { useLedgerKey } from '../../core/chain/keys/own-key.ts';
import { openProgramAccount } from '../../core/runtime/program-account.ts';
import { connectKeeper } from '../../sealer/keeper/connect-keeper.ts';
import { readToken } from '../../core/runtime/access/bearer-token.ts';
import { handOverIn } from '../../sealer/keys/hand-over-in.ts';
import { rotateSealKey, type HandsOver } from '../../sealer/keys/rotate-seal-key.ts';
import { printJson, readText, secondsOption, urlsOption } from './arguments.ts';

export type RotateOptions = {
  company: string;
  url: string;
  queue: string;
  data?: string;
  keeper?: string;
  token?: string;
  at: string;
  wait: string;
  json?: boolean;
};

/** @throws InputError KEYS_UNCLEAR, AT_INVALID, FILE_UNREADABLE and those of `rotateSealKey` */
export async function sealKeyRotate(options: RotateOptions): Promise<void> {
  const { company } = options;
  const match = /^\+(\d{1,9})$/.exec(options.at);
  if (match === null)
    throw new InputError('AT_INVALID', `--at takes + and a number of blocks from now, not "${options.at}".`);
  // Else a missing one would be made.
  readText(company, "the keystore of the company's account");
  const account = await openProgramAccount({
    file: company,
    passwordFile: join(dirname(company), `${basename(company, '.json')}.password`),
  });
  const queues = urlsOption('--queue', options.queue);
  const waitMs = secondsOption('--wait', options.wait);
  await useLedgerKey(
    await connectChain({ url: urlsOption('--url', options.url), queueUrl: queues }),
    account,
    AbortSignal.timeout(waitMs),
  );
  const done = await rotateSealKey({
    url: await findLeader(queues),
    company: account,
    handOver: handsOver(options),
    ahead: BigInt(match[1] ?? ''),
    waitMs,
  });
  if (options.json === true) printJson(done);
  else {
    process.stdout.write(
      `From block ${done.number} on ${done.next} seals, up to there ${done.retiring}. Destroy the old key once that block is sealed.\n`,
    );
  }
}

function handsOver({ data, keeper, token }: RotateOptions): HandsOver {
  if (data !== undefined && keeper === undefined) return handOverIn(data);
  if (data === undefined && keeper !== undefined && token !== undefined) {
    const client = connectKeeper({ url: keeper, token: readToken(token), signal: new AbortController().signal });
    return ({ number }, retiring) => client.handOver(number, retiring);
  }
  throw new InputError('KEYS_UNCLEAR', "Give either --data with the sealer's folder, or --keeper and --token.");
}
