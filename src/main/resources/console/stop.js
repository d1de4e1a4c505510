// The stop button: pause and resume.
import { boundsText, foretold, mostText, paragraphs, scopeText, strongest } from './ahead.js';
import { post } from './api.js';
import { h } from './dom.js';
import { apiGroup, complain, confirm, field, notice, option, reasonField } from './parts.js';
import { t } from './text.js';

const HOURS = [1, 8, 24];

/** Asks, then stops a group, or whatever the person chooses. */
export async function pauseDialog(ctx, group = null) {
  const apps = ctx.stats?.apps ?? [];
  const where = h('select', { name: 'app' }, option('', t('scope.all'), ''), apps.map((app) => option(String(app.sdkAppId), t('scope.app', { app: app.sdkAppId }), '')));
  const until = h('select', { name: 'hours' }, option('', t('pause.forever'), ''), HOURS.map((hours) => option(String(hours), t(`pause.hours.${hours}`), '')));
  const answer = await confirm({
    title: group ? t('pause.title.group', { group: group.groupId }) : t('pause.title'), says: t('pause.says'), yes: t('pause.yes'), kind: 'danger',
    fields: [group || apps.length < 2 ? null : field(t('pause.where'), where), field(t('pause.until'), until), reasonField()],
  });
  if (!answer) return;
  const body = { ...(group ?? (answer.app ? { sdkAppId: Number(answer.app) } : {})) };
  if (answer.reason) body.reason = answer.reason;
  if (answer.hours) body.until = new Date(Date.now() + Number(answer.hours) * 3_600_000).toISOString();
  try {
    await post('/api/pause', body);
    notice(t('pause.done'), t('pause.done.next'));
    await ctx.refresh();
  } catch (error) {
    complain(error);
  }
}

/** Asks, then lets the work go on. */
export async function resumeDialog(ctx, pause) {
  const others = (paused) => paused.filter((each) => each.sdkAppId !== pause.sdkAppId || each.groupId !== pause.groupId);
  const begin = t('resume.says', { scope: scopeText(pause) });
  function says(yes) {
    if (!pause.groupId) return h('div', {}, paragraphs([begin, ...mostText(afterwards())]));
    const plan = () => post(`${apiGroup(pause.sdkAppId, pause.groupId)}/plan`);
    return foretold(yes, plan, (found) => [begin, ...boundsText({ ...found, paused: others(found.paused) })]).element;
  }
  /** What then holds for all groups: other pauses of some of them stand in the banners. */
  function afterwards() {
    const wider = others(ctx.stats.paused).filter((each) => !each.groupId && (!each.sdkAppId || each.sdkAppId === pause.sdkAppId));
    return { mode: strongest(ctx.stats, pause.sdkAppId), paused: wider, enforceFrom: null };
  }
  const answer = await confirm({ title: t('resume.title'), says, yes: t('resume.button') });
  if (!answer) return;
  const scope = {};
  if (pause.sdkAppId) scope.sdkAppId = pause.sdkAppId;
  if (pause.groupId) scope.groupId = pause.groupId;
  try {
    const resumed = await post('/api/resume', scope);
    notice(t('resume.done'), (pause.groupId ? boundsText(resumed) : mostText(resumed)).join(' '));
    await ctx.refresh();
  } catch (error) {
    complain(error);
  }
}
