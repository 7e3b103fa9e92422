import { existsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'chai';
import {
  clerkCancel,
  clerkCorrectHandover,
  clerkOffer,
  clerkRequestReading,
  clerkWithdrawOffer,
  clerkWithdrawRate,
  type OfferOptions,
} from '../../../scripts/commands/clerk/clerk.ts';
import {
  clerkCarryBill,
  clerkRefund,
  clerkRefusePayment,
  clerkTakePayment,
  clerkVoidBill,
} from '../../../scripts/commands/clerk/clerk-bills.ts';
import { clerkList } from '../../../scripts/commands/clerk/show-lists.ts';
import { clerkProlongLetter } from '../../../scripts/commands/clerk/letters.ts';
import { gatewaySend } from '../../../scripts/commands/house/gateway-send.ts';
import { refusal } from '../../support/refusal.ts';
import { runCli } from '../../support/run-cli.ts';
import { tempFolder } from '../../sealer/support/temp-folder.ts';

const ID = `0x${'ab'.repeat(32)}`;
const BY = { settings: 'missing.json', wait: '5' };

describe('commands with wrong arguments', () => {
  const folder = tempFolder();
  after(() => folder[Symbol.dispose]());

  it("refuses a clerk's ids, days, resources and outcomes before anything is read", async () => {
    const offer: OfferOptions = {
      ...BY,
      subscriber: `0x${'11'.repeat(20)}`,
      resource: 'gas',
      from: '2026-12-01',
      meter: [],
    };
    expect(await refusal(() => clerkOffer({ ...offer, subscriber: '0x11' }))).to.equal('HEX_INVALID');
    expect(await refusal(() => clerkOffer({ ...offer, resource: 'steam' }))).to.equal('RESOURCE_UNKNOWN');
    expect(await refusal(() => clerkOffer({ ...offer, from: '2026-02-30' }))).to.equal('DATE_INVALID');
    expect(await refusal(() => clerkOffer({ ...offer, from: '2026-13-01' }))).to.equal('DATE_INVALID');
    expect(await refusal(() => clerkOffer({ ...offer, meter: ['boiler'] }))).to.equal('HEX_INVALID');
    expect(await refusal(() => clerkOffer({ ...offer, wait: 'long' }))).to.equal('WAIT_INVALID');
    expect(await refusal(() => clerkOffer(offer))).to.equal('SETTINGS_INVALID');
    const cancel = { ...BY, contract: ID, on: '2026-12-31', reason: 'moving' };
    expect(await refusal(() => clerkCancel({ ...cancel, contract: '12' }))).to.equal('HEX_INVALID');
    expect(await refusal(() => clerkCancel({ ...cancel, on: 'tomorrow' }))).to.equal('DATE_INVALID');
    expect(await refusal(() => clerkWithdrawOffer({ ...BY, contract: '12' }))).to.equal('HEX_INVALID');
    const request = { ...BY, meter: ID, due: '2026-12-01' };
    expect(await refusal(() => clerkRequestReading({ ...request, meter: 'boiler' }))).to.equal('HEX_INVALID');
    expect(await refusal(() => clerkRequestReading({ ...request, due: '1.12.2026' }))).to.equal('DATE_INVALID');
    expect(await refusal(() => clerkCorrectHandover({ ...BY, meter: 'boiler' }))).to.equal('HEX_INVALID');
    const prolong = { ...BY, text: 'The act is not signed yet.', until: 'soon' };
    expect(await refusal(() => clerkProlongLetter('1', prolong))).to.equal('DATE_INVALID');
    const bill = { ...BY, bill: ID, reason: 'figures' };
    expect(await refusal(() => clerkVoidBill({ ...bill, reason: 'mood' }))).to.equal('REASON_UNKNOWN');
    expect(await refusal(() => clerkVoidBill({ ...bill, bill: '12' }))).to.equal('HEX_INVALID');
    expect(await refusal(() => clerkCarryBill({ ...BY, bill: 'last' }))).to.equal('HEX_INVALID');
    const refuse = { ...BY, payment: ID, reason: 'not-arrived', text: 'No money.' };
    expect(await refusal(() => clerkRefusePayment({ ...refuse, reason: 'unreadable' }))).to.equal('REASON_UNKNOWN');
    expect(await refusal(() => clerkTakePayment({ ...BY, payment: '0x' }))).to.equal('HEX_INVALID');
    expect(await refusal(() => clerkRefund({ ...BY, contract: ID, amount: 'all' }))).to.equal('DECIMAL_INVALID');
    expect(await refusal(() => clerkList('bills', BY))).to.equal('SETTINGS_INVALID');
    const rate = { ...BY, resource: 'gas', zone: '0', from: '2027-01-01' };
    expect(await refusal(() => clerkWithdrawRate({ ...rate, resource: 'steam' }))).to.equal('RESOURCE_UNKNOWN');
    expect(await refusal(() => clerkWithdrawRate({ ...rate, zone: '10' }))).to.equal('ZONE_INVALID');
    expect(await refusal(() => clerkWithdrawRate({ ...rate, from: 'soon' }))).to.equal('DATE_INVALID');
  });

  it('ends with 2 and says what is missing or unknown', async () => {
    for (const [args, said] of [
      [['no-such-command'], /unknown command/],
      [['clerk', 'offer'], /--settings <file>/],
      [['meter', 'add', '--name', 'a'], /--format <format>/],
      [['evidence', 'check'], /missing required argument 'file'|--trust/],
      [['workstation', '--from', 'http://127.0.0.1:1'], /--data <dir>/],
      [['workstation', '--from', 'sealer', '--data', join(folder.path, 'ws')], /SETTINGS_INVALID/],
      [['replica', '--from', 'http://127.0.0.1:1'], /"data" is missing/],
      [['replica', '--from', 'http://127.0.0.1:1', '--data', 'x', '--port', '99999'], /port/],
      [['replica', '--set', 'nothing'], /SETTING_MALFORMED/],
    ] as const) {
      const result = await runCli(args);
      expect([result.code, result.stdout], args.join(' ')).to.deep.equal([2, '']);
      expect(result.stderr).to.match(said);
    }
    expect(existsSync(join(folder.path, 'ws'))).to.equal(false);
  });

  it('refuses to send a telegram to a gateway that takes no files', async () => {
    const settings = join(folder.path, 'no-spool.json');
    const known = {
      ...{ gatewayId: 'house-1', dataDir: 'gateway', networkFile: 'network.json', company: `0x${'c0'.repeat(20)}` },
      ...{ metersFile: 'meters.json', mqttUrl: 'mqtt://127.0.0.1:9', tokenFile: 'token' },
    };
    writeFileSync(settings, JSON.stringify(known));
    const nowhere = { replica: 'http://127.0.0.1:9', queue: 'http://127.0.0.1:9', wait: '1' };
    const send = { ...nowhere, format: 'mbus', file: 'x', meter: 'y', settings };
    expect(await refusal(() => gatewaySend(send))).to.equal('SPOOL_MISSING');
  });

  it('gives the options of `gateway send` to it, not to `gateway`', async () => {
    const settings = join(folder.path, 'gateway.json');
    const args = ['--format', 'mbus', '--file', 'x', '--meter', 'y', '--settings', settings];
    expect((await runCli(['gateway', 'send', ...args])).stderr).to.contain(`There is no ${settings}`);
  });
});
