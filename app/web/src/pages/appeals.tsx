import { Badge, Button, Card, Group, Stack, Text, Title } from '@mantine/core';
import { useState } from 'react';
import type { ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import { localDate } from '../../../../core/domain/billing/period.ts';
import { parseHex, type Hex } from '../../../../core/domain/bytes/hex.ts';
import { APPEAL_CATEGORY, APPEAL_OUTCOME, QUANTITY, type QuantityName } from '../../../../core/domain/ledger/kinds.ts';
import { termOfLetter, type AppealAddressee } from '../../../../core/domain/letters/answer-term.ts';
import { answerStanding } from '../../../../core/domain/letters/answer-word.ts';
import type { Act } from '../../../../core/domain/resident/outbox/act.ts';
import { same } from '../../../../core/domain/resident/recorded.ts';
import { useFormats } from '../components/formats.tsx';
import { Empty, Page, sentence } from '../layout/page.tsx';
import { QueryView } from '../components/query-view.tsx';
import { WriteAppeal, type FlatInLetter } from '../forms/write-appeal.tsx';
import { useLetterDraft } from '../forms/letter-draft.ts';
import { letterOf } from '../keys/drafts.ts';
import { Acts } from '../outbox/acts.tsx';
import { useBills } from '../bill-queries.ts';
import { useAppeals } from '../queries.ts';
import { navigate } from '../router.tsx';
import type { Letter, OpenedAnswer, OpenedAppeal } from '../resident/load/load-appeals.ts';
import { now } from '../resident/resident.ts';
import { useNames, useResident, useSession } from '../session.tsx';
import { billTitle } from './bills.tsx';

export function AppealsPage(): ReactElement {
  const { t } = useTranslation();
  const appeals = useAppeals();
  const asked = new URLSearchParams(location.search);
  const about = asked.get('about') ?? undefined;
  const flat = flatAsked(asked);
  const [chosen, setWriting] = useState<boolean | undefined>(about !== undefined || flat !== undefined || undefined);
  const { draft, put } = useLetterDraft('');
  const { outbox } = useResident();
  // What was begun before goes on where it was left.
  const isBegun = draft != null && draft.text.trim() !== '';
  const writing = chosen ?? isBegun;
  const again = async (act: Act): Promise<void> => {
    const said = letterOf(act);
    if (said !== undefined) await put(said);
    // It is about what it was about, not about what this page was called for.
    navigate('/letters');
    await outbox.markSeen(act.id);
    setWriting(true);
  };
  return (
    <Page
      title={t('appeals.title')}
      action={draft !== undefined && !writing && <Button onClick={() => setWriting(true)}>{t('appeals.write')}</Button>}
    >
      {writing && <WriteAppeal about={about} flat={flat} onDone={() => setWriting(false)} />}
      {/* What is being written, or was begun and not signed, gives way to no other letter. */}
      <Acts
        of={({ kind }) => kind === 'letter'}
        onAgain={draft === undefined || isBegun || writing ? undefined : (act) => void again(act)}
      />
      <QueryView query={appeals}>
        {(list) => (
          <Stack>
            {list.length === 0 && !writing && <Empty>{t('appeals.none')}</Empty>}
            {list.map((appeal) => (
              <Appeal key={appeal.record.appealId} appeal={appeal} />
            ))}
          </Stack>
        )}
      </QueryView>
    </Page>
  );
}

/** What of a flat a letter is to be about, as the flat's page asks for it. */
function flatAsked(asked: URLSearchParams): FlatInLetter | undefined {
  const [flat, fact] = [asked.get('flat') ?? '', Object.keys(QUANTITY).find((name) => name === asked.get('fact'))];
  return /^0x[0-9a-f]{64}$/.test(flat) && fact !== undefined
    ? { flat: parseHex(flat, 'the flat', 32), fact: fact as QuantityName }
    : undefined;
}

function Appeal({ appeal }: { appeal: OpenedAppeal }): ReactElement {
  const { t } = useTranslation();
  const formats = useFormats();
  const nameOf = useNames();
  const bills = useBills();
  const { network } = useSession();
  const { record } = appeal;
  const bill = bills.data?.find((each) => same(each.record.invoiceId, record.about));
  const addressees: Record<(typeof record.addressees)[number], Hex> = {
    company: network.company,
    portal: network.portal,
    provider: record.provider,
  };
  const standing = (
    addressee: AppealAddressee,
    answers: readonly OpenedAnswer[],
  ): ReturnType<typeof answerStanding> => {
    const { timeZone } = network;
    const aboutOwnBill = bill !== undefined && same(bill.record.issuer, addressees[addressee]);
    const complaintAboutBill = record.category === APPEAL_CATEGORY.complaint && aboutOwnBill;
    const at = record.recorded.signed.block.timestamp;
    const days = termOfLetter({ addressee, complaintAboutBill, at, timeZone });
    return answerStanding(answers, days, localDate(now(), timeZone));
  };
  return (
    <Card withBorder padding="lg" component="article">
      <Group justify="space-between" align="flex-start">
        <div>
          <Title order={2} size="h4">
            {t(`appeals.category.${record.category}`)}
          </Title>
          <Text size="sm" c="dimmed">
            {formats.moment(record.recorded.recordedAt)}
            {bill && ` · ${sentence(billTitle(t, formats.month(bill.record.period), bill.report.content?.resource))}`}
          </Text>
        </div>
      </Group>
      <LetterText letter={appeal.letter} my="md" />
      <Stack gap="sm">
        {record.addressees.map((addressee) => {
          const answers = appeal.answers.filter(({ from }) => same(from, addressees[addressee]));
          const { word, due, to, late } = standing(addressee, answers);
          return (
            <div key={addressee}>
              <Group gap="xs">
                <Text fw={600}>{nameOf(addressees[addressee])}</Text>
                <Badge color={late ? 'red' : word === 'answered' ? 'teal' : 'gray'} variant="light" tt="none">
                  {t(`appeals.word.${late ? 'late' : word}`, { due: formats.calendarDay(due), to: to && nameOf(to) })}
                </Badge>
              </Group>
              {answers.map((answer, index) => (
                <Card key={index} component="blockquote" withBorder p="sm" m={0} mt="xs">
                  {isBareReceipt(answer) ? (
                    <Text>{sentence(t('appeals.word.received', { due: formats.calendarDay(answer.due) }))}</Text>
                  ) : (
                    <LetterText letter={answer.letter} />
                  )}
                  <Text component="cite" size="sm" c="dimmed">
                    {formats.moment(answer.answeredAt)}
                  </Text>
                </Card>
              ))}
            </div>
          );
        })}
      </Stack>
    </Card>
  );
}

/** It says by when an answer comes, and nothing else. */
function isBareReceipt({ letter, outcome, due }: OpenedAnswer): boolean {
  return outcome === APPEAL_OUTCOME.received && due !== '' && letter.state === 'opened' && letter.text === '';
}

function LetterText({ letter, ...style }: { letter: Letter; my?: string }): ReactElement {
  const { t } = useTranslation();
  if (letter.state === 'opened')
    return (
      <Text {...style} style={{ whiteSpace: 'pre-wrap' }}>
        {letter.text}
      </Text>
    );
  const why =
    letter.state === 'closed'
      ? t([`fault.${letter.code}`, 'appeals.closed'])
      : t('appeals.damaged', { code: letter.code });
  return (
    <Text {...style} c="dimmed">
      {why}
    </Text>
  );
}
