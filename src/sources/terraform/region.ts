import { partitionOf } from '../../core/network/regions.ts';
import { oneLine } from '../../core/text/visible.ts';
import type { Told, VpcPart } from '../planned/parts.ts';
import type { Instance } from './deployment.ts';
import { at, itemsAt, type JsonObject, objectAt } from './json-value.ts';
import { KINDS } from './kinds.ts';
import type { Shown } from './shown.ts';
import type { Source } from './source.ts';
import { referencesIn } from './traversal.ts';

/**
 * The Region of the network: what VPCs, their providers and subnets say, else that of the AWS provider, else what data sources found.
 * Unknown where these are several.
 */
export function regionOf(source: Source, shown: Shown): Told<string> {
  const found = [
    () => ofNetwork(source, shown),
    () => ofProviders(shown, source),
    () => source.data('aws_region').flatMap(({ values }) => texts(values, 'region', 'name', 'id')),
    () => source.data('aws_availability_zones').flatMap(({ values }) => texts(values, 'id')),
  ];
  for (const regions of found) {
    const [region, ...others] = new Set(regions().filter((region) => partitionOf(region) !== undefined));
    if (region === undefined) continue;
    if (others.length === 0) return region;
    return { unknown: `Region (the file has ${[region, ...others].map(oneLine).sort().join(', ')})` };
  }
  return { unknown: 'Region (the AWS provider gets it from outside of the file)' };
}

const texts = (values: JsonObject, ...keys: readonly string[]): string[] => {
  const found = keys.map((key) => at(values, key)).find((value) => typeof value === 'string');
  return typeof found === 'string' ? [found] : [];
};

const ofVpc = ({ values }: Instance): string[] => [
  ...texts(values, 'region'),
  ...texts(values, 'arn').flatMap((arn) => arn.split(':')[3] ?? []),
];

function ofNetwork(source: Source, shown: Shown): string[] {
  const vpcs = [...source.resources('aws_vpc', 'aws_default_vpc'), ...source.data('aws_vpc')];
  const subnets = [...source.resources('aws_subnet', 'aws_default_subnet'), ...source.data('aws_subnet')];
  return [
    ...vpcs.flatMap(({ instance }) => [...ofVpc(instance), ...ofProvider(instance, shown)]),
    ...subnets.flatMap(({ values }) =>
      // A Local Zone's name goes on behind the Region's.
      texts(values, 'availability_zone').flatMap((zone) => /^[a-z]+(?:-[a-z]+)+-\d+/.exec(zone)?.[0] ?? []),
    ),
  ];
}

/** The VPCs, each with its own Region: for code of which `regionOf` is unknown. */
export function withRegions(vpcs: readonly VpcPart[], source: Source, shown: Shown): VpcPart[] {
  const read = new Map(
    source.data('aws_vpc').map(({ instance }) => [source.resolver.nameOf(instance), instance]),
  );
  return vpcs.map((vpc) => {
    const instance = source.byName(vpc.name) ?? read.get(vpc.name);
    const [region] = instance ? [...ofVpc(instance), ...ofProvider(instance, shown)] : [];
    return {
      ...vpc,
      region: region ?? {
        unknown: `Region of ${oneLine(vpc.name)} (its provider gets it from outside of the file)`,
      },
    };
  });
}

/** Those of the providers that VPCs, else all resources, come from; the default one where no code tells. */
function ofProviders({ providers, configuration, variables }: Shown, source: Source): string[] {
  const keysOf = (instances: readonly Instance[]) =>
    instances.flatMap(({ configuration: code }) => texts(code ?? {}, 'provider_config_key'));
  const ofVpcs = keysOf(KINDS.vpc.types.flatMap((type) => source.deployment.byType.get(type) ?? []));
  const ofAll = keysOf(source.deployment.instances.filter(({ type }) => type.startsWith('aws_')));
  const keys = new Set([ofVpcs, ofAll, ['aws']].find((each) => each.length > 0));
  return [...keys].flatMap((key) => ofKey(key, { providers, configuration, variables }));
}

const ofProvider = ({ configuration }: Instance, shown: Shown): string[] =>
  texts(configuration ?? {}, 'provider_config_key').flatMap((key) => ofKey(key, shown));

/** The Region of one configuration of the provider. */
function ofKey(
  key: string,
  { providers, configuration, variables }: Pick<Shown, 'providers' | 'configuration' | 'variables'>,
): string[] {
  const expression = objectAt(objectAt(objectAt(providers, key), 'expressions'), 'region');
  const constant = at(expression, 'constant_value');
  if (typeof constant === 'string') return [constant];
  const [reference, another] = referencesIn(itemsAt(expression, 'references'));
  if (reference?.kind !== 'variable' || another !== undefined) return [];
  const given = at(objectAt(variables, reference.name), 'value');
  const fallback = at(objectAt(objectAt(configuration, 'variables'), reference.name), 'default');
  const value = given ?? fallback;
  return typeof value === 'string' ? [value] : [];
}
