import { describe, expect, it } from 'vitest';
import {
  layerBucketArn,
  partitionOf,
  regionIn,
  serviceNameByTable,
  serviceSuffix,
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

describe('serviceSuffix', () => {
  it.each([
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
