import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { githubSteps } from '../docs/pipeline.ts';
import { Reader } from '../docs/reader.ts';
import { TEMPLATE } from '../reports/code-fix/template-cases.ts';
import { MAIN, VERSIONS } from '../reports/code-fix/terraform-cases.ts';
import { runnerCommands } from '../reports/runner.ts';
import { cliConfigurationIn } from './terraform-cli.ts';
import { describeWithTools } from './tools.ts';

/** The pages' GitHub jobs that look at code, typed into a checkout of that code. */
async function typed(reader: Reader, job: string, env: Readonly<Record<string, string>> = {}) {
  const outcomes = [];
  for (const step of githubSteps(job)) outcomes.push(await reader.type(step.run, { ...step.env, ...env }));
  return outcomes;
}

describeWithTools(['terraform'], 'the GitHub job that annotates a pull request', () => {
  it('fails at the lines of what would stop tasks', async () => {
    const reader = new Reader();
    // The real one, not what stands for it.
    rmSync(join(reader.folder, '.tools/terraform'));
    writeFileSync(join(reader.folder, 'main.tf'), MAIN);
    writeFileSync(join(reader.folder, 'versions.tf'), VERSIONS.contents);
    const env = { TF_CLI_CONFIG_FILE: cliConfigurationIn(reader.folder), CHECKPOINT_DISABLE: '1' };
    const [plan, doctor, ...others] = await typed(reader, 'annotations', env);
    expect(others).toEqual([]);
    expect(plan).toMatchObject({ code: 0 });
    expect(doctor).toMatchObject({ code: 1, stderr: '' });
    const places = runnerCommands(doctor?.stdout ?? '').map(({ name, properties }) => {
      const { file, line, title } = properties;
      const { length } = MAIN.split('\n')
        .slice(0, Number(line) - 1)
        .join('\n');
      return { name, file, title, block: MAIN.slice(length + 1).split('\n')[0] };
    });
    expect(places).toContainEqual({
      name: 'error',
      file: 'main.tf',
      title: 'endpoint-security-group-blocks',
      block: 'resource "aws_security_group" "endpoints" {',
    });
  }, 120_000);
});

it.skipIf(process.platform === 'win32')(
  'the GitHub job for code scanning leaves alerts at the lines of a template',
  async () => {
    const reader = new Reader();
    writeFileSync(join(reader.folder, 'network.yaml'), TEMPLATE);
    const [doctor, ...others] = await typed(reader, 'code-scanning');
    expect(others).toEqual([]);
    expect(doctor).toMatchObject({ code: 1, stderr: '' });
    const { runs } = JSON.parse(readFileSync(join(reader.folder, 'doctor.sarif'), 'utf8'));
    const line = TEMPLATE.split('\n').indexOf('  TableB:') + 1;
    expect(runs[0].results).toContainEqual(
      expect.objectContaining({
        ruleId: 's3-route-missing',
        locations: expect.arrayContaining([
          expect.objectContaining({
            physicalLocation: { artifactLocation: { uri: 'network.yaml' }, region: { startLine: line } },
          }),
        ]),
      }),
    );
  },
);
