// Parts that several views are made of.
import { h } from './dom.js';
import { ago, day, moment, named, number, short, t } from './text.js';

export const time = (iso) => (iso ? h('time', { datetime: iso, title: `${moment(iso)} · ${ago(iso)}` }, short(iso)) : '–');

export const since = (iso) => (iso ? h('time', { datetime: iso, title: moment(iso) }, ago(iso)) : '–');

/** A day long past, and how long; 1970 stands for never. */
export const past = (iso) =>
  !iso || new Date(iso).getTime() <= 0
    ? h('span', {}, t('time.never'))
    : h('time.past', { datetime: iso, title: moment(iso) }, day(iso), h('small', {}, ago(iso)));

const TONES = {
  pruned: 'good', restored: 'good', removed: 'good', done: 'good',
  observed: 'calm', running: 'calm', resting: 'calm', waiting: 'calm',
  braked: 'bad', failed: 'bad', dead: 'bad', 'daily-limit': 'warn', 'nothing-to-prune': 'warn', refused: 'bad',
};

export const badge = (prefix, name) =>
  h(`span.badge.${TONES[name] ?? 'plain'}`, {}, name ? named(prefix, name) : t('outcome.going'));

/** How full a group is: taken seats, the line of the limit, and the two numbers. */
export function seats(members, max) {
  if (max === null || max === undefined) return h('span.seats', {}, '–');
  const share = members === null ? 0 : Math.min(1, members / Math.max(1, max));
  const full = members >= max;
  return h(`span.seats${full ? '.full' : ''}`, {},
    h('span.seats-bar', { 'aria-hidden': 'true' }, h('span', { css: { width: `${(share * 100).toFixed(1)}%` } })),
    h('span.seats-text', {}, t('seats', { members: number(members), max: number(max) })));
}

export const groupPath = (app, group) => `#/groups/${app}/${encodeURIComponent(group)}`;
export const apiGroup = (app, group) => `/api/groups/${app}/${encodeURIComponent(group)}`;
export const groupLink = (item) => h('a.id', { href: groupPath(item.sdkAppId, item.groupId) }, item.groupId);
export const runLink = (id, text) => h('a', { href: `#/runs/${encodeURIComponent(id)}` }, text ?? id);

export const empty = (title, next) => h('div.empty', {}, h('strong', {}, title), h('p', {}, next));

export const heading = (title, lead, ...actions) =>
  h('header.heading', {}, h('div', {}, h('h1', { tabindex: '-1' }, title), lead ? h('p.lead', {}, lead) : null), h('div.actions', {}, actions));

export const button = (text, onclick, kind = 'plain') => h(`button.button.${kind}`, { type: 'button', onclick }, text);

/** A table that becomes a stack of cards on a narrow screen. */
export function table(caption, columns) {
  const body = h('tbody');
  const element = h('div.table', { tabindex: '0', role: 'region', 'aria-label': caption },
    h('table', {}, h('caption', {}, caption),
      h('thead', {}, h('tr', {}, columns.map((name) => h('th', { scope: 'col' }, name)))), body));
  const row = (...cells) => h('tr', {}, cells.map((cell, place) => h('td', { 'data-label': columns[place] }, h('span.cell', {}, cell))));
  return { element, body, row };
}

const MOST_NOTICES = 3;
const notices = h('div.notices', { role: 'status', 'aria-live': 'polite' });
export const noticeBoard = () => notices;

export function notice(text, detail, kind = 'good') {
  const close = h('button.close', { type: 'button', 'aria-label': t('close'), onclick: () => item.remove() }, '×');
  const item = h(`div.notice.${kind}`, {}, h('div', {}, h('strong', {}, text), detail ? h('p', {}, detail) : null), close);
  notices.append(item);
  while (notices.children.length > MOST_NOTICES) notices.firstChild.remove();
  if (kind !== 'bad') setTimeout(() => item.remove(), 9000);
}

export function complain(error) {
  if (error.code === 'unreachable') notice(t('error.unreachable'), t('error.unreachable.next'), 'bad');
  else notice(error.message || t('error.any'), error.remedy, 'bad');
}

/** Runs what a button asks for; the button rests meanwhile, and a failure is shown. */
export async function doing(event, work) {
  const pressed = event?.currentTarget;
  if (pressed) pressed.disabled = true;
  try {
    return await work();
  } catch (error) {
    complain(error);
    return null;
  } finally {
    if (pressed) pressed.disabled = false;
  }
}

/**
 * Asks before something changes, naming what then happens.
 *
 * @param says the words, or a function that is given the button and makes an element of them
 * @param fields elements with a name; their values are in the answer
 * @return what was entered, or null
 */
export function confirm({ title, says, fields = [], yes, kind = 'primary', list = null }) {
  return new Promise((decide) => {
    let answer = null;
    const go = h(`button.button.${kind}`, { type: 'submit' }, yes);
    const form = h('form', { method: 'dialog' },
      h('h2', { id: 'dialog-title' }, title),
      typeof says === 'function' ? says(go) : h('p', {}, says), list, fields,
      h('div.dialog-buttons', {},
        h('button.button.plain', { type: 'button', onclick: () => dialog.close() }, t('cancel')), go));
    form.addEventListener('submit', (event) => {
      event.preventDefault();
      if (go.disabled) return;
      answer = Object.fromEntries(new FormData(form));
      dialog.close();
    });
    const dialog = h('dialog', { 'aria-labelledby': 'dialog-title' }, form);
    dialog.addEventListener('close', () => {
      dialog.remove();
      decide(answer);
    });
    document.body.append(dialog);
    dialog.showModal();
  });
}

export const field = (label, control, hint) => h('label.field', {}, h('span', {}, label), control, hint ? h('small', {}, hint) : null);
export const reasonField = () => field(t('reason'), h('input', { name: 'reason', maxlength: '200', autocomplete: 'off' }), t('reason.hint'));

export const option = (value, text, chosen) => {
  const element = h('option', { value }, text);
  element.selected = value === chosen;
  return element;
};

/**
 * A list that is read page by page. All pages that are open are read anew each time, so that what
 * has left the list leaves the screen; restart is for another list: one page, and no answer that
 * was asked for before is shown.
 */
export function pages(read, show) {
  const more = button(t('more'), (event) => doing(event, () => {
    open += 1;
    return anew();
  }));
  more.hidden = true;
  let open = 1;
  let asked = 0;
  let shown = 0;
  async function refresh() {
    const turn = ++asked;
    let items = [];
    let cursor = null;
    let count = 0;
    do {
      const page = await read(cursor);
      items = items.concat(page.items);
      cursor = page.next;
      count += 1;
    } while (cursor && count < open);
    if (turn < shown) return;
    shown = turn;
    more.hidden = !cursor;
    show(items);
  }
  function anew() {
    shown = asked + 1;
    return refresh();
  }
  function restart() {
    open = 1;
    return anew();
  }
  return { more: h('div.more', {}, more), refresh, restart };
}

/** Calls it soon, and not more than once a second however often it is asked for. */
export function calm(work) {
  let timer = null;
  let last = 0;
  return () => {
    if (timer) return;
    const wait = Math.max(50, last + 1000 - Date.now());
    timer = setTimeout(() => {
      timer = null;
      last = Date.now();
      Promise.resolve(work()).catch(() => {});
    }, wait);
  };
}

export const facts = (...pairs) =>
  h('dl.facts', {}, pairs.filter(Boolean).map(([name, value]) => h('div', {}, h('dt', {}, name), h('dd', {}, value))));

