"""Opens an exported deck and workbook with python-pptx and openpyxl, and compares them with expected.json.

    python3 tests/checks/slides.py FOLDER

FOLDER holds deck.pptx, book.xlsx and expected.json, as tests/exports/workbooks.rs writes them. It also leaves their-template.pptx
there, python-pptx' own default deck with a slide, to be used as somebody's template.
"""

import io
import json
import sys
from pathlib import Path

import openpyxl
import pptx

folder = Path(sys.argv[1])
expected = json.loads((folder / "expected.json").read_text(encoding="utf-8"))


def same(found, wanted):
    if wanted is None or isinstance(wanted, str):
        return found == wanted
    return isinstance(found, (int, float)) and abs(found - wanted) <= 1e-9 * max(1, abs(wanted))


deck = pptx.Presentation(folder / "deck.pptx")
assert len(deck.slides) == len(expected["slides"]), "number of slides"
charts = 0
for slide, wanted in zip(deck.slides, expected["slides"]):
    title = wanted["title"]
    assert slide.shapes.title.text_frame.text == title, title
    assert slide.notes_slide.notes_text_frame.text == wanted["notes"], title
    tables = [s.table for s in slide.shapes if s.has_table]
    if wanted["rows"]:
        assert len(tables[0].rows) == wanted["rows"], title
    if not wanted["series"]:
        continue
    charts += 1
    chart = next(s.chart for s in slide.shapes if s.has_chart)
    series = {s.name: s for plot in chart.plots for s in plot.series}
    for of in wanted["series"]:
        values = list(series[of["name"]].values)
        assert len(values) == len(of["values"]) and all(map(same, values, of["values"])), (title, of["name"])
    assert len(list(chart.plots[0].categories)) == wanted["categories"], title
    # The chart's own workbook has the same columns.
    book = openpyxl.load_workbook(io.BytesIO(chart.part.chart_workbook.xlsx_part.blob), data_only=True)
    table = list(book.active.iter_rows(values_only=True))
    for of in wanted["series"]:
        column = table[0].index(of["name"])
        values = [row[column] for row in table[1:]]
        assert all(map(same, values, of["values"])), (title, of["name"], "workbook")

book = openpyxl.load_workbook(folder / "book.xlsx", data_only=True)
live = openpyxl.load_workbook(folder / "book.xlsx")
formulas = 0
for wanted in expected["sheets"]:
    sheet = book.worksheets[wanted["index"]]
    assert sheet["A1"].value == (wanted["title"] or None), wanted["title"]
    for r, row in enumerate(wanted["rows"]):
        for c, value in enumerate(row):
            cell = sheet.cell(r + 3, c + 1)
            assert value is None or same(cell.value, value), (wanted["title"], cell.coordinate, cell.value, value)
            raw = live[sheet.title].cell(r + 3, c + 1)
            if raw.data_type == "f":
                formulas += 1
                assert not isinstance(value, str), (wanted["title"], cell.coordinate, "a text became a formula")

theirs = pptx.Presentation()
theirs.slides.add_slide(theirs.slide_layouts[0]).shapes.title.text = "theirs"
theirs.save(folder / "their-template.pptx")
print(f"{len(expected['slides'])} slides, {charts} charts, {len(expected['sheets'])} sheets, {formulas} formulas agree")
