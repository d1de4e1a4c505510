// Who did what; and callbacks that were not taken, with the cause.
import { get, query } from './api.js';
import { h, fill, keyed } from './dom.js';
import { calm, complain, empty, groupLink, heading, pages, table, time } from './parts.js';
import { named, number, t } from './text.js';

export function actions() {
  const list = table(t('actions.title'), [t('column.at'), t('column.by'), t('column.action'), t('column.about'), t('column.reason')]);
  const nothing = h('div');
  const { more, refresh } = pages((after) => get(`/api/actions${query({ after, limit: 50 })}`), (items) => {
    list.element.hidden = items.length === 0;
    fill(nothing, items.length ? null : empty(t('actions.empty'), t('actions.empty.next')));
    keyed(list.body, items, (action) => action.id, (action) => list.row(
      time(action.at), [h('strong', {}, action.by), ' ', h('small', {}, named('role', action.role))], named('action', action.action),
      [action.groupId ? groupLink(action) : action.sdkAppId ?? '', ' ', action.target ? h('code', {}, action.target) : null], action.reason ?? '–'));
  });
  refresh().catch(complain);
  return {
    element: h('div', {}, heading(t('actions.title'), t('actions.lead')), nothing, list.element, more),
    event: calm(refresh),
  };
}

export function callbacks() {
  const apps = h('div.apps');
  const list = table(t('refused.title'), [t('column.at'), t('column.status'), t('column.why'), t('column.app'), t('column.from'), t('column.path')]);
  const nothing = h('div');
  function stats(now) {
    fill(apps, now.apps.map((app) => h('section.card', {},
      h('h2', {}, t('callbacks.app', { app: app.sdkAppId })),
      h('p.quiet', {}, app.lastCallback ? [t('callbacks.last'), ' ', time(app.lastCallback.at), ' ', h('code', {}, app.lastCallback.command)] : t('callbacks.never')),
      h('ul.counts', {}, Object.entries(app.results).map(([result, count]) => h('li', {}, h('strong', {}, number(count)), ' ', named('result', result)))))));
    list.element.hidden = now.refusals.length === 0;
    fill(nothing, now.refusals.length ? null : empty(t('refused.empty'), t('refused.empty.next')));
    keyed(list.body, now.refusals.map((refusal, place) => ({ ...refusal, key: `${refusal.at} ${place}` })), (item) => item.key, (refusal) => list.row(
      time(refusal.at), h('span.badge.bad', {}, String(refusal.status)), [named('result', refusal.result), h('small', {}, refusal.cause)],
      refusal.sdkAppId ?? '–', h('code', {}, refusal.remoteAddress), h('code', {}, refusal.path)));
  }
  return {
    element: h('div', {}, heading(t('nav.callbacks'), t('callbacks.lead')), apps,
      h('section.card', {}, h('header.card-head', {}, h('h2', {}, t('refused.title'))), nothing, list.element)),
    stats,
  };
}
