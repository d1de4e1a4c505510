// Calls of the management API. The token is kept for this tab and sent in a header, never in a URL.
const KEPT = 'headroom.token';
let asking = null;
let ask = null;

/** Who asks the person for a token: a function that returns a promise of it. */
export function whenTokenNeeded(asker) {
  ask = asker;
}

export const hasToken = () => sessionStorage.getItem(KEPT) !== null;
export const forgetToken = () => sessionStorage.removeItem(KEPT);

function headers(more = {}) {
  const token = sessionStorage.getItem(KEPT);
  return token ? { ...more, Authorization: `Bearer ${token}` } : more;
}

async function newToken(wrong) {
  asking ??= ask(wrong).then((token) => sessionStorage.setItem(KEPT, token)).finally(() => (asking = null));
  return asking;
}

export class ApiError extends Error {
  constructor(status, code, message, remedy) {
    super(message);
    Object.assign(this, { status, code, remedy });
  }
}

async function request(path, options) {
  for (;;) {
    const sent = sessionStorage.getItem(KEPT);
    let response;
    try {
      response = await fetch(path, { ...options, headers: headers(options.headers), credentials: 'omit', cache: 'no-store' });
    } catch (error) {
      if (error.name === 'AbortError') throw error;
      throw new ApiError(0, 'unreachable', '', '');
    }
    if (response.status !== 401) return response;
    if (sent === sessionStorage.getItem(KEPT)) await newToken(sent !== null);
  }
}

async function answer(response) {
  const body = await response.json().catch(() => ({}));
  if (!response.ok) throw new ApiError(response.status, body.code ?? '', body.message ?? '', body.remedy ?? '');
  return body;
}

export const get = async (path) => answer(await request(path, { method: 'GET' }));

export const post = async (path, body = {}) =>
  answer(await request(path, { method: 'POST', headers: { 'Content-Type': 'application/json' }, body: JSON.stringify(body) }));

export const query = (parameters) => {
  const given = Object.entries(parameters).filter(([, value]) => value !== '' && value !== null && value !== undefined);
  return given.length ? `?${new URLSearchParams(given)}` : '';
};

const SILENCE = 40_000;

/** Reads the live feed for ever; after a break it asks for what it missed. */
export async function follow(onEvent, onState) {
  let last = null;
  let wait = 1000;
  const seen = new Set();
  for (;;) {
    const stop = new AbortController();
    let watch = setTimeout(() => stop.abort(), SILENCE);
    try {
      const more = last ? { 'Last-Event-ID': last } : {};
      const response = await request('/api/events', { method: 'GET', headers: more, signal: stop.signal });
      if (!response.ok) throw new ApiError(response.status, '', '', '');
      onState(true);
      wait = 1000;
      const reader = response.body.pipeThrough(new TextDecoderStream()).getReader();
      let text = '';
      for (;;) {
        const { value, done } = await reader.read();
        if (done) break;
        clearTimeout(watch);
        watch = setTimeout(() => stop.abort(), SILENCE);
        text += value;
        const blocks = text.split('\n\n');
        text = blocks.pop();
        for (const block of blocks) {
          const event = parse(block);
          if (!event || (event.id && seen.has(event.id))) continue;
          if (event.id) {
            last = event.id;
            seen.add(event.id);
            if (seen.size > 1000) seen.delete(seen.values().next().value);
          }
          onEvent(event.name, event.data);
        }
      }
    } catch {
      // Whatever broke it, the next try is below.
    }
    clearTimeout(watch);
    onState(false);
    await new Promise((go) => setTimeout(go, wait));
    wait = Math.min(wait * 2, 15_000);
  }
}

function parse(block) {
  const fields = {};
  for (const line of block.split('\n')) {
    const at = line.indexOf(': ');
    if (at > 0) fields[line.slice(0, at)] = line.slice(at + 2);
  }
  return fields.data ? { id: fields.id, name: fields.event, data: JSON.parse(fields.data) } : null;
}
