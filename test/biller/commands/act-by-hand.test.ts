import { expect } from 'chai';
import { openDesk } from '../../../biller/commands/act-by-hand.ts';
import { acceptKey } from '../../../core/domain/keys/accept-key.ts';
import { keyRegisterOf } from '../../../core/domain/keys/key-statement.ts';
import { accountSubject } from '../../../core/domain/ledger/ids.ts';
import { ROLE } from '../../../core/domain/ledger/kinds.ts';
import { REKEY_OBJECTION } from '../../../core/domain/limits.ts';
import { moveClock } from '../../support/clock/move-clock.ts';
import { world, type World } from '../../support/world.ts';
import { newAccount } from '../../support/world/actors.ts';

describe('what a person says at a biller’s desk', () => {
  let whole: World;

  before(async () => {
    whole = await world({ billers: true });
  });
  after(async () => {
    moveClock(0);
    await whole[Symbol.asyncDispose]();
  });

  it('is sealed to the key that stands for a lost one, from its moment on, though no block came since', async () => {
    const { billers: house } = whole;
    const { observer, company, portal, companySettings } = house;
    const next = newAccount();
    const running = await house.start(companySettings);
    const enrol = { role: ROLE.portal, encryptionKey: portal.encryptionKey, envelope: '0x' } as const;
    await observer.say({ from: portal, ledger: 'participants', kind: 'ENROL', to: company.address, data: enrol });
    const { address, encryptionKey } = await house.moveIn('flat-02', 'A2');
    await running[Symbol.asyncDispose]();
    const change = acceptKey(keyRegisterOf(observer.network), next, { account: address, retiring: address });
    const data = { account: address, ...change };
    for (const from of [portal, company])
      await observer.say({
        from,
        ledger: 'participants',
        kind: 'REKEY',
        subject: accountSubject(address),
        to: company.address,
        data,
      });

    const sealedTo = async (): Promise<string | undefined> => {
      const { context } = await openDesk(companySettings, AbortSignal.timeout(60_000));
      return context.state.participants.get(address)?.encryptionKey;
    };
    expect(await sealedTo()).to.equal(encryptionKey);
    moveClock(Number(REKEY_OBJECTION) + 900);
    expect(await sealedTo()).to.equal(next.encryptionKey);
  });
});
