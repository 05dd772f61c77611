import page from '../../../../docs/rules/value-unknown.md';
import { subjectOf } from '../effect.ts';
import { causes, type FaultOf, type Rule, unique } from '../rule.ts';

/** Code doesn't settle a value before it is deployed, so what depends on it is unknown. */
export const valueUnknown: Rule = {
  severity: 'unknown',
  page,
  observe: ({ paths }) =>
    causes(paths, 'value-unknown', ({ unknown }) => unknown).map((cause) => {
      const undecided = cause.paths.filter(({ via }) => via === 'unknown');
      const touched = undecided.length > 0 ? undecided : cause.paths;
      const subject = subjectOf(unique(touched.map(({ service }) => service)), cause.paths);
      const question =
        undecided.length > 0 ? `which way ${subject} go` : `whether anything else blocks ${subject}`;
      const [first] = cause.faults;
      return {
        services: cause.services,
        subnetIds: cause.subnetIds,
        resourceIds: unique(cause.faults.map(({ of }) => of)),
        message: `Can't determine ${question}${first ? `, because ${openText(first)}` : ''}.`,
        faults: [],
      };
    }),
};

/** What is open, and what settles it where a parameter does. */
function openText({ of, fact, unknown }: FaultOf<'value-unknown'>): string {
  const [, parameter] = /\bparameter ([\w:/-]+) \(no value\)/.exec(unknown) ?? [];
  const advice =
    parameter === undefined ? '' : `. Pass it with --parameters ${parameter.replace(/^.*\//, '')}=VALUE`;
  return `the code doesn't say ${fact} of ${of} before it is deployed: ${unknown}${advice}`;
}
