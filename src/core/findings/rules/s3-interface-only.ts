import page from '../../../../docs/rules/s3-interface-only.md';
import { counted, effect } from '../effect.ts';
import { causes, type Rule, unique } from '../rule.ts';

/**
 * S3 has an interface endpoint in the place where pulls need a gateway. Where its private DNS answers in the VPC, layers go
 * by it, and whether that works is not documented; where it does not, it carries nothing.
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
            ? `Can't determine whether image layers arrive, because names of S3 lead to ${endpoint}, which AWS does not document for pulls from ECR; the gateway endpoint is documented, and free.`
            : `${effect(cause)}, because names of S3 do not lead to ${endpoint} in this VPC and there is no gateway endpoint.`,
          faults: cause.faults,
        };
      },
    ),
};
