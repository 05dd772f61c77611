import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { FORMAT_NAMES } from '../../src/formats/formats.ts';
import { NO_FORMAT } from '../formats-that.ts';
import { emptyFolder, filesOf, NEW_VPC_FLAGS, OFFLINE_FLAGS, run, withFlags } from './program.ts';

/** Each is refused with exit code 2, nothing on standard output, and a sentence that names the value. */
describe('bad values are refused, and nothing is written', () => {
  const newVpc = (changes: Record<string, string | undefined>) => withFlags(NEW_VPC_FLAGS, changes);
  const offline = (changes: Record<string, string | undefined>) => withFlags(OFFLINE_FLAGS, changes);

  it.each<[what: string, args: string[], named: string]>([
    ['a malformed VPC id', offline({ '--vpc': 'vpc-12' }), `"vpc-12" isn't a valid VPC ID`],
    ['an upper-case id', offline({ '--vpc': 'vpc-0A1B2C3D' }), `"vpc-0A1B2C3D" isn't a valid VPC ID`],
    [
      'a subnet for a VPC',
      offline({ '--vpc': 'subnet-0a1b2c3d' }),
      '"subnet-0a1b2c3d" is the ID of a subnet, not of a VPC',
    ],
    ['a malformed subnet id', offline({ '--subnets': 'subnet-zz,subnet-0bbbbbbb' }), '"subnet-zz"'],
    [
      'a subnet twice',
      offline({ '--subnets': 'subnet-0aaaaaaa,subnet-0aaaaaaa' }),
      '"subnet-0aaaaaaa" is named twice',
    ],
    ['an empty list', offline({ '--subnets': ',' }), '--subnets: names nothing'],
    ['a malformed route table', offline({ '--route-tables': 'rtb-1' }), '"rtb-1"'],
    ['a malformed security group', offline({ '--task-security-groups': 'default' }), '"default"'],
    ['a Region that is none', newVpc({ '--region': 'europe' }), '"europe" is not an AWS Region'],
    ['a zone of another Region', offline({ '--azs': 'us-east-1a,us-east-1b' }), 'us-east-1a'],
    ['a zone that is none', offline({ '--azs': 'a,b' }), '"a" is not an Availability Zone'],
    [
      'a zone of a Region whose name begins the same',
      offline({ '--azs': 'eu-west-1a,eu-west-12a' }),
      '"eu-west-12a" is not an Availability Zone of eu-west-1',
    ],
    ['too few zones', offline({ '--azs': 'eu-west-1a' }), '--azs names 1'],
    [
      'too many tables',
      offline({ '--route-tables': 'rtb-0aaaaaaa,rtb-0bbbbbbb,rtb-0ccccccc' }),
      '--route-tables names 3',
    ],
    ['too few blocks', offline({ '--subnet-cidrs': '10.0.1.0/24' }), '--subnet-cidrs names 1'],
    [
      'overlapping blocks',
      offline({ '--subnet-cidrs': '10.0.0.0/16,10.0.1.0/24' }),
      '10.0.0.0/16 and 10.0.1.0/24 overlap',
    ],
    ['blocks outside the VPC', offline({ '--vpc-cidr': '10.9.0.0/16' }), '10.0.1.0/24 is not inside'],
    ['a block that is none', newVpc({ '--vpc-cidr': '10.0.0.0' }), '"10.0.0.0" is not an IPv4 CIDR block'],
    ['host bits set', newVpc({ '--vpc-cidr': '10.0.0.1/16' }), 'did you mean 10.0.0.0/16?'],
    ['a leading zero', newVpc({ '--vpc-cidr': '010.0.0.0/16' }), '"010.0.0.0/16" is not an IPv4 CIDR block'],
    ['a block too large', newVpc({ '--vpc-cidr': '10.0.0.0/8' }), '"10.0.0.0/8"'],
    [
      'a block too small to cut',
      newVpc({ '--vpc-cidr': '10.0.0.0/28' }),
      '10.0.0.0/28 is too small for 2 subnets',
    ],
    ['an odd octet', newVpc({ '--vpc-cidr': '10.0.0.256/24' }), '"10.0.0.256/24"'],
    ['no zones', newVpc({ '--az-count': '0' }), '--az-count: 0 must be a whole number'],
    ['a word for a number', newVpc({ '--az-count': 'two' }), '"two"'],
    ['a launch type that is none', newVpc({ '--launch-type': 'fargat' }), 'did you mean fargate?'],
    [
      'a format that is none',
      newVpc({ '--iac': NO_FORMAT }),
      `"${NO_FORMAT}" is not one of ${FORMAT_NAMES.join(', ')}`,
    ],
    ['an unknown service', newVpc({ '--services': 'secretmanager' }), 'did you mean secretsmanager?'],
    ['a long name with a slip', newVpc({ '--services': 'bedrok-runtime' }), 'did you mean bedrock-runtime?'],
    ['what people call a service', newVpc({ '--services': 'eventbridge' }), 'did you mean events?'],
    [
      'a service in capitals',
      newVpc({ '--services': 'SQS' }),
      `"SQS" isn't the name of an AWS endpoint service; did`,
    ],
    [
      'a name of an object member',
      newVpc({ '--services': 'toString' }),
      `"toString" isn't the name of an AWS`,
    ],
    [
      'a whole endpoint service name',
      newVpc({ '--services': 'com.amazonaws.eu-west-1.logs' }),
      'pass only what follows the Region, "logs"',
    ],
    [
      'a whole endpoint service name with a prefix of its own',
      newVpc({ '--services': 'cn.com.amazonaws.cn-north-1.ecr.dkr' }),
      'pass only what follows the Region, "ecr.dkr"',
    ],
    [
      'what GuardDuty makes itself',
      newVpc({ '--services': 'guardduty-data' }),
      'guardduty-data is left to GuardDuty',
    ],
    ['a name AWS does not take', newVpc({ '--name': 'my network' }), '"my network"'],
    ['a name that is code', newVpc({ '--name': '`id`' }), '"`id`"'],
    ['a name that looks like a group id', newVpc({ '--name': 'sg-web' }), 'begins with sg-'],
    ['a long name', newVpc({ '--name': 'n'.repeat(65) }), 'longer than 64'],
    ['a tag of AWS', newVpc({ '--tags': 'aws:team=x' }), '"aws:team"'],
    ['a tag twice', newVpc({ '--tags': 'a=b,a=c' }), 'names the key "a" twice'],
    ['a tag without a value', newVpc({ '--tags': 'team' }), '"team" isn\'t in key=value form'],
    ['a tag without a key', newVpc({ '--tags': '=x' }), '"=x" has no key'],
    ['a tag that is code', newVpc({ '--tags': 'team={{resolve:ssm:x}}' }), '"{{resolve:ssm:x}}"'],
    ['a tag that overrides Name', newVpc({ '--tags': 'Name=x' }), '"Name"'],
    ['a long tag', newVpc({ '--tags': `k=${'v'.repeat(257)}` }), 'longer than 256'],
    [
      'too many tags',
      newVpc({ '--tags': Array.from({ length: 50 }, (_, i) => `k${i}=v`).join(',') }),
      '50 tags',
    ],
    [
      'a restricted policy where buckets are unknown',
      newVpc({ '--region': 'cn-north-1', '--s3-policy': 'ecr-only' }),
      'cn-north-1',
    ],
    ['an unknown flag', [...NEW_VPC_FLAGS, '--sevices', 'logs'], 'did you mean --services?'],
    ['a flag of doctor', [...NEW_VPC_FLAGS, '--fail-on', 'error'], '--fail-on belongs to doctor'],
    ['a flag without its value', [...NEW_VPC_FLAGS, '--name'], '--name needs a value'],
    ['a flag followed by a flag', ['--region', ...NEW_VPC_FLAGS], '--region needs a value'],
    ['a switch with a value', [...NEW_VPC_FLAGS, '--yes=no'], '--yes is a switch'],
    ['help with a value', ['-h=1'], '-h is a switch'],
    ['version with a value', ['--version=x'], '--version is a switch'],
    ['a word after one dash', [...NEW_VPC_FLAGS, '-help'], 'There is no -help; did you mean --help?'],
    ['a flag after one dash', ['-vpc', 'new'], 'There is no -vpc; did you mean --vpc?'],
    ['a flag and its value after one dash', ['-launch-type=ec2'], 'did you mean --launch-type?'],
    ['a letter that is none', ['-x'], 'There is no -x.'],
    [
      'a flag given twice',
      ['--region', 'eu-west-1', '--region=eu-west-2'],
      '--region takes one value and was given 2: "eu-west-1", "eu-west-2".',
    ],
    ['two directories', [...NEW_VPC_FLAGS, 'a', 'b'], '"b" is an unexpected argument'],
    [
      'subnets of a new VPC',
      [...NEW_VPC_FLAGS, '--subnets', 'subnet-0aaaaaaa'],
      "--subnets can't be used here",
    ],
    [
      'groups of another VPC',
      [...NEW_VPC_FLAGS, '--task-security-groups', 'sg-0aaaaaaa'],
      "--task-security-groups can't be used here",
    ],
    [
      'tables of a VPC that is read',
      ['--vpc', 'vpc-0a1b2c3d', '--route-tables', 'rtb-0aaaaaaa'],
      "--route-tables can't be used here: it's read",
    ],
    [
      'a count beside zones',
      [...NEW_VPC_FLAGS, '--azs', 'eu-west-1a', '--az-count', '2'],
      "--az-count can't be used here",
    ],
    ['adoption in a new VPC', [...NEW_VPC_FLAGS, '--adopt'], "--adopt can't be used here: in a new VPC"],
    [
      'adoption offline',
      [...OFFLINE_FLAGS, '--adopt'],
      "--adopt can't be used here: an endpoint's tags must be known",
    ],
    [
      'adoption from a snapshot',
      ['--snapshot', 'vpc.json', '--adopt'],
      "--adopt can't be used here: an endpoint's tags must be known",
    ],
    ['a check of nothing', [...NEW_VPC_FLAGS, '--dry-run', '--check'], "--check can't be used here"],
    [
      'a snapshot that is not there',
      ['--snapshot', 'none.json', '--launch-type', 'ec2', '--iac', 'cdk', '--subnets', 'subnet-0aaaaaaa'],
      'none.json cannot be read',
    ],
    ['an answers file that is not there', ['--config', 'none.json'], 'none.json cannot be read'],
  ])('%s', (_, args, named) => {
    const cwd = emptyFolder();
    const { code, stdout, stderr } = run([...args, '--yes'], { cwd });
    expect({ code, stdout, written: filesOf(cwd) }).toEqual({ code: 2, stdout: '', written: {} });
    expect(stderr).toContain(named);
    expect(stderr).not.toContain('    at ');
  });

  it('names every bad value at once', () => {
    const { stderr } = run(['--vpc', 'vpc-1', '--iac', 'x', '--region', 'y']);
    expect(stderr.trim().split('\n')).toHaveLength(3);
  });

  it('names the variable a bad value stands in', () => {
    const { code, stderr } = run([...NEW_VPC_FLAGS], { env: { PRIVATE_ECS_AZ_COUNT: '9' } });
    expect(code).toBe(2);
    expect(stderr).toContain('PRIVATE_ECS_AZ_COUNT: 9');
  });
});

describe('an answers file', () => {
  it.each<[what: string, text: string, named: string]>([
    ['is not JSON', '{', 'answers.json is not JSON'],
    ['holds a list', '[]', 'answers.json: an answers file holds one JSON object'],
    [
      'has an unknown key',
      '{"launchtype": "ec2"}',
      'answers.json: "launchtype" is an unknown option; did you mean "launchType"?',
    ],
    ['has a key as the flag is written', '{"az-count": 2}', 'did you mean "azCount"?'],
    ['has __proto__', '{"__proto__": {"vpc": "new"}}', '"__proto__"'],
    ['has a way to run', '{"force": true}', 'pass it as --force'],
    ['has text for a list', '{"subnets": "subnet-0aaaaaaa"}', '"subnets" in answers.json: must be a list'],
    ['has a number for text', '{"region": 7}', '"region" in answers.json: must be text, not 7'],
    [
      'has text for a number',
      '{"azCount": "2"}',
      '"azCount" in answers.json: must be a whole number, not "2"',
    ],
    [
      'has text for a switch',
      '{"offline": "no"}',
      '"offline" in answers.json: must be true or false, not "no"',
    ],
    ['has null', '{"vpc": null}', '"vpc" in answers.json: must be text, not null'],
    ['has a list for tags', '{"tags": ["a=b"]}', '"tags" in answers.json'],
    ['has a number in tags', '{"tags": {"a": 1}}', 'tag values must be text, not 1'],
    ['has a bad id in a list', '{"subnets": ["subnet-0aaaaaaa", "sub"]}', '"sub"'],
  ])('that %s is refused', (_, text, named) => {
    const cwd = emptyFolder();
    writeFileSync(join(cwd, 'answers.json'), text);
    const { code, stdout, stderr } = run([...NEW_VPC_FLAGS, '--config', 'answers.json', '--yes'], { cwd });
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
    expect(stderr).toContain(named);
    expect(Object.keys(filesOf(cwd))).toEqual(['answers.json']);
  });
});

describe('a directory that cannot take the files is refused', () => {
  const create = (directory: string, cwd: string, ...more: string[]) =>
    run([directory, ...NEW_VPC_FLAGS, '--yes', ...more], { cwd });

  it('a file', () => {
    const cwd = emptyFolder();
    writeFileSync(join(cwd, 'out'), 'mine');
    const { code, stderr } = create('out', cwd);
    expect(code).toBe(2);
    expect(stderr).toContain(`${join(cwd, 'out')} is a file`);
    expect(filesOf(cwd)).toEqual({ out: 'mine' });
  });

  it('one below a file', () => {
    const cwd = emptyFolder();
    writeFileSync(join(cwd, 'out'), 'mine');
    const { code, stderr } = create('out/deeper/still', cwd);
    expect(code).toBe(2);
    expect(stderr).toContain(`${join(cwd, 'out')} is a file`);
  });

  it('one that is not empty', () => {
    const cwd = emptyFolder();
    writeFileSync(join(cwd, 'notes.txt'), 'mine');
    const { code, stderr } = create('.', cwd);
    expect(code).toBe(2);
    expect(stderr).toContain('is not empty (it has notes.txt)');
    expect(stderr).toContain('--force');
    expect(filesOf(cwd)).toEqual({ 'notes.txt': 'mine' });
  });

  it('one where a directory, or a link, stands in the place of a file, even with --force', () => {
    const cwd = emptyFolder();
    mkdirSync(join(cwd, 'main.tf'));
    const { code, stderr } = create('.', cwd, '--force');
    expect(code).toBe(2);
    expect(stderr).toContain('main.tf is in the way');
    expect(filesOf(cwd)).toEqual({});

    const linked = emptyFolder();
    const elsewhere = emptyFolder();
    symlinkSync(elsewhere, join(linked, 'tests'));
    expect(create('.', linked, '--force').code).toBe(2);
    expect(filesOf(elsewhere)).toEqual({});
  });

  it('a link to nothing', () => {
    const cwd = emptyFolder();
    symlinkSync('gone', join(cwd, 'out'));
    const { code, stderr } = create('out', cwd);
    expect(code).toBe(2);
    expect(stderr).toContain('is a link to nothing');
  });

  it('one on a file system that takes none', () => {
    const { code, stderr } = run(['/proc/out', ...NEW_VPC_FLAGS, '--yes']);
    expect(code).toBe(2);
    expect(stderr).toContain('/proc/out cannot be written');
  });
});
