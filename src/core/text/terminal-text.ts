import { visible } from './visible.ts';
import { ANNOTATION_START } from './workflow-command.ts';

/**
 * Text as it may be written to a terminal or a log, whatever is in it: nothing that a terminal obeys, and nothing that the
 * runner of a CI job takes for a command. Line ends are taken for our own, so values must be on one line when they get in.
 *
 * @param colours Whether the colours of our own are in it.
 * @param annotations Whether lines that are annotations of GitHub Actions are our own, to be obeyed.
 */
export const terminalText = (text: string, { colours = false, annotations = false } = {}): string =>
  text
    .split('\n')
    .map((line) => {
      const shown = colours ? line.split(COLOUR).map(alternately).join('') : visible(line);
      return annotations && ANNOTATION_START.test(shown) ? withoutLogging(shown) : withoutCommand(shown);
    })
    .join('\n');

/** The codes that paint text, caught so that `split` keeps them. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: the escape character is what is looked for
const COLOUR = /(\u001b\[(?:[1-2]?\d|3[0-9])m)/;

/** Every second part is a colour. */
const alternately = (part: string, index: number): string => (index % 2 === 1 ? part : visible(part));

/**
 * Azure Pipelines and GitHub look for `##[` and `##vso[` anywhere in a line, GitHub for `::` where a line starts after spaces,
 * GitLab for `section_start:`, TeamCity for `##teamcity[`. A space takes the meaning from them. What `paragraph` lays out starts
 * with a mark of ours anyway; generated files and Markdown have lines of their own.
 *
 * @see https://docs.github.com/en/actions/reference/workflows-and-actions/workflow-commands
 * @see https://learn.microsoft.com/en-us/azure/devops/pipelines/scripts/logging-commands
 * @see https://docs.gitlab.com/ci/jobs/job_logs/#custom-collapsible-sections
 */
const withoutCommand = (line: string): string => withoutLogging(line).replace(/^(\s*):(?=:)/, '$1: ');

/** Those that count anywhere in a line. */
const withoutLogging = (line: string): string =>
  line.replace(/#(?=#\w*\[)/g, '# ').replace(/(section_(?:start|end)|travis_\w+):/g, '$1 :');
