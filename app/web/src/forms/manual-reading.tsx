import { Alert, Button, Group, Stack, Text, TextInput } from '@mantine/core';
import { useMutation } from '@tanstack/react-query';
import { useState } from 'react';
import type { ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import { zoneOfObis } from '../../../../core/domain/billing/rates/tariff.ts';
import { shownOf } from '../../../../core/domain/reading/dial.ts';
import { shownExponent } from '../format/amounts.ts';
import type { LoadedReadings, MeterReadings, Register } from '../resident/load/load-readings.ts';
import { parseRegister } from '../resident/parse-register.ts';
import { submitReading } from '../resident/act/submit-reading.ts';
import { useResident } from '../session.tsx';
import { Acts, isAbout } from '../outbox/acts.tsx';
import { Signing } from '../outbox/signing.tsx';
import { channelOf } from '../../../../core/domain/ledger/ids.ts';
import { useFormats } from '../components/formats.tsx';
import { sentence } from '../layout/page.tsx';

/** A form for what the resident reads by eye, register by register. */
export function ManualReading({
  loaded,
  meter,
  name,
}: {
  loaded: LoadedReadings;
  meter: MeterReadings;
  name: string;
}): ReactElement | null {
  const { t } = useTranslation();
  const formats = useFormats();
  // Whoever asks by hand for what a device reads is refused; a key that was lost since may leave such a request behind.
  if (!meter.readByMe)
    return meter.request === undefined ? null : (
      <Alert color="yellow" mb="md" data-not-by-you>
        {t('readings.requested', { date: formats.day(meter.request.dueDate) })} {t('readings.notByYou')}
      </Alert>
    );
  return (
    <Alert color="yellow" title={sentence(t('readings.submitFor', { meter: name }))} mb="md">
      <Stack>
        {meter.request && <Text>{t('readings.requested', { date: formats.day(meter.request.dueDate) })}</Text>}
        {meter.registers.map((register) => (
          <RegisterForm key={register.obis} loaded={loaded} meter={meter} register={register} />
        ))}
      </Stack>
    </Alert>
  );
}

function RegisterForm({
  loaded,
  meter,
  register,
}: {
  loaded: LoadedReadings;
  meter: MeterReadings;
  register: Register;
}): ReactElement {
  const { t } = useTranslation();
  const formats = useFormats();
  const resident = useResident();
  const [text, setText] = useState('');
  const [bad, setBad] = useState(false);
  const scale = meter.meter;
  const digits = Math.max(0, -shownExponent(scale));
  const send = useMutation({
    mutationFn: (mantissa: bigint) =>
      submitReading(resident, { loaded, meter, obis: register.obis, mantissa, close: true }),
    onSuccess: () => setText(''),
  });
  const submit = (): void => {
    try {
      const mantissa = parseRegister(text, scale);
      setBad(false);
      send.mutate(mantissa);
    } catch {
      setBad(true);
    }
  };
  const known = register.tip?.value;
  const last = known === undefined ? undefined : shownOf(known, meter.wrap);
  const zone = meter.registers.length > 1 ? ` (${t(`zone.${zoneOfObis(register.obis)}`)})` : '';
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        submit();
      }}
    >
      <Group align="flex-end">
        <TextInput
          label={t('readings.value', { unit: formats.unit(scale.unit) }) + zone}
          description={
            last === undefined ? undefined : t('readings.valueHelp', { value: formats.quantity(last, scale) })
          }
          inputMode="decimal"
          required
          value={text}
          error={bad && t('readings.valueBad', { digits })}
          onChange={(event) => setText(event.currentTarget.value)}
        />
        <Button type="submit" loading={send.isPending}>
          {t('readings.sendReading')}
        </Button>
      </Group>
      <Signing action={send} />
      <Acts of={(act) => act.kind === 'reading' && isAbout(act, channelOf(scale.meterId, register.obis))} />
    </form>
  );
}
