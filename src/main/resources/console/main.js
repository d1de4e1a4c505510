// The frame round all views: navigation, banners, the token, the language, and the live feed.
import { scopeText } from './ahead.js';
import { follow, forgetToken, get, hasToken, whenTokenNeeded } from './api.js';
import { h, fill } from './dom.js';
import { group, groups } from './groups.js';
import { jobs } from './jobs.js';
import { actions, callbacks } from './log.js';
import { overview } from './overview.js';
import { button, calm, complain, confirm, field, noticeBoard } from './parts.js';
import { run, runs } from './runs.js';
import { pauseDialog, resumeDialog } from './stop.js';
import { choose, current, moment, t } from './text.js';

const EVERY = 5_000;
const ROUTES = [
  ['overview', () => overview(ctx)],
  ['groups', (app, id) => (id ? group(ctx, app, id) : groups())],
  ['runs', (id) => (id ? run(ctx, id) : runs(ctx))],
  ['jobs', () => jobs(ctx)],
  ['callbacks', () => callbacks(ctx)],
  ['actions', () => actions(ctx)],
];

let view = null;
let live = false;
const banners = h('div.banners');
const main = h('main', { id: 'main', tabindex: '-1' });
const nav = h('nav');
const tools = h('div.head-tools');
const marks = new Set();

const ctx = {
  stats: null,
  operates: () => ctx.stats?.you.role === 'operate',
  refresh,
  liveMark() {
    const mark = h('span.live', { role: 'status' });
    marks.clear();
    marks.add(mark);
    showLive();
    return mark;
  },
};

async function refresh() {
  const before = ctx.operates();
  ctx.stats = await get('/api/stats');
  showBanners();
  if (before !== ctx.operates()) showTools();
  view?.stats?.(ctx.stats);
}

const soon = calm(refresh);

function showLive() {
  for (const mark of marks) {
    mark.classList.toggle('on', live);
    mark.textContent = live ? t('live.on') : t('live.off');
  }
}

let bannersShown = '';
function showBanners() {
  const { paused, configRejected, enforceFrom, mode } = ctx.stats;
  const later = enforceFrom && new Date(enforceFrom) > new Date() && mode === 'observe';
  const json = JSON.stringify([paused, configRejected, later, ctx.operates(), current()]);
  if (json === bannersShown) return;
  bannersShown = json;
  fill(banners,
    paused.map((pause) => h('div.banner.bad', { role: 'alert' },
      h('div', {}, h('strong', {}, t('banner.paused', { scope: scopeText(pause) })), ' ',
        h('span', {}, t('banner.by', { by: pause.by, at: moment(pause.at) }),
          pause.reason ? ` ${t('banner.reason', { reason: pause.reason })}` : '',
          pause.until ? ` ${t('banner.until', { until: moment(pause.until) })}` : '')),
      ctx.operates() ? button(t('resume.button'), () => resumeDialog(ctx, pause), 'onbad') : null)),
    configRejected ? h('div.banner.warn', { role: 'alert' }, h('div', {}, h('strong', {}, t('banner.rejected')), ' ', t('banner.rejected.next'))) : null,
    later ? h('div.banner.calm', {}, h('div', {}, t('banner.later', { at: moment(enforceFrom) }))) : null);
}

function showTools() {
  const other = current() === 'en' ? 'zh' : 'en';
  fill(tools,
    ctx.operates() ? button(t('pause.button'), () => pauseDialog(ctx), 'stop') : null,
    h('button.button.quiet', { type: 'button', lang: other === 'zh' ? 'zh-CN' : 'en', onclick() {
      choose(other);
      frame();
      tools.querySelector('button.quiet')?.focus();
    } }, t('language.other')),
    hasToken() ? button(t('sign-out'), () => {
      forgetToken();
      location.reload();
    }, 'quiet') : null);
}

function parts() {
  const [name, ...rest] = location.hash.replace(/^#\/?/, '').split('/');
  return [name || 'overview', ...rest.map(decodeURIComponent)];
}

function navigate(focus) {
  view?.stop?.();
  const [name, ...rest] = parts();
  const route = ROUTES.find(([known]) => known === name) ?? ROUTES[0];
  for (const link of nav.querySelectorAll('a')) {
    if (link.dataset.name === route[0]) link.setAttribute('aria-current', 'page');
    else link.removeAttribute('aria-current');
  }
  view = route[1](...rest);
  fill(main, view.element);
  document.title = `${t(`nav.${route[0]}`)} · Headroom`;
  if (ctx.stats) view.stats?.(ctx.stats);
  if (focus) {
    window.scrollTo(0, 0);
    main.querySelector('h1')?.focus({ preventScroll: true });
  }
}

function frame() {
  document.documentElement.lang = current() === 'zh' ? 'zh-CN' : 'en';
  bannersShown = '';
  fill(nav, h('ul', {}, ROUTES.map(([name]) => h('li', {}, h('a', { href: `#/${name}`, 'data-name': name }, t(`nav.${name}`))))));
  nav.setAttribute('aria-label', t('nav'));
  fill(document.body,
    h('a.skip', { href: '#main', onclick(event) {
      event.preventDefault();
      main.focus();
    } }, t('skip')),
    h('header.head', {}, h('a.brand', { href: '#/overview' }, h('img', { src: '/console/icon.svg', alt: '', width: '28', height: '28' }), h('span', {}, 'Headroom')), nav, tools),
    banners, main, noticeBoard());
  showTools();
  if (ctx.stats) showBanners();
  navigate(false);
}

whenTokenNeeded(async (wrong) => {
  for (;;) {
    const answer = await confirm({
      title: t('token.title'), says: wrong ? t('token.wrong') : t('token.says'), yes: t('token.yes'),
      fields: [field(t('token.label'), h('input', { name: 'token', type: 'password', autocomplete: 'off', required: true, autofocus: true }), t('token.hint'))],
    });
    if (answer?.token) return answer.token.trim();
  }
});

frame();
window.addEventListener('hashchange', () => navigate(true));
setInterval(soon, EVERY);
document.addEventListener('visibilitychange', soon);
refresh().then(() => showTools()).catch(complain);
follow((name, data) => {
  view?.event?.(name, data);
  soon();
}, (state) => {
  if (state && !live) soon();
  live = state;
  showLive();
});
