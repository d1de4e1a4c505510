// Runs, and one run with everyone it was about: restore, release.
import { boundsText, foretold, paragraphs, planText } from './ahead.js';
import { get, post, query } from './api.js';
import { h, fill, keyed } from './dom.js';
import { sparedList } from './groups.js';
import {
  badge, button, calm, complain, confirm, doing, empty, facts, groupLink, heading, notice, option, pages, past,
  reasonField, runLink, seats, table, time,
} from './parts.js';
import { named, number, t } from './text.js';

const OUTCOMES = ['pruned', 'observed', 'nothing-to-prune', 'not-full-any-more', 'braked', 'daily-limit', 'switched-off', 'group-gone', 'unsupported-type', 'too-small', 'topic', 'failed'];
const RESTORE_PATIENCE = 240;
let wanted = { group: '', outcome: '' };

export function runs() {
  const list = table(t('runs.title'), [t('column.started'), t('column.group'), t('column.outcome'), t('column.mode'), t('column.removed'), t('column.seats'), t('column.cause')]);
  const nothing = h('div');
  const { more, refresh, restart } = pages((after) => get(`/api/runs${query({ ...wanted, after, limit: 50 })}`), (items) => {
    list.element.hidden = items.length === 0;
    fill(nothing, items.length ? null : wanted.group || wanted.outcome ? empty(t('runs.none'), t('runs.none.next')) : empty(t('runs.empty'), t('runs.empty.next')));
    keyed(list.body, items, (run) => run.id, (run) => list.row(
      runLink(run.id, time(run.startedAt)), groupLink(run),
      [badge('outcome', run.outcome), run.times > 1 ? h('small', {}, t('runs.times', { times: number(run.times) })) : null],
      named('mode', run.mode), number(run.removedCount), seats(run.seats.after ?? run.seats.before, run.seats.max), named('cause', run.cause)));
  });
  const group = h('input', { name: 'group', value: wanted.group, 'aria-label': t('column.group'), placeholder: t('runs.group'), autocomplete: 'off', spellcheck: 'false' });
  const outcome = h('select', { name: 'outcome', 'aria-label': t('column.outcome') },
    option('', t('runs.any'), wanted.outcome), OUTCOMES.map((name) => option(name, named('outcome', name), wanted.outcome)));
  const apply = () => {
    wanted = { group: group.value.trim(), outcome: outcome.value };
    restart().catch(complain);
  };
  outcome.addEventListener('change', apply);
  const filter = h('form.find', { onsubmit(event) {
    event.preventDefault();
    apply();
  } }, group, outcome, h('button.button.plain', {}, t('runs.filter')));
  refresh().catch(complain);
  return {
    element: h('div', {}, heading(t('runs.title'), t('runs.lead')), h('div.tools', {}, filter), nothing, list.element, more),
    event: calm(refresh),
  };
}

export function run(ctx, id) {
  const content = h('div');
  const restores = h('section.card', { hidden: true });
  const path = `/api/runs/${encodeURIComponent(id)}`;
  let shown = '';

  async function refresh() {
    const found = await get(path);
    const json = JSON.stringify([found, ctx.operates()]);
    if (json === shown) return;
    shown = json;
    show(found);
  }

  function show(found) {
    const removed = found.removed ?? [];
    const would = found.wouldRemove ?? [];
    const gone = removed.filter((member) => member.fate === 'removed' && member.restored !== 'restored' && member.restored !== 'already-back');
    const chosen = new Set();
    const some = button(t('restore.some', { count: 0 }), () => restore([...chosen]));
    some.disabled = true;
    const choose = (account, on) => {
      if (on) chosen.add(account);
      else chosen.delete(account);
      some.textContent = t('restore.some', { count: number(chosen.size) });
      some.disabled = chosen.size === 0;
    };
    const operates = ctx.operates();
    const isBraked = found.outcome === 'braked' && !found.release;
    fill(content,
      heading(h('span', {}, t('run.title'), ' ', badge('outcome', found.outcome)), found.note,
        operates && isBraked ? button(t('release.button'), () => release(would), 'danger') : null,
        operates && gone.length ? button(t('restore.all', { count: number(gone.length) }), () => restore(null, gone.length), 'primary') : null,
        operates && gone.length ? some : null),
      facts(
        [t('column.group'), groupLink(found)],
        [t('column.seats'), seats(found.seats.after ?? found.seats.before, found.seats.max)],
        [t('run.before'), found.seats.before === null ? '–' : number(found.seats.before)],
        [t('column.mode'), named('mode', found.mode)],
        [t('column.cause'), named('cause', found.cause)],
        [t('column.started'), time(found.startedAt)],
        [t('run.finished'), time(found.lastAt)],
        found.times > 1 ? [t('run.times'), number(found.times)] : null,
        [t('run.policy'), h('code', {}, String(found.policy).slice(0, 12))],
        found.release ? [t('run.release'), h('span', {}, found.release.by, ' ', runLink(found.release.run, t('groups.run')))] : null),
      removed.length ? people(t('run.removed'), removed, operates ? choose : null) : null,
      would.length ? people(isBraked || found.outcome === 'braked' ? t('run.shown') : t('run.would'), would, null) : null,
      removed.length || would.length ? null : empty(t('run.nobody'), t('run.nobody.next')),
      found.left?.length ? h('section.card', {}, h('h2', {}, t('run.left')), h('ul', {}, found.left.map((each) =>
        h('li', {}, h('code', {}, each.account), ' ', named('rule', each.rule))))) : null,
      sparedList(found.spared));
    if (found.restores?.length) watch(found.restores[found.restores.length - 1]).catch(complain);
  }

  function people(title, members, choose) {
    const list = table(title, [choose ? t('column.choose') : t('column.place'), t('column.account'), t('column.reason'), t('column.activity'), t('column.joined'), t('column.evidence'), t('column.fate')]);
    members.forEach((member, place) => {
      const back = member.restored === 'restored' || member.restored === 'already-back';
      const mark = choose && member.fate === 'removed' && !back
        ? h('input', { type: 'checkbox', 'aria-label': t('restore.choose', { account: member.account }), onchange: (event) => choose(member.account, event.currentTarget.checked) })
        : number(place + 1);
      list.body.append(list.row(mark, h('code.id', {}, member.account), named('reason', member.reason), past(member.lastActivity), past(member.joinTime),
        h('small', {}, member.evidence), member.restored ? badge('restore', member.restored) : member.fate ? badge('fate', member.fate) : '–'));
    });
    return h('section.card', {}, h('h2', {}, title), list.element);
  }

  async function restore(accounts, count = accounts?.length) {
    const answer = await confirm({ title: t('restore.title'), says: t('restore.says', { count: number(count) }), yes: t('restore.yes'), fields: [reasonField()] });
    if (!answer) return;
    try {
      const body = { reason: answer.reason || undefined, accounts: accounts ?? undefined };
      const { id: started } = await post(`${path}/restore`, body);
      notice(t('restore.asked'), t('restore.asked.next'));
      await watch(started);
    } catch (error) {
      complain(error);
    }
  }

  const watched = new Set();
  async function watch(restoreId) {
    if (watched.has(restoreId)) return;
    watched.add(restoreId);
    for (let tries = 0; tries < RESTORE_PATIENCE; tries++) {
      const found = await get(`/api/restores/${encodeURIComponent(restoreId)}`);
      showRestore(found);
      if (found.state === 'done') break;
      await new Promise((go) => setTimeout(go, 500));
    }
    await refresh();
  }

  function showRestore(found) {
    const list = table(t('restore.result'), [t('column.account'), t('column.joined'), t('column.result')]);
    found.members.forEach((member) => list.body.append(list.row(h('code.id', {}, member.account), past(member.joinTime), badge('restore', member.result))));
    restores.hidden = false;
    fill(restores, h('header.card-head', {}, h('h2', {}, t('restore.result')), badge('state', found.state)),
      h('p.quiet', {}, t('restore.by', { by: found.by }), ' ', time(found.at), found.reason ? ` · ${found.reason}` : ''), list.element);
  }

  async function release(would) {
    const says = (yes) => h('div', {}, paragraphs([t('release.says', { count: number(would.length) })]), foretold(yes, () => post(`${path}/plan`), planText).element);
    const answer = await confirm({ title: t('release.title'), says, yes: t('release.yes'), kind: 'danger', fields: [reasonField()] });
    if (!answer) return;
    await doing(null, async () => {
      const asked = await post(`${path}/release`, { reason: answer.reason || undefined });
      notice(t('release.asked'), [...boundsText(asked), t('release.asked.next')].join(' '));
      await refresh();
      return asked.id;
    });
  }

  refresh().catch((error) => {
    if (error.status === 404) fill(content, empty(t('run.missing'), error.remedy));
    else complain(error);
  });
  return {
    element: h('div', {}, h('p.back', {}, h('a', { href: '#/runs' }, t('back.runs'))), restores, content),
    event: calm(refresh),
  };
}
