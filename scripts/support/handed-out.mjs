/**
 * What an index of lib/ does to knip's findings. A type that an index hands out is part of the documented API, hence
 * used; a value must be used by somebody all the same. The lines of an index are not findings: what they hand out is
 * reported where it is written.
 */
import fs from 'node:fs';
import path from 'node:path';

const INDEX = /^lib\/.*index\.ts$/;

/** Lists the names that the indexes of lib/ hand out. */
function handedOut(root) {
  const files = fs.readdirSync(path.join(root, 'lib'), { recursive: true }).filter((name) => /index\.ts$/.test(name));
  const texts = files.map((name) => fs.readFileSync(path.join(root, 'lib', name), 'utf8'));
  const lists = texts.flatMap((text) => [...text.matchAll(/export (?:type )?\{([^}]*)\}/g)].map((match) => match[1]));
  return new Set(lists.flatMap((list) => list.split(',').map((name) => name.trim().replace(/^type /, ''))));
}

export default function withoutHandedOut(data) {
  const names = handedOut(data.cwd);
  for (const kind of ['exports', 'types', 'nsExports', 'nsTypes']) {
    for (const [file, found] of Object.entries(data.issues[kind])) {
      const used = (symbol) => INDEX.test(file) || (/types$/i.test(kind) && names.has(symbol.split('.').at(-1)));
      const left = Object.entries(found).filter(([symbol]) => !used(symbol));
      const removed = Object.keys(found).length - left.length;
      data.issues[kind][file] = Object.fromEntries(left);
      data.counters[kind] -= removed;
      data.counters.total -= removed;
    }
  }
  return data;
}
