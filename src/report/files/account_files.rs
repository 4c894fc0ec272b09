//! The result files of the special account's commands, as CSV texts.
//!
//! Source: section 13.4.

use std::fmt::Write as _;

use rust_decimal::Decimal;

use super::results::NamedText;
use crate::intake::data_file::quoted;
use crate::money::Money;
use crate::simulation::Run;
use crate::special_account::deposits::{Closing, Placement, Plan};
use crate::special_account::ledger::{Keeper, Oddity};
use crate::special_account::lent::lent;
use crate::special_account::matching::Books;
use crate::special_account::statement::{self, Statement};
use crate::special_account::{Reconciled, day::Day};

fn shown<T: ToString>(value: Option<T>) -> String {
    value.map_or_else(String::new, |v| v.to_string())
}

/// `lent.csv` (`county,year,amount,month`): by year, then county, `total` closing each year.
pub fn of_lent(run: &Run) -> [NamedText; 1] {
    let mut text = String::from("county,year,amount,month\n");
    for (year, counties) in lent(run) {
        for lent in &counties {
            let name = quoted(run.places.path(lent.county));
            writeln!(text, "{name},{year},{},{}", lent.amount, shown(lent.month)).expect("writing to a string");
        }
        let total: Money = counties.iter().map(|lent| lent.amount).sum();
        writeln!(text, "total,{year},{total},").expect("writing to a string");
    }
    [("lent.csv", text)]
}

/// `matches.csv`, `open.csv`, `statement.csv` and `findings.csv` of two ledgers.
pub fn of_reconciled(books: &Books, reconciled: &Reconciled) -> [NamedText; 4] {
    [
        ("matches.csv", matches(books, reconciled)),
        ("open.csv", open(books, reconciled)),
        ("statement.csv", statements(books, reconciled)),
        ("findings.csv", findings(books, reconciled)),
    ]
}

fn matches(books: &Books, reconciled: &Reconciled) -> String {
    let mut text = String::from("match,rule,ledger,row,date,side,amount\n");
    for (number, found) in (1..).zip(&reconciled.found.matches) {
        for keeper in Keeper::BOTH {
            for entry in found.of(keeper).iter().map(|n| books.entry(keeper, *n)) {
                let (rule, key, side, amount) = (found.rule, keeper.key(), entry.side(), entry.effect.abs());
                writeln!(text, "{number},{rule},{key},{},{},{side},{amount}", entry.row, entry.day)
                    .expect("writing to a string");
            }
        }
    }
    text
}

fn open(books: &Books, reconciled: &Reconciled) -> String {
    let mut text = String::from("ledger,row,date,side,amount,since,looks_like\n");
    let last = statement::last_day(books);
    for keeper in Keeper::BOTH {
        for n in reconciled.found.open(books, keeper) {
            let entry = books.entry(keeper, n);
            let since = last.map_or(0, |last| last.since(entry.day));
            let like = reconciled.slips.of(keeper, n).map(|like| {
                let row = books.entry(like.keeper, like.entry).row;
                format!("{}:{}:{row}", like.slip.key(), like.keeper.key())
            });
            let (key, side, amount) = (keeper.key(), entry.side(), entry.effect.abs());
            writeln!(text, "{key},{},{},{side},{amount},{since},{}", entry.row, entry.day, shown(like))
                .expect("writing to a string");
        }
    }
    text
}

fn statements(books: &Books, reconciled: &Reconciled) -> String {
    let mut text = String::from(
        "month,bank_balance,agency_in_only,agency_out_only,bank_errors,adjusted_bank,agency_balance,bank_in_only,\
         bank_out_only,agency_errors,adjusted_agency,unexplained\n",
    );
    for month in statement::months(books) {
        let of = Statement::of(books, &reconciled.found, &reconciled.slips, Day::last_of(month));
        let (bank, agency) = (of.bank, of.agency);
        let amounts = [
            bank.balance,
            agency.in_only,
            agency.out_only,
            bank.errors,
            of.adjusted_bank(),
            agency.balance,
            bank.in_only,
            bank.out_only,
            agency.errors,
            of.adjusted_agency(),
            of.unexplained(),
        ];
        writeln!(text, "{month},{}", amounts.map(|amount| amount.to_string()).join(",")).expect("writing to a string");
    }
    text
}

fn findings(books: &Books, reconciled: &Reconciled) -> String {
    let mut text = String::from("ledger,row,code\n");
    for keeper in Keeper::BOTH {
        let of_keeper = reconciled.found.several.iter().filter(|(of, _)| *of == keeper);
        let several = of_keeper.map(|(_, n)| (books.entry(keeper, *n).row, Oddity::Several));
        let mut odd: Vec<(u32, Oddity)> = books.of(keeper).oddities.iter().copied().chain(several).collect();
        odd.sort_unstable();
        for (row, oddity) in odd {
            writeln!(text, "{},{row},{}", keeper.key(), oddity.key()).expect("writing to a string");
        }
    }
    text
}

/// `optimum.csv`, `placements.csv` and `months.csv` of a plan; `one_more` is the gain with a month more of reserve.
pub fn of_deposits(plan: &Plan, reserve: Decimal, one_more: Money) -> [NamedText; 3] {
    let (gain, interest, reserve) = (plan.gain, plan.interest(), reserve.normalize());
    let optimum =
        format!("reserve,gain,gain_if_one_more_month,interest_placed\n{reserve},{gain},{one_more},{interest}\n");
    let mut placements = String::from("month,term,amount,rate,due,interest\n");
    for placement in &plan.placements {
        let Placement { month, term, amount, interest } = placement;
        writeln!(placements, "{month},{},{amount},{},{},{interest}", term.months, term.rate, placement.due())
            .expect("writing to a string");
    }
    let mut months = String::from("month,lowest,reserve,held,placed,demand,short\n");
    for closing in &plan.months {
        let Closing { month, lowest, reserve, held, placed } = closing;
        writeln!(months, "{month},{lowest},{reserve},{held},{placed},{},{}", closing.demand(), closing.short())
            .expect("writing to a string");
    }
    [("optimum.csv", optimum), ("placements.csv", placements), ("months.csv", months)]
}
