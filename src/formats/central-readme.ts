import type { Plan } from '../core/plan/planned.ts';
import { md } from './template.ts';

/** How central endpoints are taken into use, spoke by spoke, and how to go back. */
export function centralSteps(
  plan: Plan,
  doctor: (vpcId: string, subnetIds: readonly string[]) => string,
): { readonly text: string; readonly command: string }[] {
  const spokes = plan.central?.spokes ?? [];
  if (spokes.length === 0) return [];
  const ids = spokes.map(({ vpcId }) => vpcId);
  const all = ids.join(',');
  const others = ids.slice(0, -1).join(',');
  return [
    {
      text: md(
        `The hosted zones answer in ${[plan.vpcId, ...ids].join(', ')}. An association moves a whole VPC at once: every workload in ` +
          `it then uses the endpoints in ${plan.vpcId}. So each VPC needs, in this order: a gateway endpoint of its own for S3, the ` +
          `routes to ${plan.vpcId} and back, then the hosted zones. Start with one VPC that matters least: ` +
          `run the generator with that one in --spokes, deploy, check it, then add the next one.`,
      ),
      command: `npx create-private-ecs-network . --spokes ${all}`,
    },
    {
      text: 'After the deployment, each of these must say that all traffic goes through endpoints:',
      command: spokes
        .map(({ vpcId, after }) => doctor(vpcId, [...new Set(after.map(({ subnetId }) => subnetId))]))
        .join('\n'),
    },
    ...(others === ''
      ? []
      : [
          {
            text:
              'To take one VPC back, leave it out and deploy again. Its names then resolve to public addresses, and its traffic goes ' +
              'through NAT, if there is one:',
            command: `npx create-private-ecs-network . --spokes ${others} --allow-removal`,
          },
        ]),
  ];
}
