import { App, Stack } from 'aws-cdk-lib';
import { InterfaceVpcEndpointAwsService } from 'aws-cdk-lib/aws-ec2';
import { describe, expect, it } from 'vitest';
import { answerFromText } from '../../src/ask/answers.ts';
import { readsNetworks } from '../../src/commands/read-network.ts';
import type { ServiceName } from '../../src/core/catalogue.ts';
import type { Network, Offer } from '../../src/core/network/network.ts';
import type { Need } from '../../src/core/workload/needs.ts';
import type { Asked } from '../../src/host/world.ts';
import { NEW_VPC_FLAGS, run, withFlags } from './program.ts';

const planned = (services: string, changes: Record<string, string> = {}) => {
  const { code, stdout, stderr } = run([
    ...withFlags(NEW_VPC_FLAGS, { '--services': services, ...changes }),
    '--dry-run',
    '--json',
  ]);
  expect([code, stderr]).toEqual([0, '']);
  return JSON.parse(stdout);
};

describe('a service that the catalogue does not have', () => {
  it('gets an interface endpoint by its name, and a note that AWS was not asked', () => {
    const { endpoints, notes } = planned('transcribestreaming,access-analyzer,logs');
    expect(endpoints.slice(-3)).toEqual([
      expect.objectContaining({ service: 'logs' }),
      expect.objectContaining({
        service: 'access-analyzer',
        serviceName: 'com.amazonaws.eu-west-1.access-analyzer',
        kind: 'interface',
        because: 'The application uses access-analyzer.',
      }),
      expect.objectContaining({ service: 'transcribestreaming' }),
    ]);
    const told = notes.filter(({ code }: { code: string }) => code === 'service-unchecked');
    expect(told.map(({ message }: { message: string }) => message)).toEqual([
      expect.stringMatching(
        /^--services: AWS wasn't asked whether it offers com\.amazonaws\.eu-west-1\.access-analyzer as/,
      ),
      expect.stringMatching(
        /^--services: AWS wasn't asked whether it offers com\.amazonaws\.eu-west-1\.transcribestreaming /,
      ),
    ]);
  });

  it('is asked about where its name is like one of the catalogue', () => {
    const { notes } = planned('sqss');
    expect(notes.map(({ message }: { message: string }) => message)).toContainEqual(
      expect.stringMatching(/com\.amazonaws\.eu-west-1\.sqss .* Did you mean sqs\?/),
    );
  });

  it('can be any that the CDK knows', () => {
    const stack = new Stack(new App(), 'Names', { env: { region: 'eu-west-1' } });
    const prefix = 'com.amazonaws.eu-west-1.';
    const names = Object.values(InterfaceVpcEndpointAwsService as unknown as Record<string, unknown>)
      .filter((each) => each instanceof InterfaceVpcEndpointAwsService)
      .map(({ name }): string => stack.resolve(name))
      .filter((name) => name.startsWith(prefix))
      .map((name) => name.slice(prefix.length))
      .filter((name) => !name.startsWith('guardduty-data'));
    expect(names.length).toBeGreaterThan(200);
    for (const name of names) expect(answerFromText('services', name)).toEqual([name]);
  });
});

/** A live reading in which AWS lists what it offers. */
const read = (service: string, offers: Network['offers']) => {
  const need = { service: service as ServiceName, kind: 'interface', because: '', origin: [] } as Need;
  return readsNetworks({
    aws: {
      checkRegion: async () => undefined,
      discover: async () => ({ region: 'eu-west-1', offers }) as Network,
    },
  } as unknown as Asked).readNetwork({ region: 'eu-west-1', vpc: 'vpc-0a1b2c3d' }, [need]);
};

describe('a service that AWS was asked about', () => {
  const offer = (changes: Partial<Offer>): Offer => ({
    service: 'sqss',
    serviceName: 'com.amazonaws.eu-west-1.sqss',
    kind: 'interface',
    azs: ['eu-west-1a'],
    policySupported: true,
    ...changes,
  });

  it('is used where AWS lists it', async () => {
    await expect(read('sqss', [offer({})])).resolves.toBeDefined();
  });

  it('is refused where AWS does not', async () => {
    await expect(read('sqss', [offer({ azs: [] })])).rejects.toThrow(
      '--services sqss: AWS lists no interface endpoint service com.amazonaws.eu-west-1.sqss in eu-west-1; did you mean sqs?',
    );
  });

  it('is refused where AWS has only a gateway for it', async () => {
    await expect(read('sqss', [offer({ kind: 'gateway' })])).rejects.toThrow(
      'AWS lists no interface endpoint',
    );
  });

  it('is left to a finding where the catalogue has it', async () => {
    await expect(read('sqs', [offer({ service: 'sqs', azs: [] })])).resolves.toBeDefined();
  });
});

describe('S3 Express One Zone', () => {
  it('gets a gateway endpoint of its own', () => {
    const { endpoints } = planned('s3express');
    expect(endpoints).toContainEqual(
      expect.objectContaining({ service: 's3express', kind: 'gateway', action: 'create' }),
    );
  });
});
