import type { Plugin as EsbuildPlugin } from 'esbuild';
import type { Plugin as VitePlugin } from 'vite';

export const handlebarsForEsbuild: EsbuildPlugin;
export const handlebarsForVite: VitePlugin;
