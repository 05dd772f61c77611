import { App, Stack } from 'aws-cdk-lib';
import { InterfaceVpcEndpointAwsService } from 'aws-cdk-lib/aws-ec2';
import { RegionInfo } from 'aws-cdk-lib/region-info';
import { describe, expect, it } from 'vitest';
import { CATALOGUE, SERVICES } from '../../src/core/catalogue.ts';
import {
  demandsAgentEndpoints,
  layerBucketArn,
  partitionOf,
  regionIn,
  serviceNameByTable,
  serviceSuffix,
  urlSuffixOf,
} from '../../src/core/network/regions.ts';

describe('partitionOf', () => {
  it.each([
    ['us-east-1', 'aws'],
    ['ap-southeast-7', 'aws'],
    ['mx-central-1', 'aws'],
    ['cn-north-1', 'aws-cn'],
    ['us-gov-west-1', 'aws-us-gov'],
    ['us-iso-east-1', 'aws-iso'],
    ['us-isob-east-1', 'aws-iso-b'],
    ['eu-isoe-west-1', 'aws-iso-e'],
    ['us-isof-south-1', 'aws-iso-f'],
    ['eusc-de-east-1', 'aws-eusc'],
    ['us-east', undefined],
    ['us-east-1a', undefined],
    ['mars-north-1', undefined],
    ['', undefined],
  ])('%s is %s', (region, partition) => expect(partitionOf(region)).toBe(partition));
});

describe('regionIn', () => {
  it.each([
    ['bucket-in-us-east-1', 'us-east-1'],
    ['eu-central-1-config', 'eu-central-1'],
    ['logs.ap-southeast-2.prod', 'ap-southeast-2'],
    ['x-us-gov-west-1', 'us-gov-west-1'],
    ['config', undefined],
    ['us-east-1a', undefined],
    ['team-us-east', undefined],
    ['', undefined],
  ])('%s holds %s', (name, region) => expect(regionIn(name)).toBe(region));
});

describe('serviceNameByTable', () => {
  it.each([
    ['ecr.dkr', 'eu-west-1', 'com.amazonaws.eu-west-1.ecr.dkr'],
    ['ecr.dkr', 'cn-north-1', 'cn.com.amazonaws.cn-north-1.ecr.dkr'],
    ['ecr.api', 'eusc-de-east-1', 'eu.amazonaws.eusc-de-east-1.ecr.api'],
    ['ecr.api', 'us-iso-east-1', 'gov.ic.c2s.us-iso-east-1.ecr.api'],
    ['ecr.api', 'us-isob-east-1', 'gov.sgov.sc2s.us-isob-east-1.ecr.api'],
    ['ecr.api', 'eu-isoe-west-1', 'uk.adc-e.cloud.eu-isoe-west-1.ecr.api'],
    ['ecr.api', 'us-isof-south-1', 'gov.ic.hci.csp.us-isof-south-1.ecr.api'],
    ['s3', 'cn-north-1', 'com.amazonaws.cn-north-1.s3'],
    ['logs', 'cn-north-1', 'com.amazonaws.cn-north-1.logs'],
    ['sts', 'cn-north-1', 'cn.com.amazonaws.cn-north-1.sts'],
    ['ecs-agent', 'us-gov-west-1', 'com.amazonaws.us-gov-west-1.ecs-agent'],
  ] as const)('%s in %s is %s', (service, region, name) => {
    expect(serviceNameByTable(service, region)).toBe(name);
    expect(serviceSuffix(name, region)).toBe(service);
  });
});

/** The Regions that the CDK knows, and those of the table of service names that it holds privately. */
const REGIONS_OF_CDK: readonly string[] = [
  ...new Set([
    ...RegionInfo.regions.map(({ name }) => name),
    ...[
      ...String(
        (InterfaceVpcEndpointAwsService.prototype as unknown as Record<string, unknown>)
          .getDefaultEndpointPrefix,
      ).matchAll(/"([a-z-]+-\d)":\s*\[/g),
    ].map(([, region = '']) => region),
  ]),
];

describe("the CDK's table of endpoint service names, in every Region", () => {
  it('is read', () => {
    expect(REGIONS_OF_CDK).toEqual(
      expect.arrayContaining(['cn-northwest-1', 'eusc-de-east-1', 'us-iso-west-1', 'us-isof-south-1']),
    );
  });

  it.each(REGIONS_OF_CDK)(
    '%s: names every interface service as ours does, and has the same URL suffix',
    (region) => {
      const stack = new Stack(new App(), 'Names', { env: { region } });
      const interfaces = SERVICES.filter((service) => CATALOGUE[service].kind === 'interface');
      const named = interfaces.map((service): string =>
        stack.resolve(new InterfaceVpcEndpointAwsService(service).name),
      );
      expect(interfaces.map((service) => serviceNameByTable(service, region))).toEqual(named);
      expect(named.map((name) => serviceSuffix(name, region))).toEqual(interfaces);
      expect(urlSuffixOf(region)).toBe(RegionInfo.get(region).domainSuffix ?? urlSuffixOf(region));
    },
  );

  it('holds in Regions that nobody has listed yet for what is prefixed everywhere', () => {
    expect(serviceNameByTable('ecr.api', 'us-isof-west-9')).toBe('gov.ic.hci.csp.us-isof-west-9.ecr.api');
    expect(serviceNameByTable('logs', 'us-isof-west-9')).toBe('com.amazonaws.us-isof-west-9.logs');
  });
});

describe('demandsAgentEndpoints', () => {
  it.each([
    ...['ca-west-1', 'ap-southeast-5', 'ap-southeast-7', 'mx-central-1', 'ap-east-2', 'ap-southeast-6'],
    ...['me-west-1', 'sa-west-1', 'eusc-de-east-1', 'us-isof-south-1', 'us-isof-east-1', 'us-isob-west-1'],
    'eu-north-9',
  ])('%s, opened later', (region) => expect(demandsAgentEndpoints(region)).toBe(true));

  it.each([
    'us-east-1',
    'eu-south-2',
    'ap-southeast-4',
    'il-central-1',
    'cn-north-1',
    'us-gov-west-1',
    'us-iso-west-1',
  ])('%s is older', (region) => expect(demandsAgentEndpoints(region)).toBe(false));
});

describe('serviceSuffix', () => {
  it.each([
    ['cn.com.amazonaws.cn-north-1.s3', 'cn-north-1', 's3'],
    ['gov.ic.c2s.us-iso-east-1.ebs', 'us-iso-east-1', 'ebs'],
    ['cn.com.amazonaws.eu-west-1.ecr.api', 'eu-west-1', undefined],
    ['vendor.com.amazonaws.eu-west-1.ecr.api', 'eu-west-1', undefined],
    ['com.amazonaws.eu-west-1.s3express', 'eu-west-1', 's3express'],
    ['com.amazonaws.us-east-1.ecr.dkr', 'eu-west-1', undefined],
    ['com.amazonaws.vpce.eu-west-1.vpce-svc-0123456789abcdef0', 'eu-west-1', undefined],
    ['com.partner.eu-west-1.ecr.dkr', 'eu-west-1', undefined],
    ['aws.sagemaker.eu-west-1.studio', 'eu-west-1', undefined],
  ])('%s in %s is %s', (name, region, suffix) => expect(serviceSuffix(name, region)).toBe(suffix));
});

describe('layerBucketArn', () => {
  it.each([
    ['eu-west-1', 'arn:aws:s3:::prod-eu-west-1-starport-layer-bucket/*'],
    ['us-gov-west-1', 'arn:aws-us-gov:s3:::prod-us-gov-west-1-starport-layer-bucket/*'],
    ['cn-north-1', undefined],
    ['us-iso-east-1', undefined],
  ])('%s: %s', (region, arn) => expect(layerBucketArn(region)).toBe(arn));
});
