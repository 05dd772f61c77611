import { isUnknown } from '../../planned/parts.ts';
import { type Gather, ifSure } from './gathered.ts';
import { partOf } from './tags.ts';

export const prefixList: Gather = (source, into) => {
  const { name, properties } = source;
  const entries = properties.objects('Entries') ?? [];
  into.prefixLists.push({
    ...partOf(source),
    listName: properties.text('PrefixListName') ?? name,
    cidrs: isUnknown(entries)
      ? entries
      : entries.map((entry) =>
          isUnknown(entry) ? entry : (entry.text('Cidr') ?? { unknown: `an entry of ${name}` }),
        ),
  });
};

/** A private hosted zone; a public one answers nothing else in a VPC than the internet does. */
export const hostedZone: Gather = (source, into) => {
  const { name, properties } = source;
  const vpcs = properties.objects('VPCs');
  if (vpcs === undefined) return;
  const zone = properties.text('Name') ?? { unknown: `the name of ${name}` };
  into.hostedZones.push({
    ...partOf(source),
    zone: isUnknown(zone) ? zone : zone.replace(/\.$/, '').toLowerCase(),
    vpcs: ifSure(
      source,
      isUnknown(vpcs) ? vpcs : vpcs.map((each) => (isUnknown(each) ? each : each.required('VPCId'))),
    ),
  });
};
