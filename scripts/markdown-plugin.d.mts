import type { Plugin } from 'vite';

export const markdownAsText: Plugin;
