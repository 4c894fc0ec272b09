"""The peer of stochastic.rs: the same paths in NumPy, arrays over county x path, in place where NumPy can.

Prints the seconds of the fastest run without and with quantiles, then the medians of the last month's balance, debt and gap, and
the share of paths in debt. The draws are NumPy's own, so the medians agree within sampling error only.
"""

import time

import numpy as np

COUNTIES, MONTHS, PATHS, RUNS = 7, 120, 10_000, 10
YEARS = MONTHS // 12

county = np.arange(COUNTIES, dtype=float)[:, None]
CONTRIBUTORS = 8_000 + county * 1_370
RETIREES = 2_500 + county * 411
WAGE, PENSION = 1_100.0, 745.0
BALANCE = 1_000_000 + county * 7_919


def simulate(seed):
    rng = np.random.default_rng(seed)
    z = rng.standard_normal((5, YEARS, PATHS))
    contributors_growth = np.maximum(0.02 + 0.02 * z[0], -0.9)
    retirees_growth = np.maximum(0.05 + 0.01 * z[1], -0.9)
    wage_growth = np.maximum(0.10 + 0.03 * z[2], -0.9)
    pension_growth = np.maximum(0.10 + 0.02 * z[3], -0.9)
    collection_rate = np.clip(0.9 + 0.03 * z[4], 0.0, 1.0)
    shape = (COUNTIES, PATHS)
    balance = np.empty(shape)
    balance[:] = BALANCE
    debt = np.zeros(shape)
    heads = np.zeros(shape)
    collected, spent, retirees, need, scratch = (np.empty(shape) for _ in range(5))
    pool, pool_debt = np.full(PATHS, 8_000_000.0), np.zeros(PATHS)
    contributors_before, retirees_before, wage = np.ones(PATHS), np.ones(PATHS), np.ones(PATHS)
    entitled, paid = np.ones(PATHS), np.ones(PATHS)
    totals = np.empty((MONTHS, 3, PATHS))
    short = np.empty((MONTHS, PATHS), dtype=bool)
    for n in range(MONTHS):
        year, month = n // 12, n % 12 + 1
        contributors_now = contributors_before * (1 + contributors_growth[year] * (month / 12))
        retirees_now = retirees_before * (1 + retirees_growth[year] * (month / 12))
        if month == 7:
            wage = wage * (1 + wage_growth[year])
        if month == 1:
            entitled = entitled * (1 + pension_growth[year])
            heads[:] = 0
        np.multiply(CONTRIBUTORS * (WAGE * 0.28), contributors_now * wage * collection_rate[year], out=collected)
        np.multiply(RETIREES, retirees_now, out=retirees)
        if month == 7:
            np.multiply(heads, PENSION * (entitled - paid), out=spent)
            paid = entitled
            np.multiply(retirees, PENSION * paid + 1.5, out=scratch)
            spent += scratch
        else:
            np.multiply(retirees, PENSION * paid + 1.5, out=spent)
            heads += retirees
        if month == 12:
            contributors_before, retirees_before = contributors_now, retirees_now
        # Settlement, in the order of the rules.
        if n == 0:
            pool += balance.sum(axis=0)
            balance[:] = 0
        np.multiply(balance, 1 + 0.0225 / 12, out=balance)
        pool *= 1 + 0.0225 / 12
        if month in (6, 11):
            pool += 36_000_000.0
        np.multiply(collected, 1 - 0.03 / 0.28, out=scratch)
        balance += scratch
        np.minimum(scratch, balance, out=scratch)
        balance -= scratch
        pool += scratch.sum(axis=0)
        np.subtract(spent, balance, out=need)
        np.maximum(need, 0, out=need)
        needs = need.sum(axis=0)
        advanced = np.maximum(needs - pool, 0)
        pool += advanced
        pool -= needs
        pool_debt += advanced
        balance += need
        np.subtract(spent, balance, out=need)
        np.maximum(need, 0, out=need)
        debt += need
        balance += need
        balance -= spent
        np.minimum(debt, balance, out=need)
        debt -= need
        balance -= need
        repaid = np.minimum(pool_debt, pool)
        pool_debt -= repaid
        pool -= repaid
        balance.sum(axis=0, out=totals[n, 0])
        totals[n, 0] += pool
        debt.sum(axis=0, out=totals[n, 1])
        totals[n, 1] += pool_debt
        np.subtract(spent, collected, out=scratch)
        scratch.sum(axis=0, out=totals[n, 2])
        np.greater_equal(advanced, 0.005, out=short[n])
    return totals, short


def main():
    alone, whole = [], []
    for run in range(RUNS):
        start = time.perf_counter()
        totals, short = simulate(run)
        alone.append(time.perf_counter() - start)
        in_debt = (totals[:, 1] >= 0.005).mean(axis=1)
        quantiles = np.quantile(totals, [0.05, 0.25, 0.5, 0.75, 0.95], axis=2)
        np.where(short.any(axis=0), short.argmax(axis=0), -1)
        whole.append(time.perf_counter() - start)
    medians = " ".join(f"{value:.2f}" for value in quantiles[2, -1])
    print(min(alone), min(whole), medians, f"{in_debt[-1]:.4f}")


main()
