/** `doctor --traffic` against a CloudWatch that measures oddly; gives what went wrong, each with the seed that makes it again. */
export function run(options: {
  readonly seed: number;
  readonly runs: number;
  readonly program: string;
  readonly log: (text: string) => void;
}): Promise<string[]>;
