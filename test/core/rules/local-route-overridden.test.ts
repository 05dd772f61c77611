import { A, RIGHT, route, withRoute } from './network.ts';
import { prove } from './prove.ts';

prove(import.meta.url, {
  broken: {
    network: withRoute(
      RIGHT,
      'rtb-a',
      route('10.0.2.0/24', { kind: 'network-interface', id: 'eni-firewall' }),
    ),
  },
  says: {
    severity: 'warning',
    services: ['ecr.api', 'ecr.dkr', 'ecs', 'ecs-agent', 'ecs-telemetry'],
    subnetIds: [A],
    resourceIds: ['rtb-a', 'eni-firewall', 'vpce-ecr-api', 'vpce-ecr-dkr', 'vpce-ecs'],
    message:
      'Requests to ecr.api, ecr.dkr, ecs, ecs-agent and ecs-telemetry go to eni-firewall, because in route table rtb-a route 10.0.2.0/24 to it wins over the local route. Whether they get through depends on eni-firewall.',
  },
  fixed: { network: RIGHT },
  nearMisses: {
    'a detour to a subnet without endpoints': {
      network: withRoute(
        RIGHT,
        'rtb-a',
        route('10.0.100.0/24', { kind: 'network-interface', id: 'eni-firewall' }),
      ),
    },
  },
});
