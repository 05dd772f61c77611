import { parse, YAMLMap, type YAMLSeq } from 'yaml';
import type { GeneratedFile } from '../../../src/formats/format.ts';
import { graphOfTemplate, type Template } from './from-template.ts';
import type { Graph } from './graph.ts';

/** What the CloudFormation files of a plan create, with the values that `parameters.json` gives. */
export function fromCloudFormation(
  files: readonly GeneratedFile[],
  place: { readonly region: string; readonly partition: string },
): Graph {
  const contents = (path: string) => files.find((file) => file.path === path)?.contents;
  const values: string[] = JSON.parse(contents('parameters.json') ?? '[]');
  const parameters = values.map((pair): [string, string] => {
    const at = pair.indexOf('=');
    return [pair.slice(0, at), pair.slice(at + 1)];
  });
  const template = contents('template.yaml');
  return graphOfTemplate(
    template === undefined ? { Resources: {} } : (parse(template, { customTags }) as Template),
    place,
    Object.fromEntries(parameters),
  );
}

/** The short forms of intrinsic functions as their long ones. */
const customTags = [
  ...['Sub', 'GetAZs'].map((name) => ({
    tag: `!${name}`,
    resolve: (argument: string) => ({ [`Fn::${name}`]: argument }),
  })),
  { tag: '!Ref', resolve: (id: string) => ({ Ref: id }) },
  { tag: '!GetAtt', resolve: (path: string) => ({ 'Fn::GetAtt': path.split('.') }) },
  ...['Select', 'Join'].map((name) => ({
    tag: `!${name}`,
    collection: 'seq' as const,
    resolve: (items: YAMLSeq) => {
      const call = new YAMLMap();
      call.set(`Fn::${name}`, items);
      return call;
    },
  })),
];
