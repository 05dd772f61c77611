/** How a terminal, or what stands in its place, shows text. */
export interface TerminalStyle {
  readonly width: number;
  readonly colour: boolean;
  readonly unicode: boolean;
}
