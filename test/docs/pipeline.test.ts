import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { blocksOf, textOf } from './page.ts';
import { githubSteps } from './pipeline.ts';
import { Reader } from './reader.ts';

describe.skipIf(process.platform === 'win32')(
  'the GitHub job that holds committed code to its answers',
  () => {
    it('passes when it is what they give, and fails when they changed', async () => {
      const reader = new Reader();
      const answers = join(reader.folder, 'network.json');
      const [block] = blocksOf(textOf('docs/ci.md')).filter(({ kind }) => kind === 'json answers');
      writeFileSync(answers, block?.code ?? '');
      const exits = async () => {
        const codes: (number | null)[] = [];
        for (const { run, env } of githubSteps('code')) codes.push((await reader.type(run, env)).code);
        return codes;
      };

      await reader.type('git init --quiet');
      await exits();
      const commit = await reader.type(
        'git add network network.json && git -c user.name=a -c user.email=a@example.com commit --quiet --message network',
      );
      expect(commit).toMatchObject({ code: 0, stderr: '' });
      expect(await exits()).toEqual([0, 0]);

      const { services, ...others } = JSON.parse(readFileSync(answers, 'utf8'));
      writeFileSync(answers, JSON.stringify({ ...others, services: [...services, 'ssm'] }));
      expect(await exits()).toEqual([0, 1]);
    }, 60_000);
  },
);
