import { spawnSync } from 'node:child_process';
import {
  chmodSync,
  existsSync,
  mkdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { NEW_VPC_FORMATS, NO_FORMAT } from '../formats-that.ts';
import { emptyFolder, filesOf, NEW_VPC_FLAGS, OFFLINE_FLAGS, run, withFlags } from './program.ts';
import { KEYS, Terminal } from './terminal.ts';

const RECORD = 'private-ecs-network.json';

/** A directory `net` with a first run in it. */
function firstRun(flags: readonly string[] = NEW_VPC_FLAGS) {
  const cwd = emptyFolder();
  expect(run(['net', ...flags, '--yes'], { cwd })).toMatchObject({ code: 0, stderr: '' });
  const net = join(cwd, 'net');
  return {
    cwd,
    net,
    files: () => filesOf(net),
    again: (...args: string[]) => run(['net', ...args, '--yes'], { cwd }),
    recorded: () => JSON.parse(filesOf(net)[RECORD] ?? ''),
  };
}

describe.each(NEW_VPC_FORMATS)('a second run as %s', (iac) => {
  it.each([
    ['a new VPC', NEW_VPC_FLAGS],
    ['a VPC that exists', OFFLINE_FLAGS],
  ])('changes nothing in %s where nothing else is asked for', (_, flags) => {
    const { files, again } = firstRun(withFlags(flags, { '--iac': iac, '--services': 'logs' }));
    const written = files();
    const { code, stdout } = again();
    expect(code).toBe(0);
    expect(stdout).toContain('Nothing changed: net is up to date.');
    expect(files()).toEqual(written);
    expect(JSON.parse(again('--json').stdout).update).toEqual({
      adds: [],
      removes: [],
      prerequisites: { adds: [], leaves: [] },
      files: { added: [], changed: [], removed: [] },
    });
  });

  it('gives what a first run with the other answers would have given', () => {
    const { cwd, files, again } = firstRun(withFlags(NEW_VPC_FLAGS, { '--iac': iac, '--services': 'logs' }));
    const other = withFlags(NEW_VPC_FLAGS, {
      '--iac': iac,
      '--services': 'ssm,dynamodb',
      '--tags': 'team=a',
    });
    expect(again('--services', 'ssm,dynamodb', '--tags', 'team=a', '--allow-removal').code).toBe(0);
    expect(run(['first', ...other, '--yes'], { cwd }).code).toBe(0);
    expect(files()).toEqual(filesOf(join(cwd, 'first')));
  });

  it('removes the files that are no longer made, and leaves those of others', () => {
    const { net, files, again, recorded } = firstRun(withFlags(NEW_VPC_FLAGS, { '--iac': iac }));
    const record = recorded();
    // As if an earlier version had made one file more.
    writeFileSync(join(net, 'old.txt'), 'old');
    record.files['old.txt'] = 'cba06b5736faf67e54b07b561eae94395e774c517a7d910a54369e1263ccfbd4';
    writeFileSync(join(net, RECORD), JSON.stringify(record, null, 2));
    writeFileSync(join(net, 'mine.txt'), 'mine');
    expect(again('--services', 'logs').stdout).toContain('Files that go: old.txt');
    expect(files()).not.toHaveProperty('old.txt');
    expect(files()['mine.txt']).toBe('mine');
  });
});

describe('a second run', () => {
  it('says what is added, and writes nothing with --dry-run', () => {
    const { files, again } = firstRun();
    const written = files();
    const { stdout } = again('--services', 'logs', '--dry-run');
    expect(stdout).toContain('Compared with the run before:\n  + endpoint for logs\n');
    expect(stdout).not.toMatch(/^ {2}\+ network interface/m);
    expect(files()).toEqual(written);
  });

  it.each(NEW_VPC_FORMATS)('prints a diff that git can apply with --dry-run, of %s', (iac) => {
    const { cwd, net, files, again } = firstRun(
      withFlags(NEW_VPC_FLAGS, { '--iac': iac, '--services': 'logs' }),
    );
    writeFileSync(join(net, 'README.md'), `${files()['README.md']}`.replaceAll('\n', '\r\n'));
    const { stdout } = again('--services', 'ssm,dynamodb', '--allow-removal', '--dry-run');
    const diff = stdout.slice(stdout.indexOf('--- '), stdout.indexOf('Nothing was written'));
    expect(diff).toMatch(/^\+.*ssm/m);
    writeFileSync(join(cwd, 'net.diff'), diff);
    writeFileSync(join(net, 'README.md'), files()['README.md']?.replaceAll('\r\n', '\n') ?? '');
    expect(spawnSync('git', ['apply', 'net.diff'], { cwd, encoding: 'utf8' })).toMatchObject({
      status: 0,
      stderr: '',
    });
    expect(again('--services', 'ssm,dynamodb', '--allow-removal').stdout).toContain('Nothing changed');
  });

  it('prints no file with --dry-run where nothing changes', () => {
    const { stdout } = firstRun().again('--dry-run');
    expect(stdout).toContain('Nothing changed: net is up to date.\n\nNothing was written (--dry-run).');
  });

  it('forgets nothing with --dry-run', () => {
    const { files, again } = firstRun();
    const written = files();
    expect(again('--forget', '--dry-run')).toMatchObject({ code: 2, stdout: '' });
    expect(files()).toEqual(written);
  });

  it('removes nothing unless that is allowed', () => {
    const { files, again } = firstRun(withFlags(NEW_VPC_FLAGS, { '--services': 'logs,ssm' }));
    const written = files();
    const { code, stdout, stderr } = again('--services', 'ssm');
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
    expect(stderr).toContain('- endpoint for logs: requests from the tasks to logs are blocked then');
    expect(files()).toEqual(written);
    expect(again('--services', 'ssm', '--allow-removal').code).toBe(0);
    expect(files()['terraform.tfvars']).toBeDefined();
    expect(files()['main.tf']).not.toContain('logs');
  });

  it('never moves the subnets of a new VPC', () => {
    const { again, recorded } = firstRun();
    const { blocks } = recorded();
    expect(again('--az-count', '3').code).toBe(0);
    expect(recorded().blocks).toEqual([...blocks, '10.0.128.0/18']);
    const less = again('--az-count', '2');
    expect(less.code).toBe(2);
    expect(less.stderr).toContain('- subnet 10.0.128.0/18 of the new VPC');
    expect(again('--az-count', '6').stderr).toContain('has no free block of the size of 10.0.0.0/18');
    expect(again('--vpc-cidr', '10.1.0.0/16').stderr).toContain("which 10.1.0.0/16 doesn't hold");
  });

  it.each<[what: string, first: Record<string, string>, then: string[], message: string]>([
    [
      'another CIDR block',
      { '--vpc-cidr': '10.0.0.0/20' },
      ['--vpc-cidr', '10.0.0.0/16'],
      '- VPC 10.0.0.0/20',
    ],
    [
      'other zones',
      { '--azs': 'eu-west-1a,eu-west-1b' },
      ['--azs', 'eu-west-1b,eu-west-1a'],
      '- subnet 10.0.0.0/18 of the new VPC, in eu-west-1a',
    ],
    [
      'zones where none were named',
      {},
      ['--azs', 'eu-west-1b,eu-west-1c'],
      '- subnet 10.0.0.0/18 of the new VPC',
    ],
    ['a narrower policy', {}, ['--s3-policy', 'ecr-only'], '- access to all of s3 through its endpoint'],
  ])('counts %s as a removal', (_, first, then, message) => {
    const { files, again } = firstRun(withFlags(NEW_VPC_FLAGS, first));
    const written = files();
    const { code, stderr } = again(...then);
    expect(code).toBe(2);
    expect(stderr).toContain(`${message}\n`);
    expect(files()).toEqual(written);
  });

  it('counts other task groups as a removal of those before', () => {
    const groups = withFlags(OFFLINE_FLAGS, { '--task-security-groups': 'sg-0aaaaaaa' });
    const { stderr } = firstRun(groups).again('--task-security-groups', 'sg-0bbbbbbb');
    expect(stderr).toContain('- access to the new endpoints from sg-0aaaaaaa\n');
  });

  it('corrects a hash in the record where the file is right', () => {
    const { net, files, again, recorded } = firstRun();
    const written = files();
    const record = recorded();
    record.files['main.tf'] = '0'.repeat(64);
    writeFileSync(join(net, RECORD), JSON.stringify(record, null, 2));
    expect(again().code).toBe(0);
    expect(files()).toEqual(written);
  });

  it('goes on from a record of an earlier version, and from one with a byte order mark', () => {
    const { net, recorded, again } = firstRun();
    const { byHand: _, ...earlier } = recorded();
    writeFileSync(join(net, RECORD), `\uFEFF${JSON.stringify(earlier)}`);
    expect(again('--services', 'logs').code).toBe(0);
    expect(recorded().byHand).toEqual([]);
    writeFileSync(join(net, RECORD), `\uFEFF${JSON.stringify(recorded())}`);
    expect(again()).toMatchObject({ code: 0, stderr: '' });
  });

  it.each([
    ['cdk', 'bin/app.ts'],
    ['cloudformation', 'README.md'],
  ])('never gives the stack of %s another name', (iac, path) => {
    const { net, files, again, recorded } = firstRun(withFlags(OFFLINE_FLAGS, { '--iac': iac }));
    const usual = 'private-ecs-vpc-0a1b2c3d4e5f60718';
    const { stackName, ...rest } = recorded();
    expect(stackName).toBe(usual);
    // As if an earlier version had called it otherwise.
    writeFileSync(join(net, RECORD), JSON.stringify({ ...rest, stackName: 'shop-network' }));
    expect(again('--services', 'logs').code).toBe(0);
    expect(recorded()).toMatchObject({ stackName: 'shop-network', name: 'private-ecs' });
    expect(files()[path]).toContain('shop-network');
    expect(files()[path]).not.toContain(usual);
    // Records of the first versions hold no such name.
    const { stackName: _, ...first } = recorded();
    writeFileSync(join(net, RECORD), JSON.stringify(first));
    expect(again('--services', 'logs').code).toBe(0);
    expect(recorded().stackName).toBe(usual);
    expect(files()[path]).toContain(usual);
  });

  it('takes other line ends for the same text', () => {
    const { net, files, again } = firstRun();
    for (const [path, text] of Object.entries(files()))
      writeFileSync(join(net, path), text.replaceAll('\n', '\r\n'));
    expect(again().stdout).toContain('Nothing changed');
  });

  it('deletes no file that is edited, with --force either', () => {
    const { net, files, again, recorded } = firstRun();
    const record = recorded();
    writeFileSync(join(net, 'mine.txt'), 'mine');
    record.files['mine.txt'] = '0'.repeat(64);
    writeFileSync(join(net, RECORD), JSON.stringify(record, null, 2));
    again('--services', 'logs', '--force');
    expect(files()['mine.txt']).toBe('mine');
  });

  it('works from the snapshot that the first run had', () => {
    const snapshot = join(process.cwd(), 'docs/examples/nat-leak.snapshot.json');
    const { subnets } = JSON.parse(readFileSync(snapshot, 'utf8'));
    const { id } = subnets.find(({ name }: { name?: string }) => name === 'shop-tasks-a');
    const flags = ['--snapshot', snapshot, '--launch-type', 'fargate', '--subnets', id, '--iac', 'cdk'];
    expect(firstRun(flags).again().stdout).toContain('Nothing changed');
  });

  it('refuses to replace a file that somebody edited, and names it', () => {
    const { net, files, again } = firstRun();
    writeFileSync(join(net, 'main.tf'), `${files()['main.tf']}\n# mine\n`);
    const edited = files();
    const { code, stdout, stderr } = again('--services', 'logs');
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
    expect(stderr).toContain('Edited since they were generated, in net: main.tf.');
    expect(files()).toEqual(edited);
    expect(again('--services', 'logs', '--force').code).toBe(0);
    expect(files()['main.tf']).not.toContain('# mine');
  });

  it('brings back a file that is gone', () => {
    const { net, files, again } = firstRun();
    const written = files();
    rmSync(join(net, 'main.tf'));
    expect(again().code).toBe(0);
    expect(files()).toEqual(written);
  });

  it.each([
    ['Region', ['--region', 'us-east-1'], '--region is us-east-1, but net has code for eu-west-1.'],
    ['format', ['--iac', 'cdk'], '--iac is cdk, but net has code for terraform.'],
    ['name', ['--name', 'other'], '--name is other, but net has code for private-ecs.'],
    ['VPC', ['--vpc', 'vpc-0a1b2c3d'], '--vpc is vpc-0a1b2c3d, but net has code for new.'],
  ])('refuses another %s', (_, flags, message) => {
    const { files, again } = firstRun();
    const written = files();
    const { code, stdout, stderr } = again(...flags);
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
    expect(stderr).toContain(message);
    expect(files()).toEqual(written);
  });

  it.each<[format: string, flags: readonly string[], reason: string]>([
    ['Terraform', NEW_VPC_FLAGS, 'Terraform would first delete the rules that let the tasks in'],
    [
      'a Terraform module',
      [...NEW_VPC_FLAGS, '--terraform-layout', 'module'],
      'So keep it in your call of the module, too.',
    ],
    ['CDK', withFlags(NEW_VPC_FLAGS, { '--iac': 'cdk' }), 'a stack of that name would be a second one'],
    [
      'CloudFormation',
      withFlags(OFFLINE_FLAGS, { '--iac': 'cloudformation' }),
      'The name is the value of the tag by which a run knows',
    ],
  ])('says why code of %s keeps its name, whatever is allowed', (_, flags, reason) => {
    const { cwd, files, again } = firstRun(flags);
    const written = files();
    for (const more of [[], ['--force', '--allow-removal'], ['--dry-run'], ['--services', 'logs']]) {
      const { code, stdout, stderr } = again('--name', 'other', ...more);
      expect({ more, code, stdout }).toEqual({ more, code: 2, stdout: '' });
      expect(stderr).toContain('--name is other, but net has code for private-ecs.');
      expect(stderr.replaceAll(/\s+\|?\s*/g, ' ')).toContain(reason);
    }
    const env = { PRIVATE_ECS_NAME: 'other' };
    expect(run(['net', '--yes'], { cwd, env })).toMatchObject({ code: 2, stdout: '' });
    expect(files()).toEqual(written);
    // The name that it has is no change.
    expect(again('--name', 'private-ecs').code).toBe(0);
  });

  it('refuses the Region of the environment, too', () => {
    const { cwd } = firstRun();
    const { code, stderr } = run(['net', '--yes'], { cwd, env: { AWS_REGION: 'us-east-1' } });
    expect(code).toBe(2);
    expect(stderr).toContain('AWS_REGION is us-east-1, but net has code for eu-west-1.');
  });

  it('takes a recorded switch back', () => {
    const { files, again, recorded } = firstRun([...NEW_VPC_FLAGS, '--service-connect']);
    expect(files()['main.tf']).toContain('ecs-agent');
    expect(again('--service-connect=false', '--allow-removal').code).toBe(0);
    expect(recorded().answers.serviceConnect).toBe(false);
    expect(files()['main.tf']).not.toContain('ecs-agent');
    expect(again('--service-connect=perhaps').code).toBe(2);
  });

  it('lets go of recorded facts that make no sense any more', () => {
    // Without credentials the VPC can't be read, but the facts of the offline run stand in the way no longer.
    const { code, stderr } = firstRun(OFFLINE_FLAGS).again('--offline=false');
    expect(code).toBe(2);
    expect(stderr).not.toContain("can't be used here");
    expect(stderr).toContain('No AWS credentials found');
  });

  it.each([
    ['a new VPC', NEW_VPC_FLAGS],
    ['a VPC that is not read', OFFLINE_FLAGS],
  ])('replaces no code of %s without its record, with --force either', (_, flags) => {
    const { net, files, again } = firstRun(flags);
    rmSync(join(net, RECORD));
    const written = files();
    const { code, stderr } = again(...flags, '--force');
    expect(code).toBe(2);
    expect(stderr).toContain('has generated code without its private-ecs-network.json');
    expect(files()).toEqual(written);
  });

  it('keeps the mode of a file, and leaves no empty directory', () => {
    const { net, files, again, recorded } = firstRun();
    chmodSync(join(net, 'main.tf'), 0o640);
    const record = recorded();
    mkdirSync(join(net, 'old'));
    writeFileSync(join(net, 'old', 'a.txt'), 'old');
    record.files['old/a.txt'] = 'cba06b5736faf67e54b07b561eae94395e774c517a7d910a54369e1263ccfbd4';
    writeFileSync(join(net, RECORD), JSON.stringify(record));
    expect(again('--services', 'logs').code).toBe(0);
    expect(statSync(join(net, 'main.tf')).mode & 0o777).toBe(0o640);
    expect(existsSync(join(net, 'old'))).toBe(false);
    expect(files()).not.toHaveProperty('old/a.txt');
  });

  it('is the same from wherever it is called', () => {
    const { cwd, net } = firstRun();
    mkdirSync(join(cwd, 'elsewhere'));
    renameSync(net, join(cwd, 'elsewhere', 'moved'));
    expect(run(['elsewhere/moved', '--yes'], { cwd }).stdout).toContain('Nothing changed');
    expect(run(['.', '--yes'], { cwd: join(cwd, 'elsewhere', 'moved') }).stdout).toContain('Nothing changed');
  });
});

describe('what could be taken for something else', () => {
  it('takes the name of the command', () => {
    const cwd = emptyFolder();
    expect(run(['create', 'net', ...NEW_VPC_FLAGS, '--yes'], { cwd }).code).toBe(0);
    expect(Object.keys(filesOf(cwd)).every((path) => path.startsWith('net/'))).toBe(true);
  });

  it.each<[what: string, args: string[], message: string]>([
    ['a command with a slip in it', ['docter', '--vpc', 'new'], 'did you mean doctor?'],
    ['create with a slip in it', ['craete', ...NEW_VPC_FLAGS], 'did you mean create?'],
    [
      'a list with spaces',
      ['--services', 'logs', 'secretsmanager', ...NEW_VPC_FLAGS],
      '--services logs,secretsmanager',
    ],
    ['a second word', ['net', 'other', ...NEW_VPC_FLAGS], '"other" is an unexpected argument'],
  ])('refuses %s', (_, args, message) => {
    const cwd = emptyFolder();
    const { code, stdout, stderr } = run([...args, '--yes'], { cwd });
    expect({ code, stdout, files: filesOf(cwd) }).toEqual({ code: 2, stdout: '', files: {} });
    expect(stderr).toContain(message);
  });
});

describe('--forget', () => {
  it('removes the record and nothing else', () => {
    const { files, again } = firstRun();
    const { [RECORD]: _, ...rest } = files();
    const { code, stdout } = again('--forget');
    expect(code).toBe(0);
    expect(stdout).toContain(`Removed net/${RECORD}.`);
    expect(files()).toEqual(rest);
    expect(again('--forget')).toMatchObject({ code: 2, stdout: '' });
  });

  it('leaves what is no record', () => {
    const { net, again } = firstRun();
    writeFileSync(join(net, RECORD), '{"their":"file"}');
    expect(again('--forget')).toMatchObject({ code: 2, stdout: '' });
    expect(readFileSync(join(net, RECORD), 'utf8')).toBe('{"their":"file"}');
  });
});

describe('doctor with a directory', () => {
  it('takes the answers of the record', () => {
    const cwd = emptyFolder();
    const snapshot = join(process.cwd(), 'docs/examples/nat-leak.snapshot.json');
    const flags = ['--snapshot', snapshot, '--launch-type', 'fargate', '--services', 'logs'];
    const subnets = JSON.parse(readFileSync(snapshot, 'utf8')).subnets.slice(0, 1);
    const where = ['--subnets', subnets[0].id];
    expect(run(['net', ...flags, ...where, '--iac', 'terraform', '--yes'], { cwd }).code).toBe(0);
    const report = run(['doctor', 'net', '--json'], { cwd });
    expect(report.stderr).not.toContain('Missing');
    const { code, ...told } = JSON.parse(report.stdout);
    const { code: none, ...asked } = JSON.parse(
      run(['doctor', ...flags, ...where, '--json'], { cwd }).stdout,
    );
    expect(told).toEqual(asked);
    expect(none).toEqual([]);
    expect(code).toMatchObject([{ kind: 'code-not-deployed', severity: 'warning', origin: ['net'] }]);
    expect(code[0].message).toContain('endpoint for logs');
  });

  it('names files that were edited or are gone', () => {
    const cwd = emptyFolder();
    const snapshot = join(process.cwd(), 'docs/examples/nat-leak.snapshot.json');
    const subnet = JSON.parse(readFileSync(snapshot, 'utf8')).subnets[0].id;
    const flags = [
      '--snapshot',
      snapshot,
      '--subnets',
      subnet,
      '--launch-type',
      'fargate',
      '--services',
      'logs',
    ];
    expect(run(['net', ...flags, '--iac', 'terraform', '--yes'], { cwd }).code).toBe(0);
    writeFileSync(join(cwd, 'net', 'main.tf'), '# mine');
    rmSync(join(cwd, 'net', 'outputs.tf'));
    const { stdout } = run(['doctor', 'net'], { cwd });
    expect(stdout).toContain('record says: main.tf.\n');
    expect(stdout).toContain('net: Gone: outputs.tf. Running create again brings that back.\n');
  });

  it('says that a directory has no record', () => {
    const { code, stderr } = run(['doctor', 'nothing'], { cwd: emptyFolder() });
    expect(code).toBe(2);
    expect(stderr).toContain(`nothing has no ${RECORD}`);
  });
});

describe('a record', () => {
  it('holds no path, profile or other thing of the machine', () => {
    const cwd = emptyFolder();
    const env = { PRIVATE_ECS_PROFILE: 'somebody' };
    expect(run([join(cwd, 'net'), ...NEW_VPC_FLAGS, '--yes'], { cwd, env }).code).toBe(0);
    const text = readFileSync(join(cwd, 'net', RECORD), 'utf8');
    expect(text).not.toContain(cwd);
    expect(text).not.toContain('somebody');
  });

  /** Each edit of the record's text, and what is said of it. */
  it.each<[what: string, edit: (text: string) => string, message: string]>([
    ['cut off', (text) => text.slice(0, 200), 'is not JSON'],
    ['empty', () => '', 'is not JSON'],
    ['of another kind', () => '[1, 2]', "isn't a record of this tool"],
    [
      'of a newer schema',
      (text) => text.replace('"schemaVersion": 1', '"schemaVersion": 2'),
      'newer version',
    ],
    [
      'with a merge conflict',
      (text) => `<<<<<<< ours\n${text}=======\n${text}>>>>>>> theirs\n`,
      'merge conflict',
    ],
    ['without its files', (text) => text.replace(/"files": \{[^}]*\}/, '"files": 5'), 'files'],
    ['with a hidden file', (text) => text.replace('"main.tf"', '".git/config"'), 'one that is not generated'],
    ['with another name for a file', (text) => text.replace('"main.tf"', '"./main.tf"'), 'not generated'],
    [
      'with two formats',
      (text) => text.replace('"iac": "terraform"', '"iac": "cdk"'),
      'contradicts itself about iac',
    ],
    [
      'with another layout than its files',
      (text) => text.replace('"launchType"', '"terraformLayout": "module", "launchType"'),
      'contradicts itself about terraformLayout',
    ],
    [
      'with a name that is none',
      (text) => text.replace('"name": "private-ecs"', '"name": "x y"'),
      'no name prefix',
    ],
    [
      'with a file elsewhere',
      (text) => text.replace('"main.tf"', '"../../main.tf"'),
      'outside of the directory',
    ],
    [
      'with an absolute path',
      (text) => text.replace('"main.tf"', '"/etc/passwd"'),
      'outside of the directory',
    ],
    ['with a field too many', (text) => text.replace('"schemaVersion"', '"x": 1, "schemaVersion"'), 'x'],
    [
      'with an unknown change',
      (text) => text.replace('create-gateway-endpoint', 'delete-everything'),
      "isn't a record of this tool",
    ],
    [
      'with an unknown answer',
      (text) => text.replace('"launchType"', '"lunchType"'),
      '"lunchType" is an unknown option',
    ],
    [
      'with an answer that cannot be',
      (text) => text.replace('"fargate"', '"\\u001b[31mred"'),
      'is not one of fargate, ec2',
    ],
    [
      'with a stack whose name is none',
      (text) => text.replace('"name": "private-ecs"', '"name": "private-ecs", "stackName": "a b"'),
      'is no name of a stack',
    ],
    ['of another format', (text) => text.replace(/"terraform"/g, `"${NO_FORMAT}"`), NO_FORMAT],
  ])('%s is refused with a sentence, and nothing is written', (_, edit, message) => {
    const { net, files, again } = firstRun();
    writeFileSync(join(net, RECORD), edit(files()[RECORD] ?? ''));
    const before = files();
    const { code, stdout, stderr } = again('--services', 'logs');
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
    expect(stderr).toContain(message);
    expect(stderr).not.toContain('\u001b');
    expect(stderr).not.toContain('Internal error');
    expect(files()).toEqual(before);
  });
});

describe.each([80, 50])('the wizard in a directory of an earlier run, at %s columns', (columns) => {
  const started = (flags?: readonly string[]) => {
    const first = firstRun(flags);
    return { ...first, terminal: new Terminal(['net'], { cwd: first.cwd, columns, rows: 24 }) };
  };

  it('changes nothing with one key', async () => {
    const { terminal, files } = started();
    const written = files();
    await terminal.see('change?');
    await terminal.answer('Nothing', KEYS.enter);
    await terminal.see('Nothing changed');
    expect(await terminal.exit).toBe(0);
    expect(files()).toEqual(written);
  });

  it('selects the recorded services at first, says what is removed, and asks once more', async () => {
    const services = ['logs', 'ssm', 'transcribestreaming'];
    const { terminal, files, recorded } = started(
      withFlags(NEW_VPC_FLAGS, { '--services': services.join() }),
    );
    const written = files();
    await terminal.answer('The AWS services', KEYS.down + KEYS.enter);
    await terminal.see('◼ logs');
    await terminal.answer('Type:', 'logs');
    await terminal.answer('(1 match)', KEYS.space);
    await terminal.answer('◻ logs', KEYS.enter);
    await terminal.answer('more lines', 'n');
    await terminal.see('Go on?');
    await terminal.see('└');
    // Both are on the screen when the question is asked.
    const screen = (await terminal.screen()).map((line) => line.replace(/^│[ |]*/, '')).join(' ');
    expect(screen).toMatch(/- endpoint for logs: requests from the tasks to logs are blocked then\s/);
    expect(screen).toMatch(/◆ {2}Deploying this removes 1 item\. Go on\? +○ Yes \/ ● No/);
    await terminal.answer('', KEYS.enter);
    expect(await terminal.exit).toBe(130);
    expect(files()).toEqual(written);
    expect(recorded().answers.services).toEqual(services);
  });

  it('writes what was agreed to', async () => {
    const { terminal, recorded } = started(
      withFlags(NEW_VPC_FLAGS, { '--services': 'logs,ssm,transcribestreaming' }),
    );
    await terminal.answer('The AWS services', KEYS.down + KEYS.enter);
    await terminal.see('◼ logs');
    await terminal.answer('Type:', 'logs');
    await terminal.answer('(1 match)', KEYS.space);
    await terminal.answer('◻ logs', KEYS.enter);
    await terminal.answer('more lines', 'n');
    await terminal.see('- endpoint for logs');
    await terminal.answer('Go on?', 'y');
    await terminal.answer('Yes, then validate them', KEYS.enter);
    expect(await terminal.exit).toBe(0);
    expect(recorded().answers.services).toEqual(['ssm', 'transcribestreaming']);
  });
});

describe('a Terraform module', () => {
  const flags = [...NEW_VPC_FLAGS, '--terraform-layout', 'module'];

  it.each([
    ['a new VPC', NEW_VPC_FLAGS],
    ['a VPC that exists', OFFLINE_FLAGS],
  ])('stays the same in %s, and takes another service', (_, where) => {
    const { files, again, recorded, net, cwd } = firstRun([...where, '--terraform-layout', 'module']);
    const written = files();
    expect(recorded().answers.terraformLayout).toBe('module');
    expect(Object.keys(written)).not.toContain('terraform.tfvars');
    expect(again().stdout).toContain('Nothing changed: net is up to date.');
    expect(again('--terraform-layout', 'module').stdout).toContain('Nothing changed');
    expect(files()).toEqual(written);
    const more = again('--services', 'logs,dynamodb');
    expect(more.stdout).toContain('+ endpoint for logs');
    const next = /\nNext:\n([\s\S]*?)\n\n/.exec(more.stdout)?.[1]?.replaceAll(/\n {2}[|] /g, ' ');
    expect(next).toContain('paste the block module "private_ecs" from net/README.md');
    expect(next).not.toContain('cd ');
    const other = withFlags([...where, '--terraform-layout', 'module'], { '--services': 'logs,dynamodb' });
    expect(run(['first', ...other, '--yes'], { cwd }).code).toBe(0);
    expect(filesOf(net)).toEqual(filesOf(join(cwd, 'first')));
  });

  it.each([
    ['module', [], 'root'],
    ['root', ['--terraform-layout', 'module'], 'module'],
  ])('of the layout %s is refused where the code has another one', (wanted, more, held) => {
    const { files, again } = firstRun([...NEW_VPC_FLAGS, ...more]);
    const written = files();
    const { code, stderr } = again('--terraform-layout', wanted, '--force', '--allow-removal');
    expect(code).toBe(2);
    expect(stderr).toContain(`--terraform-layout is ${wanted}, but net has the layout ${held}.`);
    expect(files()).toEqual(written);
  });

  it('is refused where somebody took the layout out of its record', () => {
    const { net, files, again } = firstRun(flags);
    writeFileSync(join(net, RECORD), files()[RECORD]?.replace(/ *"terraformLayout": "module",\n/, '') ?? '');
    const edited = files();
    for (const more of [[], ['--terraform-layout', 'root'], ['--force', '--allow-removal']]) {
      const { code, stdout, stderr } = again(...more);
      expect({ code, stdout, files: files() }).toEqual({ code: 2, stdout: '', files: edited });
      expect(stderr).toContain('contradicts itself about terraformLayout. Restore it');
    }
  });

  it('is no layout of another format, and cannot import', () => {
    const cwd = emptyFolder();
    const cdk = run(['net', ...withFlags(flags, { '--iac': 'cdk' }), '--yes'], { cwd });
    expect(cdk).toMatchObject({ code: 2, stdout: '' });
    expect(cdk.stderr).toContain("--terraform-layout can't be used here: only --iac terraform has layouts.");
    const place = ['--region', 'eu-west-1', '--vpc', 'vpc-0a1b2c3d', '--subnets', 'subnet-0aaa1111'];
    const how = ['--launch-type', 'fargate', '--iac', 'terraform', '--terraform-layout', 'module', '--adopt'];
    const adopting = run(['net', ...place, ...how, '--yes'], { cwd });
    expect(adopting).toMatchObject({ code: 2, stdout: '' });
    expect(adopting.stderr).toContain(
      "--adopt can't be used here: import blocks can only be in a root module",
    );
  });
});

describe.each([
  ['terraform', '.terraform/'],
  ['cdk', 'cdk.out/'],
])('the .gitignore of %s', (iac, line) => {
  const flags = withFlags(NEW_VPC_FLAGS, { '--iac': iac });

  it('is written with the code, and again where it is gone', () => {
    const { net, files, again, recorded } = firstRun(flags);
    const written = files();
    expect(written['.gitignore']?.split('\n')).toContain(line);
    expect(Object.keys(recorded().files)).toContain('.gitignore');
    rmSync(join(net, '.gitignore'));
    expect(again().stdout).toContain('- .gitignore\n');
    expect(files()).toEqual(written);
  });

  it('stays what somebody made of it, which is no change', () => {
    const { net, files, again } = firstRun(flags);
    writeFileSync(join(net, '.gitignore'), `${files()['.gitignore']}.env\n`);
    const edited = files();
    expect(again()).toMatchObject({ code: 0, stderr: '' });
    expect(files()).toEqual(edited);
    expect(again('--services', 'logs').code).toBe(0);
    expect(files()['.gitignore']).toBe(edited['.gitignore']);
  });

  it('gives way to one that is there, with --force either, and says what that lacks', () => {
    const cwd = emptyFolder();
    const net = join(cwd, 'net');
    mkdirSync(join(net, '.git'), { recursive: true });
    writeFileSync(join(net, '.gitignore'), 'mine\n');
    const first = run(['net', ...flags, '--yes'], { cwd });
    expect(first.code).toBe(0);
    expect(first.stderr).toContain(`${join('net', '.gitignore')} is yours and stays as it is. Add to it: `);
    expect(first.stderr).toContain(line);
    expect(filesOf(net)['.gitignore']).toBe('mine\n');
    expect(JSON.parse(filesOf(net)[RECORD] ?? '').files).not.toHaveProperty('.gitignore');
    const written = filesOf(net);
    expect(run(['net', '--yes'], { cwd })).toMatchObject({ code: 0, stderr: '' });
    expect(run(['net', '--yes', '--force'], { cwd }).code).toBe(0);
    expect(filesOf(net)).toEqual(written);
    expect(run(['net', '--services', 'logs', '--yes'], { cwd }).code).toBe(0);
    expect(filesOf(net)['.gitignore']).toBe('mine\n');
  });
});
