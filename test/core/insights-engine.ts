import { parseCidr } from '../../src/core/network/cidr.ts';

type Values = Readonly<Record<string, string>>;

/**
 * What CloudWatch Logs Insights answers to a query of the few commands that are used here, over records that are given. Written after
 * its documentation, not after the program.
 *
 * @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/CWL_QuerySyntax.html
 */
export function answered(query: string, records: readonly string[]): Record<string, string>[] {
  let events: Record<string, string>[] = records.map((message) => ({ '@message': message }));
  for (const command of query.split(/\n\| /)) {
    const [, name = '', rest = ''] = /^(\w+) ([\s\S]*)$/.exec(command) ?? [];
    if (name === 'parse')
      events = events.map((event) => parsed(rest, event)).filter((event) => event !== undefined);
    else if (name === 'filter') events = events.filter((event) => isTrue(rest, event));
    else if (name === 'fields') events = events.map((event) => ({ ...event, ...computed(rest, event) }));
    else if (name === 'stats') events = summed(rest, events);
    else if (name !== 'limit') throw new Error(`What is ${command}?`);
  }
  return events;
}

function parsed(rest: string, event: Record<string, string>): Record<string, string> | undefined {
  const [, glob = '', names = ''] = /^@message "(.*)" as (.*)$/.exec(rest) ?? [];
  const pattern = glob
    .split('*')
    .map((part) => part.replace(/[.+?^${}()|[\]\\]/g, '\\$&'))
    .join('(.*?)');
  const values = new RegExp(`^${pattern}$`).exec(event['@message'] ?? '')?.slice(1);
  return (
    values && {
      ...event,
      ...Object.fromEntries(names.split(', ').map((name, at) => [name, values[at] ?? ''])),
    }
  );
}

const isIpv4InSubnet = (address: string, block: string): boolean => {
  const [one, range] = [parseCidr(`${address}/32`), parseCidr(block)];
  return (
    one !== undefined &&
    range !== undefined &&
    one.base >= range.base &&
    one.base < range.base + 2 ** (32 - range.prefix)
  );
};

/** A condition, by its value in JavaScript. */
function isTrue(condition: string, event: Values): boolean {
  const text = condition
    .replace(/(\w+) in (\[[^\]]*\])/g, '$2.includes($1)')
    .replace(/(?<![!<>=])=(?!=)/g, '===')
    .replace(/\band\b/g, '&&')
    .replace(/\bor\b/g, '||')
    .replace(/\bnot\b/g, '!')
    .replace(/\bf_\w+/g, (name) => `event.${name}`);
  return new Function('event', 'isIpv4InSubnet', `return ${text};`)(event, isIpv4InSubnet) === true;
}

const computed = (rest: string, event: Values): Record<string, string> =>
  Object.fromEntries(
    [...rest.matchAll(/(?:^|, )(\(.*?\)) as (\w+)(?=, |$)/g)].map(([, condition = '', name = '']) => [
      name,
      isTrue(condition, event) ? '1' : '0',
    ]),
  );

function summed(rest: string, events: readonly Values[]): Record<string, string>[] {
  const [, field = '', as = '', by = ''] = /^sum\((\w+)\) as (\w+) by (.*)$/.exec(rest) ?? [];
  const keys = by.split(', ');
  const groups = new Map<string, Record<string, string>>();
  for (const event of events) {
    const group = Object.fromEntries(keys.map((key) => [key, event[key] ?? '']));
    const id = JSON.stringify(group);
    const before = Number(groups.get(id)?.[as] ?? 0);
    groups.set(id, { ...group, [as]: String(before + Number(event[field])) });
  }
  return [...groups.values()];
}
