// What people read: words of the chosen language, numbers and times as they are used to them.
import en from './en.js';
import zh from './zh.js';

const KEPT = 'headroom.language';
const WORDS = { en, zh };
const LOCALES = { en: undefined, zh: 'zh-CN' };

let language = localStorage.getItem(KEPT) ?? (navigator.language.toLowerCase().startsWith('zh') ? 'zh' : 'en');
if (!WORDS[language]) language = 'en';

export const current = () => language;
export const locale = () => LOCALES[language] ?? (navigator.language.startsWith('en') ? navigator.language : 'en');

export function choose(wanted) {
  language = wanted;
  localStorage.setItem(KEPT, wanted);
}

/** The words of that key; {name} is replaced. */
export function t(key, values = {}) {
  const words = WORDS[language][key];
  if (words === undefined) return key;
  return words.replace(/\{(\w+)\}/g, (all, name) => values[name] ?? all);
}

/** The words for something the server named; as it was named when there are none. */
export function named(prefix, name) {
  const key = `${prefix}.${name}`;
  return WORDS[language][key] ?? name ?? '';
}

export const number = (value) => (value === null || value === undefined ? '–' : new Intl.NumberFormat(locale()).format(value));

export function moment(iso) {
  return new Intl.DateTimeFormat(locale(), { dateStyle: 'medium', timeStyle: 'medium' }).format(new Date(iso));
}

/** The time alone for what was today, else the day too. */
export function short(iso) {
  const at = new Date(iso);
  const today = at.toDateString() === new Date().toDateString();
  const form = today
    ? { hour: '2-digit', minute: '2-digit', second: '2-digit', hourCycle: 'h23' }
    : { month: 'short', day: 'numeric', hour: '2-digit', minute: '2-digit', hourCycle: 'h23' };
  if (at.getFullYear() !== new Date().getFullYear()) form.year = 'numeric';
  return new Intl.DateTimeFormat(locale(), form).format(at);
}

export const day = (iso) => new Intl.DateTimeFormat(locale(), { dateStyle: 'medium' }).format(new Date(iso));

const UNITS = [['year', 31557600], ['month', 2629800], ['day', 86400], ['hour', 3600], ['minute', 60], ['second', 1]];

/** How long ago, or in how long. */
export function ago(iso) {
  const seconds = (new Date(iso) - Date.now()) / 1000;
  const [unit, length] = UNITS.find(([, size]) => Math.abs(seconds) >= size) ?? UNITS[5];
  return new Intl.RelativeTimeFormat(locale(), { numeric: 'auto' }).format(Math.round(seconds / length), unit);
}
