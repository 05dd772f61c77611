import type { ServiceName } from '../catalogue.ts';
import { layerBucketArn } from '../network/regions.ts';

/** What an endpoint policy does with the actions that task startup needs. */
export type PolicyVerdict =
  | { readonly permits: 'yes' }
  /** `explicit`: a Deny statement matches, so another Allow wouldn't help. */
  | { readonly permits: 'no'; readonly actions: readonly string[]; readonly explicit: boolean }
  /** It depends on conditions, principals or resources that the network doesn't show. */
  | { readonly permits: 'unknown'; readonly actions: readonly string[] };

/**
 * The actions that go through each endpoint when a task starts. Services without a row are used only by the application, whose
 * calls are not known here.
 *
 * @see https://docs.aws.amazon.com/AmazonECR/latest/userguide/vpc-endpoints.html#ecr-vpc-endpoint-policy
 * @see https://docs.aws.amazon.com/AmazonECS/latest/developerguide/vpc-endpoints.html#ecs-vpc-endpoint-policy
 */
const NEEDED_ACTIONS: Partial<Record<ServiceName, readonly string[]>> = {
  'ecr.api': ['ecr:GetAuthorizationToken'],
  'ecr.dkr': ['ecr:BatchGetImage', 'ecr:GetDownloadUrlForLayer'],
  s3: ['s3:GetObject'],
  ecs: ['ecs:DiscoverPollEndpoint', 'ecs:RegisterContainerInstance', 'ecs:SubmitTaskStateChange'],
  'ecs-agent': ['ecs:Poll'],
  'ecs-telemetry': ['ecs:Poll', 'ecs:StartTelemetrySession'],
  logs: ['logs:CreateLogStream', 'logs:PutLogEvents'],
  secretsmanager: ['secretsmanager:GetSecretValue'],
  ssm: ['ssm:GetParameters'],
};

type Answer = 'yes' | 'no' | 'maybe';

/** What the application calls at a service without a row: an unknown action. */
const ANY_ACTION = '*';

interface Request {
  /** Undefined for requests that no service row describes: then it is not known who makes them. */
  readonly service: ServiceName | undefined;
  readonly action: string;
  /** An ARN to match, `*` for actions without a resource, undefined if the resource is not known. */
  readonly resource: string | undefined;
}

/**
 * Judges a policy document, given as JSON text; undefined means the default, full access.
 *
 * @param layers whether images are pulled from ECR; if not, only the application uses S3, like any other service
 */
export function policyVerdict(
  policy: string | undefined,
  service: ServiceName,
  region: string,
  layers = true,
): PolicyVerdict {
  if (policy === undefined) return { permits: 'yes' };
  if (service === 's3' && !layers) return verdict(policy, undefined, [ANY_ACTION], region);
  return verdict(policy, service, NEEDED_ACTIONS[service] ?? [ANY_ACTION], region);
}

function verdict(
  policy: string,
  service: ServiceName | undefined,
  actions: readonly string[],
  region: string,
): PolicyVerdict {
  const statements = statementsOf(policy);
  if (!statements) return { permits: 'unknown', actions };

  const judged = actions.map((action) => ({
    action,
    ...judge(statements, { service, action, resource: resourceOf(action, service, region) }),
  }));
  const denied = judged.filter(({ answer }) => answer === 'no');
  if (denied.length > 0) {
    return {
      permits: 'no',
      actions: denied.map(({ action }) => action),
      explicit: denied.some(({ explicit }) => explicit),
    };
  }
  const undecided = judged.filter(({ answer }) => answer === 'maybe');
  return undecided.length > 0
    ? { permits: 'unknown', actions: undecided.map(({ action }) => action) }
    : { permits: 'yes' };
}

/**
 * Whether a policy allows the tasks' own roles to use an S3 object that isn't an image layer.
 *
 * @param object its ARN; undefined if the bucket is not known, so that only a policy for all buckets is a yes
 */
export function letsObjectThrough(
  policy: string | undefined,
  action: string,
  object: string | undefined,
): Answer {
  if (policy === undefined) return 'yes';
  const statements = statementsOf(policy);
  const resource = object ?? 'arn:aws:s3:::any-bucket/any-object';
  return statements ? judge(statements, { service: undefined, action, resource }).answer : 'maybe';
}

function resourceOf(action: string, service: ServiceName | undefined, region: string): string | undefined {
  if (service === 's3') return layerBucketArn(region)?.replace(/\*$/, 'layer');
  return WITHOUT_RESOURCE.has(action) ? '*' : undefined;
}

/** Actions that IAM authorizes only on `*`. */
const WITHOUT_RESOURCE: ReadonlySet<string> = new Set([
  'ecr:GetAuthorizationToken',
  'ecs:DiscoverPollEndpoint',
]);

function judge(statements: readonly Statement[], request: Request): { answer: Answer; explicit: boolean } {
  const answers = statements.flatMap((statement) => {
    const { Effect: effect } = statement;
    const answer = applies(statement, request);
    if (effect === 'Allow' || effect === 'Deny' || answer === 'no') return [{ effect, applies: answer }];
    // An unknown effect may allow or deny.
    return ['Allow', 'Deny'].map((each) => ({ effect: each, applies: 'maybe' as const }));
  });
  const some = (effect: unknown, applies: Answer) =>
    answers.some((answer) => answer.effect === effect && answer.applies === applies);
  if (some('Deny', 'yes')) return { answer: 'no', explicit: true };
  if (!some('Allow', 'yes') && !some('Allow', 'maybe')) return { answer: 'no', explicit: false };
  if (some('Deny', 'maybe') || !some('Allow', 'yes')) return { answer: 'maybe', explicit: false };
  return { answer: 'yes', explicit: false };
}

type Statement = Readonly<Record<string, unknown>>;

/** The statements of a policy document, or undefined if the text isn't one. */
function statementsOf(policy: string): Statement[] | undefined {
  const document = parseJson(policy);
  if (!isRecord(document)) return undefined;
  const statements = Array.isArray(document.Statement) ? document.Statement : [document.Statement];
  return statements.every(isRecord) ? statements : undefined;
}

function applies(statement: Statement, request: Request): Answer {
  return all([
    matches(statement.Action, statement.NotAction, (pattern) => actionMatch(pattern, request.action)),
    matches(statement.Resource, statement.NotResource, (pattern) => resourceMatch(pattern, request.resource)),
    principalMatch(statement, request),
    conditionMatch(statement, request),
  ]);
}

/** An element or its `Not` twin; a statement without either (S3 accepts none) matches nothing. */
function matches(element: unknown, notElement: unknown, match: (pattern: string) => Answer): Answer {
  if (element !== undefined) return any(each(element, match));
  if (notElement !== undefined) return not(any(each(notElement, match)));
  return 'no';
}

/** The answer for each pattern of an element. A pattern that isn't text may match anything. */
function each(element: unknown, match: (pattern: string) => Answer): readonly Answer[] {
  const patterns: readonly unknown[] = Array.isArray(element) ? element : [element];
  return patterns.length === 0
    ? ['maybe']
    : patterns.map((pattern) => (typeof pattern === 'string' ? match(pattern) : 'maybe'));
}

function actionMatch(pattern: string, action: string): Answer {
  if (pattern !== '*' && action === ANY_ACTION) return 'maybe';
  return yesNo(glob(pattern.toLowerCase(), action.toLowerCase()));
}

function resourceMatch(pattern: string, resource: string | undefined): Answer {
  if (pattern === '*') return 'yes';
  return resource === undefined ? 'maybe' : yesNo(glob(pattern, resource));
}

function principalMatch(
  { Principal: principal, NotPrincipal: notPrincipal }: Statement,
  { service }: Request,
): Answer {
  if (notPrincipal !== undefined) return 'maybe';
  const everyone = principal === '*' || (isRecord(principal) && texts(principal.AWS).includes('*'));
  if (everyone) return 'yes';
  // Layer URLs are presigned by ECR, so no principal of the caller's account makes the request.
  return service === 's3' ? 'no' : 'maybe';
}

/** Condition keys for the caller's account or organization. For a layer's presigned URL, that is ECR's own. */
const CALLER_KEYS =
  /^aws:(principalorgid|principalorgpaths|principalaccount|principalarn|resourceorgid|resourceaccount)$/i;

function conditionMatch({ Condition: condition }: Statement, { service }: Request): Answer {
  if (condition === undefined) return 'yes';
  if (!isRecord(condition)) return 'maybe';
  const tests = Object.entries(condition).flatMap(([operator, keys]) =>
    isRecord(keys) ? Object.keys(keys).map((key) => ({ operator, key })) : [],
  );
  if (tests.length === 0) return Object.keys(condition).length === 0 ? 'yes' : 'maybe';
  if (service !== 's3') return 'maybe';
  return all(
    tests.map(({ operator, key }) => {
      if (!CALLER_KEYS.test(key)) return 'maybe';
      if (/^(StringEquals|StringLike|StringEqualsIgnoreCase|ArnLike|ArnEquals)$/.test(operator)) return 'no';
      return /^(StringNotEquals|StringNotLike|StringNotEqualsIgnoreCase|ArnNotLike|ArnNotEquals)$/.test(
        operator,
      )
        ? 'yes'
        : 'maybe';
    }),
  );
}

const yesNo = (value: boolean): Answer => (value ? 'yes' : 'no');

function any(answers: readonly Answer[]): Answer {
  if (answers.includes('yes')) return 'yes';
  return answers.includes('maybe') ? 'maybe' : 'no';
}

function all(answers: readonly Answer[]): Answer {
  if (answers.includes('no')) return 'no';
  return answers.includes('maybe') ? 'maybe' : 'yes';
}

function not(answer: Answer): Answer {
  if (answer === 'maybe') return 'maybe';
  return answer === 'yes' ? 'no' : 'yes';
}

/** IAM's `*` and `?`. Walks both texts once and remembers one star, so that no pattern can make it slow. */
export function glob(pattern: string, text: string): boolean {
  let at = 0;
  let star = -1;
  let resume = 0;
  let index = 0;
  while (index < text.length) {
    if (pattern[at] === '*') {
      star = at++;
      resume = index;
    } else if (pattern[at] === '?' || pattern[at] === text[index]) {
      at++;
      index++;
    } else if (star >= 0) {
      at = star + 1;
      index = ++resume;
    } else {
      return false;
    }
  }
  while (pattern[at] === '*') at++;
  return at === pattern.length;
}

const texts = (value: unknown): string[] =>
  (Array.isArray(value) ? value : [value]).filter((item) => typeof item === 'string');

const isRecord = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
