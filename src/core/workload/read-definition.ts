import { isOpen } from './expressions.ts';
import { readImage } from './read-image.ts';
import { readLog } from './read-log.ts';
import { readCredentialSpec, readRegional, readSecret } from './read-secret.ts';
import type { Said } from './said.ts';
import { type ContainerDefinition, Expression, type TaskDefinition } from './task-definition.ts';

/** What a task definition needs, field by field. */
export function readDefinition(definition: TaskDefinition, said: Said): void {
  const { label } = definition;
  const registeredIn = /^arn:[^:]*:ecs:([^:]+):(\d+):/.exec(definition.taskDefinitionArn ?? '');
  const account = registeredIn?.[2];
  if (registeredIn?.[1] !== undefined && registeredIn[1] !== said.region) {
    said.find({ kind: 'definition-other-region', region: registeredIn[1] }, label);
  }
  if (isWindows(definition)) said.find({ kind: 'windows-base-layers' }, `${label} (runtimePlatform)`);
  said.one(definition.runtimePlatform, `${label} (runtimePlatform)`);

  for (const container of said.decided(definition.containerDefinitions, `${label} (containerDefinitions)`)) {
    readContainer(container, `${label}:${container.name}`, account, said);
  }
  for (const volume of said.decided(definition.volumes, `${label} (volumes)`)) {
    const origin = `${label} (volumes)`;
    if (volume.efsVolumeConfiguration)
      said.find({ kind: 'file-system', fileSystem: 'EFS', port: 2049 }, origin);
    if (volume.s3filesVolumeConfiguration) {
      said.find({ kind: 'file-system', fileSystem: 'S3 Files', port: 2049 }, origin);
    }
    if (volume.fsxWindowsFileServerVolumeConfiguration) {
      said.find({ kind: 'file-system', fileSystem: 'FSx for Windows', port: 445 }, origin);
      const fsx = said.one(volume.fsxWindowsFileServerVolumeConfiguration, origin);
      const credentials = said.one(fsx?.authorizationConfig, origin)?.credentialsParameter;
      if (credentials) readSecret(credentials, `${label} (volumes.authorizationConfig)`, said);
    }
  }
  const proxy = said.one(definition.proxyConfiguration, `${label} (proxyConfiguration)`);
  if (proxy) said.find({ kind: 'app-mesh' }, `${label} (proxyConfiguration)`);
}

/** Whether the tasks run on Windows. */
export function isWindows({ runtimePlatform }: TaskDefinition): boolean {
  if (runtimePlatform === undefined || runtimePlatform instanceof Expression) return false;
  return /^windows/i.test(runtimePlatform.operatingSystemFamily ?? '');
}

function readContainer(
  container: ContainerDefinition,
  name: string,
  account: string | undefined,
  said: Said,
): void {
  readImage(container.image, name, account, said);

  const credentials = said.one(container.repositoryCredentials, `${name} (repositoryCredentials)`);
  if (credentials?.credentialsParameter) {
    // Registry credentials are in Secrets Manager only, by ARN or by name.
    readRegional(
      'secretsmanager',
      credentials.credentialsParameter,
      `${name} (repositoryCredentials)`,
      'Credentials for a private registry are read from Secrets Manager.',
      said,
    );
  }

  for (const secret of said.decided(container.secrets, `${name} (secrets)`)) {
    readSecret(secret.valueFrom, `${name} (secrets)`, said);
  }
  for (const { value } of said.decided(container.environmentFiles, `${name} (environmentFiles)`)) {
    said.needS3(`${name} (environmentFiles)`, 'Environment files are read from S3.', {
      object: value === undefined || isOpen(value) ? undefined : value,
    });
  }
  for (const spec of [...container.credentialSpecs, ...container.dockerSecurityOptions]) {
    readCredentialSpec(spec, `${name} (credentialSpecs)`, said);
  }

  const log = said.one(container.logConfiguration, `${name} (logConfiguration)`);
  if (log) readLog(log, name, 'logConfiguration', said);

  const router = said.one(container.firelensConfiguration, `${name} (firelensConfiguration)`);
  if (router) {
    const options = said.one(router.options, `${name} (firelensConfiguration)`) ?? {};
    const file = options['config-file-type'];
    if (file === 's3') {
      said.needS3(`${name} (firelensConfiguration)`, 'FireLens reads its configuration from S3.');
    }
    if (file !== undefined)
      said.find({ kind: 'firelens-configuration-unseen' }, `${name} (firelensConfiguration)`);
  }
  // The init images of AWS for Fluent Bit fetch more configuration files, named by these variables.
  for (const variable of said.decided(container.environment, `${name} (environment)`)) {
    if (!variable.name?.startsWith('aws_fluent_bit_init_')) continue;
    said.find({ kind: 'firelens-configuration-unseen' }, `${name} (environment)`);
    if (variable.name.startsWith('aws_fluent_bit_init_s3_')) {
      said.needS3(`${name} (environment)`, 'FireLens reads its configuration from S3.');
    }
  }
}
