import { Problem } from '../../../core/problem.ts';
import { isUnknown, type Told } from '../../planned/parts.ts';
import { type Gather, ifSure } from './gathered.ts';
import { partOf } from './tags.ts';

export const networkAcl: Gather = (source, into) => {
  into.networkAcls.push({ ...partOf(source), vpc: source.properties.required('VpcId') });
};

export const networkAclAssociation: Gather = (source, into) => {
  const { properties } = source;
  into.networkAclAssociations.push({
    networkAcl: ifSure(source, properties.required('NetworkAclId')),
    subnet: properties.required('SubnetId'),
  });
};

/** @see https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-ec2-networkaclentry.html */
export const networkAclEntry: Gather = (source, into) => {
  const { name, properties } = source;
  const ruleNumber = properties.number('RuleNumber');
  const protocol = properties.text('Protocol');
  const action = properties.text('RuleAction');
  if (ruleNumber === undefined || protocol === undefined || action === undefined) {
    throw new Problem(`${properties.where} needs RuleNumber, Protocol and RuleAction.`);
  }
  const range = properties.object('PortRange');
  const port = (key: string): Told<number | undefined> => {
    if (range === undefined || protocol === '-1') return undefined;
    const value = isUnknown(range) ? range : range.number(key);
    return value === -1 ? undefined : value;
  };
  into.networkAclEntries.push({
    networkAcl: properties.required('NetworkAclId'),
    ruleNumber,
    egress: properties.boolean('Egress') ?? false,
    allow: ifSure(source, allows(action, name)),
    protocol,
    cidr: properties.text('CidrBlock') ??
      properties.text('Ipv6CidrBlock') ?? { unknown: `the CIDR block of ${name}` },
    fromPort: port('From'),
    toPort: port('To'),
  });
};

function allows(action: Told<string>, name: string): Told<boolean> {
  if (isUnknown(action)) return action;
  const told = action.toLowerCase();
  return told === 'allow' || told === 'deny' ? told === 'allow' : { unknown: `the RuleAction of ${name}` };
}
