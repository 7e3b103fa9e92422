import { Badge, Button, Card, Group, NativeSelect, Stack, Table, Text, Title, Tooltip } from '@mantine/core';
import { useMemo, useState } from 'react';
import type { ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import { FLAG } from '../../../../core/domain/ledger/kinds.ts';
import { nextPeriod, periodOf, periodStart, previousPeriod } from '../../../../core/domain/billing/period.ts';
import type { OpenedReading } from '../../../../core/domain/reading/open-readings.ts';
import { zoneOfObis } from '../../../../core/domain/billing/rates/tariff.ts';
import { useFormats } from '../components/formats.tsx';
import { ManualReading } from '../forms/manual-reading.tsx';
import { useMeterNames } from '../components/meter-names.ts';
import { HoursChart } from '../components/readings/hours-chart.tsx';
import { MeterWords, namedAmong } from '../history/meter-words.tsx';
import { Empty, Page, sentence } from '../layout/page.tsx';
import { QueryView } from '../components/query-view.tsx';
import { UseChart } from '../components/use-chart.tsx';
import { useReadings } from '../queries.ts';
import { hourlyUse, refusedLate, usesOf } from '../resident/daily-use.ts';
import type { LoadedReadings, MeterReadings, Register } from '../resident/load/load-readings.ts';
import { now } from '../resident/resident.ts';
import { useSession } from '../session.tsx';
import { BAD_TEXT } from '../theme.ts';

const MONTHS = 13;

/** What every register showed, day by day, as opened with own keys. */
export function ReadingsPage(): ReactElement {
  const { t } = useTranslation();
  const formats = useFormats();
  const { network } = useSession();
  const periods = useMemo(() => {
    const list = [periodOf(now(), network.timeZone)];
    while (list.length < MONTHS) list.push(previousPeriod(list.at(-1) ?? 0));
    return list;
  }, [network.timeZone]);
  const [period, setPeriod] = useState(periods[0] ?? 0);
  // The reading that closed the month before is needed to count the first day.
  const readings = useReadings(periodStart(period, network.timeZone) - 3n * 86_400n);
  return (
    <Page
      title={t('readings.title')}
      action={
        <NativeSelect
          aria-label={t('readings.month')}
          value={String(period)}
          data={periods.map((each) => ({ value: String(each), label: formats.month(each) }))}
          onChange={(event) => setPeriod(Number(event.currentTarget.value))}
        />
      }
    >
      <QueryView query={readings}>{(loaded) => <Meters loaded={loaded} period={period} />}</QueryView>
    </Page>
  );
}

function Meters({ loaded, period }: { loaded: LoadedReadings; period: number }): ReactElement {
  const { t } = useTranslation();
  const { network } = useSession();
  const formats = useFormats();
  const meterName = useMeterNames(loaded.meters.map(({ meter }) => meter));
  const start = periodStart(period, network.timeZone);
  const end = periodStart(nextPeriod(period), network.timeZone);
  if (loaded.meters.length === 0) return <Empty>{t('readings.none')}</Empty>;
  return (
    <Stack gap="lg">
      {loaded.meters.map((each) => {
        const name = meterName(each.meter);
        const trust = String(each.meter.device?.trustClass ?? 2);
        const month = { ...each, registers: each.registers.map((register) => clip(register, start, end)) };
        return (
          <Card key={each.meter.meterId} withBorder padding="lg" component="section" aria-label={sentence(name)}>
            <Group justify="space-between" mb="sm">
              <Title order={2} size="h4">
                {sentence(name)}
              </Title>
              <Tooltip label={t(`trust.${trust}.text`)} multiline w={260}>
                <Badge
                  variant="light"
                  color={trust === '1' ? 'teal' : trust === '2' ? 'cyan' : 'yellow'}
                  tt="none"
                  tabIndex={0}
                >
                  {t(`trust.${trust}.name`)}
                </Badge>
              </Tooltip>
            </Group>
            {each.revokedAt !== undefined && (
              <Text c={BAD_TEXT} data-revoked>
                {t('readings.revoked', { date: formats.day(each.revokedAt) })}
              </Text>
            )}
            {(each.request !== undefined || each.readByMe) && (
              <ManualReading loaded={loaded} meter={each} name={name} />
            )}
            <UseChart meter={month} name={name} />
            {month.registers.map((register) => (
              <RegisterTable key={register.obis} meter={each} register={register} start={start} />
            ))}
          </Card>
        );
      })}
      <MeterWords
        words={loaded.words}
        nameOf={namedAmong(
          loaded.meters.map(({ meter }) => meter),
          meterName,
        )}
      />
    </Stack>
  );
}

/** The month's readings and the one before them. */
function clip(register: Register, start: bigint, end: bigint): Register {
  const inside = register.readings.filter(({ frame }) => frame.time <= end);
  const before = inside.findLastIndex(({ frame }) => frame.time <= start);
  return { ...register, readings: inside.slice(Math.max(before, 0)) };
}

function RegisterTable({
  meter,
  register,
  start,
}: {
  meter: MeterReadings;
  register: Register;
  start: bigint;
}): ReactElement | null {
  const { t } = useTranslation();
  const formats = useFormats();
  const uses = new Map(usesOf(register.readings).map((use) => [use.reading.frame.sequence, use.used]));
  const rows = register.readings.filter(({ frame }) => frame.time > start || frame.sequence === 1n).toReversed();
  const unit = formats.unit(meter.meter.unit);
  // Packets after the month carry what came late of its last days.
  const all = meter.registers.find(({ obis }) => obis === register.obis)?.readings ?? [];
  if (rows.length === 0) return <Text c="dimmed">{t('readings.noReadings')}</Text>;
  return (
    <Table.ScrollContainer minWidth={280} mah={420}>
      <Table stickyHeader striped="even" mt="md">
        <Table.Caption>
          {meter.registers.length > 1 ? sentence(t(`zone.${zoneOfObis(register.obis)}`)) : null}
        </Table.Caption>
        <Table.Thead>
          <Table.Tr>
            <Table.Th>{t('readings.day')}</Table.Th>
            <Table.Th ta="right">
              {t('readings.reading')}, {unit}
            </Table.Th>
            <Table.Th ta="right">
              {t('readings.usedSince')}, {unit}
            </Table.Th>
            <Table.Td />
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {rows.map((reading) => (
            <ReadingRow
              key={String(reading.frame.sequence)}
              meter={meter}
              all={all}
              reading={reading}
              used={uses.get(reading.frame.sequence)}
            />
          ))}
        </Table.Tbody>
      </Table>
    </Table.ScrollContainer>
  );
}

/** One reading; a day packet opens into its hours. */
function ReadingRow(props: {
  meter: MeterReadings;
  all: readonly OpenedReading[];
  reading: OpenedReading;
  used: bigint | undefined;
}): ReactElement {
  const { t } = useTranslation();
  const { timeZone } = useSession().network;
  const formats = useFormats();
  const { meter } = props.meter;
  const { reading, used, all } = props;
  const [opened, setOpened] = useState(false);
  const [hours, refused] = useMemo(
    () =>
      reading.state === 'opened' ? [hourlyUse(reading, all, timeZone), refusedLate(reading, all, timeZone)] : [[], []],
    [reading, all, timeZone],
  );
  // A reading at midnight belongs to the day that it ends.
  const day = formats.shortDay(reading.frame.time - 1n);
  return (
    <>
      <Table.Tr>
        <Table.Td>
          {hours.length + refused.length > 0 ? (
            <Button
              variant="subtle"
              size="compact-sm"
              styles={{ label: { whiteSpace: 'nowrap' } }}
              aria-expanded={opened}
              onClick={() => setOpened(!opened)}
            >
              {day}
            </Button>
          ) : (
            <Text size="sm" px={8}>
              {day}
            </Text>
          )}
        </Table.Td>
        <Table.Td ta="right">
          {reading.state === 'opened' ? formats.quantity(reading.value, meter) : t('readings.notOpened')}
        </Table.Td>
        <Table.Td ta="right">{used === undefined ? '' : formats.quantity(used, meter)}</Table.Td>
        <Table.Td>
          <Flags reading={reading} />
        </Table.Td>
      </Table.Tr>
      {opened && (
        <Table.Tr>
          <Table.Td colSpan={4}>
            <HoursChart meter={meter} hours={hours} refused={refused} />
          </Table.Td>
        </Table.Tr>
      )}
    </>
  );
}

const SHOWN_FLAGS = [
  ['manual', FLAG.manual],
  ['close', FLAG.periodClose],
  ['tamper', FLAG.tamper],
  ['battery', FLAG.battery],
  ['clock', FLAG.clockUnsynchronised],
  ['gap', FLAG.gap],
] as const;

function Flags({ reading }: { reading: OpenedReading }): ReactElement {
  const { t } = useTranslation();
  const set = SHOWN_FLAGS.filter(([, bit]) => (reading.frame.flags & bit) !== 0);
  return (
    <Group gap={4}>
      {set.map(([name]) => (
        <Badge key={name} size="sm" variant="default" tt="none" color={name === 'tamper' ? 'red' : 'gray'}>
          {t(`readings.flags.${name}`)}
        </Badge>
      ))}
    </Group>
  );
}
