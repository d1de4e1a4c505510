// Groups seen lately, and one group: who would go, prune, pause.
import { boundsText, foretold, leftText, paragraphs, planText } from './ahead.js';
import { get, post, query } from './api.js';
import { h, fill, keyed } from './dom.js';
import {
  apiGroup, badge, button, calm, complain, confirm, doing, empty, facts, groupLink, groupPath, heading,
  notice, option, pages, past, reasonField, runLink, seats, table, time,
} from './parts.js';
import { pauseDialog, resumeDialog } from './stop.js';
import { named, number, t } from './text.js';

let onlyStuck = false;

export function groups() {
  const list = table(t('groups.title'), [t('column.group'), t('column.type'), t('column.seats'), t('column.outcome'), t('column.last')]);
  const nothing = h('div');
  const read = (after) => get(`/api/groups${query({ stuck: onlyStuck ? 'true' : '', after, limit: 50 })}`);
  const { more, refresh, restart } = pages(read, (items) => {
    list.element.hidden = items.length === 0;
    fill(nothing, items.length ? null : onlyStuck ? empty(t('groups.none-stuck'), t('groups.none-stuck.next')) : empty(t('groups.empty'), t('groups.empty.next')));
    keyed(list.body, items.map((item) => ({ ...item, id: `${item.sdkAppId} ${item.groupId}` })), (item) => item.id, (item) =>
      list.row(
        [groupLink(item), item.stuck ? h('span.badge.warn', {}, t('groups.stuck')) : null],
        item.type ? named('type', item.type) : '–', seats(item.members, item.max),
        [badge('outcome', item.outcome), ' ', runLink(item.run, t('groups.run'))], time(item.at)));
  });
  const filter = h('div.switch', { role: 'group', 'aria-label': t('groups.filter') },
    [false, true].map((stuck) => h('button', {
      type: 'button', 'aria-pressed': String(stuck === onlyStuck), onclick(event) {
        onlyStuck = stuck;
        for (const each of filter.children) each.setAttribute('aria-pressed', String(each === event.currentTarget));
        restart().catch(complain);
      },
    }, stuck ? t('groups.stuck') : t('groups.all'))));
  const app = h('select', { name: 'app', 'aria-label': t('column.app'), hidden: true });
  const open = h('input', { name: 'group', 'aria-label': t('column.group'), placeholder: t('groups.find'), autocomplete: 'off', spellcheck: 'false' });
  const find = h('form.find', { onsubmit(event) {
    event.preventDefault();
    if (open.value.trim() && app.value) location.hash = groupPath(app.value, open.value.trim());
  } }, app, open, h('button.button.plain', {}, t('groups.open')));
  /** The same GroupId can be in several apps: the person says which one. */
  function stats({ apps }) {
    const ids = apps.map(({ sdkAppId }) => String(sdkAppId));
    if (ids.join() === [...app.options].map((each) => each.value).join()) return;
    fill(app, ids.map((id) => option(id, t('scope.app', { app: id }), app.value)));
    app.hidden = apps.length < 2;
  }

  refresh().catch(complain);
  return {
    element: h('div', {}, heading(t('groups.title'), t('groups.lead')), h('div.tools', {}, filter, find), nothing, list.element, more),
    stats,
    event: calm(refresh),
  };
}

const RUN_PATIENCE = 120;

export function group(ctx, app, id) {
  const key = { sdkAppId: Number(app), groupId: id };
  const state = h('div');
  const waits = h('div');
  const plan = h('section.card', { hidden: true });
  const runs = table(t('group.runs'), [t('column.started'), t('column.outcome'), t('column.mode'), t('column.removed'), t('column.seats')]);
  const nothing = h('div');
  const buttons = h('div.actions');
  let pausedBefore = null;

  const { more, refresh } = pages((after) => get(`/api/runs${query({ group: id, after, limit: 20 })}`), (items) => {
    const own = items.filter((run) => run.sdkAppId === key.sdkAppId);
    const newest = own.find((run) => run.outcome);
    fill(state, newest ? facts(
      [t('column.seats'), seats(newest.seats.after ?? newest.seats.before, newest.seats.max)],
      [t('column.type'), newest.type ? named('type', newest.type) : '–'],
      [t('column.app'), h('code', {}, String(app))],
      [t('column.last'), time(newest.lastAt)]) : facts([t('column.app'), h('code', {}, String(app))]));
    runs.element.hidden = own.length === 0;
    fill(nothing, own.length ? null : empty(t('group.no-runs'), t('group.no-runs.next')));
    keyed(runs.body, own, (run) => run.id, (run) => runs.row(
      runLink(run.id, time(run.startedAt)), badge('outcome', run.outcome), named('mode', run.mode), number(run.removedCount),
      seats(run.seats.after ?? run.seats.before, run.seats.max)));
  });

  /** Why the group's job has not done its work yet, and when it goes on. */
  async function readJob() {
    const { items } = await get(`/api/jobs${query({ group: id, limit: 50 })}`);
    const job = items.find((each) => each.sdkAppId === key.sdkAppId && !each.topicId);
    fill(waits, job ? facts(
      [t('group.job'), badge('state', job.state)],
      job.next ? [t('group.next'), time(job.next)] : null,
      job.attempts ? [t('column.attempts'), number(job.attempts)] : null,
      job.failure ? [t('group.failure'), job.failure] : null) : null);
  }
  const both = () => Promise.all([refresh(), readJob()]);

  async function preview() {
    plan.hidden = false;
    fill(plan, h('p.quiet', { role: 'status' }, t('plan.reading')));
    try {
      showPlan(await post(`${apiGroup(app, id)}/plan`));
    } catch (error) {
      plan.hidden = true;
      throw error;
    }
  }

  function showPlan(found) {
    const going = table(t('plan.going'), [t('column.place'), t('column.account'), t('column.reason'), t('column.activity'), t('column.joined')]);
    going.element.classList.add('plan-going');
    found.removed.forEach((member, place) => going.body.append(going.row(
      number(place + 1), h('code.id', {}, member.account), named('reason', member.reason), past(member.lastActivity), past(member.joinTime))));
    fill(plan,
      h('header.card-head', {}, h('h2', {}, t('plan.title')),
        ['pruned', 'observed'].includes(found.outcome) ? null : badge('outcome', found.outcome)),
      h('p.plan-says', {}, found.removed.length
        ? t('plan.says', { count: number(found.removed.length), after: number(found.seats.before - found.removed.length), max: number(found.seats.max) })
        : t('plan.nobody')),
      paragraphs([...planText(found), ...leftText(found)]),
      h('p.quiet', {}, found.note),
      found.removed.length ? going.element : null,
      sparedList(found.spared));
  }

  async function prune(event) {
    const press = event.currentTarget;
    const enforce = h('input', { type: 'checkbox', name: 'enforce', value: 'yes' });
    const choice = h('label.check', { hidden: true }, enforce, h('span', {}, t('prune.enforce')));
    const asked = () => (enforce.checked ? { mode: 'enforce' } : {});
    async function plan() {
      try {
        const found = await post(`${apiGroup(app, id)}/plan`, asked());
        choice.hidden = found.mode === 'enforce' && !enforce.checked;
        return found;
      } catch (error) {
        choice.hidden = false;
        throw error;
      }
    }
    function says(yes) {
      const told = foretold(yes, plan, planText);
      enforce.addEventListener('change', told.again);
      return told.element;
    }
    const answer = await confirm({ title: t('prune.title', { group: id }), yes: t('prune.yes'), kind: 'danger', says, fields: [choice, reasonField()] });
    if (!answer) return;
    press.disabled = true;
    try {
      const body = { reason: answer.reason || undefined, mode: answer.enforce ? 'enforce' : undefined };
      const run = await post(`${apiGroup(app, id)}/prune`, body);
      notice(t('prune.asked'), [run.paused.length ? null : t('prune.asked.next'), ...boundsText(run)].filter(Boolean).join(' '));
      const ended = run.paused.length ? null : await awaited(run.id);
      if (ended) notice(t('prune.ended', { outcome: named('outcome', ended.outcome), count: number(ended.removedCount) }), ended.note);
      await both();
    } catch (error) {
      complain(error);
    } finally {
      press.disabled = false;
    }
  }

  async function awaited(run) {
    for (let tries = 0; tries < RUN_PATIENCE; tries++) {
      await new Promise((go) => setTimeout(go, 500));
      const found = await get(`/api/runs/${encodeURIComponent(run)}`).catch(() => null);
      if (found?.outcome) return found;
    }
    return null;
  }

  function stats(now) {
    const own = now.paused.find((pause) => pause.sdkAppId === key.sdkAppId && pause.groupId === id);
    const json = JSON.stringify([own ?? null, ctx.operates()]);
    if (json === pausedBefore) return;
    pausedBefore = json;
    fill(buttons, ctx.operates() ? [
      button(t('plan.button'), (event) => doing(event, preview)),
      button(t('prune.button'), prune, 'danger'),
      own ? button(t('resume.button'), () => resumeDialog(ctx, own)) : button(t('pause.group'), () => pauseDialog(ctx, key)),
    ] : null, own ? h('p.badge.bad', {}, t('group.paused')) : null);
  }

  both().catch(complain);
  return {
    element: h('div', {},
      h('p.back', {}, h('a', { href: '#/groups' }, t('back.groups'))),
      heading(h('span.id', {}, id), null, buttons), state, waits, plan,
      h('section.card', {}, h('header.card-head', {}, h('h2', {}, t('group.runs'))), nothing, runs.element, more)),
    stats,
    event: calm(both),
  };
}

/** Who was spared, by rule. */
export function sparedList(spared) {
  const rules = Object.entries(spared ?? {}).map(([rule, value]) => [rule, typeof value === 'number' ? value : value.count, value.samples ?? []]);
  if (!rules.length) return null;
  return h('div.spared', {}, h('h3', {}, t('spared.title')),
    h('ul', {}, rules.sort((a, b) => b[1] - a[1]).map(([rule, count, samples]) =>
      h('li', {}, h('strong', {}, number(count)), ' ', named('rule', rule), samples.length ? h('small', {}, samples.join(', ')) : null))));
}

