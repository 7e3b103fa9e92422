import { checkInService } from '../../core/domain/ownership/check-in-service.ts';
import { randomBytes } from 'node:crypto';
import { canonicalJson } from '../../core/domain/bytes/canonical-json.ts';
import { changeRates } from '../../core/domain/billing/rates/change-rates.ts';
import { checkNotInForce } from '../../core/domain/billing/rates/check-not-in-force.ts';
import { completeTerms, defaultTemplate } from '../../core/domain/billing/contract-template.ts';
import { contractRoom, encodeContractContent, type ContractForm } from '../../core/domain/billing/contract-terms.ts';
import { mayWithdraw } from '../../core/domain/billing/may-withdraw.ts';
import { InputError } from '../../core/domain/bytes/errors.ts';
import { lowerHex, toHex, utf8, ZERO_32, type Hex } from '../../core/domain/bytes/hex.ts';
import { accountSubject } from '../../core/domain/ledger/ids.ts';
import { OFFER_LIFE } from '../../core/domain/limits.ts';
import { actByHand } from './act-by-hand.ts';
import { makeCorrection } from '../decide/hand-over-meter.ts';
import { sealForBoth, type DecisionContext } from '../decide/decision-context.ts';
import { flatsOf } from '../flats.ts';
import { hasCollector, isReadByHand } from '../decide/ask-for-reading.ts';
import { message } from '../sender.ts';
import type { BillerSettings } from '../settings.ts';
import { isActive, isSigned, type Contract, type Meter, type State } from '../state.ts';

type Acting = { settings: BillerSettings; signal: AbortSignal };

/**
 * Offers a contract to a subscriber (paper S53): complete terms by this biller's service; the subscriber's copy is countersigned by the daemon.
 * @param from first day, YYYY-MM-DD
 * @param area in m², and residents: left out by the company, which knows them from its list of premises
 * @returns the contract's id
 * @throws InputError RESOURCE_NOT_SERVED, SUBSCRIBER_NOT_ACTIVE and those of completeTerms
 */
export function offerContract(
  args: Acting & {
    subscriber: Hex;
    resource: number;
    from: string;
    area?: string;
    residents?: string;
    meterIds?: Hex[];
  },
): Promise<Hex> {
  return actByHand(args.settings, args.signal, async (context) => {
    const { state, settings } = context;
    const { resource } = args;
    const subscriber = lowerHex(args.subscriber);
    const service = settings.services.find((one) => one.resource === resource);
    if (service === undefined)
      throw new InputError('RESOURCE_NOT_SERVED', `Resource ${resource} is not among this biller's services.`);
    if (!isActive(state, subscriber))
      throw new InputError('SUBSCRIBER_NOT_ACTIVE', `${subscriber} is no active participant.`);
    const form: ContractForm = {
      version: '1',
      resource: String(resource),
      provider: state.me,
      subscriber,
      meterIds: (args.meterIds ?? []).map(lowerHex),
      area: args.area ?? '0',
      residents: args.residents ?? '0',
      from: args.from,
    };
    checkInService(form.meterIds, (id) => state.meters.get(id)?.replacedBy);
    const template = { ...defaultTemplate(resource, service.norm), installation: service.installation };
    const meters = [...state.meters.values()].filter((meter) => meter.replacedBy === undefined);
    const terms = completeTerms({ form, template, meters, premise: (await flatsOf(context)).get(subscriber) });
    const content = encodeContractContent({ salt: toHex(randomBytes(32)), terms });
    const place = { ledger: 'contractLedger', kind: 'OFFER' } as const;
    const envelope = await sealForBoth(context, place, content, subscriber, contractRoom(terms));
    const [meterId, validUntil] = [terms.meterIds[0] ?? ZERO_32, context.now() + OFFER_LIFE];
    return message(place, subscriber, { resource, meterId, validUntil, envelope });
  });
}

/**
 * Withdraws this biller's offer, or its copy that stands alone, until the other party has signed.
 * @throws InputError CONTRACT_UNKNOWN, OFFER_NOT_OWN
 */
export function withdrawOffer(args: Acting & { contractId: Hex }): Promise<Hex> {
  return actByHand(args.settings, args.signal, ({ state }) => {
    const contractId = lowerHex(args.contractId);
    const { offeror, counterparty, copies, withdrawn } = contractOf(state, contractId);
    const own = { offeredByOwn: offeror === state.me, signedByOwn: copies.has(state.me) };
    if (!mayWithdraw({ ...own, signedByOther: copies.has(counterparty), withdrawn }))
      throw new InputError(
        'OFFER_NOT_OWN',
        `Contract ${contractId} is not for this biller to withdraw: it is withdrawn, signed by the other party, or neither offered nor signed here.`,
      );
    const place = { ledger: 'contractLedger', kind: 'OFFER_WITHDRAW', subject: contractId } as const;
    return Promise.resolve(message(place, counterparty, { contractId }));
  });
}

/**
 * Cancels a signed contract from this side; it is one-sided until the other party cancels too (S39), and holds up to the later of both dates then.
 * @param effectiveDate unix seconds from which it no longer holds for this side
 * @throws InputError CONTRACT_UNKNOWN, CONTRACT_NOT_SIGNED
 */
export function cancelContract(
  args: Acting & { contractId: Hex; effectiveDate: bigint; reason: string },
): Promise<Hex> {
  return actByHand(args.settings, args.signal, async (context) => {
    const contractId = lowerHex(args.contractId);
    const contract = contractOf(context.state, contractId);
    if (!isSigned(contract))
      throw new InputError(
        'CONTRACT_NOT_SIGNED',
        `Contract ${contractId} was never signed by both; there is nothing to cancel.`,
      );
    const { counterparty } = contract;
    const place = { ledger: 'contractLedger', kind: 'CANCEL', subject: contractId } as const;
    const envelope = await sealForBoth(context, place, utf8(canonicalJson({ reason: args.reason })), counterparty);
    return message(place, counterparty, { contractId, effectiveDate: args.effectiveDate, envelope });
  });
}

/**
 * Asks for a reading (S42, S43), and tells the meter's owner so: the collector is to bring it, or with `manual` the owner.
 * @param dueDate unix seconds
 * @returns the request's id
 * @throws InputError METER_UNKNOWN, METER_NOT_BY_HAND, COLLECTOR_UNKNOWN
 */
export function requestReading(args: Acting & { meterId: Hex; manual: boolean; dueDate: bigint }): Promise<Hex> {
  return actByHand(args.settings, args.signal, (context) => {
    const meterId = lowerHex(args.meterId);
    const meter = context.state.meters.get(meterId);
    if (meter === undefined) throw new InputError('METER_UNKNOWN', `There is no meter ${meterId} in the register.`);
    const { manual, dueDate } = args;
    if (manual) requireReadByHand(context, meter);
    else requireCollector(context);
    const to = meter.owner;
    return Promise.resolve(
      message({ ledger: 'readingLedger', kind: 'READING_REQUEST', subject: meterId }, to, { meterId, manual, dueDate }),
    );
  });
}

/**
 * Withdraws this biller's newest rate of a resource and zone, which is not in force yet; the daemon then publishes what its settings say of those dates.
 * @param validFrom unix seconds, of that rate
 * @throws InputError RATE_MISSING, RATE_NOT_NEWEST, RATE_IN_FORCE
 */
export function withdrawRate(args: Acting & { resource: number; zone: number; validFrom: bigint }): Promise<Hex> {
  return actByHand(args.settings, args.signal, ({ state, now }) => {
    const { resource, zone, validFrom } = args;
    const data = { resource, zone, validFrom };
    changeRates(state.rates, state.me, { kind: 'RATE_WITHDRAW', data });
    checkNotInForce(data, now());
    return Promise.resolve(message({ ledger: 'tariffs', kind: 'RATE_WITHDRAW' }, state.company, data));
  });
}

/**
 * The company's word on another key for an account that lost its own, which the portal proposed: it confirms exactly this key, or refuses it.
 * @throws InputError REKEY_UNKNOWN
 */
export function decideRekey(args: Acting & { account: Hex; key: Hex; refuse: boolean }): Promise<Hex> {
  return actByHand(args.settings, args.signal, ({ state, now }) => {
    const [account, key] = [lowerHex(args.account), lowerHex(args.key)];
    const found = [...state.openRekeys].find(
      ([, open]) =>
        open.data.account === account && open.data.key === key && open.by !== state.me && now() <= open.until,
    );
    if (found === undefined)
      throw new InputError(
        'REKEY_UNKNOWN',
        `Nobody asks for the key ${key} for ${account}. Compare both with the resident's page.`,
      );
    const [actHash, { data }] = found;
    const place = { ledger: 'participants' } as const;
    if (args.refuse) return Promise.resolve(message({ ...place, kind: 'ACT_WITHDRAW' }, state.company, { actHash }));
    const subject = accountSubject(account);
    return Promise.resolve(message({ ...place, kind: 'REKEY', subject }, state.company, data));
  });
}

/**
 * The company's word on who is a witness: it proposes, or confirms what the portal proposed.
 * @throws InputError NOT_THE_COMPANY
 */
export function sayWitness(
  args: Acting & ({ kind: 'WITNESS_ENTER'; witness: Hex; owner: Hex } | { kind: 'WITNESS_REMOVE'; witness: Hex }),
): Promise<Hex> {
  return actByHand(args.settings, args.signal, ({ state }) => {
    if (state.me !== state.company)
      throw new InputError(
        'NOT_THE_COMPANY',
        `Witnesses come and go by company and portal; ${state.me} is a provider. Give the settings of the company's biller.`,
      );
    const witness = lowerHex(args.witness);
    const said =
      args.kind === 'WITNESS_ENTER'
        ? message({ ledger: 'participants', kind: args.kind }, state.company, { witness, owner: lowerHex(args.owner) })
        : message({ ledger: 'participants', kind: args.kind }, state.company, { witness });
    return Promise.resolve(said);
  });
}

/**
 * Puts an estimated handover of a meter right, behind registers that were read since; the portal has to say the same. What was billed by the estimate stands
 * until its issuer voids it.
 * @throws InputError as `makeCorrection`
 */
export function correctHandover(args: Acting & { meterId: Hex }): Promise<Hex> {
  return actByHand(args.settings, args.signal, (context) => makeCorrection(context, lowerHex(args.meterId)));
}

function contractOf(state: State, contractId: Hex): Contract {
  const contract = state.contracts.get(contractId);
  if (contract === undefined) throw new InputError('CONTRACT_UNKNOWN', `This biller has no contract ${contractId}.`);
  return contract;
}

/** @throws InputError METER_NOT_BY_HAND */
function requireReadByHand({ state }: DecisionContext, meter: Meter): void {
  if (!isReadByHand(state, meter))
    throw new InputError(
      'METER_NOT_BY_HAND',
      `Meter ${meter.meterId} is read by its gateway, and its owner cannot enter a reading. Ask the collector: leave out --manual.`,
    );
}

/** @throws InputError COLLECTOR_UNKNOWN */
function requireCollector({ state }: DecisionContext): void {
  if (!hasCollector(state))
    throw new InputError('COLLECTOR_UNKNOWN', 'No active collector takes part. Ask for a manual reading.');
}
