import { Problem } from '../problem.ts';
import type { EcsWorkload } from './ecs-workload.ts';

/** Whether the S3 gateway a plan creates lets everything through (AWS's default) or image layers alone. */
export type S3Policy = 'full' | 'ecr-only';

/**
 * Refuses an S3 endpoint policy that the workload would break on.
 *
 * @throws Problem naming what else uses S3
 * @see https://docs.aws.amazon.com/AmazonECR/latest/userguide/vpc-endpoints.html#ecr-setting-up-s3-gateway
 */
export function assertS3Policy(policy: S3Policy, { otherS3 }: Pick<EcsWorkload, 'otherS3'>): void {
  if (policy === 'full' || otherS3.length === 0) return;
  const uses = [...new Set(otherS3.map(({ because, origin }) => `${because} (${origin})`))].join(' ');
  throw new Problem(
    `--s3-policy ecr-only lets only image layers through, but the tasks use S3 otherwise: ${uses} Use --s3-policy full.`,
  );
}
