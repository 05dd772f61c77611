import type { Plugin } from 'vite';

export const markdownForVite: Plugin;
