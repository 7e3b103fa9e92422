import { Alert, Button, Card, Group, SimpleGrid, Stack, Text, Title } from '@mantine/core';
import type { ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import type { QuantityName } from '../../../../core/domain/ledger/kinds.ts';
import { dateOfDay } from '../../../../core/domain/premises/day-number.ts';
import { faultText } from '../components/fault.tsx';
import { useFormats } from '../components/formats.tsx';
import { QueryView } from '../components/query-view.tsx';
import { flatValue } from '../format/flat-values.ts';
import { Empty, Page, sentence } from '../layout/page.tsx';
import { usePremises } from '../queries.ts';
import type { AreaSum, OwnFlat, QuantityHistory, SaidOfFlat, SaidValue } from '../resident/load/load-premises.ts';
import { Link } from '../router.tsx';
import { useNames, useSession } from '../session.tsx';
import { BAD_TEXT } from '../theme.ts';

/** What stands on the ledger of the resident's flat, opened here, and what to do where it is wrong. */
export function FlatPage(): ReactElement {
  const { t } = useTranslation();
  const { premise } = useSession();
  const premises = usePremises();
  return (
    <Page title={t('flat.title')} subtitle={premise.address}>
      <QueryView query={premises}>
        {({ flats, fault }) => (
          <Stack gap="xl">
            {fault && (
              <Alert color="yellow" title={t('flat.oldTitle')} data-premises="unproved">
                {faultText(t, fault)}
              </Alert>
            )}
            {flats.length === 0 && <Empty>{t('flat.none')}</Empty>}
            {flats.map((flat) => (
              <Flat key={flat.flat} flat={flat} />
            ))}
          </Stack>
        )}
      </QueryView>
    </Page>
  );
}

function Flat({ flat }: { flat: OwnFlat }): ReactElement {
  const { t } = useTranslation();
  const formats = useFormats();
  const { answers } = flat;
  return (
    <Stack gap="lg" data-flat={answers ? 'mine' : 'former'}>
      <Text>
        {answers
          ? t('flat.answers', { date: formats.calendarDay(dateOfDay(answers.since)) })
          : t('flat.answersNoLonger')}
      </Text>
      <SimpleGrid cols={{ base: 1, md: 2 }} spacing="lg" style={{ alignItems: 'start' }}>
        {flat.quantities.map((history) => (
          <Quantity key={history.name} flat={flat} history={history} />
        ))}
        <House flat={flat} />
        {flat.areaSum && <PublicSum sum={flat.areaSum} />}
      </SimpleGrid>
      <Text size="sm" c="dimmed">
        {t('flat.proved')}
      </Text>
    </Stack>
  );
}

function Quantity({ flat, history }: { flat: OwnFlat; history: QuantityHistory }): ReactElement {
  const { t } = useTranslation();
  const { name, words } = history;
  const now = words.find(({ holds }) => holds);
  const earlier = words.filter((word) => word !== now);
  return (
    <Card withBorder padding="lg" component="section" data-quantity={name}>
      <Group justify="space-between" align="flex-start" gap="xs" mb={4}>
        <Title order={2} size="h4">
          {t(`flat.quantity.${name}`)}
        </Title>
        <Button
          component={Link}
          href={`/letters?flat=${flat.flat}&fact=${name}`}
          size="compact-sm"
          variant="light"
          style={{ flexShrink: 0 }}
          aria-label={`${t('flat.wrong')}: ${t(`flat.quantity.${name}`)}`}
        >
          {t('flat.wrong')}
        </Button>
      </Group>
      {now === undefined ? <Text c="dimmed">{t('flat.nothing')}</Text> : <Holding name={name} word={now} />}
      {earlier.length > 0 && (
        <details>
          <Text component="summary" size="sm" mt="sm">
            {t('flat.history')}
          </Text>
          {earlier.map((word, index) => (
            <Text key={index} size="sm" c="dimmed" td={word.stands ? undefined : 'line-through'}>
              <Words name={name} word={word} />
            </Text>
          ))}
        </details>
      )}
    </Card>
  );
}

function Holding({ name, word }: { name: QuantityName; word: SaidOfFlat }): ReactElement {
  const text = useValueText();
  return (
    <>
      <Text fz={28} fw={700} lh={1.2} c={word.value.state === 'damaged' ? BAD_TEXT : 'inherit'} data-testid={name}>
        {text(name, word.value)}
      </Text>
      <Text size="sm" c="dimmed">
        <Since word={word} />
      </Text>
    </>
  );
}

function Words({ name, word }: { name: QuantityName; word: SaidOfFlat }): ReactElement {
  const text = useValueText();
  return (
    <>
      {sentence(text(name, word.value))} · <Since word={word} />
    </>
  );
}

function Since({ word }: { word: SaidOfFlat }): ReactElement {
  const { t } = useTranslation();
  const formats = useFormats();
  const nameOf = useNames();
  const from = formats.calendarDay(dateOfDay(word.from));
  return <>{t('flat.since', { from, by: nameOf(word.by), date: formats.day(word.saidAt) })}</>;
}

function useValueText(): (name: QuantityName, value: SaidValue) => string {
  const { t, i18n } = useTranslation();
  return (name, value) => {
    if (value.state === 'opened') return flatValue(name, value.value, i18n.language);
    return t(`flat.${value.state}`, { code: value.state === 'damaged' ? value.code : '' });
  };
}

function House({ flat: { house, isListed } }: { flat: OwnFlat }): ReactElement {
  const { t } = useTranslation();
  return (
    <Card withBorder padding="lg" component="section" data-house={house?.flats ?? 0}>
      <Title order={2} size="h4" mb="sm">
        {t('flat.house')}
      </Title>
      <Text>{house === undefined ? t('flat.noHouse') : t('flat.flats', { count: house.flats })}</Text>
      {house !== undefined && !isListed && <Text c={BAD_TEXT}>{t('flat.notListed')}</Text>}
      {house?.meters.map(({ resource, houseMeters, flatMeters }, index) => (
        <Text key={index} size="sm" c="dimmed">
          {sentence(t('flat.meters', { resource: t(`resource.${resource}`), houseMeters, flatMeters }))}
        </Text>
      ))}
    </Card>
  );
}

/** What the ledger says of the own area in the sum, in three words. */
function inSum(ownArea: SaidValue | undefined): 'opened' | 'missing' | 'closed' {
  if (ownArea === undefined || ownArea.state === 'ended') return 'missing';
  return ownArea.state === 'opened' ? 'opened' : 'closed';
}

function PublicSum({ sum }: { sum: AreaSum }): ReactElement {
  const { t, i18n } = useTranslation();
  const formats = useFormats();
  const nameOf = useNames();
  const { ownArea } = sum;
  const date = formats.calendarDay(dateOfDay(sum.day));
  const total = flatValue('area', sum.sum, i18n.language);
  const state = inSum(ownArea);
  const own = ownArea?.state === 'opened' ? flatValue('area', ownArea.value, i18n.language) : '';
  return (
    <Card withBorder padding="lg" component="section" data-own-area={state}>
      <Title order={2} size="h4" mb="sm">
        {t('flat.sum')}
      </Title>
      <Text>{t('flat.sumText', { flats: sum.flats, total, date, by: nameOf(sum.by) })}</Text>
      <Text c={state === 'opened' ? 'dimmed' : BAD_TEXT} size="sm">
        {t(`flat.inSum.${state}`, { own })}
      </Text>
    </Card>
  );
}
