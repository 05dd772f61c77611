import type { Parts } from '../../src/sources/planned/parts.ts';

/** Parts with one of their values replaced by an open one. */
export function withOneOpen(parts: Parts, at: number): Parts {
  const places: (() => Parts)[] = [];
  const open = { unknown: 'parameter X (no value)' };
  for (const [key, list] of Object.entries(parts)) {
    if (!Array.isArray(list) || NOT_TOLD.has(key)) continue;
    list.forEach((part: Readonly<Record<string, unknown>>, index) => {
      for (const [field, value] of Object.entries(part)) {
        if (NAMES.has(field) || (key === 'securityGroupRules' && field === 'egress')) continue;
        const put = (to: unknown) => () => ({ ...parts, [key]: list.with(index, { ...part, [field]: to }) });
        places.push(put(open));
        if (Array.isArray(value)) places.push(...value.map((_, item) => put(value.with(item, open))));
      }
    });
  }
  return places[at % places.length]?.() ?? parts;
}

const NOT_TOLD = new Set(['unread', 'assumptions', 'services', 'taskDefinitions']);
const NAMES = new Set(['name', 'nameTag', 'tags', 'groupName', 'rulesUnknown']);
