/** Codes that `npm test` need not throw, and why. Where `without` is given, only on machines that lack that file; where `unset`, only without that variable of the environment. */
export const EXCUSED: readonly {
  readonly why: string;
  readonly without?: string;
  readonly unset?: string;
  readonly codes: readonly string[];
}[] = [
  { why: 'An answer that is no error: the reading was taken before (plan-frames.test.ts).', codes: ['DUPLICATE'] },
  { why: 'A key in a token needs SoftHSM.', without: '/usr/bin/softhsm2-util', codes: ['SIGNER_ABSENT'] },
  { why: 'An authenticator needs a browser (test/web/passkey.test.ts).', codes: ['PASSKEY_NONE'] },
  {
    why: 'A database of the portal on a server (test/app/server/postgres.test.ts, test/scripts/commands/backup).',
    unset: 'TEST_DATABASE_URL',
    codes: ['DATABASE_AWAY', 'DATABASE_ELSEWHERE', 'DATABASE_KIND', 'DATABASE_NOT_EMPTY', 'POSTGRES_TOOL'],
  },
];

/** Places, as `file: expression`, that hand on a code which arose elsewhere: in another program, a contract, a table of a database or a refusal. */
export const CARRIED: readonly string[] = [
  'app/server/operator/ask-operator.ts: told.data?.code',
  'app/web/src/kept/kept-json.ts: String(v[0])',
  'core/chain/http-json.ts: codeOfContractError(refusal.name)',
  "core/chain/http-json.ts: problem['code']",
  'core/chain/http-json.ts: undefined',
  'core/chain/outbox/settlement.ts: entry.errorCode',
  'core/domain/reading/open-frame.ts: opened.code',
  'core/domain/resident/check/open-closing.ts: sealed.code',
  'core/domain/sealed/sealed-content.ts: sealed.code',
  'core/runtime/problem.ts: error.code',
  'oracle/gateway/recovery/wait-landed.ts: landing.code',
  'oracle/gateway/telegram/consume-telegram.ts: doubt.code',
  'oracle/gateway/telegram/consume-telegram.ts: plan.code',
  'oracle/gateway/telegram/consume-telegram.ts: read.code',
  'oracle/gateway/telegram/consume-telegram.ts: unwrapped.code',
  'oracle/gateway/telegram/read-telegram.ts: decoded.code',
  'oracle/gateway/telegram/send-telegram.ts: read.code',
  'oracle/gateway/telegram/unwrap-reading.ts: error.code',
  'sealer/chain/segments/fetched-segments.ts: own.code',
  'sealer/keeper/connect-keeper.ts: code',
  'sealer/snapshot/make-snapshot.ts: code',
];
