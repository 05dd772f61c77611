import type { Plugin } from 'vite';

export const handlebarsPrecompiled: Plugin;
