import { posix } from 'node:path';
import { Problem } from '../../core/problem.ts';
import { nearest } from '../../core/text/nearest.ts';
import { shortened } from '../../core/text/visible.ts';
import { isRecord, shown, type Template } from './parse-template.ts';
import { Stack, type Unread } from './stack.ts';
import { isMembers, Open, type Value } from './value.ts';
import type { World } from './world.ts';

/** More stacks than an application has. */
const MOST_STACKS = 500;

/**
 * How nested stacks are opened: their templates are read where they are files beside the parent's.
 *
 * @param templateAt the template in a file; undefined where there is no such file
 */
export function nestedStacks(
  world: World,
  templateAt: (path: string) => Template | undefined,
): (parent: Stack, id: string) => Stack | Unread {
  let count = 0;
  const open = (parent: Stack, id: string): Stack | Unread => {
    const where = parent.at('Resources', id);
    const path = pathOf(parent, id);
    if (path === undefined) return { unread: 'its template is not a local file' };
    const template = templateAt(path);
    if (!template) return { unread: `its template ${shortened(path)} is not there` };
    for (let above: Stack | undefined = parent; above; above = above.parent) {
      if (above.template === template)
        throw new Problem(`${where} is a stack in itself: ${shortened(path)}.`);
    }
    count += 1;
    if (count > MOST_STACKS) throw new Problem(`${where}: there are more than ${MOST_STACKS} nested stacks.`);
    return new Stack(
      template,
      `${parent.nameOf(id)}/`,
      parent,
      parametersFor(parent, id, template, where),
      world,
      open,
    );
  };
  return open;
}

/** The path of a nested stack's template: relative to the parent's, or the CDK's asset. */
function pathOf(parent: Stack, id: string): string | undefined {
  const url = parent.property(id, 'TemplateURL') ?? parent.property(id, 'Location');
  const metadata = parent.template.resources.get(id)?.metadata;
  const asset = isRecord(metadata) ? metadata['aws:asset:path'] : undefined;
  const path = typeof url === 'string' && !/^[a-z][a-z0-9+.-]*:/i.test(url) ? url : asset;
  if (typeof path !== 'string' || path === '') return undefined;
  if (posix.isAbsolute(path)) return path;
  return posix.join(posix.dirname(parent.template.file.replaceAll('\\', '/')), path);
}

/** What the parent gives to each parameter. */
function parametersFor(
  parent: Stack,
  id: string,
  template: Template,
  where: string,
): (name: string) => Value | undefined {
  const properties = parent.template.resources.get(id)?.properties;
  const declared = isRecord(properties) ? properties.Parameters : undefined;
  for (const name of isRecord(declared) ? Object.keys(declared) : []) {
    if (template.parameters.has(name) || name.startsWith('Fn::') || template.transforms.length > 0) continue;
    const like = nearest(name, [...template.parameters.keys()]);
    throw new Problem(
      `${where} gives a parameter ${shown(name)}, which ${shortened(template.file)} does not have.` +
        (like === undefined ? '' : ` Did you mean ${shown(like)}?`),
    );
  }
  return (name) => {
    const given = parent.property(id, 'Parameters');
    if (given instanceof Open) return given;
    return isMembers(given) && Object.hasOwn(given, name) ? given[name] : undefined;
  };
}
