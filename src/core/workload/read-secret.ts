import { isKnownService, type ServiceName } from '../catalogue.ts';
import { isFiller, marked, maskOpen } from './placeholders.ts';
import type { Said } from './said.ts';

/**
 * @see https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_Secret.html a bare name is a parameter's, and
 * of this Region; an ARN can be of another
 * @see https://docs.aws.amazon.com/AmazonECS/latest/developerguide/secrets-envvar-secrets-manager.html key, stage and
 * version behind an ARN are Secrets Manager's
 */
export function readSecret(valueFrom: string, origin: string, said: Said): void {
  const masked = maskOpen(valueFrom);
  const service = /^[^:]*:[^:]*:(secretsmanager|ssm):/.exec(masked)?.[1];
  // What Terraform and ecspresso call the resource whose ARN is filled in.
  const resource = /^\$\{[^}]*?(aws_secretsmanager_|secretsmanager_arn|aws_ssm_parameter)/.exec(
    marked(valueFrom),
  )?.[1];
  const [name = ''] = marked(valueFrom).split(/:(?![^{]*\})/);
  const later = name.startsWith('${') || isFiller(name);
  if (service !== undefined && isKnownService(service))
    readRegional(service, valueFrom, origin, undefined, said);
  else if (resource !== undefined)
    said.need(resource === 'aws_ssm_parameter' ? 'ssm' : 'secretsmanager', origin);
  else if (later && /^[^:]+:[^:]*:[^:]*:[^:]*$/.test(masked)) said.need('secretsmanager', origin);
  else if (later || valueFrom.startsWith('arn:')) said.find({ kind: 'secret-unknown', valueFrom }, origin);
  else said.need('ssm', origin);
}

/** A resource by ARN, of whatever Region it names, or by a name, which is of this Region. */
export function readRegional(
  service: ServiceName,
  arnOrName: string,
  origin: string,
  because: string | undefined,
  said: Said,
): void {
  const region = /^[^:]*:[^:]*:[^:]*:([^:]+):/.exec(maskOpen(arnOrName))?.[1];
  if (said.isHere(service, region, arnOrName, origin)) said.need(service, origin, because);
}

/**
 * Windows containers' Active Directory accounts.
 *
 * @see https://docs.aws.amazon.com/AmazonECS/latest/developerguide/windows-gmsa.html
 */
export function readCredentialSpec(spec: string, origin: string, said: Said): void {
  const [, domainless, location = ''] = /^credentialspec(domainless)?:(.*)$/i.exec(spec) ?? [];
  const masked = maskOpen(location);
  if (/^arn:[^:]*:s3:/.test(masked)) {
    said.needS3(origin, 'Credential specifications are read from S3.');
  } else if (/^arn:[^:]*:ssm:/.test(masked)) {
    readRegional('ssm', location, origin, 'Credential specifications are read from Parameter Store.', said);
  } else if (masked.startsWith('*')) {
    said.find({ kind: 'undecided', expression: location }, origin);
  }
  if (domainless) {
    said.need(
      'secretsmanager',
      origin,
      'The Active Directory account of the tasks is read from Secrets Manager.',
    );
  }
}
