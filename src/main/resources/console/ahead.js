// What will happen: the words for what the server says of runs that are to come.
import { h, fill } from './dom.js';
import { moment, named, number, t } from './text.js';

/** Where something holds, in words. */
export function scopeText(scope) {
  if (!scope.sdkAppId) return t('scope.all');
  return scope.groupId ? t('scope.group', { group: scope.groupId }) : t('scope.app', { app: scope.sdkAppId });
}

/** That nobody goes before the pauses end; null where none holds. */
export function pausedText(paused) {
  if (!paused.length) return null;
  const scope = paused.map(scopeText).join(', ');
  const ends = paused.map((pause) => pause.until).sort();
  return ends.includes(null) ? t('ahead.paused', { scope }) : t('ahead.paused.until', { scope, at: moment(ends[ends.length - 1]) });
}

/** What a run of the group may do: not who goes, only whether anybody may. */
export const boundsText = (answer) => [
  pausedText(answer.paused),
  answer.mode ? t(`ahead.mode.${answer.mode}`) : t('ahead.unknown'),
  answer.enforceFrom ? t('ahead.from', { at: moment(answer.enforceFrom) }) : null,
].filter(Boolean);

/** The same for all groups of some apps, that of the server or of the figures. */
export const mostText = (answer) => [
  pausedText(answer.paused),
  t(`ahead.most.${answer.mode}`),
  answer.enforceFrom ? t('ahead.from.some', { at: moment(answer.enforceFrom) }) : null,
].filter(Boolean);

const ORDER = ['off', 'observe', 'enforce'];

/** The mode that no run of that app goes beyond; of all apps without one. */
export function strongest(stats, app) {
  const modes = stats.appModes.filter((each) => !app || each.sdkAppId === app).map((each) => ORDER.indexOf(each.mode));
  return ORDER[Math.max(0, ...modes)];
}

const ENDS = {
  pruned: (plan) => t('ahead.pruned', { count: number(plan.removed.length) }),
  observed: (plan) => t('ahead.observed', { count: number(plan.removed.length) }),
  'switched-off': () => t('ahead.mode.off'),
  braked: (plan) => t('ahead.braked', { count: number(plan.removed.length) }),
  'daily-limit': () => t('ahead.daily-limit'),
};

/** What a run would come to, by its plan. */
export const planText = (plan) => [
  pausedText(plan.paused),
  ENDS[plan.outcome]?.(plan) ?? t('ahead.nobody', { outcome: named('outcome', plan.outcome) }),
  plan.enforceFrom ? t('ahead.from', { at: moment(plan.enforceFrom) }) : null,
].filter(Boolean);

/** What the limits of 24 hours leave, where there are any. */
export const leftText = ({ dailyLimit }) => [
  Number.isInteger(dailyLimit?.group) ? t('ahead.left.group', { count: number(dailyLimit.group) }) : null,
  Number.isInteger(dailyLimit?.app) ? t('ahead.left.app', { count: number(dailyLimit.app) }) : null,
].filter(Boolean);

export const paragraphs = (lines) => lines.map((line) => h('p', {}, line));

/**
 * Says in a dialog what will happen, as the server knows it now; the button waits until then.
 *
 * @param read asks the server for it
 * @param words of its answer, as lines
 * @return the element, and a function that asks once more
 */
export function foretold(yes, read, words) {
  const element = h('div', { role: 'status' });
  let turn = 0;
  async function again() {
    turn += 1;
    const own = turn;
    yes.disabled = true;
    fill(element, h('p.quiet', {}, t('plan.reading')));
    const lines = await read().then(words, (error) => [t('ahead.unread', { why: error.message ?? '' })]);
    if (own !== turn) return;
    fill(element, paragraphs(lines));
    yes.disabled = false;
  }
  again();
  return { element, again };
}
