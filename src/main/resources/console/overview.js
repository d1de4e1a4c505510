// How things stand, how they went, and what happens right now.
import { strongest } from './ahead.js';
import { get } from './api.js';
import { chart } from './chart.js';
import { h, fill, keyed } from './dom.js';
import { badge, calm, complain, empty, groupLink, heading, runLink, since, time } from './parts.js';
import { named, number, t } from './text.js';

const FEED_LENGTH = 40;
const SPANS = ['1h', '24h', '14d'];
let chosenSpan = '1h';

export function overview(ctx) {
  const figures = h('section.figures', { 'aria-label': t('overview.figures') });
  const feedList = h('ol.feed', { tabindex: '0', 'aria-label': t('feed.title') });
  const feedEmpty = empty(t('feed.empty'), t('feed.empty.next'));
  const budgets = h('div.budgets');
  const nodes = h('div');
  const charts = {
    callbacks: chart(t('chart.callbacks'), 'callbacks'),
    removed: chart(t('chart.removed'), 'removed'),
    calls: chart(t('chart.calls'), 'calls'),
  };
  const spans = h('div.switch', { role: 'group', 'aria-label': t('chart.span') });
  let items = [];
  let series = null;

  function tell(key, at, ...content) {
    if (items.some((item) => item.key === key)) return;
    items.push({ key, at, content });
    items.sort((a, b) => (a.at < b.at ? 1 : -1));
    items = items.slice(0, FEED_LENGTH);
    showFeed();
  }

  function showFeed() {
    feedEmpty.hidden = items.length > 0;
    feedList.hidden = items.length === 0;
    keyed(feedList, items.map(({ key, at, version }) => ({ key, at, version })), (item) => item.key, (item) => {
      const found = items.find((other) => other.key === item.key);
      return h('li', {}, time(found.at), h('div', {}, found.content));
    });
  }

  function tellFull(data) {
    const key = `full ${data.sdkAppId} ${data.groupId}`;
    const known = items.find((item) => item.key === key && Date.parse(data.receivedAt) - Date.parse(item.at) < 60_000);
    const callbacks = data.callbacks + (known?.callbacks ?? 0);
    items = items.filter((item) => item.key !== key);
    items.unshift({
      key, at: data.receivedAt, callbacks, version: callbacks,
      content: [h('span.dot.full'), groupLink(data), ' ', t('feed.full', { callbacks: number(callbacks) })],
    });
    items.sort((a, b) => (a.at < b.at ? 1 : -1));
    items = items.slice(0, FEED_LENGTH);
    showFeed();
  }

  function tellRun(run, id, at) {
    const would = Array.isArray(run.wouldRemove) ? run.wouldRemove.length : 0;
    const says = run.removedCount > 0 ? t('feed.removed', { count: number(run.removedCount) })
      : would > 0 ? t('feed.would', { count: number(would) }) : '';
    tell(`run ${id} ${at}`, at, h('span.dot.run'), groupLink(run), ' ', badge('outcome', run.outcome), ' ', says, says ? ' ' : '', runLink(id, t('feed.details')));
  }

  function tellAction(action) {
    tell(`action ${action.id}`, action.at, h('span.dot.action'), h('strong', {}, action.by), ' ', named('action', action.action), ' ',
      action.groupId ? groupLink(action) : action.target ?? '');
  }

  function figure(label, value, detail, tone, href) {
    const inside = [h('span.figure-label', {}, label), h('span.figure-value', {}, value), detail ? h('span.figure-detail', {}, detail) : null];
    return href ? h(`a.figure${tone ? `.${tone}` : ''}`, { href }, inside) : h(`div.figure${tone ? `.${tone}` : ''}`, {}, inside);
  }

  /** The service's mode is not that of every group. */
  function modeSays(now) {
    const most = strongest(now);
    return most === now.mode ? t(`mode.${now.mode}.says`) : t('mode.some.says', { mode: t(`mode.${most}`) });
  }

  function stats(now) {
    const paused = now.paused.some((pause) => !pause.sdkAppId);
    const waiting = now.jobs.waiting + now.jobs.running;
    const freed = now.day.removed;
    fill(figures,
      figure(t('overview.mode'), h('span.mode', {}, t(`mode.${now.mode}`)),
        paused ? t('mode.paused.says') : modeSays(now), paused ? 'bad' : `mode-${now.mode}`),
      figure(t('overview.freed'), number(freed), now.day.wouldRemove ? t('overview.would', { count: number(now.day.wouldRemove) }) : t('overview.day')),
      figure(t('overview.waiting'), number(waiting),
        now.jobs.oldestDueAt ? [t('overview.oldest'), ' ', since(now.jobs.oldestDueAt)] : t('overview.nothing-due'), null, '#/jobs'),
      figure(t('overview.callbacks'), number(now.day.callbacks), t('overview.this-node')),
      figure(t('overview.braked'), number(now.day.braked), now.day.braked ? t('overview.braked.next') : t('overview.day'), now.day.braked ? 'warn' : null, '#/jobs'),
      figure(t('overview.dead'), number(now.jobs.dead), now.jobs.dead ? t('overview.dead.next') : t('overview.none'), now.jobs.dead ? 'bad' : null, '#/jobs'));
    const shown = now.budgets.filter((budget) => budget.used > 0 || ['get_group_info', 'get_group_member_info', 'delete_group_member'].includes(budget.api));
    keyed(budgets, shown, (budget) => `${budget.sdkAppId} ${budget.api}`, budgetRow);
    fill(nodes,
      h('ul.nodes', {}, now.nodes.map((node) => h('li', {}, h('span.dot.alive'), h('code', {}, node.node), ' ', h('span.quiet', {}, t('node.since'), ' ', since(node.startedAt))))),
      now.sweeps.filter((sweep) => sweep.state !== 'none').map((sweep) =>
        h('p.quiet', {}, t('sweep.line', { app: sweep.sdkAppId, state: named('sweep', sweep.state), groups: number(sweep.groups), full: number(sweep.full) }))),
      h('p.quiet', {}, t('version', { version: now.version })));
    showSeries();
  }

  function budgetRow(budget) {
    const share = (value) => `${Math.min(100, (value / Math.max(1, budget.limit)) * 100).toFixed(1)}%`;
    return h('div.budget', {},
      h('code', {}, budget.api),
      h('div.budget-bar', { 'aria-hidden': 'true' },
        h('span.allowed', { css: { width: share(budget.allowed) } }),
        h('span.used', { css: { width: share(budget.used) } })),
      h('span.budget-text', {}, t('budget.text', { used: number(budget.used), allowed: number(budget.allowed), limit: number(budget.limit) })));
  }

  function showSeries() {
    if (!series) return;
    const points = (name, per = 1) => series.points.map((point) => ({ at: point.at, value: point[name] / per }));
    const sum = (name) => series.points.reduce((all, point) => all + point[name], 0);
    charts.callbacks.show(points('callbacks'), { total: number(sum('callbacks')) });
    charts.removed.show(points('removed'), { total: number(sum('removed')) });
    const allowed = ctx.stats?.budgets.reduce((most, budget) => Math.max(most, budget.allowed), 0) ?? 0;
    charts.calls.show(points('calls', series.stepSeconds), { total: number(sum('calls')), limit: allowed, unit: t('per-second') });
  }

  async function readSeries() {
    series = await get(`/api/series?span=${chosenSpan}`);
    showSeries();
  }

  function showSpans() {
    fill(spans, SPANS.map((span) =>
      h('button', { type: 'button', 'aria-pressed': String(span === chosenSpan), onclick: () => {
        chosenSpan = span;
        for (const each of spans.children) each.setAttribute('aria-pressed', String(each.dataset.span === span));
        readSeries().catch(complain);
      }, 'data-span': span }, t(`span.${span}`))));
  }

  async function readPast() {
    const [runs, actions] = await Promise.all([get('/api/runs?limit=20'), get('/api/actions?limit=10')]);
    runs.items.filter((run) => run.outcome).forEach((run) => tellRun(run, run.id, run.lastAt));
    actions.items.forEach(tellAction);
    showFeed();
  }

  showSpans();
  showFeed();
  readPast().catch(complain);
  const soon = calm(readSeries);
  soon();
  const timer = setInterval(soon, 10_000);
  return {
    element: h('div', {},
      heading(t('nav.overview'), t('overview.lead')),
      figures,
      h('div.columns', {},
        h('div.column', {},
          h('section.card', {}, h('header.card-head', {}, h('h2', {}, t('chart.title')), spans),
            charts.callbacks.element, charts.removed.element, charts.calls.element),
          h('section.card', {}, h('header.card-head', {}, h('h2', {}, t('budget.title'))),
            h('p.quiet', {}, t('budget.lead')), budgets)),
        h('div.column', {},
          h('section.card', {}, h('header.card-head', {}, h('h2', {}, t('feed.title')), ctx.liveMark()), feedEmpty, feedList),
          h('section.card', {}, h('header.card-head', {}, h('h2', {}, t('nodes.title'))), nodes)))),
    stats,
    event(name, data) {
      if (name === 'full') tellFull(data);
      if (name === 'run') tellRun(data, data.run, data.finishedAt);
      if (name === 'action') tellAction(data);
      soon();
    },
    stop: () => clearInterval(timer),
  };
}
