// The stop button: pause and resume.
import { post } from './api.js';
import { h } from './dom.js';
import { complain, confirm, field, notice, option, reasonField } from './parts.js';
import { t } from './text.js';

const HOURS = [1, 8, 24];

/** What is stopped, in words. */
export function scopeText(scope) {
  if (!scope.sdkAppId) return t('scope.all');
  return scope.groupId ? t('scope.group', { group: scope.groupId }) : t('scope.app', { app: scope.sdkAppId });
}

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
  const answer = await confirm({ title: t('resume.title'), says: t('resume.says', { scope: scopeText(pause) }), yes: t('resume.button') });
  if (!answer) return;
  const scope = {};
  if (pause.sdkAppId) scope.sdkAppId = pause.sdkAppId;
  if (pause.groupId) scope.groupId = pause.groupId;
  try {
    await post('/api/resume', scope);
    notice(t('resume.done'), '');
    await ctx.refresh();
  } catch (error) {
    complain(error);
  }
}
