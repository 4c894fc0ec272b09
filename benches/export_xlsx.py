"""The workbook of benches/export.rs made by openpyxl; its seconds, as name<tab>seconds.

    python3 export_xlsx.py FOLDER
"""

import sys
import time
from pathlib import Path

try:
    from openpyxl import Workbook
    from openpyxl.chart import BarChart, LineChart, Reference
except ImportError:
    print("openpyxl\tabsent")
    sys.exit()


def amount(n):
    return (n * 7919 + 104729) % 9973217 / 10000


def book(path):
    workbook = Workbook()
    sheet = workbook.active
    sheet.title = "数据"
    sheet.append([f"第{c}列" for c in range(12)])
    for r in range(20_000):
        sheet.append([f"第{r}县"] + [amount(r * 12 + c) for c in range(1, 12)])
    for row in sheet.iter_rows(min_row=2, min_col=2):
        for cell in row:
            cell.number_format = "#,##0.00"
    for n in range(20):
        sheet = workbook.create_sheet(f"图{n}")
        sheet.append(["单位：万元", "2004年", "2007年", "月均"])
        for m in range(12):
            sheet.append([f"{m + 1}月"] + [amount(n * 100 + start + m) for start in (0, 20, 40)])
        bars, line = BarChart(), LineChart()
        bars.add_data(Reference(sheet, min_col=2, max_col=3, min_row=1, max_row=13), titles_from_data=True)
        line.add_data(Reference(sheet, min_col=4, min_row=1, max_row=13), titles_from_data=True)
        bars.set_categories(Reference(sheet, min_col=1, min_row=2, max_row=13))
        bars += line
        sheet.add_chart(bars, "F2")
    workbook.save(path)


best = None
for _ in range(3):
    start = time.perf_counter()
    book(Path(sys.argv[1]) / "peer.xlsx")
    seconds = time.perf_counter() - start
    best = seconds if best is None else min(best, seconds)
    if best > 8:
        break
print(f"openpyxl\t{best:.3f}")
