import type { AccountKeyOptions } from './account-key.ts';
import type { Command } from 'commander';
import type { FounderNameOptions, FounderRequestOptions, FounderSignOptions } from './founder-key.ts';
import type {
  LostKeyNameOptions,
  LostKeyNextOptions,
  LostKeyRequestOptions,
  LostKeySignOptions,
} from './lost-seal-key.ts';
import type { EvidenceOptions } from './evidence/evidence-check.ts';
import type { RotateOptions } from './seal-key.ts';
import type { EvidenceCollectOptions } from './evidence/evidence-collect.ts';
import type { EvidencePromiseOptions } from './evidence/evidence-promise.ts';
import type { LogMoveOptions } from './chain/log-move.ts';
import type { SnapshotOptions } from './chain/snapshot.ts';
import type { VerifyOptions } from './verify.ts';
import type { WorkstationOptions } from './workstation.ts';
import { collect } from './collect.ts';

/** Adds what anybody uses who does not trust the company: a workstation, the check of a whole history, the check of evidence. */
export function registerChainTools(cli: Command): void {
  cli
    .command('workstation')
    .description("A subscriber's workstation in full mode: a replica beside a keystore of the subscriber's own.")
    .requiredOption('--from <url>', 'the sealer or a replica to download blocks from')
    .requiredOption('--data <dir>', 'folder of the log and of the keystore, which is made at the first start')
    .option('--port <port>', 'port of 127.0.0.1 to serve on; 0 takes a free one', '4704')
    .option('--network <file>', 'network.json that you trust; else the first answer is trusted and kept')
    .option('--witness', 'cosign verified heads with the own key')
    .action(async (options: WorkstationOptions) => (await import('./workstation.ts')).workstation(options));
  cli
    .command('verify')
    .description('Verify a history from block 0: seals, execution, ledger heads, signatures and frames; 1 at a fault.')
    .option('--data <dir>', 'folder of a sealer, of a replica, or of a whole system, while it is stopped')
    .option('--url <url>', 'a running sealer or replica')
    .option('--trust <file>', "network.json that you trust; else the folder's or the other side's own")
    .option('--evidence <file>', "what a resident's page saved about a line of a bill, to judge beside this history")
    .option('--json', 'print one JSON object')
    .action(async (options: VerifyOptions) => (await import('./verify.ts')).verify(options));
  cli
    .command('snapshot')
    .description("Write down the state after a block, from which the folder's program starts; it may run meanwhile.")
    .requiredOption('--data <dir>', 'folder of a sealer or of a replica')
    .option('--number <block>', 'the block; else the newest one')
    .option('--json', 'print one JSON object')
    .action(async (options: SnapshotOptions) => (await import('./chain/snapshot.ts')).snapshot(options));
  cli
    .command('log')
    .description('The log of a sealer or a replica.')
    .command('move')
    .description('Move old closed segments to an S3-compatible storage, from which they are read; the program may run.')
    .requiredOption('--data <dir>', 'folder of a sealer or of a replica')
    .requiredOption('--to <url>', 'address with bucket and folder: https://storage.example/bucket/company')
    .option('--region <name>', "the storage's region", 'us-east-1')
    .option('--keep <segments>', 'how many of the newest stay', '4')
    .option('--fetched <MiB>', 'how much of what is fetched later is kept', '256')
    .option('--json', 'print one JSON object')
    .action(async (options: LogMoveOptions) => (await import('./chain/log-move.ts')).logMove(options));
  const sealKey = cli.command('seal-key').description("The company's seal key.");
  sealKey
    .command('rotate')
    .description('Announce a new seal key on the ledger; the running sealer changes to it by itself.')
    .requiredOption('--company <file>', "keystore of the company's account, NAME.json beside NAME.password")
    .option('--url <urls>', 'a running replica, or several with commas between them', 'http://127.0.0.1:4701')
    .option('--queue <urls>', 'the sealer, or with commas its standby as well', 'http://127.0.0.1:4700')
    .option('--data <dir>', "the sealer's folder, where it holds its keys itself")
    .option('--keeper <url>', 'the keeper, where that holds the keys')
    .option('--token <file>', "the keeper's token file")
    .option('--at <+blocks>', 'how many blocks from now the new key begins', '+5')
    .option('--wait <seconds>', 'how long to wait for the ledger', '60')
    .option('--json', 'print one JSON object')
    .action(async (options: RotateOptions) => (await import('./seal-key.ts')).sealKeyRotate(options));
  cli
    .command('account-key')
    .description('The key that signs for an account.')
    .command('rotate')
    .description("Make the account's next key and name it on the ledger; the running program changes to it by itself.")
    .requiredOption('--keystore <file>', 'keystore of the account, NAME.json beside NAME.password')
    .option('--url <urls>', 'a running replica, or several with commas between them', 'http://127.0.0.1:4701')
    .option('--queue <urls>', 'the sealer, or with commas its standby as well', 'http://127.0.0.1:4700')
    .option('--wait <seconds>', 'how long to wait for the ledger', '60')
    .option('--json', 'print one JSON object')
    .action(async (options: AccountKeyOptions) => (await import('./account-key.ts')).accountKeyRotate(options));
  registerLostSealKey(sealKey);
  registerFounderKey(cli);
  const evidence = cli.command('evidence').description('Proofs against the company or a witness.');
  evidence
    .command('promise')
    .description('Prove that a receipt of the queue was not honoured: 0 proved and written, 1 kept or still open.')
    .requiredOption(
      '--receipt <file>',
      'what the queue answered, as JSON {digest, key, head, headSeal, byBlock, byTime, before, signature}',
    )
    .requiredOption('--url <url>', 'a running sealer or replica')
    .requiredOption('--trust <file>', 'network.json that you trust')
    .option(
      '--execute',
      'where a block carries it: execute the history, to say whether it was refused because of the company',
    )
    .option('--out <file>', 'where to write the proof; else broken-promise-….json or refused-promise-….json here')
    .option('--json', 'print one JSON object')
    .action(async (options: EvidencePromiseOptions) =>
      (await import('./evidence/evidence-promise.ts')).evidencePromise(options),
    );
  evidence
    .command('collect')
    .description('Compare sources and keep what the company sealed twice: 0 proved and written, 1 all agree.')
    .requiredOption('--url <url>', 'a running sealer or replica; give it at least twice', collect, [])
    .requiredOption('--trust <file>', 'network.json that you trust')
    .option('--out <dir>', 'folder to write proofs to', '.')
    .option('--json', 'print one JSON object')
    .action(async (options: EvidenceCollectOptions) =>
      (await import('./evidence/evidence-collect.ts')).evidenceCollect(options),
    );
  evidence
    .command('check')
    .description('Say whether an evidence file proves a fault: 0 it does, 1 it does not, 2 it is malformed.')
    .argument('<file>', "the evidence, as a replica keeps it under its folder's evidence/")
    .requiredOption('--trust <file>', 'network.json that you trust')
    .option('--data <dir>', 'a stopped folder with the history, for an invalid block or a refused promise')
    .option('--url <url>', 'a running sealer or replica with the history, for the same')
    .option('--json', 'print one JSON object')
    .action(async (file: string, options: EvidenceOptions) =>
      (await import('./evidence/evidence-check.ts')).evidenceCheck(file, options),
    );
}

/** What company, portal and witnesses do when the key of the seal is lost, so that nobody can seal. */
function registerLostSealKey(sealKey: Command): void {
  sealKey
    .command('next')
    .description('As the company, make the key that is to follow a lost one.')
    .requiredOption('--data <dir>', "the sealer's folder, or the keeper's where that holds the keys")
    .option('--json', 'print one JSON object')
    .action(async (options: LostKeyNextOptions) => (await import('./lost-seal-key.ts')).lostKeyNext(options));
  sealKey
    .command('request')
    .description('As the portal, say that the key of the seal is lost, and write the request that witnesses sign.')
    .requiredOption('--next <address>', 'the key that is to follow, made by "seal-key next"')
    .requiredOption('--keystore <file>', "keystore of the portal's account, NAME.json beside NAME.password")
    .requiredOption('--out <file>', 'where to write the request')
    .option('--url <url>', "the portal's own replica", 'http://127.0.0.1:4701')
    .option('--wait <seconds>', 'how long to wait for the replica', '60')
    .option('--json', 'print one JSON object')
    .action(async (options: LostKeyRequestOptions) => (await import('./lost-seal-key.ts')).lostKeyRequest(options));
  sealKey
    .command('sign')
    .description('As a witness, say so too. Be sure who asks: speak to them in person.')
    .requiredOption('--request <file>', 'the request')
    .requiredOption('--trust <file>', 'network.json that you trust')
    .requiredOption('--witness <file>', "keystore of the witness, for example witness.json of a replica's folder")
    .option('--url <url>', 'your own replica, which holds no later block', 'http://127.0.0.1:4701')
    .action(async (options: LostKeySignOptions) => (await import('./lost-seal-key.ts')).lostKeySign(options));
  sealKey
    .command('name')
    .description(
      'As the company, give the new key and the words to the sealer, which seals with it 14 days after the request.',
    )
    .requiredOption('--request <file>', 'the request')
    .requiredOption('--word <hex>', 'what a witness signed; repeated', collect, [])
    .requiredOption('--data <dir>', "the sealer's folder")
    .option('--keys <dir>', "the keeper's folder, where that holds the keys")
    .requiredOption('--trust <file>', "network.json, for example that of the sealer's folder")
    .option('--url <urls>', 'a running replica, or several with commas between them', 'http://127.0.0.1:4701')
    .option('--json', 'print one JSON object')
    .action(async (options: LostKeyNameOptions) => (await import('./lost-seal-key.ts')).lostKeyName(options));
}

/** What company or portal does when its key is lost, and witnesses and the other one for it. */
function registerFounderKey(cli: Command): void {
  const founder = cli
    .command('founder-key')
    .description('Another key for the company or the portal, whose own is lost.');
  founder
    .command('request')
    .description('Make the next key, and the request that witnesses sign.')
    .requiredOption('--account <address>', "the company's or the portal's account")
    .requiredOption('--keystore <file>', 'where the next key is to stand, NAME.json')
    .requiredOption('--out <file>', 'where to write the request')
    .option('--url <urls>', 'a running replica, or several with commas between them', 'http://127.0.0.1:4701')
    .option('--json', 'print the request')
    .action(async (options: FounderRequestOptions) => (await import('./founder-key.ts')).founderKeyRequest(options));
  founder
    .command('sign')
    .description('As a witness, say that this key follows the lost one. Be sure who asks: speak to them in person.')
    .requiredOption('--request <file>', 'the request')
    .requiredOption('--trust <file>', 'network.json that you trust')
    .requiredOption('--witness <file>', "keystore of the witness, for example witness.json of a replica's folder")
    .action(async (options: FounderSignOptions) => (await import('./founder-key.ts')).founderKeySign(options));
  founder
    .command('name')
    .description('As the other one of company and portal, name the key on the ledger; it signs 14 days later.')
    .requiredOption('--request <file>', 'the request')
    .requiredOption('--word <hex>', 'what a witness signed; repeated', collect, [])
    .requiredOption('--keystore <file>', "keystore of the other one's account, NAME.json beside NAME.password")
    .option('--url <urls>', 'a running replica, or several with commas between them', 'http://127.0.0.1:4701')
    .option('--queue <urls>', 'the sealer, or with commas its standby as well', 'http://127.0.0.1:4700')
    .option('--wait <seconds>', 'how long to wait for the ledger', '60')
    .option('--json', 'print one JSON object')
    .action(async (options: FounderNameOptions) => (await import('./founder-key.ts')).founderKeyName(options));
}
