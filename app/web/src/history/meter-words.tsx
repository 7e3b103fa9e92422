import { Card, Table, Title } from '@mantine/core';
import type { ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import { same } from '../../../../core/domain/resident/recorded.ts';
import type { MeterWord } from '../../../../core/domain/ownership/own-meter-words.ts';
import { useFormats } from '../components/formats.tsx';
import { sentence } from '../layout/page.tsx';
import { useNames } from '../session.tsx';

/** What was said of own meters, newest first: entries, verifications, replacements, handovers, by whom. */
export function MeterWords({
  words,
  nameOf,
}: {
  words: readonly MeterWord[];
  nameOf: (meterId: MeterWord['meterId']) => string | undefined;
}): ReactElement | null {
  const { t } = useTranslation();
  const formats = useFormats();
  const who = useNames();
  if (words.length === 0) return null;
  return (
    <Card
      withBorder
      padding="lg"
      component="section"
      aria-label={t('meterWords.title')}
      data-meter-words={words.length}
    >
      <Title order={2} size="h4" mb="sm">
        {t('meterWords.title')}
      </Title>
      <Table.ScrollContainer minWidth={280} mah={420}>
        <Table>
          <Table.Tbody>
            {words.map((word, place) => (
              <Table.Tr key={`${word.digest}${place}`}>
                <Table.Td style={{ whiteSpace: 'nowrap' }}>{formats.day(word.time)}</Table.Td>
                <Table.Td>{sentence(nameOf(word.meterId) ?? t('meterWords.otherMeter'))}</Table.Td>
                <Table.Td>{t(`meterWords.${word.kind}.${word.effect}`)}</Table.Td>
                <Table.Td>{who(word.by)}</Table.Td>
              </Table.Tr>
            ))}
          </Table.Tbody>
        </Table>
      </Table.ScrollContainer>
    </Card>
  );
}

/** The name of a meter among these. */
export function namedAmong<M extends { meterId: MeterWord['meterId'] }>(
  meters: readonly M[],
  nameOf: (meter: M) => string,
): (meterId: MeterWord['meterId']) => string | undefined {
  return (meterId) => {
    const meter = meters.find((one) => same(one.meterId, meterId));
    return meter && nameOf(meter);
  };
}
