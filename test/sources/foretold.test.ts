import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { networksOf } from '../../src/sources/planned/to-network.ts';
import { readTemplates } from '../../src/sources/template/read-templates.ts';
import { pathsOf } from './foretold.ts';
import { templateOf } from './template-of.ts';
import { writtenNetwork } from './written-parts.ts';

describe('A network that is written as a template', () => {
  test('has the paths of the network', async () => {
    await fc.assert(
      fc.asyncProperty(writtenNetwork(4), async (made) => {
        const text = JSON.stringify(templateOf(made.parts));
        const { after } = await readTemplates([{ path: 'network.json', text }], {
          parameters: {},
          region: 'eu-west-1',
          readText: () => undefined,
        });
        const [network] = networksOf(after, 'eu-west-1');
        const [meant] = networksOf(made.parts, 'eu-west-1');
        if (!network || !meant) throw new Error('no network');
        expect(pathsOf({ ...made, network })).toEqual(pathsOf({ ...made, network: meant }));
      }),
      { numRuns: 100 },
    );
  }, 60_000);
});
