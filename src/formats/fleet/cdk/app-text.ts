import appTs from '../../../../templates/fleet/app.ts.hbs';
import { pascalWords } from '../../pascal.ts';
import { template } from '../../template.ts';
import { type FleetVpc, keyOf, type Part } from '../fleet.ts';

/** A stack of the app. */
export interface FleetStack {
  readonly vpc: FleetVpc;
  readonly part: Part;
  /** The file of its class, without folder and ending. */
  readonly file: string;
  readonly name: string;
}

interface FleetAppView {
  readonly classes: readonly { readonly name: string; readonly file: string }[];
  readonly stacks: readonly {
    readonly name: string;
    readonly className: string;
    /** The variable for the properties of its VPC. */
    readonly network: string;
    readonly path: string;
    readonly accountId: string;
    readonly region: string;
    readonly tags: readonly { readonly key: string; readonly value: string }[];
  }[];
}

const appFile = template<FleetAppView>(appTs);

/** `bin/app.ts`: a stack for each VPC. */
export const appText = (stacks: readonly FleetStack[]): string =>
  appFile({
    classes: [...new Set(stacks.map(({ file }) => file))]
      .sort()
      .map((file) => ({ name: pascalWords(file), file })),
    stacks: stacks.map(({ vpc, part, file, name }) => ({
      name,
      className: pascalWords(file),
      network: `network${vpc.accountId}${pascalWords(vpc.region)}${pascalWords(vpc.vpcId)}`,
      path: keyOf(vpc),
      accountId: vpc.accountId,
      region: vpc.region,
      tags: tagsOf(part),
    })),
  });

const tagsOf = ({ values }: Part) =>
  Object.entries<string>(JSON.parse(values.tags ?? '{}')).map(([key, value]) => ({ key, value }));
