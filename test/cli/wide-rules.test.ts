import { createHash } from 'node:crypto';
import { readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { snapshotText } from '../../src/sources/snapshot/snapshot.ts';
import { A } from '../core/rules/network.ts';
import { full } from '../core/rules/strict-acl.ts';
import { unbarred } from '../core/text/unbarred.ts';
import { emptyFolder, filesOf, run } from './program.ts';
import { KEYS, Terminal } from './terminal.ts';

/** Ids as EC2 gives them. */
const real = (text: string): string =>
  text.replaceAll(
    /(?<=")(vpc|subnet|rtb|sg|acl|pl|vpce)-(?!endpoint"|peering)([\w.-]+)(?=")/g,
    (_, kind: string, name: string) =>
      `${kind}-${createHash('sha256').update(name).digest('hex').slice(0, 17)}`,
  );
const SUBNET = real(`"${A}"`).slice(1, -1);

function inFolder(): { readonly cwd: string; readonly args: readonly string[] } {
  const cwd = emptyFolder();
  writeFileSync(join(cwd, 'vpc.json'), real(snapshotText(full('s3'))));
  const args = ['out', '--snapshot', 'vpc.json', '--subnets', SUBNET, '--launch-type', 'fargate'];
  return { cwd, args: [...args, '--iac', 'terraform', '--services', 'dynamodb'] };
}

describe('a network ACL without room for the addresses of S3', () => {
  it('stays as it is where nobody is asked, and standard error says what is missing', () => {
    const { cwd, args } = inFolder();
    const { code, stdout: printed, stderr } = run([...args, '--yes'], { cwd });
    const stdout = unbarred(printed);
    expect(code).toBe(0);
    expect(stderr).toContain("Left out: tasks can't reach s3, because network ACL acl-");
    expect(stderr).toContain('--allow-wide-rules');
    expect(stdout).toContain('Left out, because it opens more than the tasks need.');
    expect(stdout).toContain('rule 120: allow 443/tcp to 0.0.0.0/0 (wide: more than s3 needs)');
    expect(stdout).toContain('Nothing to generate: the open items above need your decision.');
    expect(readdirSync(cwd)).toEqual(['vpc.json']);
  });

  it('tells the same in the JSON document', () => {
    const { cwd, args } = inFolder();
    const { changes, withheld } = JSON.parse(run([...args, '--json'], { cwd }).stdout);
    expect(changes).toEqual([]);
    expect(withheld.map(({ wide, services }: Record<string, unknown>) => [wide, services])).toEqual([
      [true, ['s3']],
      [true, ['s3']],
    ]);
  });

  it('is opened with --allow-wide-rules, and the plan marks it', () => {
    const { cwd, args } = inFolder();
    const { code, stdout, stderr } = run([...args, '--allow-wide-rules'], { cwd });
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    expect(unbarred(stdout)).toContain(
      '+ outbound rule 120: allow 443/tcp to 0.0.0.0/0 (wide: more than s3 needs)',
    );
    expect(JSON.parse(filesOf(cwd)['out/private-ecs-network.json'] ?? '').answers.allowWideRules).toBe(true);
    expect(filesOf(cwd)['out/main.tf']).toContain('= "0.0.0.0/0"');
    expect(filesOf(cwd)['out/README.md']).toContain('(wide: more than s3 needs)');
  });

  it('is asked about by name in the wizard: the answer is recorded', async () => {
    const { cwd, args } = inFolder();
    const terminal = new Terminal(args, { cwd });
    await terminal.see('no room for rules that allow only the addresses');
    await terminal.see('outbound rule 120: allow 443/tcp to 0.0.0.0/0');
    await terminal.answer('Open these network ACLs wider than the tasks need?', `y`);
    await terminal.answer('Yes, then validate them', KEYS.enter);
    expect(await terminal.exit).toBe(0);
    expect(JSON.parse(filesOf(cwd)['out/private-ecs-network.json'] ?? '').answers.allowWideRules).toBe(true);
    expect(filesOf(cwd)['out/main.tf']).toContain('= "0.0.0.0/0"');
  });

  it('stays as it is where the answer is the default, no', async () => {
    const { cwd, args } = inFolder();
    const terminal = new Terminal(args, { cwd });
    await terminal.answer('Open these network ACLs wider than the tasks need?', KEYS.enter);
    expect(await terminal.exit).toBe(0);
    expect(terminal.text).toContain('Left out, because it opens more than the tasks need.');
    expect(readdirSync(cwd)).toEqual(['vpc.json']);
  });
});
