import type { EcsService } from './ecs-service.ts';
import { SERVICE_CONNECT_BECAUSE } from './needs.ts';
import { readLog } from './read-log.ts';
import type { Said } from './said.ts';

/**
 * What a service adds to its task definitions: ECS Exec, Service Connect, and what runs it.
 *
 * @param windows whether its tasks run on Windows, by their definitions first
 */
export function readService(service: EcsService, windows: boolean, said: Said): void {
  const { name } = service;
  if (service.exec) {
    said.need('ssmmessages', `${name} (enableExecuteCommand)`);
    const exec = service.execConfiguration;
    const origin = `cluster ${service.cluster} (executeCommandConfiguration)`;
    if (!exec) said.find({ kind: 'exec-configuration-unread' }, `cluster ${service.cluster}`);
    if (exec?.kmsKeyId) said.need('kms', origin);
    if (exec?.logGroup)
      said.need('logs', origin, 'ECS Exec writes the logs of its sessions to CloudWatch Logs.');
    if (exec?.bucket)
      said.needS3(origin, 'ECS Exec writes the logs of its sessions to S3.', { action: 's3:PutObject' });
  }
  if (windows && service.windows) said.find({ kind: 'windows-base-layers' }, `${name} (platformFamily)`);
  if (service.serviceConnect) {
    said.need('ecs-agent', `${name} (serviceConnectConfiguration)`, SERVICE_CONNECT_BECAUSE);
    if (service.serviceConnectLog) {
      readLog(service.serviceConnectLog, name, 'serviceConnectConfiguration.logConfiguration', said);
    }
  }
  if (!windows && isBelow14(service.platformVersion) && service.platformVersion !== undefined) {
    said.find(
      { kind: 'platform-version-old', platformVersion: service.platformVersion },
      `${name} (platformVersion)`,
    );
  }
  if (service.assignPublicIp === true)
    said.find({ kind: 'public-address' }, `${name} (networkConfiguration)`);
  for (const capacity of service.capacities) {
    if (capacity === 'managed-instances') said.find({ kind: 'managed-instances' }, name);
    if (capacity === 'external') said.find({ kind: 'ecs-anywhere' }, name);
    if (capacity === 'unknown') said.find({ kind: 'capacity-unknown' }, name);
  }
}

/**
 * Windows platform versions count on their own, from 1.0.0.
 *
 * @see https://docs.aws.amazon.com/AmazonECS/latest/developerguide/platform-linux-fargate.html
 */
function isBelow14(version: string | undefined): boolean {
  const [, major = '', minor = ''] = /^(\d+)\.(\d+)(?:\.|$)/.exec(version ?? '') ?? [];
  return major !== '' && (Number(major) < 1 || (Number(major) === 1 && Number(minor) < 4));
}
