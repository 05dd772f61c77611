import type { Plan } from '../../core/plan/planned.ts';
import { referencesOf } from './references.ts';
import { resourceViews, side, tagsOf } from './resource-views.ts';
import type { Output, TemplateView } from './views.ts';

/** Everything in template.yaml. */
export function templateView(plan: Plan): TemplateView {
  const { newVpc, securityGroup } = plan;
  const references = referencesOf(plan);
  const { adopted, endpoints, rules, aclEntries } = resourceViews(plan, references);
  const subnets = newVpc
    ? plan.subnets.map(({ id, az, cidr }, index) => ({
        subnet: references.subnet(id),
        routeTable: references.routeTable(id),
        az: references.az(az, index),
        cidr: cidr ?? '',
        tags: tagsOf(plan, id),
      }))
    : [];
  const groups = ['Network', 'Security'] as const;
  return {
    description: `VPC endpoints for ECS tasks on ${plan.launchType === 'ec2' ? 'EC2' : 'Fargate'}`,
    parameters: references.parameters,
    parameterGroups: groups
      .map((label) => ({
        label,
        names: references.parameters.filter(({ group }) => group === label).map(({ name }) => name),
      }))
      .filter(({ names }) => names.length > 0),
    vpc: references.vpc,
    vpcs: newVpc ? [{ cidr: plan.vpcCidr ?? '', tags: tagsOf(plan) }] : [],
    subnets,
    securityGroups: securityGroup
      ? [
          {
            description: securityGroup.description,
            sources: securityGroup.sources.map(({ peer, description }) => ({
              description,
              ...side('Source', peer, references),
            })),
            tags: tagsOf(plan, 'endpoints'),
          },
        ]
      : [],
    adopted,
    endpoints,
    rules,
    aclEntries,
    outputs: [
      ...[...adopted, ...endpoints].map(({ resource, service }) => ({
        name: `${resource}Id`,
        description: `ID of the ${service} endpoint`,
        value: `!Ref ${resource}`,
      })),
      ...(securityGroup ? [GROUP_OUTPUT] : []),
      ...(newVpc ? vpcOutputs(subnets) : []),
    ],
  };
}

const GROUP_OUTPUT: Output = {
  name: 'EndpointSecurityGroupId',
  description: 'ID of the security group of the interface endpoints',
  value: '!GetAtt EndpointSecurityGroup.GroupId',
};

function vpcOutputs(subnets: TemplateView['subnets']): Output[] {
  const joined = (names: readonly string[]) => [
    '!Join',
    '      - ","',
    ...names.map((name, index) => `      ${index === 0 ? '-' : ' '} - !Ref ${name}`),
  ];
  return [
    { name: 'VpcId', description: 'ID of the VPC', value: '!Ref Vpc' },
    {
      name: 'SubnetIds',
      description: 'IDs of the subnets for the tasks, comma-separated',
      value: joined(subnets.map(({ subnet }) => subnet)).join('\n'),
    },
    {
      name: 'RouteTableIds',
      description: 'IDs of the route tables of these subnets, comma-separated',
      value: joined(subnets.map(({ routeTable }) => routeTable)).join('\n'),
    },
    {
      name: 'DefaultSecurityGroupId',
      description: 'ID of the default security group of the VPC, which no task should use',
      value: '!GetAtt Vpc.DefaultSecurityGroup',
    },
  ];
}
