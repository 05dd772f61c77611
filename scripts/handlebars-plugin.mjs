import Handlebars from 'handlebars';

/** Helpers that src/formats/template.ts registers; naming them here makes a misspelt one a build error. */
const knownHelpers = { hcl: true, json: true, ts: true, yaml: true, md: true };

/** Turns a template's text into a module that exports its precompiled form, so only Handlebars' runtime ships. */
function precompile(source, path) {
  const spec = Handlebars.precompile(withoutPositions(Handlebars.parse(source)), {
    srcName: undefined,
    strict: true,
    noEscape: true,
    knownHelpers,
    knownHelpersOnly: true,
    preventIndent: true,
  });
  if (!spec) throw new Error(`${path}: did not compile`);
  return `export default ${spec};`;
}

/** Positions in the template would be a third of the compiled form; they are only for messages of errors. */
function withoutPositions(node) {
  if (typeof node !== 'object' || node === null) return node;
  delete node.loc;
  for (const child of Object.values(node)) withoutPositions(child);
  return node;
}

/** Lets a template be imported in its compiled form. */
export const handlebarsPrecompiled = {
  name: 'handlebars',
  transform(source, id) {
    return id.endsWith('.hbs') ? { code: precompile(source, id), map: null } : undefined;
  },
};
