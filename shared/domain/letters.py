"""How a mail is laid out: the same words as plain text and as simple HTML that every mail reader shows."""

from dataclasses import dataclass
from html import escape

_PAGE = """<!doctype html>
<html lang="{language}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>{subject}</title>
</head>
<body style="margin:0;padding:0;background:#f4f4f1;color:#1d1d1b;font-family:system-ui,-apple-system,'Segoe UI',Roboto,\
Helvetica,Arial,sans-serif;font-size:16px;line-height:1.5">
<div style="display:none;max-height:0;overflow:hidden">{opening}</div>
<table role="presentation" width="100%" cellpadding="0" cellspacing="0" border="0"><tr>
<td align="center" style="padding:24px 12px">
<table role="presentation" width="100%" cellpadding="0" cellspacing="0" border="0" style="max-width:560px;\
background:#ffffff;color:#1d1d1b;border-radius:12px"><tr><td style="padding:32px 28px">
<h1 style="margin:0 0 12px;font-size:24px;line-height:1.25">{heading}</h1>
{paragraphs}{rows}
<p style="margin:28px 0 8px"><a href="{link}" style="display:inline-block;background:#1a5c3a;color:#ffffff;\
text-decoration:none;font-weight:600;padding:13px 24px;border-radius:8px">{button}</a></p>
</td></tr></table>
<p style="max-width:504px;margin:16px auto 0;color:#5d5d58;font-size:13px;text-align:left">{footer}</p>
</td></tr></table>
</body>
</html>
"""
_PARAGRAPH = '<p style="margin:0 0 12px">{text}</p>\n'
_TABLE = """<table width="100%" cellpadding="0" cellspacing="0" border="0" style="margin:20px 0 0;\
border-collapse:collapse">
{rows}</table>
"""
_ROW = """<tr><td style="padding:10px 0;border-top:1px solid #e4e4de">{left}</td>\
<td align="right" style="padding:10px 0 10px 16px;border-top:1px solid #e4e4de;white-space:nowrap">{right}</td></tr>
"""


@dataclass(frozen=True, slots=True)
class Letter:
    """A mail's words: ``rows`` are pairs such as article and price, ``link`` is where ``button`` leads."""

    language: str
    subject: str
    heading: str
    paragraphs: tuple[str, ...]
    rows: tuple[tuple[str, str], ...]
    button: str
    link: str
    footer: str

    @property
    def text(self) -> str:
        """The letter as plain text."""
        rows = "\n".join(f"- {left}: {right}" for left, right in self.rows)
        blocks = (self.heading, *self.paragraphs, rows, f"{self.button}: {self.link}", self.footer)
        return "\n\n".join(block for block in blocks if block) + "\n"

    @property
    def html(self) -> str:
        """The letter as a page, everything in it escaped."""
        rows = "".join(_ROW.format(left=escape(left), right=escape(right)) for left, right in self.rows)
        return _PAGE.format(
            language=self.language,
            subject=escape(self.subject),
            opening=escape(self.paragraphs[0]),
            heading=escape(self.heading),
            paragraphs="".join(_PARAGRAPH.format(text=escape(text)) for text in self.paragraphs),
            rows=_TABLE.format(rows=rows) if rows else "",
            link=escape(self.link),
            button=escape(self.button),
            footer=escape(self.footer),
        )
