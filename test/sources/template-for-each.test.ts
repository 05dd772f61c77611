// biome-ignore-all lint/suspicious/noTemplateCurlyInString: that is how templates have it
import { describe, expect, it } from 'vitest';
import { partsOf, readAll } from './templates/read.ts';

const VPC = { Type: 'AWS::EC2::VPC', Properties: { CidrBlock: '10.0.0.0/16' } };
const ref = (id: string) => ({ Ref: id });
const TABLE = { Type: 'AWS::EC2::RouteTable', Properties: { VpcId: ref('Vpc') } };

const template = (resources: object, more: object = {}) => ({
  Transform: 'AWS::LanguageExtensions',
  Resources: { Vpc: VPC, ...resources },
  ...more,
});

/** Two subnets and a table for each, by loops. */
const LOOPS = template(
  {
    'Fn::ForEach::Subnets': [
      'Zone',
      ref('Zones'),
      {
        'Subnet${Zone}': {
          Type: 'AWS::EC2::Subnet',
          Properties: {
            VpcId: ref('Vpc'),
            CidrBlock: { 'Fn::Sub': '10.0.${Zone}.0/24' },
            AvailabilityZone: { 'Fn::Sub': '${AWS::Region}a' },
            Tags: [{ Key: 'Name', Value: ref('Zone') }],
          },
        },
        'Table${Zone}': TABLE,
        'Use&{Zone}': {
          Type: 'AWS::EC2::SubnetRouteTableAssociation',
          Properties: { SubnetId: ref('Subnet${Zone}'), RouteTableId: ref('Table${Zone}') },
        },
      },
    ],
    'Fn::ForEach::Endpoints': [
      'Service',
      ['ecr', 's3'],
      {
        'Fn::ForEach::Kinds': [
          'Kind',
          ['Interface'],
          {
            'Endpoint${Service}${Kind}': {
              Type: 'AWS::EC2::VPCEndpoint',
              Properties: {
                VpcId: ref('Vpc'),
                VpcEndpointType: '${Kind}',
                ServiceName: { 'Fn::Sub': 'com.amazonaws.${AWS::Region}.${Service}' },
                'Fn::ForEach::Properties': ['Key', ['Subnet'], { '${Key}Ids': [ref('Subnet1')] }],
              },
            },
          },
        ],
      },
    ],
  },
  {
    Parameters: { Zones: { Type: 'CommaDelimitedList', Default: '1,2' } },
    Outputs: { 'Fn::ForEach::Ids': ['Zone', ref('Zones'), { 'Id${Zone}': { Value: ref('Subnet${Zone}') } }] },
  },
);

describe('loops', () => {
  it('make a resource for each item', async () => {
    const parts = await partsOf(LOOPS);
    expect(parts.unread).toEqual([]);
    expect(parts.subnets).toMatchObject([
      { name: 'Subnet1', nameTag: '1', vpc: 'Vpc', cidr: '10.0.1.0/24', az: 'eu-west-1a' },
      { name: 'Subnet2', nameTag: '2', vpc: 'Vpc', cidr: '10.0.2.0/24' },
    ]);
    expect(parts.routeTableAssociations).toEqual([
      { subnet: 'Subnet1', routeTable: 'Table1' },
      { subnet: 'Subnet2', routeTable: 'Table2' },
    ]);
    expect(parts.endpoints).toMatchObject(
      ['ecr', 's3'].map((service) => ({
        name: `Endpoint${service}Interface`,
        kind: 'interface',
        serviceName: `com.amazonaws.eu-west-1.${service}`,
        subnets: ['Subnet1'],
      })),
    );
  });

  it('go over what is given for a parameter', async () => {
    const { subnets } = await partsOf(LOOPS, { parameters: { Zones: '1,7' } });
    expect(subnets.map(({ name }) => name)).toEqual(['Subnet1', 'Subnet7']);
  });

  it('stand where their resources are, which are not to be changed one by one', async () => {
    const { code } = await readAll({ 'network.json': LOOPS });
    expect(code.locate('Subnet2')).toEqual(code.locate('Table1'));
    expect(code.locate('Subnet2')?.line).toBeGreaterThan(5);
    expect(code.reference('Subnet2')).toBe('!Ref Subnet2');
    expect(code.sets?.('EndpointecrInterface', 'SubnetIds')).toBeUndefined();
  });
});

describe('a loop is not read', () => {
  const loop = (...parts: readonly unknown[]) => ({ 'Fn::ForEach::Tables': parts });
  const many = Array.from({ length: 3000 }, (_, index) => `${index}`);

  it.each<[string, object]>([
    ['over a parameter without a value', loop('X', ref('Open'), { 'Table${X}': TABLE })],
    ['over what a function gives', loop('X', { 'Fn::Split': [',', 'a,b'] }, { 'Table${X}': TABLE })],
    ['whose key is the same each time', loop('X', ['a'], { Table: TABLE })],
    ['with an item twice', loop('X', ['a', 'a'], { 'Table${X}': TABLE })],
    ['that makes what is there', { Tablea: TABLE, ...loop('X', ['a'], { 'Table${X}': TABLE }) }],
    ['that shortens items', loop('X', ['a-b'], { 'Table&{X}': TABLE })],
    ['of another form', loop('X', ['a'])],
    ['that makes too much', loop('X', many, { 'Fn::ForEach::Y': ['Y', many, { 'T${X}${Y}': TABLE }] })],
  ])('%s', async (_, resources) => {
    const parts = await partsOf(
      template(resources, { Parameters: { Open: { Type: 'CommaDelimitedList' } } }),
    );
    expect(parts.unread).toEqual([
      { name: 'Fn::ForEach::Tables', why: 'the resources that it makes are not read' },
    ]);
  });

  it('without its transform', async () => {
    const { Transform: _, ...without } = LOOPS;
    const { unread } = await partsOf(without);
    expect(unread.map(({ name }) => name)).toEqual(['Fn::ForEach::Subnets', 'Fn::ForEach::Endpoints']);
  });
});
