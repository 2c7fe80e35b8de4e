/** The rules of this house that no published plugin has; all but one can mend what they find. */

/** `{ ...{ a, b }, c }` is `{ a, b, c }`: a spread of a literal only saves a line. */
const noLiteralSpread = {
  meta: {
    type: 'suggestion',
    fixable: 'code',
    schema: [],
    messages: { found: 'Write the members of this literal where it is spread.' },
  },
  create(context) {
    const check = (node) => {
      const { argument, parent } = node;
      const same = argument.type === parent.type && /^(Object|Array)Expression$/.test(argument.type);
      if (!same) return;
      context.report({
        node,
        messageId: 'found',
        fix(fixer) {
          const text = context.sourceCode.getText(argument).slice(1, -1).trim().replace(/,$/, '');
          return text === '' ? null : fixer.replaceText(node, text);
        },
      });
    };
    return { SpreadElement: check };
  },
};

/** Data is not changed after it is made: the fields of interfaces are readonly. */
const readonlyFields = {
  meta: {
    type: 'suggestion',
    fixable: 'code',
    schema: [],
    messages: { found: "Expected 'readonly' before this field." },
  },
  create(context) {
    return {
      'TSInterfaceBody > TSPropertySignature[readonly=false]'(node) {
        context.report({ node, messageId: 'found', fix: (fixer) => fixer.insertTextBefore(node, 'readonly ') });
      },
    };
  },
};

/** Every file says at its top what it holds. */
const fileHeader = {
  meta: {
    type: 'suggestion',
    schema: [],
    messages: { found: 'Expected a comment /** ... */ at the top that says what this file holds.' },
  },
  create(context) {
    return {
      Program(node) {
        const { text } = context.sourceCode;
        if (!/^(#!.*\n)?\/\*\*/.test(text)) context.report({ node, loc: { line: 1, column: 0 }, messageId: 'found' });
      },
    };
  },
};

/** `@throws If ...`, or `@throws {DataError} If ...` where the class matters. */
const throwsTag = {
  meta: {
    type: 'suggestion',
    fixable: 'code',
    schema: [],
    messages: { found: "Write '@throws If ...' or '@throws {SomeError} If ...'." },
  },
  create(context) {
    const pattern = /@throws[ \t]+(?!\{)([A-Z]\w*(?:Error|Failure|Lost|Format|Exit))[ \t]+(\S)/g;
    return {
      Program() {
        for (const comment of context.sourceCode.getAllComments()) {
          if (comment.type !== 'Block' || !comment.value.startsWith('*')) continue;
          const wrong = [...comment.value.matchAll(pattern)];
          if (wrong.length === 0) continue;
          const mended = comment.value.replace(pattern, (_, name, first) => `@throws {${name}} ${first.toUpperCase()}`);
          context.report({
            loc: comment.loc,
            messageId: 'found',
            fix: (fixer) => fixer.replaceText(comment, `/*${mended}*/`),
          });
        }
      },
    };
  },
};

/** Node's modules are imported by their default export: `import fs from 'node:fs'`. */
const nodeDefaultImport = {
  meta: { type: 'suggestion', fixable: 'code', schema: [], messages: { found: "Write 'import {{name}} from ...'." } },
  create(context) {
    return {
      'ImportDeclaration[source.value=/^node:/] > ImportNamespaceSpecifier'(node) {
        const { name } = node.local;
        context.report({ node, messageId: 'found', data: { name }, fix: (fixer) => fixer.replaceText(node, name) });
      },
    };
  },
};

module.exports = {
  rules: {
    'no-literal-spread': noLiteralSpread,
    'readonly-fields': readonlyFields,
    'file-header': fileHeader,
    'throws-tag': throwsTag,
    'node-default-import': nodeDefaultImport,
  },
};
