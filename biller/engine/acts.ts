import { InputError } from '../../core/domain/bytes/errors.ts';
import { RESOURCE } from '../../core/domain/ledger/kinds.ts';
import type { FactContent } from './fact-shapes.ts';
import type { Occasion } from './occasion.ts';
import type { Json, Piece } from './piece.ts';
import { meet, monthText, periodSpan, type Span } from './span.ts';

/**
 * The acts that change a contract's bill of this month, as they were entered. Each is about what the contract is about: not what the house used, nor a coefficient.
 * @throws InputError FACT_UNFIT: it cannot be said of which line it is
 */
export function actsOf(of: Occasion, pieces: readonly Piece[]): Json[] {
  const targets = pieces
    .map(({ component }) => component.id)
    .filter((id) => /^(metered|norm|upkeep|heating)(-\d+)?$/.test(id));
  const span = periodSpan(of.period);
  return of.facts.flatMap(({ content, number }) => {
    if (!isAbout(content, of)) return [];
    // What the reading comes to is reduced by it, in the bill that puts the estimate right.
    if (of.estimation !== undefined && content.kind === 'privilege') return [];
    const act = actOf(content, of, span);
    if (act === undefined) return [];
    const isOneLine = act['kind'] === 'absence' || act['within'] !== undefined;
    if (targets.length === 0 || (isOneLine && targets.length > 1))
      throw new InputError(
        'FACT_UNFIT',
        `Fact ${number} changes one line, of which contract ${of.contractId} has ${targets.length}. Withdraw it, or enter it as a correction.`,
      );
    const changed = act['kind'] === 'correction' ? targets.slice(0, 1) : targets;
    return changed.map((component) => ({ ...act, component }));
  });
}

function isAbout(content: FactContent, { contractId, terms }: Occasion): boolean {
  if ('contract' in content && content.contract !== undefined && content.contract !== contractId) return false;
  if (content.kind === 'upkeep-breach') return Number(terms.resource) === RESOURCE.upkeep;
  if (content.kind === 'breaks' || content.kind === 'quality')
    return RESOURCE[content.resource] === Number(terms.resource);
  return true;
}

function actOf(content: FactContent, { period }: Occasion, span: Span): Json | undefined {
  const isOfMonth = 'period' in content && content.period === monthText(period);
  switch (content.kind) {
    case 'absence': {
      const { left, returned, absent } = content;
      return meet(span, { from: left, to: returned }) && { kind: 'absence', left, returned, absent };
    }
    case 'breaks': {
      const { hours, allowed_month, allowed_once, percent_per_hour } = content;
      const once = allowed_once === undefined ? {} : { allowed_once };
      return isOfMonth ? { kind: 'breaks', hours, allowed_month, ...once, percent_per_hour } : undefined;
    }
    case 'quality':
      return isOfMonth ? { kind: 'quality', percent: content.percent } : undefined;
    case 'upkeep-breach':
      return isOfMonth ? { kind: 'upkeep', full_days: content.full_days } : undefined;
    case 'privilege': {
      const { share, within } = content;
      const limit = within === undefined ? {} : { within };
      const holds = content.from <= span.from && (content.to === undefined || content.to > span.from);
      return holds ? { kind: 'privilege', share, ...limit } : undefined;
    }
    case 'correction':
      return isOfMonth ? { kind: 'correction', amount: content.amount, reason: content.reason } : undefined;
    default:
      return undefined;
  }
}
