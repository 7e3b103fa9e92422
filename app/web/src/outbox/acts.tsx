import { Alert, Badge, Button, Group, Loader, Stack, Text } from '@mantine/core';
import type { TFunction } from 'i18next';
import { useEffect, useRef, useState } from 'react';
import type { ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import { lastSecondOf } from '../../../../core/domain/ledger/block-life.ts';
import {
  actState,
  currentBlock,
  isUnderWay,
  type Act,
  type BlockState,
} from '../../../../core/domain/resident/outbox/act.ts';
import { useFormats, type Formats } from '../components/formats.tsx';
import { useOnline } from '../layout/use-online.ts';
import { useResident } from '../session.tsx';
import { useActs } from './use-acts.ts';

const COLORS: Record<BlockState, string> = {
  signed: 'yellow',
  taken: 'blue',
  recorded: 'teal',
  refused: 'red',
  expired: 'red',
};
/** After so long the page says who is silent. */
const PATIENCE_MS = 20_000;

/** What was signed here and is not over, in plain words: by these nothing is said that no evidence shows. */
export function Acts({
  of = () => true,
  onAgain,
}: {
  of?: (act: Act) => boolean;
  /** Offers to say again what was not taken. */
  onAgain?: ((act: Act) => void) | undefined;
}): ReactElement | null {
  const acts = useActs().filter(of);
  if (acts.length === 0) return null;
  return (
    <Stack gap="sm">
      {acts.map((act) => (
        <ActCard key={act.id} act={act} onAgain={onAgain} />
      ))}
    </Stack>
  );
}

/** Of one contract. */
export function isAbout(act: Act, subject: string): boolean {
  return act.content.includes(`"${subject}"`);
}

function ActCard({ act, onAgain }: { act: Act; onAgain: ((act: Act) => void) | undefined }): ReactElement {
  const { t } = useTranslation();
  const { outbox } = useResident();
  const formats = useFormats();
  const isLate = useLater(act.keptAt + PATIENCE_MS) && isUnderWay(act);
  const isOnline = useOnline();
  const { network } = useResident();
  const state = actState(act);
  const isEnded = !isUnderWay(act);
  const { id } = act;
  const latest = useRef({ state, outbox });
  latest.current = { state, outbox };
  // Whoever leaves the page has seen that it is done.
  useEffect(
    () => () => {
      if (latest.current.state === 'recorded') void latest.current.outbox.markSeen(id);
    },
    [id],
  );
  return (
    <Alert
      color={COLORS[state]}
      role="status"
      data-act={act.kind}
      data-act-state={state}
      title={
        <Group gap="xs">
          {!isEnded && <Loader size={14} />}
          {t(`act.kind.${act.kind}`)}
          <Badge color={COLORS[state]} variant="light" tt="none">
            {t(`act.state.${state}`)}
          </Badge>
        </Group>
      }
    >
      <Stack gap="xs" align="flex-start">
        <Text size="sm">{words(t, formats, { act, until: untilOf(act, network) })}</Text>
        {isLate && (
          <Text size="sm" data-act-late>
            {silent(t, act, isOnline)} {t('act.leave')}
          </Text>
        )}
        {isEnded && (
          <Group gap="xs">
            {state !== 'recorded' && onAgain && (
              <Button size="xs" onClick={() => onAgain(act)}>
                {t('act.again')}
              </Button>
            )}
            <Button size="xs" variant="default" onClick={() => void outbox.markSeen(id)}>
              {t('act.close')}
            </Button>
          </Group>
        )}
      </Stack>
    </Alert>
  );
}

function untilOf(act: Act, network: Parameters<typeof lastSecondOf>[0]): bigint {
  const block = currentBlock(act);
  return block === undefined ? 0n : lastSecondOf(network, block.signed);
}

function words(t: TFunction, formats: Formats, { act, until }: { act: Act; until: bigint }): string {
  const block = currentBlock(act);
  switch (block?.state) {
    case undefined:
    case 'recorded':
      return t('act.text.recorded');
    case 'refused': {
      const { code = '', message = '', word } = block.refusal ?? {};
      return t(word === undefined ? 'act.text.refused' : 'act.text.refusedByCompany', {
        reason: t(`fault.${code}`, { defaultValue: message }),
        until: formats.moment(until),
      });
    }
    case 'taken':
      return block.receipt === undefined
        ? t('act.text.taken')
        : t('act.text.promised', { by: formats.moment(block.receipt.byTime) });
    default:
      return t(`act.text.${block?.state ?? 'signed'}`);
  }
}

/** Who is silent, as far as it is known here. */
function silent(t: TFunction, { trouble, ...act }: Act, isOnline: boolean): string {
  if (!isOnline) return t('act.silent.device');
  if (trouble === 'SESSION_REQUIRED' || trouble === 'CENSORED') return t(`fault.${trouble}`);
  if (trouble !== undefined && trouble !== 'OFFLINE') return t('act.silent.wrong', { code: trouble });
  const block = currentBlock(act);
  if (trouble !== undefined || block?.state !== 'taken') return t('act.silent.portal');
  return t(block.receipt === undefined ? 'act.silent.company' : 'act.silent.promised');
}

/** Whether a moment has come, milliseconds since 1970. */
function useLater(moment: number): boolean {
  const [isLater, setLater] = useState(() => Date.now() >= moment);
  useEffect(() => {
    const timer = setTimeout(() => setLater(true), Math.max(0, moment - Date.now()));
    return () => clearTimeout(timer);
  }, [moment]);
  return isLater;
}
