import { Alert, Button, Stack, Text } from '@mantine/core';
import { useMutation } from '@tanstack/react-query';
import type { ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import { PROPOSAL_LIFE, REKEY_OBJECTION } from '../../../../core/domain/limits.ts';
import type { KeyStanding } from '../api/keys-schema.ts';
import { useKeyStanding } from '../queries.ts';
import { objectToKey } from '../resident/act/object-to-key.ts';
import { now } from '../resident/resident.ts';
import { useNames, useResident } from '../session.tsx';
import { isUnderWay, type Act } from '../../../../core/domain/resident/outbox/act.ts';
import { Acts, isAbout } from '../outbox/acts.tsx';
import { Signing } from '../outbox/signing.tsx';
import { useActs } from '../outbox/use-acts.ts';
import { useFormats } from './formats.tsx';

/** For how long the page says that its owner objected, seconds. */
const REMEMBERED = 30n * 86_400n;

/** Says to whoever has the living key that another one is asked for, so that a thief of the sign-in is noticed in time. */
export function KeyRequest(): ReactElement | null {
  const { data: standing } = useKeyStanding();
  const last = standing?.objected.at(-1);
  if (standing == null) return null;
  return (
    <>
      {standing.waiting !== null && <Coming waiting={standing.waiting} />}
      {standing.waiting === null &&
        standing.proposed.map(({ key, by, until }) => <Asked key={key} by={by} until={until} />)}
      {standing.waiting === null && last !== undefined && last.at + REMEMBERED > now() && <Objected at={last.at} />}
    </>
  );
}

function Asked({ by, until }: Pick<KeyStanding['proposed'][number], 'by' | 'until'>): ReactElement {
  const { t } = useTranslation();
  const formats = useFormats();
  const nameOf = useNames();
  return (
    <Alert color="yellow" mb="lg" title={t('lostKey.askedTitle')} data-key-request="asked">
      {t('lostKey.askedText', { by: nameOf(by), since: formats.moment(until - PROPOSAL_LIFE) })}
    </Alert>
  );
}

function Coming({ waiting: { key, from } }: { waiting: NonNullable<KeyStanding['waiting']> }): ReactElement {
  const { t } = useTranslation();
  const formats = useFormats();
  const resident = useResident();
  const nameOf = useNames();
  const object = useMutation({ mutationFn: () => objectToKey(resident, key) });
  const isObjection = (act: Act): boolean => act.kind === 'object' && isAbout(act, key);
  const isSaid = useActs().some((act) => isObjection(act) && isUnderWay(act));
  const { company, portal } = resident.network;
  const times = { since: formats.moment(from - REKEY_OBJECTION), from: formats.moment(from) };
  return (
    <Alert color="red" mb="lg" role="alert" title={t('lostKey.comingTitle', times)} data-key-request="coming">
      <Stack align="flex-start" gap="sm">
        <Text size="sm">{t('lostKey.comingText', { ...times, portal: nameOf(portal), company: nameOf(company) })}</Text>
        <Signing action={object} />
        <Acts of={isObjection} />
        {!isSaid && (
          <Button color="red" loading={object.isPending} onClick={() => object.mutate()}>
            {t('lostKey.object')}
          </Button>
        )}
      </Stack>
    </Alert>
  );
}

function Objected({ at }: { at: bigint }): ReactElement {
  const { t } = useTranslation();
  const formats = useFormats();
  return (
    <Alert color="teal" mb="lg" role="status" data-key-request="objected">
      {t('lostKey.youObjected', { at: formats.moment(at) })}
    </Alert>
  );
}
