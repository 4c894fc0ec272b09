"""The same files read by pandas, polars and python-calamine; the seconds of each, as name<tab>seconds.

    python3 reading_peers.py FILE.csv FILE.xlsx
"""

import importlib
import sys
import time


def measured(name, module, read):
    try:
        library = importlib.import_module(module)
    except ImportError:
        print(f"{name}\tabsent")
        return
    best = None
    for _ in range(3):
        start = time.perf_counter()
        try:
            read(library)
        except ImportError:
            print(f"{name}\tabsent")
            return
        seconds = time.perf_counter() - start
        best = seconds if best is None else min(best, seconds)
        if best > 8:
            break
    print(f"{name}\t{best:.3f}", flush=True)


text, workbook = sys.argv[1:]
measured("csv pandas", "pandas", lambda pd: pd.read_csv(text, encoding="gb18030"))
measured("csv polars", "polars", lambda pl: pl.read_csv(text, encoding="gb18030"))
measured("xlsx pandas", "pandas", lambda pd: pd.read_excel(workbook, engine="calamine"))
measured("xlsx polars", "polars", lambda pl: pl.read_excel(workbook, engine="calamine"))
measured(
    "xlsx python-calamine",
    "python_calamine",
    lambda pc: pc.CalamineWorkbook.from_path(workbook).get_sheet_by_index(0).to_python(),
)
