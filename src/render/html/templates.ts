import type Handlebars from 'handlebars';
import runtime from 'handlebars/runtime.js';
import { script, styles, templates } from './templates.generated.js';

/** The runtime's own types are empty; it is Handlebars without the compiler. */
const handlebars = (runtime as unknown as typeof Handlebars).create();

/** Strings, numbers, booleans, and lists and records of them that were made for a template. */
export type ViewValue = string | number | boolean | readonly ViewValue[] | { readonly [name: string]: ViewValue };

const assets: Readonly<Record<string, string>> = { styles, script };

/** The only markup that is not escaped: our own style sheet and script. */
handlebars.registerHelper('embed', (name: string) => new handlebars.SafeString(assets[name] ?? ''));

/** JSON as the text of a script element: nothing in it can end the element or start a comment. */
handlebars.registerHelper(
  'embedJson',
  (json: string) =>
    new handlebars.SafeString(
      json.replace(/[<\u2028\u2029]/g, (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`),
    ),
);

for (const [name, template] of Object.entries(templates)) handlebars.registerPartial(name, compiled(template));

const page = compiled(templates.report);

export function renderPage(view: ViewValue): string {
  return page(view);
}

function compiled(template: unknown): Handlebars.TemplateDelegate {
  return handlebars.template(template as TemplateSpecification);
}
