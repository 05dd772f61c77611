import type { ChangeOf } from '../../core/plan/change.ts';
import type { Plan } from '../../core/plan/planned.ts';
import { fixesAdopted } from '../adopted-endpoints.ts';
import { changesByKind } from '../changes-by-kind.ts';

export type InterfaceChange = ChangeOf<'create-interface-endpoint'>;
export type GatewayChange = ChangeOf<'create-gateway-endpoint'>;
export type RuleChange = ChangeOf<'authorize-ingress' | 'authorize-egress'>;
export type AclChange = ChangeOf<'add-network-acl-entry'>;

/** The changes by what they become in CDK, without those that are part of an adopted endpoint's properties. */
export const constructsOf = ({ changes, adopted }: Plan) =>
  changesByKind(
    changes.filter((change) => !fixesAdopted(change, adopted)),
    {
      interfaces: ['create-interface-endpoint'],
      gateways: ['create-gateway-endpoint'],
      rules: ['authorize-ingress', 'authorize-egress'],
      aclEntries: ['add-network-acl-entry'],
    },
  );
