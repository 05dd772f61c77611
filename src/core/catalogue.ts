import { nearest } from './text/nearest.ts';

/** How an endpoint carries bytes: an interface answers a DNS name, a gateway is a route. */
export type EndpointKind = 'interface' | 'gateway';

interface CatalogueEntry<Kind extends EndpointKind = EndpointKind> {
  readonly kind: Kind;
  /** Why a task needs it: the one sentence that prompts, plans, templates, READMEs and findings all show. */
  readonly because: string;
}

const interfaceService = (because: string): CatalogueEntry<'interface'> => ({ kind: 'interface', because });
const gatewayService = (because: string): CatalogueEntry<'gateway'> => ({ kind: 'gateway', because });

/**
 * The AWS services that this tool knows something of, by the suffix of their endpoint service name: all that have gateway endpoints,
 * all that a task's start needs, and what applications commonly call. Any other can be named, too.
 *
 * @see https://docs.aws.amazon.com/AmazonECS/latest/developerguide/vpc-endpoints.html
 * @see https://docs.aws.amazon.com/AmazonECR/latest/userguide/vpc-endpoints.html
 * @see https://docs.aws.amazon.com/vpc/latest/privatelink/aws-services-privatelink-support.html
 */
export const CATALOGUE = {
  'ecr.api': interfaceService('Tasks get their ECR auth token from the ECR API.'),
  'ecr.dkr': interfaceService('Image manifests are pulled from the ECR registry.'),
  'ecr-fips.api': interfaceService('The application calls the FIPS endpoint of the ECR API.'),
  'ecr-fips.dkr': interfaceService("Images are pulled from ECR's FIPS registry."),
  s3: gatewayService('ECR stores image layers in S3, so most pull traffic goes there.'),
  ecs: interfaceService('The ECS agent registers container instances and asks where to connect.'),
  'ecs-agent': interfaceService('The ECS agent receives its instructions over this connection.'),
  'ecs-telemetry': interfaceService('The ECS agent sends task metrics and health over this connection.'),
  logs: interfaceService('The awslogs log driver writes container output to CloudWatch Logs.'),
  secretsmanager: interfaceService('Secrets in the task definition are read from Secrets Manager.'),
  ssm: interfaceService('Secrets in the task definition are read from Systems Manager Parameter Store.'),
  ssmmessages: interfaceService('ECS Exec opens its session through Systems Manager.'),
  kms: interfaceService('ECS Exec encrypts its session with a KMS key.'),
  sts: interfaceService('The application assumes roles through STS.'),
  dynamodb: gatewayService('The application reads and writes DynamoDB tables.'),
  s3express: gatewayService('The application uses S3 directory buckets (S3 Express One Zone).'),
  sqs: interfaceService('The application uses SQS queues.'),
  sns: interfaceService('The application publishes to SNS topics.'),
  events: interfaceService('The application puts events on EventBridge.'),
  states: interfaceService('The application calls Step Functions.'),
  lambda: interfaceService('The application invokes Lambda functions.'),
  'execute-api': interfaceService('The application calls private API Gateway APIs.'),
  'kinesis-streams': interfaceService('The application or its log router writes to Kinesis Data Streams.'),
  'kinesis-firehose': interfaceService('The application or its log router writes to Firehose.'),
  monitoring: interfaceService('The application or the CloudWatch agent sends metrics to CloudWatch.'),
  xray: interfaceService('The application or its sidecar sends traces to X-Ray.'),
  'application-signals': interfaceService('The CloudWatch agent sends Application Signals.'),
  'aps-workspaces': interfaceService('A collector writes metrics to Amazon Managed Service for Prometheus.'),
  elasticfilesystem: interfaceService(
    'The application calls the EFS API (mounting a file system needs no endpoint).',
  ),
  appconfigdata: interfaceService('The application reads its configuration from AppConfig.'),
  'bedrock-runtime': interfaceService('The application invokes Bedrock models.'),
  bedrock: interfaceService('The application calls the Bedrock API (bedrock-runtime invokes models).'),
  'bedrock-agent-runtime': interfaceService('The application invokes Bedrock agents and knowledge bases.'),
  'rds-data': interfaceService('The application uses the RDS Data API.'),
  athena: interfaceService('The application runs Athena queries.'),
  glue: interfaceService('The application calls Glue.'),
  batch: interfaceService('The application submits AWS Batch jobs.'),
  ec2: interfaceService('The application calls the EC2 API.'),
  autoscaling: interfaceService('The application calls EC2 Auto Scaling.'),
  'application-autoscaling': interfaceService('The application calls Application Auto Scaling.'),
  cloudformation: interfaceService('The application calls CloudFormation.'),
  servicediscovery: interfaceService('The application calls the Cloud Map API.'),
  'data-servicediscovery': interfaceService('The application discovers instances through Cloud Map.'),
  'cognito-idp': interfaceService('The application calls Cognito user pools.'),
  codedeploy: interfaceService('The application calls CodeDeploy.'),
  'acm-pca': interfaceService('The application requests certificates from AWS Private CA.'),
} as const satisfies Record<string, CatalogueEntry>;

/** A service of the catalogue. */
export type KnownService = keyof typeof CATALOGUE;

/** The services that a gateway endpoint serves: by a route, not by a name. */
export type GatewayService = {
  [Name in KnownService]: (typeof CATALOGUE)[Name]['kind'] extends 'gateway' ? Name : never;
}[KnownService];

/** A service that is not in the catalogue, so that nothing is known of it but its name; see `isServiceName`. */
export type OtherService = string & { readonly [other]: true };
declare const other: unique symbol;

/** The suffix of an endpoint service name: `ecr.dkr` in `com.amazonaws.eu-west-1.ecr.dkr`. */
export type ServiceName = KnownService | OtherService;

/** Every known service, in the order in which plans and tables list them. */
export const SERVICES = Object.keys(CATALOGUE) as readonly KnownService[];

/** The services that have gateway endpoints. AWS has no others. */
export const GATEWAY_SERVICES = SERVICES.filter(isGatewayService);

/** Whether `text` is exactly the name of a service of the catalogue; prefixes do not count (`s3-outposts` is not `s3`). */
export function isKnownService(text: string): text is KnownService {
  return Object.hasOwn(CATALOGUE, text);
}

/** The form of an endpoint service name's suffix, as AWS could list it. */
export const SERVICE_NAME = /^[a-z][a-z0-9]*([.-][a-z0-9]+)*$/;

/** Whether `text` has that form. */
export function isServiceName(text: string): text is ServiceName {
  return SERVICE_NAME.test(text) && text.length <= 64;
}

/** Whether bytes reach a service through a route to a gateway endpoint. */
export function isGatewayService(service: string): service is GatewayService {
  return isKnownService(service) && CATALOGUE[service].kind === 'gateway';
}

/** The kind of endpoint that serves a service. A service that is not in the catalogue has interface endpoints. */
export const kindOf = (service: ServiceName): EndpointKind =>
  isKnownService(service) ? CATALOGUE[service].kind : 'interface';

/** Why tasks need a service, in a sentence. */
export const reasonFor = (service: ServiceName): string =>
  isKnownService(service) ? CATALOGUE[service].because : `The application uses ${service}.`;

/** The keys of a map in the order in which plans list services: the catalogue's, then the others by name. */
export function inCatalogueOrder(services: Iterable<ServiceName>): ServiceName[] {
  const wanted = new Set(services);
  const others = [...wanted].filter((service) => !isKnownService(service)).sort();
  return [...SERVICES.filter((service) => wanted.has(service)), ...others];
}

/** The pull path: what every task with a private ECR image needs. */
export const PULL_SERVICES = ['ecr.api', 'ecr.dkr', 's3'] as const satisfies readonly ServiceName[];

/** What the ECS agent on an EC2 container instance needs; all three or none. */
export const AGENT_SERVICES = ['ecs', 'ecs-agent', 'ecs-telemetry'] as const satisfies readonly ServiceName[];

/** The known service that `text` may mean: an alias of it, or the one whose name is nearest. */
export function nearestService(text: string): KnownService | undefined {
  const wanted = text.toLowerCase();
  return aliasOf(wanted) ?? nearest(wanted, SERVICES);
}

/**
 * The known service whose name `text` mistypes: so like it that nobody means another. None of AWS's other names is as near to
 * one of these.
 */
export const mistyped = (text: string): KnownService | undefined =>
  isKnownService(text)
    ? undefined
    : nearest(
        text,
        SERVICES.filter((name) => name.length >= 5 && name[0] === text[0]),
        2,
      );

/** The service that people call `text` while AWS's endpoint name is another; undefined where nobody does. */
export const aliasOf = (text: string): KnownService | undefined =>
  Object.hasOwn(ALIASES, text) ? ALIASES[text] : undefined;

/** What people call a service where AWS's endpoint name is another. */
const ALIASES: Readonly<Record<string, KnownService>> = {
  cloudwatch: 'monitoring',
  'cloudwatch-logs': 'logs',
  cloudwatchlogs: 'logs',
  awslogs: 'logs',
  'secrets-manager': 'secretsmanager',
  secrets: 'secretsmanager',
  'parameter-store': 'ssm',
  exec: 'ssmmessages',
  'ecs-exec': 'ssmmessages',
  eventbridge: 'events',
  'step-functions': 'states',
  stepfunctions: 'states',
  firehose: 'kinesis-firehose',
  kinesis: 'kinesis-streams',
  efs: 'elasticfilesystem',
  'cloud-map': 'servicediscovery',
  prometheus: 'aps-workspaces',
  ecr: 'ecr.api',
};
