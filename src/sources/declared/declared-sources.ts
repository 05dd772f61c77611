import { type Answers, withDefaults } from '../../ask/questions.ts';
import { NEW } from '../../ask/values.ts';
import { Problem } from '../../core/problem.ts';
import type { Source } from '../source.ts';

/** A VPC that does not exist yet. */
export const newVpcSource: Source = {
  chosenBy: ({ vpc }) => vpc === NEW,
  async read(answers, _needs, _io, earlier) {
    const { declareNewVpc } = await import('./declare.ts');
    const { vpcCidr, azCount, name } = withDefaults(answers);
    const { azs } = answers;
    return declareNewVpc({
      region: regionOf(answers),
      vpcCidr,
      azCount: azs?.length ?? azCount,
      azs,
      name,
      blocks: earlier?.blocks ?? [],
    });
  },
};

/** A VPC that exists and is described by flags. */
export const existingSource: Source = {
  chosenBy: ({ offline }) => offline === true,
  async read(answers) {
    const { declareExisting } = await import('./declare.ts');
    const { vpc, subnets, azs, subnetCidrs, routeTables, taskSecurityGroups = [] } = answers;
    if (!vpc || !subnets || !azs || !subnetCidrs || !routeTables)
      throw new Problem('Pass --subnets, --azs, --subnet-cidrs and --route-tables.');
    return declareExisting({
      region: regionOf(answers),
      vpcId: vpc,
      vpcCidr: answers.vpcCidr,
      subnetIds: subnets,
      azs,
      subnetCidrs,
      routeTableIds: routeTables,
      taskSecurityGroupIds: taskSecurityGroups,
    });
  },
};

function regionOf({ region }: Answers): string {
  if (region === undefined) throw new Problem('Pass --region and --vpc.');
  return region;
}
