import type { Plugin } from 'vite';

export const pageParts: Plugin;
