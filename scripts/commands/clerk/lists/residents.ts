import { isActive } from '../../../../biller/state.ts';
import { localDate } from '../../../../core/domain/billing/period.ts';
import { ROLE } from '../../../../core/domain/ledger/kinds.ts';
import { flatName, residentName, type List, type ListRow } from './list-row.ts';

/** For `offer`, which takes an account. */
export const residents: List = {
  rows(looking) {
    const { state } = looking.context;
    const subscribers = [...state.participants.values()].filter(({ role }) => role === ROLE.subscriber);
    return subscribers.map(({ address, attested, registered, suspended }, index): ListRow => {
      const waits = [...(attested ? [] : ['the portal']), ...(registered ? [] : ['the company'])];
      const said = suspended ? 'suspended' : isActive(state, address) ? 'active' : `waits for ${waits.join(' and ')}`;
      return {
        number: index + 1,
        id: address,
        open: waits.length > 0 && !suspended,
        flat: flatName(looking, address),
        personalAccount: looking.flats.get(address)?.personalAccount ?? '',
        state: said,
        line: `${residentName(looking, address)}: ${said}`,
      };
    });
  },
};

/** For `confirm-key`, which takes an account and the key that is asked for. */
export const keys: List = {
  rows(looking) {
    const { state, network, now } = looking.context;
    const asked = [...state.openRekeys.values()].filter(({ by, until }) => by !== state.me && now() <= until);
    return asked.map(({ data, until }, index): ListRow => {
      const day = localDate(until, network.timeZone);
      return {
        number: index + 1,
        id: data.account,
        open: true,
        flat: flatName(looking, data.account),
        key: data.key,
        until: day,
        line: `${residentName(looking, data.account)} asks for the key ${data.key} until ${day}`,
      };
    });
  },
};
