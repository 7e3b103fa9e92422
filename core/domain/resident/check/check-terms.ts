import type { BillContent } from '../../billing/bill.ts';
import { checkLinesByTerms } from '../../billing/bill-open.ts';
import type { ContractTerms } from '../../billing/contract-terms.ts';
import type { InvoiceData } from '../../ledger/block-data.ts';
import { InputError } from '../../bytes/errors.ts';
import { LABEL } from '../../ledger/kinds.ts';
import type { Network } from '../../ledger/network.ts';
import { localDate, nextPeriod, periodStart } from '../../billing/period.ts';
import { billedRegisters } from '../../billing/rates/tariff.ts';
import { rulesAt, rulesByName } from '../../billing/tariff-rules.ts';
import { present } from './bill-evidence.ts';
import type { BillEvidence } from './bill-evidence.ts';
import { belongsToContract } from './belongs-to-contract.ts';
import { readRates } from '../read-rates.ts';
import { same } from '../recorded.ts';

/**
 * The bill follows the signed contract: its party, its meters, its resource; lines without a meter are computed again.
 * @throws InputError TERMS_MISSING, EARLIER_CHECK, TERMS_OTHER, CONTRACT_ENDED, LINE_BEYOND_PERIOD, RULES_OTHER, DECLARED_AMOUNT_WRONG, NO_RATE, NO_RULES, and those of `readRates`
 */
export function checkTerms(args: {
  network: Network;
  evidence: BillEvidence;
  data: InvoiceData | undefined;
  content: BillContent | undefined;
}): void {
  const { network, evidence } = args;
  const terms = present(evidence.terms, 'TERMS_MISSING', 'The signed contract is not at hand.');
  const data = present(args.data, 'EARLIER_CHECK', 'The bill is not signed by its issuer.');
  const content = present(args.content, 'EARLIER_CHECK', 'The bill was not opened.');
  const { until } = evidence;
  const strange = data.metered.some(
    ({ meterId }) => !belongsToContract({ network, meters: evidence.meters, terms, meterId }),
  );
  if (strange || !same(terms.provider, evidence.issuer) || terms.resource !== content.resource) {
    throw new InputError('TERMS_OTHER', 'The bill counts a meter or a service that is not in your contract.');
  }
  checkPeriod({ network, data, until });
  if (terms.meterIds.length > 0) return checkMeteredTerms({ terms, data });
  const rates = readRates(network, evidence.issuer, evidence.rates);
  const { timeZone } = network;
  const rules = rulesByName(content.rules);
  const inForce = rulesAt(localDate(periodStart(data.period, timeZone), timeZone), rules.country);
  if (rules.name !== inForce.name) {
    throw new InputError('RULES_OTHER', `The bill follows the rules ${rules.name}, but ${inForce.name} were in force.`);
  }
  checkLinesByTerms({ content, terms, rates, rules, timeZone, until });
}

/**
 * No line begins when the contract had ended, or ends after the bill's month; nothing but such last lines is billed for a month that the contract did not reach.
 * @throws InputError CONTRACT_ENDED, LINE_BEYOND_PERIOD
 */
function checkPeriod({
  network,
  data,
  until,
}: {
  network: Network;
  data: InvoiceData;
  until: bigint | undefined;
}): void {
  const { period, metered } = data;
  const { timeZone } = network;
  const end = periodStart(nextPeriod(period), timeZone);
  if (metered.some(({ closeTime }) => closeTime > end))
    throw new InputError('LINE_BEYOND_PERIOD', `A line of the bill for ${period} ends after that month.`);
  if (until === undefined) return;
  const isOver = metered.length === 0 && periodStart(period, timeZone) >= until;
  if (isOver || metered.some(({ openTime }) => openTime >= until))
    throw new InputError('CONTRACT_ENDED', 'The bill counts a time when your contract had ended.');
}

/**
 * Which registers the contract bills, and that no norm is counted beside a meter, only the terms say.
 * @throws InputError TERMS_OTHER, DECLARED_AMOUNT_WRONG
 */
function checkMeteredTerms(args: { terms: ContractTerms; data: InvoiceData }): void {
  const { terms, data } = args;
  const strange = data.metered.find(({ obis }) => billedRegisters([obis], Number(terms.zones)).length === 0);
  if (strange !== undefined) {
    throw new InputError('TERMS_OTHER', `The bill counts register ${strange.obis}, which your contract does not bill.`);
  }
  if (data.declared.some(({ label }) => label === LABEL.norm || label === LABEL.upkeep)) {
    throw new InputError(
      'DECLARED_AMOUNT_WRONG',
      'The bill charges by norm or area, but your contract goes by meters.',
    );
  }
}
