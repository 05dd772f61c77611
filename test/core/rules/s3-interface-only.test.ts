import { expect, it } from 'vitest';
import type { Endpoint } from '../../../src/core/network/network.ts';
import {
  A,
  B,
  interfaceEndpoint,
  look,
  lookAfterFix,
  RIGHT,
  withEndpoints,
  without,
  withoutRoute,
} from './network.ts';
import { prove } from './prove.ts';

const withoutS3 = withoutRoute(withoutRoute(without(RIGHT, 's3'), 'rtb-a', 'pl-s3'), 'rtb-b', 'pl-s3');
const s3Interface = (change: Partial<Endpoint>) =>
  interfaceEndpoint('s3', { id: 'vpce-s3-interface', ...change });

prove(import.meta.url, {
  broken: { network: withEndpoints(withoutS3, s3Interface({ privateDns: false })) },
  says: {
    severity: 'error',
    services: ['s3'],
    subnetIds: [A, B],
    resourceIds: ['vpce-s3-interface'],
    message:
      "Image layers go through NAT gateway nat-1, because S3 names don't resolve to S3 interface endpoint vpce-s3-interface in this VPC and there is no gateway endpoint.",
  },
  nearMisses: {
    'beside the gateway, for clients outside the VPC': {
      network: withEndpoints(RIGHT, s3Interface({ inboundResolverOnly: true })),
    },
  },
});

it('cannot tell whether layers come by an interface endpoint that answers in the VPC', () => {
  const [finding, ...others] = look(withEndpoints(withoutS3, s3Interface({})));
  expect(others).toEqual([]);
  expect(finding?.severity).toBe('unknown');
  expect(finding?.changes.map(({ kind }) => kind)).toEqual([
    'create-gateway-endpoint',
    'limit-s3-private-dns',
  ]);
  expect(lookAfterFix(withEndpoints(withoutS3, s3Interface({})), finding)).toEqual([]);
});
