/** The program against files in which something is wrong; gives what went wrong, each with the seed that makes it again. */
export function run(options: {
  readonly seed: number;
  readonly runs: number;
  readonly program: string;
  readonly log: (text: string) => void;
}): Promise<string[]>;
