// Elements by name; text is always text, never markup.
const SVG = 'http://www.w3.org/2000/svg';
const SVG_TAGS = new Set(['svg', 'path', 'rect', 'line', 'g', 'circle']);

/** h('p.lead.wide', {id}, child, …): children are nodes, texts, lists of them, or nothing. */
export function h(spec, properties = {}, ...children) {
  const [tag, ...classes] = spec.split('.');
  const element = SVG_TAGS.has(tag) ? document.createElementNS(SVG, tag) : document.createElement(tag);
  if (classes.length) element.classList.add(...classes);
  for (const [name, value] of Object.entries(properties)) {
    if (value === null || value === undefined || value === false) continue;
    if (name.startsWith('on')) element.addEventListener(name.slice(2), value);
    else if (name === 'css') for (const [key, its] of Object.entries(value)) element.style.setProperty(key, its);
    else if (name === 'value' || name === 'checked' || name === 'disabled') element[name] = value;
    else element.setAttribute(name, value === true ? '' : value);
  }
  append(element, children);
  return element;
}

function append(element, children) {
  for (const child of children) {
    if (Array.isArray(child)) append(element, child);
    else if (child !== null && child !== undefined && child !== false) element.append(child);
  }
}

export function fill(element, ...children) {
  element.replaceChildren();
  append(element, children);
  return element;
}

/** Shows a list and keeps the elements of items that did not change, so that focus stays. */
export function keyed(container, items, key, render) {
  const before = container.keptItems ?? new Map();
  const after = new Map();
  for (const item of items) {
    const json = JSON.stringify(item);
    const known = before.get(key(item));
    after.set(key(item), known?.json === json ? known : { json, element: render(item) });
  }
  const wanted = [...after.values()].map((kept) => kept.element);
  const keep = new Set(wanted);
  for (const child of [...container.children]) if (!keep.has(child)) child.remove();
  wanted.forEach((element, place) => {
    if (container.children[place] !== element) container.insertBefore(element, container.children[place] ?? null);
  });
  container.keptItems = after;
}
