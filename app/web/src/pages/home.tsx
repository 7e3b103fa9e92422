import { Button, Card, Group, SegmentedControl, SimpleGrid, Stack, Text, Title } from '@mantine/core';
import { useMemo, useState } from 'react';
import type { ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import { contractState } from '../../../../core/domain/resident/read-contract.ts';
import { UseChart } from '../components/use-chart.tsx';
import { verdictOf } from '../components/check-panel.tsx';
import { useFormats } from '../components/formats.tsx';
import { Icon } from '../components/icons.tsx';
import { BeginContracts } from '../forms/begin-contracts.tsx';
import { Empty, Page, sentence } from '../layout/page.tsx';
import { QueryView } from '../components/query-view.tsx';
import { Acts } from '../outbox/acts.tsx';
import { useBills } from '../bill-queries.ts';
import { useContracts, useReadings } from '../queries.ts';
import { billName } from '../resident/bill-name.ts';
import { outstandingOf } from '../resident/bill-view.ts';
import type { LoadedBill } from '../resident/load/load-bills.ts';
import type { LoadedContract } from '../resident/load/load-contracts.ts';
import type { LoadedReadings } from '../resident/load/load-readings.ts';
import { now } from '../resident/resident.ts';
import { Link } from '../router.tsx';
import { useNames, useSession } from '../session.tsx';
import { useMeterNames } from '../components/meter-names.ts';
import { BAD_TEXT } from '../theme.ts';

const DAY = 86_400n;
const CHART_DAYS = 32n;

/** Three answers at a glance: what is owed, what waits for me, what did I use. */
export function HomePage(): ReactElement {
  const { t } = useTranslation();
  const { me } = useSession();
  const bills = useBills();
  const contracts = useContracts();
  // Whole days, so that the question stays the same while the page is open.
  const since = useMemo(() => (now() / DAY - CHART_DAYS) * DAY, []);
  const readings = useReadings(since);
  return (
    <Page title={t('home.hello', { name: me.displayName })}>
      <Acts />
      <SimpleGrid cols={{ base: 1, md: 2 }} spacing="lg">
        <Card withBorder padding="lg">
          <Title order={2} size="h4" mb="sm">
            {t('home.owed')}
          </Title>
          <QueryView query={bills} rows={1}>
            {(list) => <Owed bills={list} />}
          </QueryView>
        </Card>
        <Card withBorder padding="lg">
          <Title order={2} size="h4" mb="sm">
            {t('home.todo')}
          </Title>
          <Todo bills={bills.data ?? []} contracts={contracts.data ?? []} readings={readings.data} />
        </Card>
      </SimpleGrid>
      <BeginContracts contracts={contracts.data} isWanted={bills.isFetched} />
      <Card withBorder padding="lg">
        <Title order={2} size="h4" mb="sm">
          {t('home.usage')}
        </Title>
        <QueryView query={readings}>{(loaded) => <Usage loaded={loaded} />}</QueryView>
      </Card>
    </Page>
  );
}

function Owed({ bills }: { bills: readonly LoadedBill[] }): ReactElement {
  const { t } = useTranslation();
  const formats = useFormats();
  const open = bills.filter((bill) => outstandingOf(bill, now()) > 0n);
  const sum = open.reduce((total, bill) => total + outstandingOf(bill, now()), 0n);
  const isChecked = bills.every(({ checked, record }) => checked !== undefined || record.state !== 'issued');
  const dates = open.map(({ record }) => record.dueDate).sort((a, b) => (a < b ? -1 : 1));
  const [first] = dates;
  // What the portal lists is shown at once, and said to be no more than that.
  const standing = (
    <Text size="sm" c="dimmed" role="status" mih={22} data-owed={isChecked ? 'checked' : 'unchecked'}>
      {isChecked ? null : t('home.unchecked')}
    </Text>
  );
  if (sum === 0n)
    return (
      <>
        <Text size="lg">{t('home.nothingOwed')}</Text>
        {standing}
      </>
    );
  return (
    <Group justify="space-between" align="flex-end">
      <div>
        <Text fz={34} fw={700} lh={1.1} data-testid="owed">
          {formats.money(sum)}
        </Text>
        {first !== undefined && <Text c="dimmed">{t('home.dueBy', { date: formats.day(first) })}</Text>}
        {standing}
      </div>
      <Button component={Link} href="/bills" rightSection={<Icon name="arrow" size={18} />}>
        {t('home.payAll')}
      </Button>
    </Group>
  );
}

type Task = { key: string; text: string; href: string; urgent: boolean };

function Todo(props: {
  bills: readonly LoadedBill[];
  contracts: readonly LoadedContract[];
  readings: LoadedReadings | undefined;
}): ReactElement {
  const { t } = useTranslation();
  const formats = useFormats();
  const nameOf = useNames();
  const meterName = useMeterNames(props.readings?.meters.map(({ meter }) => meter) ?? []);
  const tasks: Task[] = [
    ...props.bills.flatMap((bill): Task[] => {
      const owed = outstandingOf(bill, now()) > 0n;
      const alarm = verdictOf(bill.report.checks) === 'alarm';
      if (!owed && !alarm) return [];
      const resource = t(`resource.${bill.report.content?.resource ?? ''}`, { defaultValue: t('common.unknown') });
      const text = t(alarm ? 'home.alarm' : 'home.payBill', { resource, period: formats.month(bill.record.period) });
      return [{ key: bill.record.invoiceId, text, href: `/bills/${billName(bill)}`, urgent: alarm }];
    }),
    ...props.contracts.flatMap(({ contract, record }): Task[] => {
      if (contract === undefined || contractState(contract) !== 'awaitingMe') return [];
      const text = t('home.signContract', {
        provider: nameOf(contract.counterparty),
        resource: t(`resource.${record.resource}`),
      });
      return [{ key: contract.contractId, text, href: '/contracts', urgent: false }];
    }),
    ...(props.readings?.meters ?? []).flatMap(({ meter, request }): Task[] => {
      if (request === undefined) return [];
      const text = t('home.readMeter', { meter: meterName(meter), date: formats.day(request.dueDate) });
      return [{ key: request.requestId, text, href: '/readings', urgent: false }];
    }),
  ].sort((a, b) => Number(b.urgent) - Number(a.urgent));
  if (tasks.length === 0) return <Text c="dimmed">{t('home.nothingTodo')}</Text>;
  return (
    <Stack gap="xs" component="ul" p={0} m={0} style={{ listStyle: 'none' }}>
      {tasks.map((task) => (
        <Group key={task.key} component="li" justify="space-between" wrap="nowrap">
          <Text c={task.urgent ? BAD_TEXT : 'inherit'} fw={task.urgent ? 600 : 400}>
            {sentence(task.text)}
          </Text>
          <Button
            component={Link}
            href={task.href}
            size="compact-sm"
            style={{ flexShrink: 0 }}
            variant="light"
            color={task.urgent ? 'red' : 'cyan'}
            aria-label={`${t('home.look')}: ${task.text}`}
          >
            {t('home.look')}
          </Button>
        </Group>
      ))}
    </Stack>
  );
}

function Usage({ loaded }: { loaded: LoadedReadings }): ReactElement {
  const { t } = useTranslation();
  const meters = loaded.meters.filter(
    ({ registers, readByMe }) => !readByMe && registers.some(({ readings }) => readings.length > 1),
  );
  const meterName = useMeterNames(loaded.meters.map(({ meter }) => meter));
  const [chosen, setChosen] = useState<string>();
  const shown = meters.find(({ meter }) => meter.meterId === chosen) ?? meters[0];
  if (shown === undefined) return <Empty>{t('home.noUsage')}</Empty>;
  return (
    <Stack>
      {meters.length > 1 && (
        <SegmentedControl
          value={shown.meter.meterId}
          onChange={setChosen}
          data={meters.map(({ meter }) => ({ value: meter.meterId, label: sentence(meterName(meter)) }))}
          style={{ alignSelf: 'flex-start', maxWidth: '100%' }}
          // Long names wrap on a narrow screen instead of being cut off.
          styles={{ label: { whiteSpace: 'normal', overflow: 'visible' } }}
        />
      )}
      <UseChart meter={shown} name={meterName(shown.meter)} />
    </Stack>
  );
}
