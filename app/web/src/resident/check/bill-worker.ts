import { directChecker } from './bill-checker.ts';
import type { Answer, Question } from './worker-messages.ts';

/** Beside the page, so that it answers to a finger while bills are opened and checked: one after the other, in the order in which they are asked for. */
let turn: Promise<void> = Promise.resolve();

addEventListener('message', ({ data }: MessageEvent<Question>) => {
  turn = turn.then(async () => postMessage(await answer(data)));
});

async function answer(question: Question): Promise<Answer> {
  const { id } = question;
  try {
    const report =
      question.kind === 'glance'
        ? await directChecker.glance(question.glance)
        : await directChecker.check(question.bill);
    return { id, report };
  } catch (error) {
    return { id, fault: error instanceof Error ? error.message : String(error) };
  }
}
