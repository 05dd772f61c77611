import { isOpen, regionIn } from './placeholders.ts';
import { readEnvironment } from './read-environment.ts';
import { readImage } from './read-image.ts';
import { readLog } from './read-log.ts';
import { readCredentialSpec, readRegional, readSecret } from './read-secret.ts';
import type { Said } from './said.ts';
import { type ContainerDefinition, Expression, type TaskDefinition } from './task-definition.ts';
import type { Template } from './template.ts';

/** What a task definition needs, field by field. */
export function readDefinition(definition: TaskDefinition, said: Said): void {
  const { label } = definition;
  const registeredIn = /^arn:[^:]*:ecs:([^:]+):(\d+):/.exec(definition.taskDefinitionArn ?? '');
  const account = registeredIn?.[2];
  if (registeredIn?.[1] !== undefined && regionIn(registeredIn[1], said.region) === 'other') {
    said.find({ kind: 'definition-other-region', region: registeredIn[1] }, label);
  }
  const { placeholders, conditions } = definition.template;
  if (placeholders.length > 0 || conditions) said.find({ kind: 'template', placeholders, conditions }, label);
  const platform = platformOf(definition);
  if (platform === 'windows') said.find({ kind: 'windows-base-layers' }, `${label} (runtimePlatform)`);
  if (platform !== undefined && typeof platform === 'object') {
    said.find({ kind: 'platform-open', text: platform.open }, `${label} (runtimePlatform)`);
  }

  for (const container of said.decided(definition.containerDefinitions, `${label} (containerDefinitions)`)) {
    readContainer(container, `${label}:${container.name}`, { account, template: definition.template }, said);
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

/** What the tasks run on by the definition's own word: undefined where it has none, `open` where it is filled in later. */
export function platformOf({
  runtimePlatform,
}: TaskDefinition): 'windows' | 'linux' | { readonly open: string } | undefined {
  if (runtimePlatform instanceof Expression) return { open: runtimePlatform.text };
  const family = runtimePlatform?.operatingSystemFamily;
  if (family === undefined) return undefined;
  if (isOpen(family)) return { open: family };
  return /^windows/i.test(family) ? 'windows' : 'linux';
}

function readContainer(
  container: ContainerDefinition,
  name: string,
  { account, template }: { readonly account: string | undefined; readonly template: Template },
  said: Said,
): void {
  const credentials = said.one(container.repositoryCredentials, `${name} (repositoryCredentials)`);
  readImage(
    container.image,
    name,
    {
      account,
      credentials:
        credentials?.credentialsParameter !== undefined &&
        !template.conditionalKeys.some((key) => /^repositoryCredentials$/i.test(key)),
    },
    said,
  );
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
    const from = options['config-file-value'];
    if (file === 's3' || (file !== undefined && isOpen(file) && /^arn:[^:]*:s3:/.test(from ?? ''))) {
      said.needS3(`${name} (firelensConfiguration)`, 'FireLens reads its configuration from S3.');
    }
    if (file !== undefined)
      said.find({ kind: 'firelens-configuration-unseen' }, `${name} (firelensConfiguration)`);
  }
  // The init images of AWS for Fluent Bit fetch more configuration files, named by these variables.
  const { environment, firelensConfiguration } = container;
  const variables = firelensConfiguration
    ? said.decided(environment, `${name} (environment)`)
    : environment.flatMap((variable) => (variable instanceof Expression ? [] : [variable]));
  for (const variable of variables) {
    readEnvironment(variable, name, said);
    if (!variable.name?.startsWith('aws_fluent_bit_init_')) continue;
    said.find({ kind: 'firelens-configuration-unseen' }, `${name} (environment)`);
    if (variable.name.startsWith('aws_fluent_bit_init_s3_')) {
      said.needS3(`${name} (environment)`, 'FireLens reads its configuration from S3.');
    }
  }
}
