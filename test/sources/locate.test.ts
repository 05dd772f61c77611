import { describe, expect, it } from 'vitest';
import { hclBlocks } from '../../src/sources/planned/hcl-blocks.ts';
import {
  type ModuleCalls,
  moduleCalls,
  type SourceFile,
  templateLocator,
  terraformLocator,
} from '../../src/sources/planned/locate.ts';

/** The blocks of a file as `line words`. */
const seen = (text: string): string[] =>
  hclBlocks(text).map(({ words, line }) => `${line} ${words.join(' ')}`);

describe('the blocks of a file', () => {
  it.each<[string, string, readonly string[]]>([
    ['quoted labels', 'resource "aws_vpc" "main" {\n}\n', ['1 resource aws_vpc main']],
    ['plain labels', 'resource aws_vpc main {}', ['1 resource aws_vpc main']],
    ['no labels', 'locals {\n  a = {}\n}\nterraform {}', ['1 locals', '4 terraform']],
    ['blocks in blocks', 'a "b" {\n  c "d" {\n  }\n}\ne {}', ['1 a b', '5 e']],
    ['Windows line ends', 'a {\r\n}\r\n\r\nb {\r\n}\r\n', ['1 a', '4 b']],
    ['a byte order mark', '\ufeffa {}', ['1 a']],
    ['comments', '# x {\n// y {\n/* z {\n */ a "b" { # } {\n}\nc {}', ['4 a b', '6 c']],
    ['a comment without end', 'a {}\n/* b {}', ['1 a']],
    ['strings with braces', 'a {\n  b = "}{\\"}"\n}\nc {}', ['1 a', '4 c']],
    ['templates in strings', `a {\n  b = "\${join("}", ["{", "\${x}"])}"\n}\nc {}`, ['1 a', '4 c']],
    ['a template over lines', `a {\n  b = "\${f({\n  c = "}"\n})}"\n}\nd {}`, ['1 a', '6 d']],
    ['escaped templates', 'a {\n  b = "$${ %%{ "\n}\nc {}', ['1 a', '4 c']],
    ['a heredoc', 'a {\n  b = <<EOT\n}\nx {\n"\nEOT\n}\nc {}', ['1 a', '8 c']],
    ['an indented heredoc', `a {\n  b = <<-POLICY\n    { "a": "\${x}"\n    POLICY\n}\nc {}`, ['1 a', '6 c']],
    [
      'a heredoc whose text starts with its marker',
      'a {\n  b = <<EOT\nEOT x\n  EOT\n}\nc {}',
      ['1 a', '6 c'],
    ],
    ['objects and calls at the top', 'a = {\n  b {\n}\n}\nc {}', ['5 c']],
    ['a string without end', 'a {\n  b = "x\n}\nc {}', ['1 a', '4 c']],
    ['a closing brace too many', '}\na {}', ['2 a']],
    ['nothing', '', []],
  ])('%s', (_, text, expected) => {
    expect(seen(text)).toEqual(expected);
  });

  it('takes no longer than the file is long', () => {
    const text = `${'"${'.repeat(20_000)}\n${'a "b" {'.repeat(20_000)}\n${'<<A\n'.repeat(2_000)}`;
    const start = performance.now();
    hclBlocks(text);
    expect(performance.now() - start).toBeLessThan(2_000);
  });
});

const FILES: Readonly<Record<string, readonly SourceFile[]>> = {
  '.': [
    {
      path: 'main.tf',
      text: 'module "net" {\n  source = "./modules/net"\n}\n\nmodule "vpc" {\n  source = "a/b/c"\n}\n',
    },
    { path: 'vpc.tf', text: '# the VPC\nresource "aws_vpc" "main" {\n}\n\ndata "aws_vpc" "old" {}\n' },
    {
      path: 'more.tf.json',
      text: '{\n  "resource": {\n    "aws_subnet": [\n      {\n        "a": { "vpc_id": "x" },\n        "b": {}\n      }\n    ]\n  }\n}',
    },
  ],
  'modules/net': [
    { path: 'modules/net/main.tf', text: '\nresource "aws_subnet" "private" {\n}\nmodule "deep" {\n}\n' },
  ],
  'modules/deep': [{ path: 'modules/deep/x.tf', text: 'resource "aws_vpc_endpoint" "this" {}' }],
};

const CALLS: ModuleCalls = moduleCalls({
  module_calls: {
    net: { source: './modules/net', module: { module_calls: { deep: { source: '../deep' } } } },
    vpc: { source: 'terraform-aws-modules/vpc/aws', module: {} },
    odd: { source: 7 },
    gone: { source: './gone' },
  },
});

describe('a resource of Terraform', () => {
  const read: string[] = [];
  const locate = terraformLocator('.', CALLS, (directory) => {
    read.push(directory);
    return FILES[directory] ?? [];
  });

  it.each([
    ['aws_vpc.main', 'vpc.tf', 2],
    ['aws_vpc.main[0]', 'vpc.tf', 2],
    ['aws_vpc.main.main', 'vpc.tf', 2],
    ['data.aws_vpc.old', 'vpc.tf', 5],
    ['aws_subnet.a', 'more.tf.json', 5],
    ['aws_subnet.b["x.y"]', 'more.tf.json', 6],
    ['module.net.aws_subnet.private["eu-west-1a"]', 'modules/net/main.tf', 2],
    ['module.net["a.b[0]"].module.deep[0].aws_vpc_endpoint.this["ecr.api"]', 'modules/deep/x.tf', 1],
    // What the module has in no file is found where it is called.
    ['module.net.aws_vpc.unseen', 'main.tf', 1],
    ['module.vpc.aws_subnet.private[0]', 'main.tf', 5],
    ['module.vpc[0].module.inner.aws_subnet.private[0]', 'main.tf', 5],
  ])('%s', (name, file, line) => {
    expect(locate(name)).toEqual({ file, line });
  });

  it.each([
    'vpc-0a1b2c3d',
    'aws_vpc.other',
    'module.none.aws_vpc.main',
    'module.odd.aws_vpc.x',
    'Vpc',
    '',
    'module.',
    '[0]',
  ])('is not found: %s', (name) => {
    expect(locate(name)).toBeUndefined();
  });

  it('reads no directory twice', () => {
    expect(new Set(read).size).toBe(read.length);
  });

  it.each([undefined, null, 7, [], { module_calls: [] }, { module_calls: { a: null } }])(
    'has no calls in %j',
    (configuration) => {
      expect(moduleCalls(configuration).size).toBe(0);
    },
  );
});

describe('a resource of a template', () => {
  const yaml = [
    'AWSTemplateFormatVersion: "2010-09-09"',
    'Parameters:',
    '  Vpc:',
    '    Type: String',
    'Resources:',
    '  # the network',
    '  Vpc:',
    '    Type: AWS::EC2::VPC',
    '    Properties:',
    '      Tags: []',
    '',
    '  "Subnet":',
    '    Type: AWS::EC2::Subnet',
    '    Metadata: |',
    '      Other:',
    'Outputs:',
    '  Other:',
    '    Value: !Ref Vpc',
  ].join('\n');
  const locate = templateLocator([
    { stack: '', path: 'network.yaml', text: yaml },
    {
      stack: '',
      path: 'cdk.json',
      text: '{\n "Resources": {\n  "Queue": {\n   "Type": "a"\n  },\n  "Fn": { "Resources": { "Deep": {} } }\n }\n}',
    },
    { stack: 'Net', path: 'nested.yaml', text: 'Resources:\n    Vpc:\n        Type: AWS::EC2::VPC\n' },
  ]);

  it.each([
    ['Vpc', 'network.yaml', 7],
    ['Subnet', 'network.yaml', 12],
    ['Queue', 'cdk.json', 3],
    ['Net/Vpc', 'nested.yaml', 2],
  ])('%s', (name, file, line) => {
    expect(locate(name)).toEqual({ file, line });
  });

  it.each(['Other', 'Type', 'Deep', 'Net/Subnet', 'Parameters', ''])('is not found: %s', (name) => {
    expect(locate(name)).toBeUndefined();
  });
});
