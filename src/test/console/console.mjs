// Goes through the console as an operator would, in a real browser; says on standard output, as
// one line of JSON, whom the preview and the run named. Ends with 1 at whatever is not as expected.
//
// node console.mjs MANAGEMENT-URL BACKEND-URL FOLDER-FOR-PICTURES
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { chromium } from 'playwright-core';

const [base, backend, pictures] = process.argv.slice(2);
const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
const browser = await chromium.launch({ executablePath: process.env.CHROMIUM, args: ['--no-sandbox'] });
const foreign = [];
const faults = [];

async function open(options = {}) {
  const context = await browser.newContext({ locale: 'en-GB', viewport: { width: 1280, height: 900 }, ...options });
  const page = await context.newPage();
  page.setDefaultTimeout(20_000);
  page.on('request', (request) => {
    if (!request.url().startsWith(base)) foreign.push(request.url());
    assert.ok(!/secret/.test(request.url()), 'a token is in a URL');
  });
  page.on('pageerror', (error) => faults.push(error.message));
  page.on('console', (message) => {
    if (message.type() === 'error' && !/ 401 | 404 /.test(message.text())) faults.push(message.text());
  });
  await page.goto(base);
  return page;
}

async function enter(page, token) {
  await page.getByLabel(/^Token|^令牌/).fill(token);
  await page.keyboard.press('Enter');
}

async function signIn(page, token) {
  await enter(page, token);
  await page.locator('dialog').waitFor({ state: 'detached' });
}

const dialog = (page) => page.locator('dialog[open]');
const texts = (locator) => locator.allTextContents();
const until = async (what, look) => {
  for (let tries = 0; tries < 300; tries++) {
    if (await look()) return;
    await new Promise((go) => setTimeout(go, 100));
  }
  assert.fail(`not seen: ${what}`);
};

const join = async (group, account) =>
  (await fetch(`${backend}/sandbox/join?group=${group}&account=${account}`, { method: 'POST' })).json();

const say = (line) => process.stderr.write(`${line}\n`);

try {
  say('a token is asked for, a wrong one is not taken');
  const page = await open();
  await enter(page, 'wrong-secret');
  await dialog(page).getByText('not known').waitFor();
  await signIn(page, 'operate-secret');
  await page.getByText('OBSERVE', { exact: true }).waitFor();
  await page.getByText('Nothing has happened yet').waitFor();
  await page.locator('.live.on').waitFor();

  say('a group gets full, and the feed shows it live');
  assert.equal((await join('choir', 'newcomer')).outcome, 'REFUSED');
  const feed = page.locator('.feed');
  await feed.getByText('is full').waitFor();
  await feed.getByText('observed').waitFor();
  await feed.getByRole('link', { name: 'choir' }).first().click();

  say('the preview lists who would go');
  await page.getByRole('button', { name: 'Preview' }).click();
  await page.getByText('members would go').waitFor();
  const previewed = await texts(page.locator('.plan-going tbody code'));
  assert.ok(previewed.length > 0);
  await page.screenshot({ path: `${pictures}/group.png` });

  say('prune, enforced this once');
  await page.getByRole('button', { name: 'Prune now' }).click();
  await dialog(page).getByText('OBSERVE').waitFor();
  await dialog(page).getByRole('checkbox').check();
  await dialog(page).getByLabel('Reason').fill('browser test');
  await dialog(page).getByRole('button', { name: 'Prune' }).click();
  await page.getByText('The run has ended: pruned').waitFor();

  say('drill down to each member and reason');
  await page.getByRole('row', { name: 'pruned' }).getByRole('link').click();
  await page.getByRole('heading', { name: 'Members this run was about' }).waitFor();
  const removed = await texts(page.getByRole('region', { name: 'Members this run was about' }).locator('tbody code.id'));
  assert.deepEqual(removed, previewed, 'exactly those who were previewed went');
  await page.getByText('inactive').first().waitFor();
  const run = decodeURIComponent(page.url().split('/runs/')[1]);

  say('restore one, then all');
  await page.getByRole('checkbox', { name: `Choose ${removed[0]}` }).check();
  await page.getByRole('button', { name: 'Restore chosen (1)' }).click();
  await dialog(page).getByRole('button', { name: 'Restore' }).click();
  const restored = page.locator('.badge', { hasText: /^restored$/ });
  await until('one restored', async () => (await restored.count()) >= 1);
  await page.getByRole('button', { name: `Restore all (${removed.length - 1})` }).click();
  await dialog(page).getByRole('button', { name: 'Restore' }).click();
  const choices = page.getByRole('checkbox', { name: /^Choose / });
  await until('all restored', async () => (await choices.count()) === 0);

  say('the dialog tells the mode of the group, not of the service');
  await page.goto(`${base}/#/groups/${process.env.APP}/eager`);
  const ask = () => page.getByRole('button', { name: 'Prune now' }).click();
  await ask();
  await dialog(page).getByText(/ENFORCE: \d+ members are removed/).waitFor();
  assert.equal(await dialog(page).getByText('OBSERVE').count(), 0);
  assert.equal(await dialog(page).getByRole('checkbox').count(), 0, 'there is nothing to enforce beyond that');
  await page.screenshot({ path: `${pictures}/prune.png` });
  await dialog(page).getByRole('button', { name: 'Cancel' }).click();

  say('while it is paused, nobody goes until somebody resumes');
  await page.getByRole('button', { name: 'Pause this group' }).click();
  await dialog(page).getByRole('button', { name: 'Pause now' }).click();
  await page.getByRole('alert').getByText('PAUSED: group eager').waitFor();
  await ask();
  await dialog(page).getByText('PAUSED (group eager): nobody goes until somebody resumes.').waitFor();
  await dialog(page).getByRole('button', { name: 'Prune' }).click();
  const asked = page.locator('.notice', { hasText: 'The run has been asked for' }).last();
  await asked.getByText('nobody goes until somebody resumes').waitFor();
  assert.ok(!(await asked.textContent()).includes('as soon as'));
  await page.locator('#main').getByRole('button', { name: 'Resume' }).click();
  await dialog(page).getByText('ENFORCE: members may be removed from this group.').waitFor();
  assert.equal(await dialog(page).getByText('PAUSED').count(), 0, 'that pause is the one to end');
  await dialog(page).getByRole('button', { name: 'Resume' }).click();
  await page.getByRole('row', { name: 'pruned' }).waitFor();

  say('pause in the middle of a long run');
  await page.goto(`${base}/#/groups/${process.env.APP}/marathon`);
  await page.getByRole('button', { name: 'Prune now' }).click();
  await dialog(page).getByRole('checkbox').check();
  await dialog(page).getByRole('button', { name: 'Prune' }).click();
  await dialog(page).waitFor({ state: 'detached' });
  await page.getByRole('button', { name: 'Pause', exact: true }).click();
  const token = { headers: { Authorization: 'Bearer operate-secret' } };
  const gone = async () => {
    const { items } = await (await fetch(`${base}/api/runs?group=marathon`, token)).json();
    if (!items.length) return 0;
    const { removed: members } = await (await fetch(`${base}/api/runs/${items[0].id}`, token)).json();
    return members.filter((member) => member.fate === 'removed').length;
  };
  await until('the first batch', async () => (await gone()) >= 100);
  await dialog(page).getByLabel('Reason').fill('looks wrong');
  await dialog(page).getByRole('button', { name: 'Pause now' }).click();
  const banner = page.getByRole('alert');
  await banner.getByText('PAUSED: everything').waitFor();
  await new Promise((go) => setTimeout(go, 2000));
  const before = await gone();
  await new Promise((go) => setTimeout(go, 2500));
  assert.equal(await gone(), before, 'no batch after the pause');
  assert.ok(before < 500, `the run was stopped in the middle: ${before}`);
  await page.goto(`${base}/#/overview`);
  await page.screenshot({ path: `${pictures}/paused.png` });
  await page.reload();
  await banner.getByText('looks wrong').waitFor();
  await banner.getByRole('button', { name: 'Resume' }).click();
  await dialog(page).getByRole('button', { name: 'Resume' }).click();
  await banner.waitFor({ state: 'detached' });
  await until('the rest of the run', async () => (await gone()) === 500);

  say('who did it is in the log; the keyboard reaches everything');
  await page.goto(`${base}/#/actions`);
  await page.getByText('looks wrong').waitFor();
  await page.goto(`${base}/#/overview`);
  await page.reload();
  await page.keyboard.press('Tab');
  assert.equal(await page.evaluate(() => document.activeElement.className), 'skip');
  for (let i = 0; i < 3; i++) await page.keyboard.press('Tab');
  await page.keyboard.press('Enter');
  await page.getByRole('heading', { name: 'Groups seen lately' }).waitFor();

  say('whoever may only read sees no button that changes anything');
  const reader = await open();
  await signIn(reader, 'read-secret');
  await reader.goto(`${base}/#/runs/${run}`);
  await reader.getByRole('heading', { name: 'Members this run was about' }).waitFor();
  assert.equal(await reader.getByRole('button', { name: /Restore|Pause|Resume|Prune|Release/ }).count(), 0);
  assert.equal(await reader.evaluate(() => localStorage.getItem('headroom.token')), null);
  await reader.context().close();

  say('Chinese, and back');
  const chinese = await open({ locale: 'zh-CN' });
  await signIn(chinese, 'operate-secret');
  await chinese.getByText('仅观察').first().waitFor();
  assert.equal(await chinese.evaluate(() => document.documentElement.lang), 'zh-CN');
  await chinese.getByRole('button', { name: 'English' }).click();
  await chinese.getByRole('heading', { name: 'Overview' }).waitFor();
  await chinese.reload();
  await chinese.getByRole('heading', { name: 'Overview' }).waitFor();
  await chinese.context().close();

  say('no serious fault for those who see or hear otherwise; nothing is wider than a phone');
  const views = ['overview', 'groups', `groups/${process.env.APP}/choir`, 'runs', `runs/${run}`, 'jobs', 'callbacks', 'actions'];
  for (const colorScheme of ['light', 'dark']) {
    for (const [width, height] of [[1280, 900], [360, 740]]) {
      const watched = await open({ colorScheme, viewport: { width, height }, reducedMotion: 'reduce' });
      await signIn(watched, 'operate-secret');
      for (const view of views) {
        await watched.goto(`${base}/#/${view}`);
        await watched.waitForTimeout(400);
        await watched.evaluate(axe);
        const { violations } = await watched.evaluate(() => globalThis.axe.run());
        const serious = violations.filter((found) => ['serious', 'critical'].includes(found.impact));
        assert.deepEqual(serious.map((found) => `${found.id}: ${found.nodes.map((node) => node.html).slice(0, 3)}`), [], `${view}, ${colorScheme}, ${width}`);
        const wide = await watched.evaluate(() => document.documentElement.scrollWidth);
        assert.ok(wide <= width, `${view} is ${wide} wide`);
        await watched.screenshot({ path: `${pictures}/${view.replace(/\W.*/, (rest) => (rest ? '-one' : ''))}-${colorScheme}-${width}.png`, fullPage: true });
      }
      if (width === 1280) {
        await watched.getByRole('button', { name: 'Pause', exact: true }).click();
        await watched.evaluate(axe);
        const { violations } = await watched.evaluate(() => globalThis.axe.run());
        assert.deepEqual(violations.filter((found) => ['serious', 'critical'].includes(found.impact)).map((found) => found.id), [], 'dialog');
      }
      await watched.context().close();
    }
  }
  say('tabs and filters show what they name, and nothing else');
  const rows = page.locator('tbody tr');
  const tab = (name) => page.locator('.switch').getByRole('button', { name, exact: true });
  await page.goto(`${base}/#/jobs`);
  await tab('resting').click();
  await page.getByRole('row', { name: 'choir' }).waitFor();
  await tab('running').click();
  await page.getByText('No job is running').waitFor();
  assert.equal(await page.getByRole('row', { name: 'choir' }).count(), 0, 'jobs of another state are on screen');
  await page.goto(`${base}/#/runs`);
  await page.getByRole('row', { name: 'marathon' }).first().waitFor();
  await page.getByRole('row', { name: 'observed' }).first().waitFor();
  await page.getByLabel('Outcome', { exact: true }).selectOption('pruned');
  await until('only pruned runs', async () => (await page.getByRole('row', { name: 'observed' }).count()) === 0);
  assert.ok((await rows.count()) > 0);
  await page.getByLabel('Group', { exact: true }).fill('choir');
  await page.getByRole('button', { name: 'Filter' }).click();
  await until('only runs of that group', async () => (await page.getByRole('row', { name: 'marathon' }).count()) === 0);
  assert.ok((await rows.count()) > 0);
  await page.getByLabel('Outcome', { exact: true }).selectOption('failed');
  await until('no run', async () => !(await rows.first().isVisible()));

  say('more pages stay open while things happen, and another list begins with one page');
  await page.goto(`${base}/#/groups`);
  for (let i = 0; i < Number(process.env.CROWDS); i++) await join(`crowd-${i}`, 'newcomer');
  await until('a page', async () => (await rows.count()) === 50);
  await page.getByRole('button', { name: 'Show more' }).click();
  const every = Number(process.env.CROWDS) + 3;
  await until('all groups', async () => (await rows.count()) === every);
  await join('late', 'newcomer');
  await until('one more group', async () => (await rows.count()) === every + 1);
  await tab('stuck full').click();
  await page.getByText('No group is stuck').waitFor();
  await tab('All').click();
  await until('one page', async () => (await rows.count()) === 50);

  say('a group is opened in the app that is chosen');
  await page.getByLabel('App', { exact: true }).selectOption(process.env.OTHER_APP);
  await page.getByPlaceholder('GroupId').fill('choir');
  await page.getByRole('button', { name: 'Open' }).click();
  await page.waitForURL(`**/#/groups/${process.env.OTHER_APP}/choir`);
  await page.getByText('No run yet').waitFor();

  assert.deepEqual(foreign, [], 'requests to elsewhere');
  assert.deepEqual(faults, [], 'errors of the page');
  process.stdout.write(`${JSON.stringify({ previewed, removed })}\n`);
} finally {
  await browser.close();
}
