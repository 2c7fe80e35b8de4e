"""Markdown and code as HTML, for markup.ts: a JSON object on standard input, one on standard output.

Formulas come out as <tex-inline> and <tex-block> elements that hold their TeX; math.ts renders them.
"""
import html
import json
import sys

from nbconvert.filters.markdown_mistune import IPythonRenderer, MarkdownWithMath
from pygments import highlight
from pygments.formatters import HtmlFormatter
from pygments.lexers import TypeScriptLexer


class Renderer(IPythonRenderer):
    def inline_math(self, body):
        return f"<tex-inline>{html.escape(body)}</tex-inline>"

    def block_math(self, body):
        return f"<tex-block>{html.escape(body)}</tex-block>"


def markdown(source):
    return MarkdownWithMath(renderer=Renderer(escape=False, exclude_anchor_links=True)).render(source)


def code(source):
    return highlight(source, TypeScriptLexer(), HtmlFormatter(nowrap=True))


request = json.load(sys.stdin)
answer = {"markdown": [markdown(each) for each in request["markdown"]], "code": [code(each) for each in request["code"]]}
json.dump(answer, sys.stdout)
