import page from '../../../../docs/rules/s3-endpoint-missing.md';
import { effect } from '../effect.ts';
import { causes, type Rule } from '../rule.ts';

/**
 * No S3 gateway endpoint: manifests come from ECR, but layers come from S3.
 *
 * @see https://docs.aws.amazon.com/AmazonECR/latest/userguide/vpc-endpoints.html#ecr-setting-up-s3-gateway
 */
export const s3EndpointMissing: Rule = {
  severity: 'error',
  page,
  observe: ({ network, paths }) =>
    causes(paths, 's3-endpoint-missing', () => '').map((cause) => ({
      services: cause.services,
      subnetIds: cause.subnetIds,
      resourceIds: [network.vpc.id],
      message: `${effect(cause)}, because the VPC has no S3 gateway endpoint (which is free).`,
      faults: cause.faults,
    })),
};
