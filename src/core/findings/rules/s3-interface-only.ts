import page from '../../../../docs/rules/s3-interface-only.md';
import { counted, effect } from '../effect.ts';
import { causes, type Rule, unique } from '../rule.ts';

/**
 * S3 has an interface endpoint, but pulls need a gateway endpoint. If its private DNS applies in the VPC, layers go through it,
 * and AWS doesn't document whether that works. If not, it carries nothing.
 *
 * @see https://docs.aws.amazon.com/AmazonS3/latest/userguide/privatelink-interface-endpoints.html
 */
export const s3InterfaceOnly: Rule = {
  severity: 'error',
  page,
  observe: ({ paths }) =>
    causes(paths, 's3-interface-only', (_, { via }) => (via === 'unknown' ? 'captures' : 'idle')).map(
      (cause) => {
        const endpointIds = unique(cause.faults.map(({ endpointId }) => endpointId));
        const endpoint = `S3 interface ${counted(endpointIds, 'endpoint')}`;
        const captures = cause.paths.some(({ via }) => via === 'unknown');
        return {
          ...(captures ? { severity: 'unknown' as const } : {}),
          services: cause.services,
          subnetIds: cause.subnetIds,
          resourceIds: endpointIds,
          message: captures
            ? `Can't determine whether image layers can be pulled, because S3 names resolve to ${endpoint}, which AWS doesn't document for pulls from ECR. The gateway endpoint is documented, and free.`
            : `${effect(cause)}, because S3 names don't resolve to ${endpoint} in this VPC and there is no gateway endpoint.`,
          faults: cause.faults,
        };
      },
    ),
};
