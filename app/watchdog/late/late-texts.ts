/** Alarms of work that a program says of itself is late. */
export const LATE_TEXTS = {
  OUTBOX_LATE: {
    en: {
      what: '{which} has had a block waiting for {seconds} s that is on no ledger yet; a minute is usual.',
      todo: 'Look at the company’s queue and at the log of {which}, which says what the queue answers.',
    },
    ru: {
      what: 'У программы {which} блок ждёт записи в реестр {seconds} с; обычно — до минуты.',
      todo: 'Проверьте очередь компании и журнал {which}: там ответ очереди.',
    },
  },
  BLOCK_KEPT_OUT: {
    en: {
      what: '{which} has had a block waiting for {seconds} s: it does not get in.',
      todo: 'See in the log of {which} what the queue answers. Where the company gives no signed word, witnesses have seen the block: CENSORED then follows with their proof.',
    },
    ru: {
      what: 'У программы {which} блок ждёт {seconds} с: его не записывают.',
      todo: 'Посмотрите в журнале {which} ответ очереди. Если компания не даёт подписанного ответа, блок видели свидетели: за этим последует CENSORED с их доказательством.',
    },
  },
  ORDER_LATE: {
    en: {
      what: 'Money that the bank took {seconds} s ago is on no ledger yet ({which}).',
      todo: 'Compare the books: domledger reconcile. The log of {which} says why the payment waits; it is said again by itself.',
    },
    ru: {
      what: 'Банк принял деньги {seconds} с назад, а в реестре их ещё нет ({which}).',
      todo: 'Сверьте книги: domledger reconcile. Причина — в журнале {which}; запись повторяется сама.',
    },
  },
  APPEAL_LATE: {
    en: {
      what: '{which} has not answered an appeal in the time that the law gives.',
      todo: 'Answer it: domledger clerk letters (billers), domledger portal letters (portal).',
    },
    ru: {
      what: 'Программа {which}: на обращение не ответили в срок, установленный законом.',
      todo: 'Ответьте: domledger clerk letters (поставщики и компания), domledger portal letters (портал).',
    },
  },
  SNAPSHOT_LATE: {
    en: {
      what: '{which} has not written its state down for {seconds} s since it was due.',
      todo: 'Look into its log and at its disk. Until then its next start takes longer; nothing is lost.',
    },
    ru: {
      what: '{which} не сохраняет состояние: {seconds} с сверх срока.',
      todo: 'Проверьте журнал и диск. До тех пор следующий запуск дольше; ничего не потеряно.',
    },
  },
  BROKER_AWAY: {
    en: {
      what: '{which} has not reached its broker for {seconds} s: no readings come.',
      todo: 'Look at the broker, the connection and the certificates. What was read is kept, and leaves by itself.',
    },
    ru: {
      what: 'У программы {which} нет связи с брокером {seconds} с: показания не поступают.',
      todo: 'Проверьте брокер, связь и сертификаты. Снятые показания сохраняются и уйдут сами.',
    },
  },
  GATEWAY_SILENT: {
    en: {
      what: '{which} has had no message from a gateway for {seconds} s, which is twice its time.',
      todo: 'Look at that gateway: domledger doctor on its machine says what is wrong. Its health names what waits.',
    },
    ru: {
      what: '{which}: от шлюза нет сообщений {seconds} с — вдвое дольше срока.',
      todo: 'Проверьте шлюз: domledger doctor на его машине назовёт причину.',
    },
  },
  METERS_SILENT: {
    en: {
      what: 'Nothing has come to {which} from a meter for {seconds} s, which is twice its time.',
      todo: 'The health of {which} says how many; look at their wiring, batteries and receivers.',
    },
    ru: {
      what: 'Программа {which} не слышит прибор учёта {seconds} с — вдвое дольше срока.',
      todo: 'Сколько их, видно в /health программы {which}. Проверьте линии, батареи и приёмники.',
    },
  },
  CERTIFICATE_ENDS: {
    en: {
      what: 'A certificate of {which} for the broker ends within seven days, or has ended.',
      todo: 'Renew it (network/mosquitto/README.md) and put it in place: it is read again at the next connection.',
    },
    ru: {
      what: 'Сертификат {which} для брокера истекает в течение семи дней или уже истёк.',
      todo: 'Обновите его (network/mosquitto/README.md): при следующем подключении он будет прочитан заново.',
    },
  },
} as const;
