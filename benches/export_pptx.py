"""The deck of benches/export.rs made by python-pptx; its seconds, as name<tab>seconds.

    python3 export_pptx.py FOLDER
"""

import sys
import time
from pathlib import Path

try:
    from pptx import Presentation
    from pptx.chart.data import CategoryChartData
    from pptx.enum.chart import XL_CHART_TYPE
    from pptx.util import Inches
except ImportError:
    print("python-pptx\tabsent")
    sys.exit()

MONTHS = [f"{n}月" for n in range(1, 13)]


def amount(n):
    return (n * 7919 + 104729) % 9973217 / 10000


def deck(path):
    presentation = Presentation()
    box = Inches(0.5), Inches(1.5), Inches(9), Inches(5)
    for n in range(20):
        slide = presentation.slides.add_slide(presentation.slide_layouts[5])
        slide.shapes.title.text = f"第{n}张：征缴收支缺口 1,474 万元"
        slide.notes_slide.notes_text_frame.text = "缺口 = 养老金支出 − 征缴收入"
        if n % 4 == 3:
            table = slide.shapes.add_table(9, 6, *box).table
            for r in range(9):
                for c in range(6):
                    text = f"第{c}列" if r == 0 else f"第{r - 1}县" if c == 0 else f"{amount((r - 1) * 6 + c):,.2f}"
                    table.cell(r, c).text = text
            continue
        data = CategoryChartData()
        data.categories = MONTHS
        # python-pptx draws one kind of chart at a time: the line is a third bar here.
        for name, start in ("2004年", 0), ("2007年", 20), ("月均", 40):
            data.add_series(name, [amount(n * 100 + start + m) for m in range(12)])
        slide.shapes.add_chart(XL_CHART_TYPE.COLUMN_CLUSTERED, *box, data)
    presentation.save(path)


best = None
for _ in range(5):
    start = time.perf_counter()
    deck(Path(sys.argv[1]) / "peer.pptx")
    seconds = time.perf_counter() - start
    best = seconds if best is None else min(best, seconds)
print(f"python-pptx\t{best:.3f}")
