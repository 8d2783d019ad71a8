// What lies ahead of a run, as a sentence in English and Simplified Chinese.
import { assertNever } from '../../support/invariant';
import type { Outlook, Repetition, RunEndReason } from './trace';

type Text = readonly [en: string, zh: string];

/** What the last entry of a trace says. */
export function endText(ended: RunEndReason, outlook: Outlook | undefined): string {
  if (ended === 'budget') return 'too many events: the run was ended';
  if (outlook === undefined) return 'the time asked for is over';
  return outlookText(outlook)[0];
}

/** `from 0:41 on only probes go on, every 5 s to 10 s`; without a capital and a full stop. */
export function outlookText({ since, repeats, until }: Outlook): Text {
  const from = clock(since);
  if (repeats.length === 0)
    return until === undefined
      ? [`nothing happens any more after ${from}`, `${from} 之后不再发生任何事`]
      : [
          `nothing happens from ${from} until ${clock(until)}`,
          `从 ${from} 到 ${clock(until)} 什么都不会发生`,
        ];
  const close: Text =
    until === undefined ? ['', ''] : [`, until ${clock(until)}`, `,直到 ${clock(until)}`];
  const told = repeats.filter(({ isTold }) => isTold);
  if (told.length === 0) {
    const acts = repeats.map(actText);
    return [
      `from ${from} on only ${acts.map(([en]) => en).join(' and ')}${close[0]}`,
      `从 ${from} 起只有${acts.map(([, zh]) => zh).join(',')}${close[1]}`,
    ];
  }
  const acts = told.map(actText);
  return [
    `from ${from} on the same goes on: ${acts.map(([en]) => en).join(', ')}${close[0]}`,
    `从 ${from} 起只是反复:${acts.map(([, zh]) => zh).join(',')}${close[1]}`,
  ];
}

function actText(repetition: Repetition): Text {
  const { act, isTold, subject, count, times } = repetition;
  const [every, mei] = everyText(repetition);
  const who = subject.container ?? subject.name;
  const more = count - 1;
  const one = more === 0 ? `\`${who}\`` : `\`${who}\` and ${more} more`;
  const yi = more === 0 ? `\`${who}\`` : `\`${who}\` 等 ${count} 个`;
  switch (act) {
    case 'probe':
      return isTold
        ? [`a probe of ${one} fails ${every}`, `${yi} 的探针失败,${mei}一次`]
        : [`probes go on, ${every}`, `探针照常进行,${mei}一次`];
    case 'loop':
      return [`programs go through their loops, ${every}`, `程序循环执行,${mei}一次`];
    case 'restart':
      return times === 1
        ? [`${one} is started again ${every}`, `${yi} ${mei}重启一次`]
        : [`${one} is started again ${times} times ${every}`, `${yi} ${mei}重启 ${times} 次`];
    case 'pull':
      return [`the image of ${one} is asked for ${every}`, `${mei}重试拉取 ${yi} 的镜像`];
    case 'mount':
      return [`the volumes of ${one} are tried ${every}`, `${mei}重试挂载 ${yi} 的卷`];
    case 'start':
      return [`the start of ${one} is tried ${every}`, `${mei}重试启动 ${yi}`];
    case 'scheduling':
      return [`a node for ${one} is looked for ${every}`, `${mei}为 ${yi} 再找一次节点`];
    case 'claim':
      return [`${one} goes on waiting, told ${every}`, `${yi} 仍在等待,${mei}提示一次`];
    case 'sync':
      return [`the kubelet looks at ${one} ${every}`, `kubelet ${mei}查看 ${yi}`];
    default:
      return assertNever(act);
  }
}

function everyText({ leastMs, mostMs }: Repetition): Text {
  const [least, most] = [span(leastMs), span(mostMs)];
  return least[0] === most[0]
    ? [`every ${most[0]}`, `每 ${most[1]}`]
    : [`every ${least[0]} to ${most[0]}`, `每 ${least[1]}到 ${most[1]}`];
}

/** `10 s`, `5 min 2 s`, `0.5 s` */
function span(ms: number): Text {
  if (ms < 60_000) {
    const seconds = Math.round(ms / 100) / 10;
    return [`${seconds} s`, `${seconds} 秒`];
  }
  const whole = Math.round(ms / 1000);
  const [minutes, rest] = [Math.floor(whole / 60), whole % 60];
  return rest === 0
    ? [`${minutes} min`, `${minutes} 分钟`]
    : [`${minutes} min ${rest} s`, `${minutes} 分 ${rest} 秒`];
}

/** `0:41`, `1:00:02` */
function clock(ms: number): string {
  const seconds = Math.floor(ms / 1000);
  const [hours, minutes] = [Math.floor(seconds / 3600), Math.floor(seconds / 60) % 60];
  const tail = String(seconds % 60).padStart(2, '0');
  return hours > 0 ? `${hours}:${String(minutes).padStart(2, '0')}:${tail}` : `${minutes}:${tail}`;
}
