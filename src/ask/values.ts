import * as v from 'valibot';
import {
  aliasOf,
  isKnownService,
  isServiceName,
  mistyped,
  nearestService,
  type ServiceName,
} from '../core/catalogue.ts';
import { formatCidr, parseCidr } from '../core/network/cidr.ts';
import { partitionOf } from '../core/network/regions.ts';
import { OURS_TAG } from '../core/plan/ours-tag.ts';
import { record } from '../core/record.ts';
import { nearest } from '../core/text/nearest.ts';
import { isVisible, quoted } from '../core/text/visible.ts';
import { isClusterAddress, isServiceAddress } from '../core/workload/selection.ts';
import { taskAddress } from '../core/workload/task-address.ts';

/**
 * What single answers may be, as schemas. They read JSON values: flags and environment variables are turned into JSON
 * values first (src/ask/answers.ts), so a flag and an answers file are held to the same rules by the same code.
 */

const received = ({ input }: v.BaseIssue<unknown>): string => inWords(input);

function inWords(input: unknown): string {
  if (input === null) return 'null';
  if (Array.isArray(input)) return 'a list';
  if (typeof input === 'object') return 'an object';
  return typeof input === 'string' ? quoted(input) : String(input);
}

/** Text for which `fault` finds nothing to say. */
const text = (fault: (value: string) => string | undefined) =>
  v.pipe(
    v.string((issue) => `must be text, not ${received(issue)}`),
    v.rawCheck(({ dataset, addIssue }) => {
      const message = dataset.typed ? fault(dataset.value) : undefined;
      if (message) addIssue({ message });
    }),
  );

export const oneOf = <const Names extends readonly string[]>(names: Names) =>
  v.picklist(names, (issue) => {
    const near = typeof issue.input === 'string' ? nearest(issue.input, names) : undefined;
    return `${received(issue)} is not one of ${names.join(', ')}${near ? `; did you mean ${near}?` : ''}`;
  });

/** The same, in capitals too, as AWS writes some of them. */
export const oneOfInAnyCase = <const Names extends readonly string[]>(names: Names) =>
  Object.assign(
    v.pipe(
      v.unknown(),
      v.transform((value) => (typeof value === 'string' ? value.toLowerCase() : value)),
      oneOf(names),
    ),
    { options: names },
  );

export const yesOrNo = v.boolean((issue) => `must be true or false, not ${received(issue)}`);

const ID_KINDS: Readonly<Record<string, string>> = {
  vpc: 'VPC',
  subnet: 'subnet',
  rtb: 'route table',
  sg: 'security group',
};

/** AWS gives resources 8 hexadecimal digits, or 17 since 2016. */
const idFault = (prefix: string) => (value: string) => {
  if (new RegExp(`^${prefix}-([0-9a-f]{8}|[0-9a-f]{17})$`).test(value)) return undefined;
  const other = ID_KINDS[value.slice(0, value.indexOf('-'))];
  const kind = ID_KINDS[prefix];
  return other && other !== kind
    ? `${quoted(value)} is the ID of a ${other}, not of a ${kind}`
    : `${quoted(value)} isn't a valid ${kind} ID (expected ${prefix}- followed by 8 or 17 hex digits)`;
};

/** What stands for a VPC that does not exist yet, where its id is expected. */
export const NEW = 'new';

export const vpc = text((value) => (value === NEW ? undefined : idFault('vpc')(value)));

/** As many as there are, none included. */
const anyNumberOf = <Item extends v.GenericSchema>(item: Item) =>
  v.array(item, (issue) => `must be a list, not ${received(issue)}`);

const list = <Item extends v.GenericSchema>(item: Item) =>
  v.pipe(anyNumberOf(item), v.minLength(1, 'names nothing'));

const repeated = (values: readonly string[]): string | undefined =>
  values.find((value, index) => values.indexOf(value) !== index);

const withoutRepeats = v.rawCheck<string[]>(({ dataset, addIssue }) => {
  const twice = dataset.typed ? repeated(dataset.value) : undefined;
  if (twice) addIssue({ message: `${quoted(twice)} is named twice` });
});

/** By code unit: the order of what is only looked up says nothing, and other files for another order would be a change. */
const sorted = v.transform((values: string[]) => values.toSorted());

/** VPCs of the account that is read. */
export const spokes = v.pipe(
  list(
    text((value) =>
      /^\d{12}:/.test(value)
        ? `${quoted(value)} names an account; only VPCs of the account that is read can be planned`
        : idFault('vpc')(value),
    ),
  ),
  withoutRepeats,
  sorted,
);
export const spokeSubnets = v.pipe(list(text(idFault('subnet'))), withoutRepeats, sorted);
export const subnets = v.pipe(list(text(idFault('subnet'))), withoutRepeats);
export const securityGroups = v.pipe(list(text(idFault('sg'))), withoutRepeats);
/** One for all subnets, or one each in their order: so repeats are meant. */
export const routeTables = list(text(idFault('rtb')));

export const region = text((value) =>
  partitionOf(value) ? undefined : `${quoted(value)} is not an AWS Region; Regions look like eu-west-1`,
);

/** What stands for every Region that an account has enabled. */
export const ALL = 'all';

/** Regions, or `all` alone. */
export const regions = v.pipe(
  list(
    text((value) =>
      value === ALL || partitionOf(value)
        ? undefined
        : `${quoted(value)} is not an AWS Region; Regions look like eu-west-1, and "all" is all that are enabled`,
    ),
  ),
  withoutRepeats,
  v.check((names) => names.length === 1 || !names.includes(ALL), '"all" leaves no Region to name beside it'),
);

/** Zone names are their Region's with a letter; Local and Wavelength Zones have a place between. */
export const zones = list(
  text((value) => {
    const at = /^([a-z-]+-\d+)(-[a-z0-9-]+-\d+)?[a-z]$/.exec(value);
    return at?.[1] && partitionOf(at[1])
      ? undefined
      : `${quoted(value)} is not an Availability Zone; Zones look like eu-west-1a`;
  }),
);

/** VPCs and subnets: /16 to /28, and the first address of the block. */
const cidrFault = (value: string): string | undefined => {
  const [, address = '', length = ''] = /^(\d+\.\d+\.\d+\.\d+)\/(\d+)$/.exec(value) ?? [];
  const prefix = Number(length);
  const block = parseCidr(`${address}/32`);
  if (!block || String(prefix) !== length)
    return `${quoted(value)} is not an IPv4 CIDR block; those look like 10.0.0.0/16`;
  if (prefix < 16 || prefix > 28)
    return `${quoted(value)} can't be the CIDR block of a VPC or subnet: AWS allows /16 to /28`;
  if (parseCidr(value)) return undefined;
  const first = formatCidr({ base: block.base - (block.base % 2 ** (32 - prefix)), prefix });
  return `${quoted(value)} doesn't start at the block's first address; did you mean ${first}?`;
};

export const cidr = text(cidrFault);
export const cidrs = list(cidr);

export const accounts = v.pipe(
  list(
    text((value) =>
      /^\d{12}$/.test(value) ? undefined : `${quoted(value)} is not the ID of an AWS account (12 digits)`,
    ),
  ),
  withoutRepeats,
);

/** @see https://docs.aws.amazon.com/organizations/latest/APIReference/API_ListAccountsForParent.html */
export const organizationalUnit = text((value) =>
  /^(r-[0-9a-z]{4,32}|ou-[0-9a-z]{4,32}-[0-9a-z]{8,32})$/.test(value)
    ? undefined
    : `${quoted(value)} is not the ID of an organizational unit; those look like ou-ab12-11111111`,
);

/** With its path, if it has one. */
export const roleName = text((value) =>
  /^([\w+=,.@-]+\/)*[\w+=,.@-]{1,64}$/.test(value)
    ? undefined
    : `${quoted(value)} is not the name of an IAM role; give it without its account, e.g. audit or team/audit`,
);

/** @see https://docs.aws.amazon.com/STS/latest/APIReference/API_AssumeRole.html */
export const roleSessionName = text((value) =>
  /^[\w+=,.@-]{2,64}$/.test(value)
    ? undefined
    : `${quoted(value)} can't be the name of a session: use 2 to 64 letters, digits and + = , . @ - _`,
);

export const externalId = text((value) =>
  /^[\w+=,.@:/-]{2,1224}$/.test(value)
    ? undefined
    : `${quoted(value)} can't be an external ID: use 2 to 1224 letters, digits and + = , . @ : / - _`,
);

/** A number of things, at least one. */
export const countTo = (most: number) =>
  v.pipe(
    v.number((issue) => `must be a whole number, not ${received(issue)}`),
    v.check(
      (value) => Number.isInteger(value) && value >= 1 && value <= most,
      (issue) => `${received(issue)} must be a whole number from 1 to ${most}`,
    ),
  );

/** As many Availability Zones as the largest Region has. */
export const MAX_ZONES = 6;

export const zoneCount = countTo(MAX_ZONES);

/** An exabyte, which no NAT gateway carries in a month. */
const MAX_GIGABYTES = 1_000_000_000;

export const gigabytes = v.pipe(
  v.number((issue) => `must be a whole number, not ${received(issue)}`),
  v.check(
    (value) => Number.isInteger(value) && value >= 0 && value <= MAX_GIGABYTES,
    (issue) => `${received(issue)} must be a whole number from 0 to ${MAX_GIGABYTES}`,
  ),
);

const SERVICE_FAULTS: Readonly<Record<string, string>> = {
  'guardduty-data':
    'guardduty-data is left to GuardDuty: with automated agent configuration it makes that endpoint itself, and a second one clashes with it',
};

export const services = v.pipe(
  anyNumberOf(
    v.pipe(
      text((value) => {
        if (isKnownService(value)) return undefined;
        if (Object.hasOwn(SERVICE_FAULTS, value)) return SERVICE_FAULTS[value];
        const full = /\.[a-z]+(-[a-z]+)+-\d\.(.+)$/.exec(value)?.[2];
        if (full !== undefined) return `${quoted(value)}: pass only what follows the Region, ${quoted(full)}`;
        const meant = isServiceName(value) ? (aliasOf(value) ?? mistyped(value)) : nearestService(value);
        return isServiceName(value) && meant === undefined
          ? undefined
          : `${quoted(value)} isn't the name of an AWS endpoint service${meant ? `; did you mean ${meant}?` : ''}`;
      }),
      v.transform((value) => value as ServiceName),
    ),
  ),
  v.transform((names) => [...new Set(names)]),
);

/**
 * The prefix of every created name. CloudFormation stack names are the narrowest of what it becomes part of: letters,
 * digits and hyphens, a letter first. Security group names may not begin with `sg-`.
 */
export const name = text((value) => {
  if (!/^[A-Za-z][A-Za-z0-9-]*$/.test(value))
    return `${quoted(value)} must start with a letter and contain only letters, digits and hyphens`;
  if (/^sg-/i.test(value)) return `${quoted(value)} begins with sg-, which AWS keeps for security group ids`;
  return value.length > MAX_NAME ? `${quoted(value)} is longer than ${MAX_NAME} characters` : undefined;
});

const MAX_NAME = 64;

/** Every resource may carry 50 tags; two are the Name and the tag that this tool gives. */
const MAX_TAGS = 48;

/** What all AWS services take in tags. */
const TAG_TEXT = /^[\p{L}\p{N} +\-=._:/@]*$/u;

/** @see https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/Using_Tags.html#tag-restrictions */
function tagFault(key: string, value: string): string | undefined {
  if (key.trim() === '') return `${quoted(`${key}=${value}`)} has no key before the =`;
  if (/^aws:/i.test(key)) return `${quoted(key)}: tag keys that begin with aws: belong to AWS`;
  if (key === 'Name') return '"Name" is set on every resource from --name; leave it out of the tags';
  if (key === OURS_TAG) return `${quoted(key)} is set on every resource; leave it out of the tags`;
  if (key.length > 128) return `the tag key ${quoted(key)} is longer than 128 characters`;
  if (value.length > 256) return `the value of tag ${quoted(key)} is longer than 256 characters`;
  const odd = [key, value].find((part) => !TAG_TEXT.test(part));
  return odd === undefined
    ? undefined
    : `${quoted(odd)} has a character that AWS doesn't allow in every service's tags: use letters, digits, spaces and + - = . _ : / @`;
}

export const tags = v.pipe(
  record(
    v.string((issue) => `tag values must be text, not ${received(issue)}`),
    (issue) => `${received(issue)} isn't in key=value form`,
  ),
  v.rawCheck(({ dataset, addIssue }) => {
    if (!dataset.typed) return;
    const entries = Object.entries(dataset.value);
    for (const [key, value] of entries) {
      const message = tagFault(key, value);
      if (message) addIssue({ message });
    }
    if (entries.length > MAX_TAGS)
      addIssue({
        message: `${entries.length} tags are more than the ${MAX_TAGS} that fit beside Name and ${OURS_TAG}`,
      });
  }),
);

const plainTextFault = (value: string): string | undefined => {
  if (value.trim() === '') return 'is empty';
  return isVisible(value) ? undefined : `${quoted(value)} has an invisible character in it`;
};

/** Texts, each once: files, or resources of code by address or logical ID, where `*` stands for any text. */
export const plainTexts = v.pipe(
  v.array(
    text((value) => plainTextFault(value)),
    (issue) => `must be a list, not ${received(issue)}`,
  ),
  v.minLength(1, 'names nothing'),
  v.transform((names) => [...new Set(names)]),
);

/** Values of a template's parameters. */
export const parameters = record(
  v.string((issue) => `parameters are text, not ${received(issue)}`),
  (issue) => `${received(issue)} isn't in name=value form`,
);

/** A path or a profile's name. */
export const plainText = text(plainTextFault);

/** Names, each once. */
const namesOf = (fault: (value: string) => string | undefined) =>
  v.pipe(
    list(text(fault)),
    v.transform((names) => [...new Set(names)]),
  );

/** Files, or families, revisions and ARNs: which one it is shows only when it is read. */
export const taskDefinitions = namesOf(plainTextFault);

export const ecsServices = namesOf((value) => {
  if (isServiceAddress(value)) return undefined;
  return isKnownService(value)
    ? `${quoted(value)} is an AWS service, not one in ECS; did you mean --services ${value}?`
    : `${quoted(value)} is not a service in ECS: name it as cluster/service, e.g. shop/web`;
});

export const ecsClusters = namesOf((value) =>
  isClusterAddress(value) ? undefined : `${quoted(value)} is not the name of a cluster in ECS`,
);

export const ecsTask = text((value) =>
  taskAddress(value)
    ? undefined
    : `${quoted(value)} is not a task in ECS: name it as cluster/task-id, or by its ARN with the cluster`,
);

/** What ECS and its agent write, over any number of lines. */
export const message = text((value) => (value.trim() === '' ? 'is empty' : undefined));

/**
 * A moment, as ISO 8601 writes it: a date, or with a time to the minute or the second. Without an offset it is in UTC. It becomes text in UTC.
 */
export const moment = v.pipe(
  text((value) =>
    timeOf(value) === undefined
      ? `${quoted(value)} is not a date or time; write it as 2026-11-20 or 2026-11-20T14:30Z`
      : undefined,
  ),
  v.transform((value) => new Date(timeOf(value) ?? Number.NaN).toISOString()),
);

const MOMENT = /^(\d{4}-\d\d-\d\d)(?:[T ](\d\d:\d\d(?::\d\d)?)(Z|[+-]\d\d:\d\d)?)?$/i;

/** Milliseconds since 1970; undefined where there is no such moment. */
function timeOf(value: string): number | undefined {
  const [, date = '', time = '00:00', zone = 'Z'] = MOMENT.exec(value) ?? [];
  const day = new Date(`${date}T00:00Z`);
  // A day that a month does not have would be one of the next.
  if (Number.isNaN(day.getTime()) || day.toISOString().slice(0, 10) !== date) return undefined;
  const at = Date.parse(`${date}T${time}${zone.toUpperCase()}`);
  return Number.isNaN(at) ? undefined : at;
}
