import { describeAlarm, LANGUAGES, type Language } from './alarm-texts.ts';
import type { Alarm } from './alarms.ts';
import type { Observation } from './observe.ts';
import type { Look } from './watch.ts';

const WORDS = {
  en: {
    title: 'Watchdog of the chain',
    well: 'All is well.',
    alarms: 'Alarms',
    since: 'since',
    until: 'until',
    todo: 'What to do',
    sources: 'What is watched',
    name: 'Program',
    state: 'State',
    head: 'Newest block',
    behind: 'Behind',
    clock: 'Clock',
    disk: 'Free disk',
    ok: 'well',
    ill: 'ill',
    gone: 'does not answer',
    ended: 'Ended alarms',
    looked: 'Last look',
    never: 'Nothing was looked at yet.',
  },
  ru: {
    title: 'Надзор за цепочкой',
    well: 'Всё в порядке.',
    alarms: 'Сигналы',
    since: 'с',
    until: 'до',
    todo: 'Что делать',
    sources: 'Что под надзором',
    name: 'Программа',
    state: 'Состояние',
    head: 'Последний блок',
    behind: 'Отстаёт',
    clock: 'Часы',
    disk: 'Свободно на диске',
    ok: 'в порядке',
    ill: 'неисправна',
    gone: 'не отвечает',
    ended: 'Снятые сигналы',
    looked: 'Последняя проверка',
    never: 'Проверок ещё не было.',
  },
} as const;

export const REFRESH_SECONDS = 10;

/** The page as HTML without scripts, in one language; it asks for itself anew every 10 s. */
export function watchdogPage(args: {
  language: Language;
  open: readonly Alarm[];
  ended: readonly Alarm[];
  look: Look | undefined;
}): string {
  const { language, open, ended, look } = args;
  const words = WORDS[language];
  const switches = LANGUAGES.filter((each) => each !== language)
    .map(
      (each) =>
        `<a href="?lang=${each}" hreflang="${each}" lang="${each}">${each === 'en' ? 'English' : 'Русский'}</a>`,
    )
    .join(' ');
  return `<!doctype html>
<html lang="${language}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="refresh" content="${REFRESH_SECONDS}">
<title>${open.length > 0 ? `(${open.length}) ` : ''}${words.title}</title>
<style>
body { font: 16px/1.5 system-ui, sans-serif; max-width: 62rem; margin: 0 auto; padding: 1rem; color: #1a1a1a; background: #fff }
table { border-collapse: collapse; width: 100% } th, td { text-align: left; padding: .35rem .6rem; border-bottom: 1px solid #ccc }
.alarm { border-left: .4rem solid #a61b1b; padding: .1rem 1rem; margin: 1rem 0; background: #fbeeee } .well { color: #0b5d2e; font-weight: 600 }
@media (prefers-color-scheme: dark) { body { color: #eee; background: #161616 } .alarm { background: #3a1616 } .well { color: #7ddba0 } a { color: #9cc4ff } }
</style>
</head>
<body>
<header><p>${switches}</p><h1>${words.title}</h1></header>
<main>
<section aria-labelledby="alarms"><h2 id="alarms">${words.alarms}</h2>
${open.length === 0 ? `<p class="well" role="status">${words.well}</p>` : open.map((alarm) => alarmHtml(alarm, language)).join('\n')}
</section>
<section aria-labelledby="sources"><h2 id="sources">${words.sources}</h2>
${look === undefined ? `<p>${words.never}</p>` : `${sourcesHtml(look, language)}<p>${words.looked}: ${time(look.atMs)}</p>`}
</section>
${ended.length === 0 ? '' : `<section aria-labelledby="ended"><h2 id="ended">${words.ended}</h2><ul>${ended.map((alarm) => endedHtml(alarm, language)).join('')}</ul></section>`}
</main>
</body>
</html>
`;
}

function alarmHtml(alarm: Alarm, language: Language): string {
  const words = WORDS[language];
  const { what, todo } = describeAlarm(alarm, language);
  return `<article class="alarm" role="alert"><h3>${escape(what)}</h3><p>${words.todo}: ${escape(todo)}</p><p><code>${alarm.code}</code>, ${words.since} ${time(alarm.sinceMs)}</p></article>`;
}

function endedHtml(alarm: Alarm, language: Language): string {
  const words = WORDS[language];
  const { what } = describeAlarm(alarm, language);
  const until = alarm.clearedMs === null ? '' : ` ${words.until} ${time(alarm.clearedMs)}`;
  return `<li>${escape(what)} (${words.since} ${time(alarm.sinceMs)}${until})</li>`;
}

function sourcesHtml(look: Look, language: Language): string {
  const words = WORDS[language];
  const heads = [words.name, words.state, words.head, words.behind, words.clock, words.disk];
  const rows = look.observations.map((seen) => rowHtml(seen, look.newest, language)).join('\n');
  return `<table><thead><tr>${heads.map((head) => `<th scope="col">${head}</th>`).join('')}</tr></thead>\n<tbody>${rows}</tbody></table>`;
}

function rowHtml(seen: Observation, newest: bigint | undefined, language: Language): string {
  const words = WORDS[language];
  const state = !seen.up ? words.gone : seen.illness === undefined && seen.lie === undefined ? words.ok : words.ill;
  const at = seen.head?.number ?? (seen.nextBlock === undefined ? undefined : seen.nextBlock - 1n);
  const cells = [
    state,
    at?.toString() ?? '–',
    at === undefined || newest === undefined ? '–' : (newest > at ? newest - at : 0n).toString(),
    seen.clockOffsetMs === undefined ? '–' : `${(seen.clockOffsetMs / 1000).toFixed(1)} s`,
    seen.diskFreeBytes === undefined ? '–' : `${Math.floor(seen.diskFreeBytes / 2 ** 20)} MiB`,
  ];
  return `<tr><th scope="row">${escape(seen.source.name)}</th>${cells.map((cell) => `<td>${escape(cell)}</td>`).join('')}</tr>`;
}

function time(ms: number): string {
  const iso = new Date(ms).toISOString();
  return `<time datetime="${iso}">${iso.slice(0, 19).replace('T', ' ')} UTC</time>`;
}

function escape(text: string): string {
  return text.replace(/[&<>"']/g, (sign) => `&#${sign.charCodeAt(0)};`);
}
