/** Text that is safe after `# `. */
export type Comment = string;

/** An id in a list, and what a comment above it says; empty for none. */
export interface CommentedId {
  readonly id: string;
  readonly comment: Comment;
}

/** Text on one line: a line break would end the comment and let the rest be read as code. */
export const hclComment = (text: string): Comment => text.replaceAll(/[\s\p{C}]+/gu, ' ').trim();
