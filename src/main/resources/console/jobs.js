// What needs a person: braked runs and jobs that were given up; and all other jobs.
import { boundsText, mostText, paragraphs, strongest } from './ahead.js';
import { get, post, query } from './api.js';
import { h, fill, keyed } from './dom.js';
import { apiGroup, badge, button, calm, complain, confirm, doing, empty, groupLink, heading, notice, pages, runLink, since, table, time } from './parts.js';
import { named, number, t } from './text.js';

const STATES = ['dead', 'waiting', 'running', 'resting'];
let chosen = 'dead';

export function jobs(ctx) {
  const braked = table(t('braked.title'), [t('column.started'), t('column.group'), t('column.why'), t('column.decide')]);
  const noneBraked = h('div');
  const list = table(t('jobs.title'), [t('column.group'), t('column.state'), t('column.due'), t('column.attempts'), t('column.why'), t('column.last'), t('column.decide')]);
  const nothing = h('div');
  const all = h('div');

  async function readBraked() {
    const found = await get('/api/runs?outcome=braked&limit=50');
    braked.element.hidden = found.items.length === 0;
    fill(noneBraked, found.items.length ? null : empty(t('braked.none'), t('braked.none.next')));
    keyed(braked.body, found.items, (run) => run.id, (run) =>
      braked.row(time(run.startedAt), groupLink(run), run.note ?? '', runLink(run.id, t('braked.look'))));
  }

  const { more, refresh, restart } = pages((after) => get(`/api/jobs${query({ state: chosen, after, limit: 50 })}`), (items) => {
    list.element.hidden = items.length === 0;
    fill(nothing, items.length ? null : empty(t(`jobs.none.${chosen}`), t(`jobs.none.${chosen}.next`)));
    fill(all, chosen === 'dead' && items.length && ctx.operates() ? button(t('redrive.all'), redriveAll) : null);
    keyed(list.body, items, (job) => job.id, (job) => list.row(
      groupLink(job), badge('state', job.state), since(job.dueAt), number(job.attempts),
      job.failure ?? named('cause', job.cause), time(job.lastAt),
      job.state === 'dead' && ctx.operates() ? button(t('redrive.one'), (event) => doing(event, () => redrive(job))) : job.run ? runLink(job.run, t('groups.run')) : '–'));
  });

  async function redrive(job) {
    const begun = await post(`${apiGroup(job.sdkAppId, job.groupId).replace('/api/groups/', '/api/jobs/')}/redrive`);
    notice(t('redrive.done', { count: 1 }), next(begun, boundsText(begun)));
    await refresh();
  }

  const next = (begun, words) => [begun.paused.length ? null : t('redrive.next'), ...words].filter(Boolean).join(' ');

  async function redriveAll() {
    const everywhere = ctx.stats.paused.filter((pause) => !pause.sdkAppId);
    const most = mostText({ mode: strongest(ctx.stats), paused: everywhere, enforceFrom: null });
    const answer = await confirm({ title: t('redrive.title'), says: () => h('div', {}, paragraphs([t('redrive.says'), ...most])), yes: t('redrive.all') });
    if (!answer) return;
    await doing(null, async () => {
      const begun = await post('/api/jobs/redrive');
      notice(t('redrive.done', { count: number(begun.redriven) }), next(begun, mostText(begun)));
      await refresh();
    });
  }

  const filter = h('div.switch', { role: 'group', 'aria-label': t('jobs.filter') }, STATES.map((state) =>
    h('button', { type: 'button', 'aria-pressed': String(state === chosen), onclick(event) {
      chosen = state;
      for (const each of filter.children) each.setAttribute('aria-pressed', String(each === event.currentTarget));
      restart().catch(complain);
    } }, named('state', state))));

  const both = () => Promise.all([readBraked(), refresh()]);
  both().catch(complain);
  return {
    element: h('div', {}, heading(t('nav.jobs'), t('jobs.lead')),
      h('section.card', {}, h('header.card-head', {}, h('h2', {}, t('braked.title'))), noneBraked, braked.element),
      h('section.card', {}, h('header.card-head', {}, h('h2', {}, t('jobs.title')), filter, all), nothing, list.element, more)),
    event: calm(both),
  };
}
