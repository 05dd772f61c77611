import * as v from 'valibot';
import { isServiceName, type ServiceName } from '../../core/catalogue.ts';
import type { EcsWorkload } from '../../core/workload/ecs-workload.ts';
import type { LaunchType, Need } from '../../core/workload/needs.ts';
import type { S3Use } from '../../core/workload/said.ts';
import type { VpcTasks } from '../../core/workload/tasks-by-vpc.ts';
import type { WorkloadFinding } from '../../core/workload/workload-finding.ts';

/** What was asked about one VPC of a sweep, beside its network. */
export interface AskedInVpc {
  /** What `--launch-type` said: it holds where the tasks tell none. */
  readonly launchType?: LaunchType;
  /** What `--services` said. */
  readonly services: readonly ServiceName[];
  readonly tasks: readonly VpcTasks[];
  /** The private subnets that a shared VPC shares with the account, where the network is as its owner sees it. */
  readonly subnets?: readonly string[];
}

/** Whatever an image or a container is called; where it is printed it is made safe. */
const text = v.string();
const texts = v.array(text);
/** These end up in commands to copy, so nothing that a shell would read differently. */
const words = v.array(v.pipe(text, v.regex(/^\w[\w.:/-]*$/, 'an id or a name without spaces')));
const launchType = v.picklist(['fargate', 'ec2']);
const serviceName = v.custom<ServiceName>(
  (value) => typeof value === 'string' && isServiceName(value),
  'the name of an endpoint service',
);

const need: v.GenericSchema<unknown, Need> = v.strictObject({
  service: serviceName,
  kind: v.picklist(['interface', 'gateway']),
  because: text,
  origin: texts,
});

const s3Use: v.GenericSchema<unknown, S3Use> = v.pipe(
  v.strictObject({
    because: text,
    origin: text,
    action: v.picklist(['s3:GetObject', 's3:PutObject']),
    object: v.exactOptional(text),
  }),
  v.transform((use) => ({ object: undefined, ...use })),
);

const kind = <Kind extends string, Fields extends v.ObjectEntries>(name: Kind, fields: Fields) =>
  v.strictObject({ kind: v.literal(name), origin: texts, ...fields });

/** Does not compile when a kind of finding is written otherwise than it is. */
const finding: v.GenericSchema<unknown, WorkloadFinding> = v.variant('kind', [
  kind('image-docker-hub', { image: text }),
  kind('image-public-ecr', { image: text }),
  kind('image-other-registry', { image: text, host: text }),
  kind('image-ecr-other-region', { image: text, region: text }),
  kind('image-ecr-other-account', { image: text, account: text }),
  kind('image-ecr-unusual-name', {
    image: text,
    unusual: v.picklist(['dual-stack', 'fips', 'port']),
    instead: text,
  }),
  kind('image-pull-through-cache', { image: text }),
  kind('image-uppercase', { image: text }),
  kind('image-unknown', { image: text }),
  kind('image-ecr-by-name', { image: text }),
  kind('image-private-registry', { image: text }),
  kind('region-open', { text, region: text }),
  kind('platform-open', { text }),
  kind('template', { placeholders: texts, conditions: v.boolean() }),
  kind('windows-base-layers', {}),
  kind('other-region', { service: serviceName, region: text }),
  kind('secret-unknown', { valueFrom: text }),
  v.pipe(
    kind('log-destination-elsewhere', { driver: text, destination: v.exactOptional(text) }),
    v.transform((found) => ({ destination: undefined, ...found })),
  ),
  kind('log-driver-unknown', { driver: text }),
  kind('custom-endpoint', { service: serviceName, endpoint: text }),
  kind('firelens-configuration-unseen', {}),
  kind('undecided', { expression: text }),
  kind('file-system', {
    fileSystem: v.picklist(['EFS', 'S3 Files', 'FSx for Windows']),
    port: v.number(),
  }),
  kind('app-mesh', {}),
  kind('platform-version-old', { platformVersion: text }),
  kind('managed-instances', {}),
  kind('ecs-anywhere', {}),
  kind('capacity-unknown', {}),
  kind('instances-pull', {}),
  kind('public-address', {}),
  kind('exec-configuration-unread', {}),
  kind('definition-other-region', { region: text }),
  kind('not-in-definition', { serviceKnown: v.boolean() }),
]);

const workload: v.GenericSchema<unknown, EcsWorkload> = v.pipe(
  v.strictObject({
    launchType: v.exactOptional(launchType),
    launchTypeOrigin: texts,
    needs: v.array(need),
    findings: v.array(finding),
    inferred: v.array(need),
    windows: v.boolean(),
    otherS3: v.array(s3Use),
    subnetIds: words,
    securityGroupIds: words,
    networkOrigin: texts,
    instances: v.exactOptional(v.strictObject({ subnetIds: words, securityGroupIds: words, origin: texts })),
    withoutPublicAddress: v.array(v.strictObject({ subnetId: text, names: texts })),
    unreadable: v.exactOptional(v.array(v.strictObject({ call: text, action: text, reason: text }))),
  }),
  v.transform((read) => ({ launchType: undefined, ...read })),
);

const vpcTasks: v.GenericSchema<unknown, VpcTasks> = v.pipe(
  v.strictObject({
    services: words,
    taskDefinitions: words,
    workload: v.exactOptional(workload),
  }),
  v.transform((read) => ({ workload: undefined, ...read })),
);

export const ASKED_IN_VPC: v.GenericSchema<unknown, AskedInVpc> = v.strictObject({
  launchType: v.exactOptional(launchType),
  services: v.array(serviceName),
  tasks: v.array(vpcTasks),
  subnets: v.exactOptional(words),
});
