import { basename } from 'node:path';
import { fileURLToPath } from 'node:url';
import { isDeepStrictEqual } from 'node:util';
import { describe, expect, it } from 'vitest';
import type { ServiceName } from '../../../src/core/catalogue.ts';
import type { RuleId, Severity } from '../../../src/core/findings/rule.ts';
import { RULE_IDS } from '../../../src/core/findings/rules.ts';
import type { Network } from '../../../src/core/network/network.ts';
import { FORMATS } from '../../../src/formats/formats.ts';
import { FORMAT_NAMES, type Iac, plan, render } from '../../engine.ts';
import { type Asked, look, lookAfterFix, rulesOf, sceneOf } from './network.ts';

interface Case {
  readonly network: Network;
  readonly asked?: Asked;
}

interface Proof {
  /** What fires exactly this rule. */
  readonly broken: Case;
  readonly says: {
    readonly severity: Severity;
    readonly services: readonly ServiceName[];
    readonly subnetIds: readonly string[];
    readonly resourceIds: readonly string[];
    readonly message: string;
  };
  /** The fixed network, where the finding has no fix of its own. */
  readonly fixed?: Case;
  /** What looks like it and must stay silent; `says` where another rule has to speak. */
  readonly nearMisses: Readonly<Record<string, Case & { readonly says?: readonly RuleId[] }>>;
  /** False where `create` leaves it. */
  readonly created?: false;
}

/** How a resource of a type begins in the files. */
const SHOWN: Readonly<Record<Iac, ((type: string) => string) | undefined>> = {
  terraform: (type) => `resource "${type}"`,
  cloudformation: (type) => `Type: ${type}\n`,
  // They stand in what it synthesizes: the same as CloudFormation's.
  cdk: undefined,
};

/** Proves the rule that the test file is named after. */
export function prove(url: string, { broken, says, fixed, nearMisses, created }: Proof): void {
  const rule = basename(fileURLToPath(url), '.test.ts');
  const { network, asked } = broken;

  describe(rule, () => {
    it('is a rule', () => expect(RULE_IDS).toContain(rule));

    it('speaks of a broken network, and nothing else does', () => {
      const found = look(network, asked);
      expect(rulesOf(found)).toEqual([rule]);
      const [finding] = found;
      expect({
        severity: finding?.severity,
        services: finding?.services,
        subnetIds: finding?.subnetIds,
        resourceIds: finding?.resources.map(({ id }) => id),
        message: finding?.message,
      }).toEqual(says);
    });

    if (fixed) {
      it('has no command, and is silent about the fixed network', () => {
        expect(look(network, asked)[0]?.fix).toBeNull();
        expect(look(fixed.network, fixed.asked)).toEqual([]);
      });
    } else {
      it('is silent once its own fix is made', () => {
        expect(lookAfterFix(network, look(network, asked)[0], asked)).toEqual([]);
      });

      it.each(FORMAT_NAMES)('says truly what create does in %s', (iac) => {
        const { needs, tasks, launchType } = sceneOf(network, asked);
        const planIn = (where: Network, adopt: boolean) =>
          plan({
            ...{ network: where, needs, tasks, launchType, iac, adopt },
            ...{ name: 'private-ecs', tags: {}, s3Policy: 'full' },
          });
        const planned = planIn(network, false);
        const endpoints = network.endpoints?.map((endpoint) => ({ ...endpoint, tags: {} }));
        const adopting = planIn({ ...network, endpoints }, true);
        const { changes, prerequisites } = planned;
        const text = look(network, asked)[0]?.fix?.create[iac] ?? '';
        expect(changes.length > 0).toBe(text.includes('writes '));
        expect(prerequisites.length > 0).toBe(text.includes('manual step'));
        expect(text.includes('--adopt')).toBe(!isDeepStrictEqual(adopting.changes, changes));
        expect(changes.length + prerequisites.length > 0).toBe(created ?? true);
        const shown = SHOWN[iac];
        if (!shown) return;
        const written = render(planned)
          .map(({ contents }) => contents)
          .join('\n');
        const types = Object.values(FORMATS[iac].resources).flat();
        const named = text.split(/[^\w:.]+/).filter((word) => types.includes(word));
        expect(named.length > 0).toBe(text.includes('writes '));
        for (const resource of named) expect(written).toContain(shown(resource));
      });
    }

    it.each(Object.entries(nearMisses))('stays silent: %s', (_, near) => {
      expect(rulesOf(look(near.network, near.asked))).toEqual(near.says ?? []);
    });
  });
}
