"""Opens a written report with python-docx: title, page, headings, charts, tables.

    python3 tests/checks/written.py FILE TITLE CHARTS TABLES
"""

import sys

import docx
from docx.shared import Mm

path, title, charts, tables = sys.argv[1], sys.argv[2], int(sys.argv[3]), int(sys.argv[4])
report = docx.Document(path)
assert report.paragraphs[0].text == title, report.paragraphs[0].text
assert report.paragraphs[0].style.name == "Title"
assert report.core_properties.title == title
page = report.sections[0]
for found, wanted in [
    (page.page_width, 210),
    (page.page_height, 297),
    (page.top_margin, 37),
    (page.bottom_margin, 35),
    (page.left_margin, 28),
    (page.right_margin, 26),
]:
    assert abs(found - Mm(wanted)) < Mm(0.1), (found, wanted)
headings = [p.text for p in report.paragraphs if p.style.name == "Heading 1"]
assert len(headings) >= 4 and headings[0].startswith("一、"), headings
kinds = [s.type for s in report.inline_shapes]
assert len(kinds) == charts, kinds
parts = [r for r in report.part.rels.values() if r.reltype.endswith("/chart")]
assert len(parts) == charts, len(parts)
for relation in parts:
    book = [r for r in relation.target_part.rels.values() if r.reltype.endswith("/package")]
    assert len(book) == 1
assert len(report.tables) == tables, len(report.tables)
for table in report.tables:
    assert len(table.rows) > 1 and all(cell.text for cell in table.rows[0].cells)
assert page.footer.paragraphs[0].text.startswith("—")
