import type { Plugin } from 'esbuild';

export const awsSdkForEsbuild: Plugin;
