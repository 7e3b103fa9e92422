import { Alert, Badge, Box, Button, Card, Collapse, Group, Stack, Text, Title } from '@mantine/core';
import { useMutation } from '@tanstack/react-query';
import { useState } from 'react';
import type { ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import { cancelledFrom } from '../../../../core/domain/billing/cancelled-from.ts';
import { isLostKeyCode } from '../../../../core/domain/crypto/lost-key.ts';
import { mayWithdraw } from '../../../../core/domain/billing/may-withdraw.ts';
import { isUnderWay, type ActKind } from '../../../../core/domain/resident/outbox/act.ts';
import { contractState } from '../../../../core/domain/resident/read-contract.ts';
import type { OpenedContract } from '../../../../core/domain/resident/read-contract.ts';
import { CancelContract } from '../forms/cancel-contract.tsx';
import { ContractTermsText } from '../components/contract-terms-text.tsx';
import { faultText } from '../components/fault.tsx';
import { useFormats } from '../components/formats.tsx';
import { Refunds } from '../history/refunds.tsx';
import { Empty, Page, sentence } from '../layout/page.tsx';
import { QueryView } from '../components/query-view.tsx';
import { StartContract } from '../forms/start-contract.tsx';
import { Acts, isAbout } from '../outbox/acts.tsx';
import { Signing } from '../outbox/signing.tsx';
import { useActs } from '../outbox/use-acts.ts';
import { useContracts } from '../queries.ts';
import type { LoadedContract } from '../resident/load/load-contracts.ts';
import { signContract } from '../resident/act/sign-contract.ts';
import { withdrawOffer } from '../resident/act/withdraw-offer.ts';
import { now } from '../resident/resident.ts';
import { useNames, useResident } from '../session.tsx';

const COLORS = {
  awaitingMe: 'orange',
  awaitingThem: 'gray',
  withdrawn: 'gray',
  signed: 'teal',
  cancelRequested: 'orange',
  cancelled: 'gray',
} as const;

export function ContractsPage(): ReactElement {
  const { t } = useTranslation();
  const contracts = useContracts();
  const asked = new URLSearchParams(location.search);
  const [provider, resource] = [asked.get('provider') ?? undefined, asked.get('resource') ?? undefined];
  const [starting, setStarting] = useState(provider !== undefined);
  return (
    <Page
      title={t('contracts.title')}
      action={!starting && <Button onClick={() => setStarting(true)}>{t('contracts.start')}</Button>}
    >
      {starting && <StartContract provider={provider} resource={resource} onDone={() => setStarting(false)} />}
      <Acts of={({ kind }) => kind === 'offer'} />
      <QueryView query={contracts}>
        {(list) => (
          <Stack>
            {list.length === 0 && <Empty>{t('contracts.none')}</Empty>}
            {list.map((loaded) => (
              <Contract key={loaded.record.contractId} loaded={loaded} />
            ))}
          </Stack>
        )}
      </QueryView>
    </Page>
  );
}

function Contract({ loaded }: { loaded: LoadedContract }): ReactElement {
  const { t } = useTranslation();
  const nameOf = useNames();
  const { record, contract, fault } = loaded;
  const [opened, setOpened] = useState(false);
  const [cancelling, setCancelling] = useState(false);
  const state = contract && contractState(contract);
  const expired = contract !== undefined && !contract.startedByMe && now() > contract.validUntil;
  const acts = useActs().filter((act) => isAbout(act, record.contractId) && isUnderWay(act));
  const isSaid = (kind: ActKind): boolean => acts.some((act) => act.kind === kind);
  const cancellable =
    (state === 'signed' || (state === 'cancelRequested' && contract?.endByMe === undefined)) && !isSaid('cancel');
  return (
    <Card
      withBorder
      padding="lg"
      component="section"
      aria-label={sentence(t(`resource.${record.resource}`))}
      data-contract-state={state}
    >
      <Group justify="space-between" align="flex-start">
        <div>
          <Title order={2} size="h4">
            {sentence(t(`resource.${record.resource}`))}
          </Title>
          <Text c="dimmed">{t('contracts.with', { name: nameOf(record.counterparty) })}</Text>
        </div>
        {state && (
          <Badge color={COLORS[state]} variant="light" tt="none">
            {t(`contracts.state.${state}`)}
          </Badge>
        )}
      </Group>
      {fault && (
        <Alert color={isLostKeyCode(fault.code) ? 'yellow' : 'red'} mt="md" role="alert">
          {isLostKeyCode(fault.code) ? faultText(t, fault) : t('contracts.fault', { message: faultText(t, fault) })}
        </Alert>
      )}
      {contract && (state === 'awaitingMe' || state === 'awaitingThem') && (
        <Offered contract={contract} isSaid={isSaid('withdraw')} />
      )}
      {contract && <Ends contract={contract} />}
      <Refunds refunds={loaded.refunds} />
      <Group mt="md">
        {contract?.content && (
          <Button
            variant={state === 'awaitingMe' ? 'filled' : 'default'}
            aria-expanded={opened}
            onClick={() => setOpened(!opened)}
          >
            {t(state === 'awaitingMe' ? 'contracts.read' : 'contracts.terms')}
          </Button>
        )}
        {cancellable && (
          <Button variant="subtle" color="red" aria-expanded={cancelling} onClick={() => setCancelling(!cancelling)}>
            {t('contracts.cancel')}
          </Button>
        )}
      </Group>
      {contract?.content && (
        <Collapse expanded={opened}>
          <ContractTermsText terms={contract.content.terms} />
          {state === 'awaitingMe' && !expired && !isSaid('copy') && <Sign contract={contract} />}
        </Collapse>
      )}
      <Box mt="md">
        <Acts of={(act) => isAbout(act, record.contractId)} />
      </Box>
      {contract && cancelling && cancellable && (
        <CancelContract contract={contract} onDone={() => setCancelling(false)} />
      )}
    </Card>
  );
}

/** Up to which day the side that did not offer may sign, and the way to take one's own part back. */
function Offered({ contract, isSaid }: { contract: OpenedContract; isSaid: boolean }): ReactElement {
  const { t } = useTranslation();
  const formats = useFormats();
  const resident = useResident();
  const { contractId, counterparty, startedByMe, signedByMe, signedByThem, validUntil, withdrawn } = contract;
  const withdraw = useMutation({ mutationFn: () => withdrawOffer(resident, { contractId, counterparty }) });
  const mine = mayWithdraw({
    offeredByOwn: startedByMe,
    signedByOwn: signedByMe,
    signedByOther: signedByThem,
    withdrawn,
  });
  const key = now() > validUntil ? 'contracts.expired' : 'contracts.validUntil';
  const acceptorSigned = startedByMe ? signedByThem : signedByMe;
  return (
    <Stack mt="xs" align="flex-start">
      {!acceptorSigned && <Text>{t(key, { date: formats.day(validUntil) })}</Text>}
      {mine && !isSaid && (
        <Button variant="subtle" color="red" loading={withdraw.isPending} onClick={() => withdraw.mutate()}>
          {t('contracts.withdraw')}
        </Button>
      )}
      <Signing action={withdraw} />
    </Stack>
  );
}

/** Whose cancellation is of which day, and up to which day the contract holds by both. */
function Ends({ contract }: { contract: OpenedContract }): ReactElement {
  const { t } = useTranslation();
  const formats = useFormats();
  const nameOf = useNames();
  const { endByMe, endByThem, counterparty } = contract;
  const until = cancelledFrom({ supplier: endByThem, consumer: endByMe });
  const name = nameOf(counterparty);
  return (
    <>
      {endByMe !== undefined && <Text mt="xs">{t('contracts.endByMe', { date: formats.day(endByMe) })}</Text>}
      {endByThem !== undefined && (
        <Text mt="xs">{t('contracts.endByThem', { name, date: formats.day(endByThem) })}</Text>
      )}
      {endByThem !== undefined && endByMe === undefined && (
        <Alert color="orange" mt="md">
          {t('contracts.cancelThem', { name })}
        </Alert>
      )}
      {until !== undefined && <Text mt="xs">{t('contracts.effective', { date: formats.day(until - 1n) })}</Text>}
    </>
  );
}

function Sign({ contract }: { contract: OpenedContract }): ReactElement {
  const { t } = useTranslation();
  const resident = useResident();
  const { content, contractId, counterparty, signedByThem } = contract;
  const sign = useMutation({
    mutationFn: async () => {
      if (content !== undefined) await signContract(resident, { contractId, counterparty, content, signedByThem });
    },
  });
  return (
    <Stack mt="md" align="flex-start">
      <Button loading={sign.isPending} onClick={() => sign.mutate()}>
        {t('contracts.sign')}
      </Button>
      <Signing action={sign} />
    </Stack>
  );
}
