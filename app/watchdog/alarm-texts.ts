import { LATE_TEXTS } from './late/late-texts.ts';

export const LANGUAGES = ['en', 'ru'] as const;
export type Language = (typeof LANGUAGES)[number];

type Text = { what: string; todo: string };

/** Every alarm in plain words: what is so, and what to do. `{name}` is filled in. */
const TEXTS = {
  UNREACHABLE: {
    en: { what: '{which} does not answer at {url}.', todo: 'Start it again. Its log says why it ended.' },
    ru: { what: '{which} не отвечает по адресу {url}.', todo: 'Запустите программу снова. Причина — в её журнале.' },
  },
  UNHEALTHY: {
    en: { what: '{which} says that it is not well: {detail}', todo: 'Look into its log and at its /health.' },
    ru: { what: '{which} сообщает о неисправности: {detail}', todo: 'Посмотрите журнал программы и её /health.' },
  },
  SOURCE_LIES: {
    en: {
      what: '{which} says what cannot be: {detail}',
      todo: 'Do not use what it serves. Nothing is proved by it, neither against the company nor for it: domledger evidence collect compares it with the others.',
    },
    ru: {
      what: '{which} сообщает невозможное: {detail}',
      todo: 'Не используйте его данные. Ни против компании, ни за неё это ничего не доказывает: сравните с другими — domledger evidence collect.',
    },
  },
  BEHIND: {
    en: { what: '{which} is {blocks} blocks behind.', todo: 'Look at its connection, its disk and its load.' },
    ru: { what: '{which} отстаёт на блоков: {blocks}.', todo: 'Проверьте связь, диск и нагрузку.' },
  },
  BLOCKS_MISSED: {
    en: {
      what: 'There has been no block for {seconds} s; the newest is {number}. Waiting internal blocks: {waiting}.',
      todo: 'Look at the sealer: its process, disk and log. It goes on from its log when started again.',
    },
    ru: {
      what: 'Нет нового блока {seconds} с; последний — {number}. Ждут внутренних блоков: {waiting}.',
      todo: 'Проверьте производителя блоков: процесс, диск, журнал. После перезапуска он продолжит со своего журнала.',
    },
  },
  CLOCK_DRIFT: {
    en: { what: 'The clock of {which} is {seconds} s off ours.', todo: 'Set both clocks by NTP.' },
    ru: { what: 'Часы {which} отличаются от наших на {seconds} с.', todo: 'Настройте NTP на обеих машинах.' },
  },
  BLOCK_CLOCK: {
    en: { what: 'New blocks of {which} are dated {seconds} s off our clock.', todo: "Set the sealer's clock by NTP." },
    ru: {
      what: 'Время новых блоков {which} отличается от наших часов на {seconds} с.',
      todo: 'Настройте NTP на машине производителя блоков.',
    },
  },
  DISK_LOW: {
    en: { what: 'Only {mib} MiB are free for {which}.', todo: 'Free or add disk space before it is full.' },
    ru: {
      what: 'Для {which} свободно только {mib} МиБ.',
      todo: 'Освободите или добавьте место, пока диск не заполнен.',
    },
  },
  DISK_FILLING: {
    en: {
      what: 'The disk of {which} will be full in {hours} h if it goes on growing like this.',
      todo: 'See what grows, and add space.',
    },
    ru: {
      what: 'Диск {which} заполнится через {hours} ч, если рост продолжится.',
      todo: 'Найдите, что растёт, и добавьте место.',
    },
  },
  TAKEN_OVER: {
    en: {
      what: '{which} makes the blocks now, and {former} did before.',
      todo: 'Nothing is lost. Start {former} again, so that it stands by: until then nobody does. See why it stopped.',
    },
    ru: {
      what: 'Блоки теперь создаёт {which}, прежде создавал {former}.',
      todo: 'Ничего не потеряно. Запустите {former}, чтобы он стоял в резерве: пока резерва нет. Выясните, почему он остановился.',
    },
  },
  READS_ELSEWHERE: {
    en: {
      what: '{which} reads {url}, because {first} does not answer, is behind or says what the company did not seal.',
      todo: 'Look at that replica: its process, its connection, its log. The program goes back to it by itself.',
    },
    ru: {
      what: '{which} читает {url}: {first} не отвечает, отстаёт или сообщает то, что компания не заверяла.',
      todo: 'Проверьте эту реплику: процесс, связь, журнал. Программа вернётся к ней сама.',
    },
  },
  SEAL_KEY_CHANGED: {
    en: {
      what: 'From {which} on another key seals: {key}.',
      todo: 'Ask the company, by another way than the network, whether it changed its key. Nobody need do anything where it did; the old key is to be destroyed.',
    },
    ru: {
      what: 'Ключ печати сменён, {which}: {key}.',
      todo: 'Спросите компанию по другому каналу, она ли сменила ключ. Если да, делать ничего не нужно; старый ключ должен быть уничтожен.',
    },
  },
  ...LATE_TEXTS,
  FORK: {
    en: {
      what: 'PROOF: there are two histories under the company’s seal ({which}).',
      todo: 'Keep the file, give copies to the others, check it with: domledger evidence check, which says whether a lost key made one of them. The alarm ends when the file is moved away.',
    },
    ru: {
      what: 'ДОКАЗАНО: под печатью компании есть две разные истории ({which}).',
      todo: 'Сохраните файл, передайте копии другим, проверьте: domledger evidence check (скажет, не утерянный ли ключ тому причиной). Сигнал снимется, когда файл будет убран.',
    },
  },
  PROMISE_BROKEN: {
    en: {
      what: 'PROOF: the company promised to take in an internal block and did not ({which}).',
      todo: 'Send the block again, and give the file to whom it concerns. The alarm ends when the file is moved away.',
    },
    ru: {
      what: 'ДОКАЗАНО: компания обещала включить внутренний блок и не включила ({which}).',
      todo: 'Отправьте блок снова и передайте файл заинтересованным. Сигнал снимется, когда файл будет убран.',
    },
  },
  PROMISE_REFUSED: {
    en: {
      what: 'A replica executed the history: the company promised to take in an internal block, and its ledger refused it because of what the company put in front ({which}).',
      todo: 'Check the file on a machine with the whole history: domledger evidence check. Send the block again. The alarm ends when the file is moved away.',
    },
    ru: {
      what: 'Реплика исполнила всю историю: компания обещала включить внутренний блок, но поставила перед ним своё, и реестр отказал ({which}).',
      todo: 'Проверьте файл там, где есть вся история: domledger evidence check. Отправьте блок снова. Сигнал снимется, когда файл будет убран.',
    },
  },
  CENSORED: {
    en: {
      what: '{witnesses} witnesses saw an internal block by {time}, and no block carries it since ({which}).',
      todo: 'Give the file to its sender and to the others; domledger evidence check with --url says whether it is so still. The alarm ends when the block is recorded, replaced or expired.',
    },
    ru: {
      what: 'Свидетели ({witnesses}) видели внутренний блок не позже {time}, но в цепочке его всё ещё нет ({which}).',
      todo: 'Передайте файл отправителю и другим участникам; domledger evidence check с --url покажет, так ли это сейчас. Сигнал снимется, когда блок будет записан, заменён или его срок истечёт.',
    },
  },
  PAST_WRONG: {
    en: {
      what: '{which} keeps blocks {from} to {to} otherwise than they are sealed: {detail}',
      todo: 'Its owner restores its log from another replica. Keep the damaged file: it says what was changed.',
    },
    ru: {
      what: '{which} хранит блоки с {from} по {to} не такими, какими они заверены: {detail}',
      todo: 'Владелец восстанавливает журнал с другой реплики. Сохраните повреждённый файл: по нему видно, что изменено.',
    },
  },
  PAST_MISSING: {
    en: {
      what: '{which} does not show blocks {from} to {to}, again and again.',
      todo: 'See in its /health whether it is executing the past still. If not, its owner restores its log.',
    },
    ru: {
      what: '{which} раз за разом не показывает блоки с {from} по {to}.',
      todo: 'Посмотрите в её /health, не исполняет ли она ещё прошлое. Если нет, владелец восстанавливает журнал.',
    },
  },
  WITNESS_FAULT: {
    en: { what: 'PROOF: a witness cosigned two blocks of one number ({which}).', todo: 'Count this witness no more.' },
    ru: {
      what: 'ДОКАЗАНО: свидетель подтвердил два блока одного номера ({which}).',
      todo: 'Не учитывайте этого свидетеля.',
    },
  },
  INVALID_CLAIMED: {
    en: {
      what: '{which}: a replica says that the sealed block {number} does not come out as it was sealed; no other replica has executed it, or another finds it right.',
      todo: 'Nothing is proved yet, against whomever. Execute it on a machine with the whole history: domledger evidence check. A second replica would decide it.',
    },
    ru: {
      what: '{which}: реплика сообщает, что заверенный блок {number} исполняется иначе; никто другой его не исполнил либо результат другой.',
      todo: 'Пока ничего не доказано. Исполните блок там, где есть вся история: domledger evidence check. Вторая реплика решит вопрос.',
    },
  },
  INVALID_BLOCK: {
    en: {
      what: 'Replicas executed a sealed block and found that it does not come out as it was sealed, or its file shows it ({which}).',
      todo: 'Check the file on a machine with the whole history: domledger evidence check.',
    },
    ru: {
      what: 'Заверенный блок не сходится: его исполнили реплики либо это видно из файла ({which}).',
      todo: 'Проверьте файл там, где есть вся история: domledger evidence check.',
    },
  },
} as const satisfies Record<string, Record<Language, Text>>;

export type AlarmCode = keyof typeof TEXTS;

/** Something that is wrong now: `which` program or proof; `values` fill the alarm's text. */
export type Condition = { code: AlarmCode; which: string; values: Readonly<Record<string, string>> };

/** Proofs: true at once and for good, unlike what may pass. What one replica alone executed, PROMISE_REFUSED, is none. */
export const PROVED: ReadonlySet<AlarmCode> = new Set(['FORK', 'PROMISE_BROKEN', 'WITNESS_FAULT', 'INVALID_BLOCK']);

export function isAlarmCode(text: string): text is AlarmCode {
  return Object.hasOwn(TEXTS, text);
}

export function describeAlarm(
  alarm: { code: AlarmCode; which: string; values: Readonly<Record<string, string>> },
  language: Language,
): Text {
  const fill = (text: string): string =>
    text.replace(/\{(\w+)\}/g, (whole, name: string) =>
      name === 'which' ? alarm.which : (alarm.values[name] ?? whole),
    );
  const { what, todo } = TEXTS[alarm.code][language];
  return { what: fill(what), todo: fill(todo) };
}
