import { join } from 'node:path';
import { loadReadings } from '../../app/web/src/resident/load/load-readings.ts';
import { decodeData } from '../../core/domain/ledger/block-data.ts';
import type { Hex } from '../../core/domain/bytes/hex.ts';
import { channelOf } from '../../core/domain/ledger/ids.ts';
import { blockRecordToJson } from '../../core/domain/seal/block-record.ts';
import { lookIntoLog } from '../../sealer/snapshot/look-into-log.ts';
import { nextPeriod } from '../../core/domain/billing/period.ts';
import { checkBills, checkCopies, checkFrames, checkReplicas, type Faults } from './checks.ts';
import { checkAccounts } from './check-accounts.ts';
import { checkDocuments } from './check-documents.ts';
import { checkEngine } from './check-engine.ts';
import { checkPremises } from './check-premises.ts';
import { checkReadModel } from './check-read-model.ts';
import { findInBlocks } from './find-in-blocks.ts';
import { findPlaintext, findPlaintextIn, type Secrets } from './find-plaintext.ts';
import { operatorPortOf } from '../world/operator-port.ts';
import { readModelText } from '../../app/server/operator/ask-operator.ts';
import type { FlatResult } from './steps/bill-house.ts';
import type { Stage } from './steps/stage.ts';
import { domainOf } from '../../core/domain/ledger/network.ts';
import { registersOf } from '../../core/domain/reading/registers-of.ts';

export type CheckResult = {
  /** By check; an empty list is a pass. */
  faults: Record<string, Faults>;
  /** Meters of all frames on the ledger. */
  telegramFrames: Hex[];
};

/** The story's checks, from what everyone can read and from what each flat's own keys open. */
export async function runChecks(stage: Stage, flats: readonly FlatResult[]): Promise<CheckResult> {
  const { view, client } = stage;
  await view.refresh();
  const readings = await ownReadings(stage);
  return {
    faults: {
      both_copies_match: checkCopies(view, domainOf(client.network)),
      every_frame_verified: [...checkFrames(view), ...readings.faults],
      bill_arithmetic_from_public_data: await checkBills(view, client),
      every_bill_checked_by_its_resident: failedBillChecks(flats),
      replica_equals_sealer: await checkReplicas(stage.sealer, stage.replicas),
      read_model_rebuilt_equals_live: await checkReadModel(operatorPortOf(stage.world.plan)),
      premises_opened_by_their_residents: await checkPremises(stage),
      no_plaintext: await checkPlaintext(stage, flats, readings.values),
      lines_without_meters_equal_the_engine: checkEngine(stage, flats),
      every_bill_has_its_documents: await checkDocuments(stage, flats),
      ...(await checkAccounts(stage)),
    },
    telegramFrames: metersOfFrames(stage),
  };
}

function failedBillChecks(flats: readonly FlatResult[]): Faults {
  return flats.flatMap(({ premise, bills }) =>
    bills.flatMap(({ invoiceId, checks }) =>
      Object.entries(checks)
        .filter(([, state]) => state !== 'passed' && state !== 'absent')
        .map(([name, state]) => `${premise}, bill ${invoiceId}: ${name} ${state}`),
    ),
  );
}

/** Every frame of every flat opens with the resident's own keys; the values are the secrets to look for. */
async function ownReadings(stage: Stage): Promise<{ faults: Faults; values: bigint[] }> {
  const faults: Faults = [];
  const values: bigint[] = [];
  for (const [premise, resident] of stage.residents) {
    const { meters } = await loadReadings(resident, 1n);
    for (const reading of meters.flatMap(({ registers }) => registers.flatMap((register) => register.readings))) {
      if (reading.state !== 'opened')
        faults.push(
          `${premise} cannot open frame ${reading.frame.sequence} of ${reading.frame.channel}: ${reading.code}`,
        );
      else values.push(reading.value, ...registersOf([reading]).registers.map(({ value }) => value));
    }
  }
  return { faults, values };
}

/** No reading, billed amount, premise or account number in chain data, logs or the read model (what the portal must collect stays in its orders). */
async function checkPlaintext(stage: Stage, flats: readonly FlatResult[], values: readonly bigint[]): Promise<Faults> {
  const { dataDir, house, programs } = stage.world.plan;
  const amounts = flats.flatMap(({ bills }) => bills.flatMap(({ billed, paid }) => [BigInt(billed), BigInt(paid)]));
  // The name of a month is public, and a register may happen to show it.
  const months = new Set([stage.period, nextPeriod(stage.period)].map(BigInt));
  const secrets: Secrets = {
    texts: house.premises.flatMap(({ premise, personalAccount }) => [premise, personalAccount]),
    integers: [...values, ...amounts].filter((value) => !months.has(value)),
  };
  const readModel = await readModelText(operatorPortOf(stage.world.plan));
  // The replicas' blocks are the sealer's, byte for byte: that is a check of its own.
  const records = programs
    .filter(({ program }) => program === 'sealer')
    .flatMap(({ name }) => logTexts(join(dataDir, name)));
  const leaks = [
    ...(await findPlaintext([join(dataDir, 'logs')], secrets)),
    ...findPlaintextIn('the chain', records.join('\n'), {
      texts: secrets.texts.flatMap((text) => [text, hexOf(text)]),
      integers: [],
    }),
    ...findInBlocks(stage.view.blocks, secrets),
    ...findPlaintextIn('the read model', withoutBlockData(readModel), secrets),
  ];
  return leaks.map(({ file, secret }) => `${secret} stands in ${file}`);
}

function logTexts(folder: string): string[] {
  using view = lookIntoLog(folder);
  return Array.from({ length: view.length }, (_, number) => JSON.stringify(blockRecordToJson(view.record(number))));
}

function hexOf(text: string): string {
  return Buffer.from(text, 'utf8').toString('hex');
}

/** The read model's copy of the blocks' data is the ledgers', which are searched field by field. */
function withoutBlockData(dump: string): string {
  return dump.replace(/"data":"0x[0-9a-f]*"/g, '');
}

function metersOfFrames(stage: Stage): Hex[] {
  const meterOf = new Map(
    stage.view.ofKind('METER_REGISTER').flatMap(({ data }) => {
      const { meterId, obis } = decodeData('METER_REGISTER', data);
      return obis.map((code) => [channelOf(meterId, code), meterId] as const);
    }),
  );
  return stage.view.frames.flatMap(({ channel }) => meterOf.get(channel) ?? []);
}
