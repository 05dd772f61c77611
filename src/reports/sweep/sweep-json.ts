import { jsonText } from '../../core/text/json-text.ts';
import { isRead, type SweepReport, type SweepRow } from './sweep-report.ts';

/**
 * The report as one JSON document; docs/schemas/sweep.schema.json says what is in it.
 *
 * @param fleet what was written for these VPCs, where that was asked for
 */
export function sweepJson({ rows, skipped, complete, totals }: SweepReport, fleet?: object): string {
  const document = { schemaVersion: 1, complete, rows: rows.map(documentOf), totals, skipped };
  return `${jsonText({ ...document, ...(fleet && { fleet }) }, 2)}\n`;
}

/** A row as one line of JSON. */
export const sweepJsonLine = (row: SweepRow): string => `${jsonText(documentOf(row))}\n`;

/** The fields in the order of the schema. */
function documentOf(row: SweepRow) {
  if (!isRead(row)) {
    const { accountId, region, vpcId, error } = row;
    return { accountId, region, ...(vpcId !== undefined && { vpcId }), error };
  }
  const { accountId, region, vpcId, ownerId, name, launchTypes, subnets, paths, worst, findings } = row;
  const shared = ownerId !== undefined && { ownerId };
  return { accountId, region, vpcId, ...shared, name, launchTypes, subnets, paths, worst, findings };
}
