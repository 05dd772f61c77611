import { nearest } from './text/nearest.ts';

/** How an endpoint carries bytes: an interface answers a DNS name, a gateway is a route. */
export type EndpointKind = 'interface' | 'gateway';

interface CatalogueEntry {
  readonly kind: EndpointKind;
  /** Why a task needs it: the one sentence that prompts, plans, templates, READMEs and findings all show. */
  readonly because: string;
}

const interfaceService = (because: string): CatalogueEntry => ({ kind: 'interface', because });
const gatewayService = (because: string): CatalogueEntry => ({ kind: 'gateway', because });

/**
 * The AWS services whose VPC endpoints this tool knows, by the suffix of their endpoint service name.
 *
 * @see https://docs.aws.amazon.com/AmazonECS/latest/developerguide/vpc-endpoints.html
 * @see https://docs.aws.amazon.com/AmazonECR/latest/userguide/vpc-endpoints.html
 * @see https://docs.aws.amazon.com/vpc/latest/privatelink/aws-services-privatelink-support.html
 */
export const CATALOGUE = {
  'ecr.api': interfaceService('Tasks get their ECR auth token from the ECR API.'),
  'ecr.dkr': interfaceService('Image manifests are pulled from the ECR registry.'),
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
  'aps-workspaces': interfaceService('A collector writes metrics to Amazon Managed Service for Prometheus.'),
  elasticfilesystem: interfaceService(
    'The application calls the EFS API (mounting a file system needs no endpoint).',
  ),
  appconfigdata: interfaceService('The application reads its configuration from AppConfig.'),
  'bedrock-runtime': interfaceService('The application invokes Bedrock models.'),
  'rds-data': interfaceService('The application uses the RDS Data API.'),
  athena: interfaceService('The application runs Athena queries.'),
  glue: interfaceService('The application calls Glue.'),
  batch: interfaceService('The application submits AWS Batch jobs.'),
  ec2: interfaceService('The application calls the EC2 API.'),
  autoscaling: interfaceService('The application calls EC2 Auto Scaling.'),
  'application-autoscaling': interfaceService('The application calls Application Auto Scaling.'),
  cloudformation: interfaceService('The application calls CloudFormation.'),
  servicediscovery: interfaceService('The application calls the Cloud Map API.'),
  'acm-pca': interfaceService('The application requests certificates from AWS Private CA.'),
} as const satisfies Record<string, CatalogueEntry>;

/** The suffix of an endpoint service name: `ecr.dkr` in `com.amazonaws.eu-west-1.ecr.dkr`. */
export type ServiceName = keyof typeof CATALOGUE;

/** Every known service, in the order in which plans and tables list them. */
export const SERVICES = Object.keys(CATALOGUE) as readonly ServiceName[];

/** Whether `text` is exactly the name of a known service; prefixes do not count (`s3express` is not `s3`). */
export function isServiceName(text: string): text is ServiceName {
  return Object.hasOwn(CATALOGUE, text);
}

/** The pull path: what every task with a private ECR image needs. */
export const PULL_SERVICES = ['ecr.api', 'ecr.dkr', 's3'] as const satisfies readonly ServiceName[];

/** What the ECS agent on an EC2 container instance needs; all three or none. */
export const AGENT_SERVICES = ['ecs', 'ecs-agent', 'ecs-telemetry'] as const satisfies readonly ServiceName[];

/** The known service whose name is nearest to `text`, or undefined when none is near. */
export function nearestService(text: string): ServiceName | undefined {
  const wanted = text.toLowerCase();
  return Object.hasOwn(ALIASES, wanted) ? ALIASES[wanted] : nearest(wanted, SERVICES);
}

/** What people call a service where AWS's endpoint name is another. */
const ALIASES: Readonly<Record<string, ServiceName>> = {
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
  bedrock: 'bedrock-runtime',
  'cloud-map': 'servicediscovery',
  prometheus: 'aps-workspaces',
  ecr: 'ecr.api',
};
