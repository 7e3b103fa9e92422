import type { BilledRegister } from '../../core/domain/billing/bill-draft.ts';
import type { ContractTerms } from '../../core/domain/billing/contract-terms.ts';
import type { BillingRules } from '../../core/domain/billing/tariff-rules.ts';
import { formatDecimal } from '../../core/domain/bytes/decimal.ts';
import type { DecisionContext } from '../decide/decision-context.ts';
import { historyOf } from '../estimates/estimation-of.ts';
import type { Contract } from '../state.ts';
import { flatOf } from './flat-of.ts';
import type { MeteredUse, Occasion } from './occasion.ts';
import { penaltyOf } from './penalty-of.ts';
import { periodSpan } from './span.ts';
import { priceOfUnit } from './units.ts';

/** Gathers what the biller knows of a bill to be: from the ledgers, opened by its keys, and from what was entered of the house. @throws InputError as `openAccount` */
export async function occasionOf(
  context: DecisionContext,
  bill: {
    contract: Contract;
    terms: ContractTerms;
    period: number;
    until: bigint | undefined;
    rules: BillingRules;
    registers: readonly BilledRegister[];
    isEstimated?: boolean;
  },
): Promise<Occasion> {
  const { state, network, settings } = context;
  const { contract, terms, period, until, rules, registers } = bill;
  const facts = context.facts.standing();
  const span = periodSpan(period);
  const history = terms.meterIds.length === 0 ? undefined : await historyOf(context, contract.contractId, terms);
  return {
    ...{ contractId: contract.contractId, terms, period, until, rules, facts },
    ...{ timeZone: network.timeZone, currency: network.currency, country: settings.country },
    isCompany: settings.role === 'company',
    rates: state.rates,
    metered: registers.map((register) => useOf(register, terms)),
    flat: await flatOf(context, contract.consumer, span),
    penalty: await penaltyOf(context, contract.contractId, span.to),
    ...(bill.isEstimated === true ? { estimation: history?.estimation } : { estimated: history?.left }),
  };
}

function useOf({ open, close, rate }: BilledRegister, terms: ContractTerms): MeteredUse {
  const quantity = formatDecimal({ mantissa: close.value - open.value, exponent: Number(terms.exponent) });
  return { quantity, price: priceOfUnit(rate, terms) };
}
