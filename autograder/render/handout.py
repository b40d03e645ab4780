"""The handout as one page of HTML: mathematics as MathML, no script, no network, for screen, phone and paper."""

from __future__ import annotations

import html
import re
from typing import Any

from autograder.errors import UsageError

_REMEDY = 'handouts need markdown-it-py, mdit-py-plugins and latex2mathml: pip install "cnn-coursework[report]"'

_PAGE = """\
<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; img-src 'self' file: data:; style-src 'unsafe-inline'">
<title>{title}</title>
<style>{style}</style>
</head>
<body>
<nav aria-label="Contents"><ul>{contents}</ul></nav>
<main>
{body}</main>
</body>
</html>
"""

_STYLE = """
:root {
  color-scheme: light dark;
  --ink: #1d2430; --paper: #fff; --faint: #5a6472; --rule: #d8dde5; --tint: #f4f6f9; --link: #0b57d0;
}
@media (prefers-color-scheme: dark) {
  :root { --ink: #dfe4ec; --paper: #14181f; --faint: #9aa5b5; --rule: #333b48; --tint: #1d232d; --link: #8ab4f8; }
}
* { box-sizing: border-box; }
body { margin: 0; color: var(--ink); background: var(--paper); font: 1.05rem/1.6 system-ui, "Segoe UI", sans-serif; }
main { max-width: 46rem; margin: 0 auto; padding: 1.5rem 1.25rem 5rem; overflow-wrap: break-word; }
nav { border-bottom: 1px solid var(--rule); font-size: .9rem; }
nav ul {
  display: flex; flex-wrap: wrap; gap: .1rem 1rem; list-style: none;
  max-width: 46rem; margin: 0 auto; padding: .7rem 1.25rem;
}
h1 { font-size: 2rem; line-height: 1.2; margin: 1rem 0; }
h2 { font-size: 1.4rem; line-height: 1.3; margin: 2.6rem 0 .8rem; padding-top: .8rem; border-top: 1px solid var(--rule); }
h3 { font-size: 1.1rem; margin: 1.8rem 0 .5rem; }
a { color: var(--link); }
:focus-visible { outline: 2px solid var(--link); outline-offset: 2px; }
code {
  font: .9em/1.5 ui-monospace, "Cascadia Mono", Menlo, Consolas, monospace;
  background: var(--tint); padding: .1em .3em; border-radius: .2em;
}
pre { background: var(--tint); border: 1px solid var(--rule); border-radius: .4rem; padding: .8rem 1rem; overflow-x: auto; }
pre code { padding: 0; background: none; }
.wide { overflow-x: auto; margin: 1rem 0; }
table { border-collapse: collapse; font-size: .95em; }
th, td { padding: .35rem .7rem; border-bottom: 1px solid var(--rule); text-align: left; vertical-align: top; }
td.long { min-width: 15rem; }
th { border-bottom: 2px solid var(--faint); }
img { display: block; max-width: 100%; height: auto; margin: 1.2rem auto; background: #fff; border-radius: .4rem; }
math { font-size: 1.15em; }
nav code { background: none; padding: 0; }
math[display="block"] {
  display: block math; overflow-x: auto; overflow-y: hidden; margin: 1.2rem 0; padding: .2rem 0;
}
blockquote { margin: 1rem 0; padding: .1rem 1rem; border-left: 4px solid var(--rule); color: var(--faint); }
@media (max-width: 40rem) {
  body { font-size: 1rem; }
  h1 { font-size: 1.6rem; }
  th, td { padding: .3rem .4rem; }
}
@media print {
  nav { display: none; }
  body { font-size: 10.5pt; }
  pre, table, img, math[display="block"] { break-inside: avoid; }
  h2, h3 { break-after: avoid; }
}
"""


def page(lesson: str, title: str) -> str:
    r"""Return a lesson in Markdown as a page of HTML.

    Parameters
    ----------
    lesson : str
        CommonMark with tables; mathematics between ``$`` or ``$$``; pictures by relative paths.
    title : str

    Raises
    ------
    UsageError
        If what renders it is not installed.

    Examples
    --------
    >>> "<msup><mi>x</mi><mn>2</mn></msup>" in page("# T\n\n$x^2$", "T")
    True
    """
    try:
        from latex2mathml.converter import convert
        from markdown_it import MarkdownIt
        from mdit_py_plugins.dollarmath import dollarmath_plugin
    except ImportError as error:
        raise UsageError(_REMEDY) from error

    def mathematics(text: str, options: dict[str, Any]) -> str:
        return convert(text, display="block" if options["display_mode"] else "inline")

    markdown = MarkdownIt("commonmark", {"html": False}).enable("table")
    markdown.use(dollarmath_plugin, renderer=mathematics, allow_space=False, double_inline=True)
    body = markdown.render(re.sub(r"\A(?:<!--.*?-->\s*)+", "", lesson, flags=re.DOTALL))
    body = body.replace("<table>", '<div class="wide"><table>').replace("</table>", "</table></div>")
    body = re.sub(r"<td(?=[^>]*>[^<]{40})", '<td class="long"', body)
    contents: list[str] = []

    def named(heading: re.Match[str]) -> str:
        name = re.sub(r"\W+", "-", html.unescape(re.sub(r"<[^>]+>", "", heading[1])).lower()).strip("-")
        contents.append(f'<li><a href="#{name}">{heading[1]}</a></li>')
        return f'<h2 id="{name}">{heading[1]}</h2>'

    body = re.sub(r"<h2>(.*?)</h2>", named, body)
    return _PAGE.format(title=html.escape(title), style=_STYLE, contents="".join(contents), body=body)
