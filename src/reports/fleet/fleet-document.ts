import type { FleetResult } from './fleet-result.ts';

/** The field `fleet` of a sweep's JSON document; docs/schemas/sweep.schema.json says what is in it. */
export function fleetDocument({
  directory,
  format,
  vpcs,
  nothing,
  leftOut,
  unknown,
  changes,
  files,
  written,
}: FleetResult): object {
  return {
    directory,
    format: format.name,
    written,
    vpcs: vpcs.map(({ key, group, creates, changes: existing, manualSteps }) => ({
      ...placeOf(key),
      group: group ?? null,
      creates,
      changes: existing,
      manualSteps,
    })),
    nothing: nothing.map(placeOf),
    leftOut: leftOut.map(({ accountId, region, vpcId, reason }) => ({
      accountId,
      region,
      ...(vpcId !== undefined && { vpcId }),
      reason,
    })),
    unknown: unknown.map(placeOf),
    update: changes ?? null,
    files,
  };
}

function placeOf(key: string): { accountId: string; region: string; vpcId: string } {
  const [accountId = '', region = '', vpcId = ''] = key.split('/');
  return { accountId, region, vpcId };
}
