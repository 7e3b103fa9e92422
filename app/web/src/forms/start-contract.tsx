import { Button, Card, Group, NativeSelect, NumberInput, Stack, Text, TextInput, Title } from '@mantine/core';
import { useMutation } from '@tanstack/react-query';
import { useEffect, useRef, useState } from 'react';
import type { ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import { parseForm } from '../../../../core/domain/billing/contract-terms.ts';
import { same } from '../../../../core/domain/resident/recorded.ts';
import { ZERO_ADDRESS } from '../../../../core/domain/bytes/hex.ts';
import { localDate } from '../../../../core/domain/billing/period.ts';
import { useServices } from '../queries.ts';
import { offerContract } from '../resident/act/offer-contract.ts';
import { now } from '../resident/resident.ts';
import { useResident } from '../session.tsx';
import { Fault } from '../components/fault.tsx';
import { Signing } from '../outbox/signing.tsx';
import { sentence } from '../layout/page.tsx';

/** The short form with which a resident begins a contract. `provider` and `resource`: what was chosen before it was opened. */
export function StartContract(props: {
  provider?: string | undefined;
  resource?: string | undefined;
  onDone: () => void;
}): ReactElement {
  const { onDone } = props;
  const { t } = useTranslation();
  const resident = useResident();
  const { network, account } = resident;
  const services = useServices();
  const suppliers = services.data ?? [];
  const [chosenProvider, setProvider] = useState(props.provider);
  const [chosenResource, setResource] = useState(props.resource);
  // Only what a supplier publishes a rate for can be asked of it: anything else would wait for an answer that never comes.
  const supplier = suppliers.find(({ address }) => address === chosenProvider) ?? suppliers[0];
  const provider = supplier?.address;
  // The company has its own list of flats; a form that differs from it would wait for ever.
  const fromCompany = provider !== undefined && same(provider, network.company);
  const offered = (supplier?.resources ?? []).map(String);
  const resource = offered.find((code) => code === chosenResource) ?? offered[0] ?? '';
  const [residents, setResidents] = useState<string | number>(1);
  const [area, setArea] = useState<string | number>('');
  const [from, setFrom] = useState(localDate(now(), network.timeZone));
  const offer = useMutation({
    mutationFn: () => {
      const form = parseForm({
        version: '1',
        resource,
        provider: provider ?? ZERO_ADDRESS,
        subscriber: account.address,
        meterIds: [],
        area: fromCompany || area === '' ? '0' : String(area),
        residents: fromCompany ? '0' : String(residents),
        from,
      });
      return offerContract({ ...resident, directory: suppliers }, form);
    },
    onSuccess: onDone,
  });
  // The button that opened it is gone: whoever goes by keyboard goes on here.
  const heading = useRef<HTMLHeadingElement>(null);
  useEffect(() => heading.current?.focus({ preventScroll: true }), []);
  return (
    <Card withBorder padding="lg" component="section" aria-labelledby="start-title">
      <form
        onSubmit={(event) => {
          event.preventDefault();
          offer.mutate();
        }}
      >
        <Stack>
          <Title order={2} size="h4" id="start-title" tabIndex={-1} ref={heading} style={{ outline: 'none' }}>
            {t('contracts.start')}
          </Title>
          <Text>{t('contracts.startText')}</Text>
          <Group grow align="flex-start">
            <NativeSelect
              label={t('contracts.provider')}
              value={provider ?? ''}
              data={[
                ...(provider === undefined ? [{ value: '', label: '' }] : []),
                ...suppliers.map(({ address, name }) => ({ value: address, label: name })),
              ]}
              onChange={(event) => setProvider(event.currentTarget.value || undefined)}
            />
            <NativeSelect
              label={t('contracts.service')}
              value={resource}
              data={offered.map((code) => ({ value: code, label: sentence(t(`resource.${code}`)) }))}
              onChange={(event) => setResource(event.currentTarget.value)}
            />
          </Group>
          <Group grow align="flex-start">
            {!fromCompany && (
              <>
                <NumberInput
                  label={t('contracts.residents')}
                  min={1}
                  max={99}
                  allowDecimal={false}
                  required
                  value={residents}
                  onChange={setResidents}
                />
                <NumberInput
                  label={t('contracts.area')}
                  min={0}
                  decimalScale={2}
                  required
                  value={area}
                  onChange={setArea}
                />
              </>
            )}
            <TextInput
              type="date"
              label={t('contracts.from')}
              required
              value={from}
              onChange={(event) => setFrom(event.currentTarget.value)}
            />
          </Group>
          {services.error && <Fault error={services.error} />}
          <Signing action={offer} />
          <Group>
            <Button type="submit" loading={offer.isPending} disabled={supplier === undefined}>
              {t('contracts.sendForm')}
            </Button>
            <Button variant="subtle" onClick={onDone}>
              {t('common.cancel')}
            </Button>
          </Group>
        </Stack>
      </form>
    </Card>
  );
}
