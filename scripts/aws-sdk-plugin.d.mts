import type { Plugin } from 'vite';

export const awsSdkTrimmed: Plugin;
