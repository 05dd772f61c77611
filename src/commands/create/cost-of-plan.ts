import type { Answers } from '../../ask/questions.ts';
import { costOf } from '../../core/evidence/cost/cost.ts';
import type { Network } from '../../core/network/network.ts';
import type { Plan } from '../../core/plan/planned.ts';
import { costDocument } from '../../reports/cost/cost-document.ts';
import { addedSentences } from '../../reports/cost/cost-sentences.ts';
import { type PricesIo, pricesFor } from '../prices-for.ts';

/** What a plan adds to the bill, as its views show it. */
export interface PlanCost {
  readonly sentences: readonly string[];
  /** For `--json`. */
  readonly document: object;
}

/**
 * What a plan adds to the bill, for the plan's views. It is in no generated file: prices change, and the same answers give the same
 * bytes.
 *
 * @param network as it is before the plan
 */
export async function costOfPlan(
  plan: Plan,
  network: Network,
  answers: Answers,
  io: PricesIo,
): Promise<PlanCost> {
  const cost = costOf({
    network,
    tasks: { subnetIds: plan.subnets.map(({ id }) => id) },
    prices: await pricesFor(answers, network, io),
    plan,
    gbPerMonth: answers.gbPerMonth,
  });
  return { sentences: addedSentences(cost), document: costDocument(cost) };
}
