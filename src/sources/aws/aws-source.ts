import type { Ours } from '../../core/plan/ours.ts';
import { Problem } from '../../core/problem.ts';
import type { Earlier, Source } from '../source.ts';

/** The VPC as EC2 describes it. */
export const awsSource: Source = {
  chosenBy: () => true,
  async read(answers, needs, { aws, reading }, earlier) {
    const { region, vpc: vpcId, profile, taskSecurityGroups: securityGroupIds = [] } = answers;
    if (region === undefined || vpcId === undefined) throw new Problem('Pass --region and --vpc.');
    const target = { region, vpcId, securityGroupIds, ...(profile !== undefined && { profile }) };
    const services = needs.map(({ service }) => service);
    return reading(`Reading ${vpcId}`, async () => {
      await aws.checkRegion(target);
      return aws.discover({ ...target, services, ...(earlier && { ours: oursOf(earlier) }) });
    });
  },
};

const oursOf = ({ name, changes, byHand, former }: Earlier): Ours => ({
  name,
  changes: [...changes, ...byHand, ...former],
});
