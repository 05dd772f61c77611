import { type Answers, withDefaults } from '../../ask/questions.ts';
import { costOf } from '../../core/evidence/cost/cost.ts';
import { plan } from '../../core/plan/plan.ts';
import { FORMATS } from '../../formats/formats.ts';
import { costEvidence } from '../../reports/cost/cost-evidence.ts';
import type { Evidence } from '../../reports/evidence.ts';
import type { Report } from '../../reports/report.ts';
import { type PricesIo, pricesFor } from '../prices-for.ts';

/** What `--cost` adds to a report. What the fixes add is taken from a plan, as `create` makes one. */
export async function withCost(report: Report, answers: Answers, io: PricesIo): Promise<Evidence> {
  const { network, tasks, findings, traffic } = report;
  const prices = await pricesFor(answers, network, io);
  const { name } = withDefaults({});
  const decided = plan({ ...report, format: FORMATS.terraform, name, tags: {}, s3Policy: 'full' });
  const unused = findings.filter(({ rule }) => rule === 'endpoint-unneeded');
  return costEvidence(
    costOf({
      network,
      tasks,
      prices,
      plan: decided,
      traffic,
      gbPerMonth: answers.gbPerMonth,
      unusedIds: new Set(unused.flatMap(({ resources }) => resources.map(({ id }) => id))),
    }),
  );
}
