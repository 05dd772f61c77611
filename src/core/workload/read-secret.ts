import { isServiceName, type ServiceName } from '../catalogue.ts';
import { maskOpen } from './expressions.ts';
import type { Said } from './said.ts';

/**
 * @see https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_Secret.html a bare name is a parameter's, and
 * of this Region; an ARN can be of another
 */
export function readSecret(valueFrom: string, origin: string, said: Said): void {
  const service = /^arn:[^:]*:(secretsmanager|ssm):/.exec(maskOpen(valueFrom))?.[1];
  if (service !== undefined && isServiceName(service))
    readRegional(service, valueFrom, origin, undefined, said);
  else if (valueFrom.startsWith('arn:') || valueFrom.startsWith('${')) {
    said.find({ kind: 'secret-unknown', valueFrom }, origin);
  } else said.need('ssm', origin);
}

/** A resource by ARN, of whatever Region it names, or by a name, which is of this Region. */
export function readRegional(
  service: ServiceName,
  arnOrName: string,
  origin: string,
  because: string | undefined,
  said: Said,
): void {
  const region = /^arn:[^:]*:[^:]*:([^:]*):/.exec(maskOpen(arnOrName))?.[1];
  if (region !== undefined && /^[\w-]+$/.test(region) && region !== said.region) {
    said.find({ kind: 'other-region', service, region }, origin);
    return;
  }
  said.need(service, origin, because);
  if (region?.includes('*')) said.find({ kind: 'undecided', expression: arnOrName }, origin);
}

/**
 * Windows containers' Active Directory accounts.
 *
 * @see https://docs.aws.amazon.com/AmazonECS/latest/developerguide/windows-gmsa.html
 */
export function readCredentialSpec(spec: string, origin: string, said: Said): void {
  const [, domainless, location = ''] = /^credentialspec(domainless)?:(.*)$/i.exec(spec) ?? [];
  if (/^arn:[^:]*:s3:/.test(location)) {
    said.needS3(origin, 'Credential specifications are read from S3.');
  } else if (/^arn:[^:]*:ssm:/.test(location)) {
    readRegional('ssm', location, origin, 'Credential specifications are read from Parameter Store.', said);
  }
  if (domainless) {
    said.need(
      'secretsmanager',
      origin,
      'The Active Directory account of the tasks is read from Secrets Manager.',
    );
  }
}
