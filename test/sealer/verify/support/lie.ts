import type { Network } from '../../../../core/domain/ledger/network.ts';
import { startCheatingCompany, type CheatingCompany, type Place } from './cheating-company.ts';

/** A history with one lie in it, under right seals, and where a verifier must find it. */
export type Lie = {
  code: string;
  title: string;
  tell(): Promise<{
    records: AsyncIterable<unknown> | Iterable<unknown>;
    place: Place;
    lax: boolean;
    /** Another one than the cheating company's. */
    network?: Network;
  }>;
};

/** A lie that the network's own contracts do not let pass, but others would. */
export function laxLie(code: string, title: string, act: (company: CheatingCompany) => Promise<Place>): Lie {
  return lieOf(code, title, true, act);
}

/** A lie beside the network's own contracts. */
export function strictLie(code: string, title: string, act: (company: CheatingCompany) => Promise<Place>): Lie {
  return lieOf(code, title, false, act);
}

function lieOf(code: string, title: string, lax: boolean, act: (company: CheatingCompany) => Promise<Place>): Lie {
  return {
    code,
    title,
    async tell() {
      await using company = await startCheatingCompany(lax);
      const place = await act(company);
      return { records: company.records(), place, lax };
    },
  };
}
