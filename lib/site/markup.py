"""Markdown and code as HTML, for markup.ts: a JSON object on standard input, one on standard output.

A notebook may come from anyone, and text in it from anyone's data: raw HTML is shown as text, a link leads to the web or
nowhere, and a picture is shown only if the notebook holds it. Formulas come out as <tex-inline> and <tex-block> elements that hold their TeX; math.ts renders them.
"""
import html
import json
import re
import sys

from nbconvert.filters.markdown_mistune import IPythonRenderer, MarkdownWithMath
from pygments import highlight
from pygments.formatters import HtmlFormatter
from pygments.lexers import TypeScriptLexer


PICTURES = ("data:image/gif;", "data:image/png;", "data:image/jpeg;", "data:image/webp;")


class Renderer(IPythonRenderer):
    def image(self, text, url, title=None):
        if url.lower().startswith(PICTURES):
            return super().image(text, url, title)
        return f"<em>{text}</em>"

    def link(self, text, url, title=None):
        scheme = re.match(r"[a-z]+:|[#]", url.strip().lower())
        if scheme and scheme.group() in ("http:", "https:", "mailto:", "#"):
            return super().link(text, url, title)
        return text

    def block_mermaidjs(self, code):
        return self.block_code(code)

    def inline_math(self, body):
        return f"<tex-inline>{html.escape(body)}</tex-inline>"

    def block_math(self, body):
        return f"<tex-block>{html.escape(body)}</tex-block>"


def markdown(source):
    return MarkdownWithMath(renderer=Renderer(escape=True, allow_harmful_protocols=False, exclude_anchor_links=True)).render(source)


def code(source):
    return highlight(source, TypeScriptLexer(), HtmlFormatter(nowrap=True))


request = json.load(sys.stdin)
answer = {"markdown": [markdown(each) for each in request["markdown"]], "code": [code(each) for each in request["code"]]}
json.dump(answer, sys.stdout)
