import express, { type Express } from 'express';
import { InputError } from '../../core/domain/bytes/errors.ts';
import { parseBlockRecord } from '../../core/domain/seal/block-record.ts';
import { strictFields, type FieldReader } from '../../core/domain/bytes/strict-json.ts';
import { parseUnsignedRefusal } from '../../core/domain/seal/refusal.ts';
import { parseUnsignedStanding } from '../../core/domain/seal/words/standing.ts';
import { handoverToJson } from '../../core/domain/seal/seal-keys.ts';
import { parseUnsignedRecord } from '../keys/unsigned-record-json.ts';
import type { SealKeyring } from '../keys/seal-keyring.ts';
import { parsePromised, promisedToJson } from '../keys/promise-json.ts';
import type { Keeper } from './create-keeper.ts';
import type { KeeperLog, Term } from './keeper-log.ts';

export const STATUSES = {
  FENCED: 409,
  ALREADY_SIGNED: 409,
  NOT_NEXT: 409,
  NOT_NEWEST: 409,
  SEAL_SIGNER: 409,
  NETWORK_OTHER: 409,
  NETWORK_UNKNOWN: 409,
} as const;

/** A block of the largest size, as hex in JSON, with room to spare. */
const BODY_LIMIT = 16 * 1024 * 1024;

/** `GET /v1/state`, `/v1/admissions`, `/v1/records/:number`; `POST /v1/term`, `/v1/seals`, `/v1/records`, `/v1/promises`, `/v1/refusals`, `/v1/standings`, `/v1/handovers`. */
export function keeperRoutes(
  app: Express,
  args: { keeper: Keeper; log: KeeperLog; keys: SealKeyring; onTerm: (term: Term) => void },
): void {
  const { keeper, log } = args;
  const body = express.json({ limit: BODY_LIMIT, strict: true });

  app.get('/v1/state', async (_request, response) => {
    const { term, last } = log;
    response.json({
      term: (term?.number ?? 0n).toString(),
      holder: term?.holder ?? null,
      last: last === undefined ? null : { number: last.record.number.toString(), sealHash: last.sealHash },
      keys: (await args.keys.all()).map(({ address }) => address),
    });
  });
  app.get('/v1/admissions', (_request, response) => {
    response.json({ admissions: log.open().map(promisedToJson) });
  });
  app.get('/v1/records/:number', (request, response) => {
    const text = log.recordText(asked(request.params, 'number').uint64('number'));
    if (text === undefined) {
      throw new InputError(
        'RECORD_NOT_FOUND',
        `Block ${request.params['number']} is not among the newest signed ones.`,
      );
    }
    response.type('application/json').send(text);
  });
  app.post('/v1/term', body, (request, response) => {
    const fields = asked(request.body, 'term', 'holder', 'chainId', 'networkHash');
    const term = { number: fields.uint64('term'), holder: fields.mixedHex('holder', 20) };
    const domain = { chainId: fields.uint64('chainId'), networkHash: fields.mixedHex('networkHash', 32) };
    keeper.takeTerm(term, domain);
    args.onTerm(term);
    response.json({ term: term.number.toString() });
  });
  app.post('/v1/seals', body, async (request, response) => {
    const fields = asked(request.body, 'term', 'key', 'unsigned');
    const signature = await keeper.seal(
      fields.uint64('term'),
      parseUnsignedRecord(fields.value('unsigned')),
      fields.mixedHex('key', 20),
    );
    response.json({ signature });
  });
  app.post('/v1/promises', body, async (request, response) => {
    const fields = asked(request.body, 'term', 'key', 'admissions');
    const signatures = await keeper.promise(
      fields.uint64('term'),
      parsePromised(fields.value('admissions')),
      fields.mixedHex('key', 20),
    );
    response.json({ signatures });
  });
  app.post('/v1/refusals', body, async (request, response) => {
    const fields = asked(request.body, 'term', 'key', 'refusal');
    const refusal = parseUnsignedRefusal(fields.value('refusal'));
    response.json({ signature: await keeper.refuse(fields.uint64('term'), refusal, fields.mixedHex('key', 20)) });
  });
  app.post('/v1/standings', body, async (request, response) => {
    const fields = asked(request.body, 'term', 'key', 'standing');
    const standing = parseUnsignedStanding(fields.value('standing'));
    response.json({ signature: await keeper.stand(fields.uint64('term'), standing, fields.mixedHex('key', 20)) });
  });
  app.post('/v1/records', body, async (request, response) => {
    const record = parseBlockRecord(asked(request.body, 'record').value('record'));
    await keeper.remember(record);
    response.json({ number: record.number.toString() });
  });
  app.post('/v1/handovers', body, async (request, response) => {
    const fields = asked(request.body, 'number', 'retiring');
    const handover = await keeper.handOver(fields.uint64('number'), fields.mixedHex('retiring', 20));
    response.json(handoverToJson(handover));
  });
}

function asked(json: unknown, ...keys: string[]): FieldReader {
  return strictFields(json, keys, 'The request', 'RECORD_INVALID');
}
