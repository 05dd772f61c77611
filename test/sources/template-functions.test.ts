import { describe, expect, it } from 'vitest';
import { partsOf, refusalOf } from './templates/read.ts';

/** What an expression comes to, read where the block of a VPC stands. */
async function valueFor(expression: unknown, sections: object = {}, options: object = {}): Promise<unknown> {
  const { vpcs } = await partsOf(templateWith(expression, sections), options);
  const cidrs = vpcs.find(({ name }) => name === 'Asked')?.cidrs;
  return Array.isArray(cidrs) ? cidrs[0] : cidrs;
}

const templateWith = (expression: unknown, sections: object = {}) => ({
  Parameters: {
    Block: { Type: 'String', Default: '10.1.0.0/16' },
    List: { Type: 'CommaDelimitedList', Default: 'a, b,c' },
    Open: { Type: 'String' },
    OpenList: { Type: 'List<AWS::EC2::Subnet::Id>' },
    Image: { Type: 'AWS::SSM::Parameter::Value<String>', Default: '/shop/block' },
    Count: { Type: 'Number', Default: 2 },
  },
  Mappings: {
    Blocks: { 'eu-west-1': { dev: '10.7.0.0/16', many: ['x', 'y'] }, 'us-east-1': { dev: '10.8.0.0/16' } },
  },
  Conditions: {
    Yes: { 'Fn::Equals': [{ Ref: 'Count' }, 2] },
    No: { 'Fn::Not': [{ Condition: 'Yes' }] },
    Unsure: { 'Fn::Equals': [{ Ref: 'Open' }, 'prod'] },
    StillYes: { 'Fn::Or': [{ Condition: 'Unsure' }, { Condition: 'Yes' }] },
    StillNo: { 'Fn::And': [{ Condition: 'Unsure' }, { Condition: 'No' }] },
    Alike: { 'Fn::Equals': [{ Ref: 'Open' }, { Ref: 'Open' }] },
  },
  Resources: {
    Vpc: { Type: 'AWS::EC2::VPC', Properties: { CidrBlock: { Ref: 'Block' } } },
    Asked: { Type: 'AWS::EC2::VPC', Properties: { CidrBlock: expression } },
  },
  ...sections,
});

const settled: [title: string, expression: unknown, value: string][] = [
  ['Ref of a default', { Ref: 'Block' }, '10.1.0.0/16'],
  ['Ref of a number', { Ref: 'Count' }, '2'],
  ['a Region', { Ref: 'AWS::Region' }, 'eu-west-1'],
  ['a partition and its domain', { 'Fn::Sub': `\${AWS::Partition} \${AWS::URLSuffix}` }, 'aws amazonaws.com'],
  ['GetAtt of a property', { 'Fn::GetAtt': ['Vpc', 'CidrBlock'] }, '10.1.0.0/16'],
  ['GetAtt as text', { 'Fn::GetAtt': 'Vpc.CidrBlock' }, '10.1.0.0/16'],
  ['Sub', { 'Fn::Sub': `<\${Block}|\${!Block}|\${Vpc.CidrBlock}>` }, `<10.1.0.0/16|\${Block}|10.1.0.0/16>`],
  [
    'Sub with values',
    { 'Fn::Sub': [`\${A}-\${Count}`, { A: { 'Fn::Select': [1, { Ref: 'List' }] } }] },
    'b-2',
  ],
  ['Join', { 'Fn::Join': ['/', ['a', { Ref: 'Count' }, 3]] }, 'a/2/3'],
  ['Join of a parameter', { 'Fn::Join': ['', { Ref: 'List' }] }, 'abc'],
  ['Join without AWS::NoValue', { 'Fn::Join': ['-', ['a', { Ref: 'AWS::NoValue' }, 'b']] }, 'a-b'],
  ['Select by text', { 'Fn::Select': ['2', { Ref: 'List' }] }, 'c'],
  ['Split', { 'Fn::Select': [1, { 'Fn::Split': ['.', { Ref: 'Block' }] }] }, '1'],
  ['If', { 'Fn::If': ['Yes', 'yes', { Ref: 'Open' }] }, 'yes'],
  ['If not', { 'Fn::If': ['No', { Ref: 'Open' }, 'no'] }, 'no'],
  ['Or, with one part unknown', { 'Fn::If': ['StillYes', 'yes', 'no'] }, 'yes'],
  ['And, with one part unknown', { 'Fn::If': ['StillNo', 'yes', 'no'] }, 'no'],
  ['what is unknown equals itself', { 'Fn::If': ['Alike', 'yes', 'no'] }, 'yes'],
  ['two ways to the same', { 'Fn::If': ['Unsure', { Ref: 'Block' }, '10.1.0.0/16'] }, '10.1.0.0/16'],
  ['what two lists have alike', { 'Fn::Select': [0, { 'Fn::If': ['Unsure', ['a', 'b'], ['a']] }] }, 'a'],
  ['FindInMap', { 'Fn::FindInMap': ['Blocks', { Ref: 'AWS::Region' }, 'dev'] }, '10.7.0.0/16'],
  ['FindInMap of a list', { 'Fn::Select': [1, { 'Fn::FindInMap': ['Blocks', 'eu-west-1', 'many'] }] }, 'y'],
  [
    'FindInMap with a default',
    { 'Fn::FindInMap': ['Blocks', 'eu-west-9', 'dev', { DefaultValue: 'd' }] },
    'd',
  ],
  ['Base64', { 'Fn::Base64': 'grüß' }, 'Z3LDvMOf'],
  ['Length', { 'Fn::Join': ['', [{ 'Fn::Length': { Ref: 'List' } }]] }, '3'],
  ['ToJsonString of lists', { 'Fn::ToJsonString': [['a'], [{ Ref: 'List' }]] }, '[["a"],[["a","b","c"]]]'],
  ['ToJsonString', { 'Fn::ToJsonString': { a: [1, { Ref: 'Count' }] } }, '{"a":[1,"2"]}'],
  // The values in AWS's page of the function.
  [
    'Cidr, as AWS has it',
    { 'Fn::Join': [' ', { 'Fn::Cidr': ['192.168.0.0/24', '6', '5'] }] },
    '192.168.0.0/27 192.168.0.32/27 192.168.0.64/27 192.168.0.96/27 192.168.0.128/27 192.168.0.160/27',
  ],
  [
    'Cidr of a VPC',
    { 'Fn::Select': [255, { 'Fn::Cidr': [{ 'Fn::GetAtt': ['Vpc', 'CidrBlock'] }, 256, 8] }] },
    '10.1.255.0/24',
  ],
  [
    'Cidr of IPv6',
    { 'Fn::Join': [' ', { 'Fn::Cidr': ['2001:db8:1234:1a00::/56', 3, 64] }] },
    '2001:db8:1234:1a00::/64 2001:db8:1234:1a01::/64 2001:db8:1234:1a02::/64',
  ],
];

it.each(settled)('%s', async (_, expression, value) => {
  expect(await valueFor(expression)).toBe(value);
});

const open: [title: string, expression: unknown, why: string][] = [
  ['a parameter without a value', { Ref: 'Open' }, 'parameter Open (no value)'],
  [
    'an item of a list without a value',
    { 'Fn::Select': [1, { Ref: 'OpenList' }] },
    'item 2 of parameter OpenList (no value)',
  ],
  ['an SSM parameter', { Ref: 'Image' }, 'SSM parameter /shop/block'],
  ['a dynamic reference', '{{resolve:ssm:/shop/block:3}}', 'SSM parameter /shop/block:3'],
  [
    'a dynamic reference in a text',
    { 'Fn::Sub': `x{{resolve:ssm:/shop/\${Count}}}` },
    'SSM parameter /shop/2',
  ],
  ['a secret', '{{resolve:secretsmanager:shop:SecretString:block}}', 'secret shop:SecretString:block'],
  ['a dynamic reference of no kind', '{{resolve:constructor:x}}', 'constructor x'],
  ['a text with the account', { 'Fn::Sub': `\${AWS::AccountId}/16` }, 'the account ID'],
  ['the name of the stack', { Ref: 'AWS::StackName' }, "the stack's name"],
  [
    'an attribute',
    { 'Fn::GetAtt': ['Vpc', 'CidrBlockAssociations'] },
    'Vpc.CidrBlockAssociations (known after deployment)',
  ],
  ['an unknown condition', { 'Fn::If': ['Unsure', 'a', 'b'] }, 'condition Unsure: parameter Open (no value)'],
  [
    'a mapping by what is unknown',
    { 'Fn::FindInMap': ['Blocks', { Ref: 'Open' }, 'dev'] },
    'a mapping by parameter Open (no value)',
  ],
  ['a zone', { 'Fn::Select': [0, { 'Fn::GetAZs': '' }] }, 'Availability Zone 1 of eu-west-1'],
  [
    'zones of another Region',
    { 'Fn::Select': [0, { 'Fn::GetAZs': 'us-east-1' }] },
    'item 1 of the Availability Zones of us-east-1',
  ],
  [
    'an item that may be another one',
    { 'Fn::Select': [1, [{ 'Fn::If': ['Unsure', 'a', { Ref: 'AWS::NoValue' }] }, 'b', 'c']] },
    'Fn::Select of condition Unsure: parameter Open (no value)',
  ],
  [
    'an item that only one of two lists has',
    { 'Fn::Select': [1, { 'Fn::If': ['Unsure', ['a', 'b'], ['a']] }] },
    'Fn::Select of condition Unsure: parameter Open (no value)',
  ],
  ['an import of another stack', { 'Fn::ImportValue': 'shop-block' }, 'export shop-block of another stack'],
  ['a macro', { 'Fn::Transform': { Name: 'Blocks' } }, 'Fn::Transform Blocks (not read)'],
  [
    'blocks of what is unknown',
    { 'Fn::Select': [0, { 'Fn::Cidr': [{ Ref: 'Open' }, 2, 8] }] },
    'item 1 of Fn::Cidr of parameter Open (no value)',
  ],
  [
    'parts of what is unknown',
    { 'Fn::Select': [0, { 'Fn::Split': [',', { Ref: 'Open' }] }] },
    'item 1 of Fn::Split of parameter Open (no value)',
  ],
];

it.each(open)('%s is unknown', async (_, expression, unknown) => {
  expect(await valueFor(expression)).toEqual({ unknown });
});

it('knows neither the Region nor what follows from it where none is given', async () => {
  const options = { region: undefined };
  expect(await valueFor({ Ref: 'AWS::Region' }, {}, options)).toEqual({ unknown: 'the Region' });
  expect(await valueFor({ 'Fn::FindInMap': ['Blocks', { Ref: 'AWS::Region' }, 'dev'] }, {}, options)).toEqual(
    {
      unknown: 'a mapping by the Region',
    },
  );
  expect(await valueFor({ Ref: 'AWS::URLSuffix' }, {}, options)).toEqual({ unknown: "the Region's domain" });
});

it('knows the partitions', async () => {
  const text = { 'Fn::Sub': `\${AWS::Partition} \${AWS::URLSuffix}` };
  expect(await valueFor(text, {}, { region: 'cn-north-1' })).toBe('aws-cn amazonaws.com.cn');
  expect(await valueFor(text, {}, { region: 'us-gov-west-1' })).toBe('aws-us-gov amazonaws.com');
});

const refused: [title: string, expression: unknown, says: RegExp][] = [
  [
    'an unknown function',
    { 'Fn::Jion': ['', []] },
    /Resources\.Asked\.CidrBlock: CloudFormation has no function Fn::Jion\. Did you mean Fn::Join\?$/,
  ],
  [
    'an unknown name',
    { Ref: 'Blok' },
    /refers to Blok, and the template has no resource or parameter of that name\. Did you mean Block\?$/,
  ],
  ['an unknown condition', { 'Fn::If': ['Yess', 1, 2] }, /no condition of that name\. Did you mean Yes\?$/],
  ['a pseudo parameter that is none', { Ref: 'AWS::Zone' }, /AWS::Zone, which CloudFormation does not have/],
  ['a condition in a property', { 'Fn::Equals': ['a', 'b'] }, /Fn::Equals belongs in Conditions/],
  ['a function beside other keys', { 'Fn::Sub': 'a', other: 1 }, /Fn::Sub beside other keys/],
  [
    'an index that is too high',
    { 'Fn::Select': [3, { Ref: 'List' }] },
    /takes item 3, and the list has 3 items/,
  ],
  ['a negative index', { 'Fn::Select': [-1, { Ref: 'List' }] }, /counts from 0/],
  [
    'a key that a mapping lacks',
    { 'Fn::FindInMap': ['Blocks', 'eu-west-2', 'dev'] },
    /Mappings has no Blocks → eu-west-2 → dev\./,
  ],
  [
    'too many blocks',
    { 'Fn::Cidr': ['10.0.0.0/24', 9, 5] },
    /cannot cut 9 blocks with 5 host bits from 10\.0\.0\.0\/24/,
  ],
  ['a list in a text', { 'Fn::Sub': `\${List}` }, /Fn::Sub takes text/],
  ['a Sub of a number', { 'Fn::Sub': 5 }, /the form of this function is Fn::Sub: text/],
  ['a GetAtt without an attribute', { 'Fn::GetAtt': 'Vpc' }, /Fn::GetAtt: \[LogicalId, Attribute\]/],
];

it.each(refused)('refuses %s', async (_, expression, says) => {
  const message = await refusalOf(templateWith(expression));
  expect(message).toMatch(says);
  expect(message).toMatch(/^network\.yaml: /);
});

describe('circles', () => {
  const vpc = { Type: 'AWS::EC2::VPC', Properties: { CidrBlock: '10.0.0.0/16' } };

  it('of conditions are refused', async () => {
    const message = await refusalOf({
      Conditions: {
        A: { 'Fn::Not': [{ Condition: 'B' }] },
        B: { 'Fn::Or': [{ Condition: 'A' }, { Condition: 'A' }] },
      },
      Resources: { Vpc: { ...vpc, Condition: 'A' } },
    });
    expect(message).toBe(
      'network.yaml: Conditions.A → Conditions.B → Conditions.A refer to each other in a circle.',
    );
  });

  it('of resources are refused, whatever way they take', async () => {
    const group = (other: string, ...more: object[]) => ({
      Type: 'AWS::EC2::SecurityGroup',
      Properties: {
        GroupDescription: 'x',
        VpcId: { Ref: 'Vpc' },
        SecurityGroupIngress: [
          { IpProtocol: '-1', SourceSecurityGroupId: { 'Fn::GetAtt': [other, 'GroupId'] } },
          ...more,
        ],
      },
    });
    expect(await refusalOf({ Resources: { Vpc: vpc, One: group('Two'), Two: group('One') } })).toBe(
      'network.yaml: Resources One → Two → One need each other, so none of them can be created first.',
    );
    expect(
      await refusalOf({
        Resources: { Vpc: { ...vpc, DependsOn: 'Two' }, Two: { ...vpc, DependsOn: ['Vpc'] } },
      }),
    ).toMatch(/Vpc → Two → Vpc need each other/);
  });

  it('of blocks are refused', async () => {
    const block = (other: string) => ({
      Type: 'AWS::EC2::VPC',
      Properties: { CidrBlock: { 'Fn::GetAtt': [other, 'CidrBlock'] } },
    });
    expect(await refusalOf({ Resources: { A: block('B'), B: block('A') } })).toMatch(/in a circle\.$/);
  });
});

describe('parameters', () => {
  const ask = (Parameters: object, parameters: Record<string, string>) =>
    refusalOf(
      {
        Parameters,
        Resources: { V: { Type: 'AWS::EC2::VPC', Properties: { CidrBlock: { Ref: 'Block' } } } },
      },
      { parameters },
    );

  it('of another name than the template has are refused', async () => {
    expect(await ask({ Block: { Type: 'String' } }, { Blok: '10.0.0.0/16' })).toBe(
      'network.yaml has no parameter Blok. Did you mean Block?',
    );
  });

  it('take only what they allow', async () => {
    const declared = {
      Block: { Type: 'String', AllowedValues: ['10.0.0.0/16', '10.1.0.0/16'], Default: '10.0.0.0/16' },
    };
    expect(await ask(declared, { Block: '10.2.0.0/16' })).toBe(
      'network.yaml: Parameters.Block does not take "10.2.0.0/16". Pass one of "10.0.0.0/16", "10.1.0.0/16".',
    );
    expect(await ask(declared, { Block: '10.1.0.0/16' })).toBe('no Problem');
  });

  it('win over defaults, and split where they are lists', async () => {
    const expression = { 'Fn::Select': [1, { Ref: 'List' }] };
    expect(await valueFor(expression, {}, { parameters: { List: 'x , y' } })).toBe('y');
    expect(await valueFor({ Ref: 'Block' }, {}, { parameters: { Block: '10.9.0.0/16' } })).toBe(
      '10.9.0.0/16',
    );
  });
});
