//! The result files of the commands: runs and measures as CSV texts.
//!
//! Source: the commands' description (`simulate`, `measures`).

use std::fmt::{Display, Write as _};

use crate::finding::Finding;
use crate::intake::data_file::quoted;
use crate::locale::Language;
use crate::measures::{Counties, Fund, Measure};
use crate::month::Period;
use crate::simulation::Run;

/// A file's name and text.
pub type NamedText = (&'static str, String);

/// Appends one line of cells.
fn line(out: &mut String, cells: &[&dyn Display]) {
    for (n, cell) in cells.iter().enumerate() {
        let comma = if n > 0 { "," } else { "" };
        write!(out, "{comma}{cell}").expect("writing to a string");
    }
    out.push('\n');
}

/// `county_month.csv`, `pool_month.csv` and `journal.csv` of a run.
pub fn of_run(run: &Run) -> [NamedText; 3] {
    [("county_month.csv", county_month(run)), ("pool_month.csv", pool_month(run)), ("journal.csv", journal(run))]
}

fn county_month(run: &Run) -> String {
    let mut out = String::from(
        "county,month,insured,contributors,retirees,base,due,collected,pension,backpay,other,handed_up,to_accounts,\
         grant,subsidy,remitted,allocated,interest,borrowed,repaid,gap_covered,gap_paid,opening,closing,debt\n",
    );
    for (n, month) in run.month_range().enumerate() {
        for ((county, flow), books) in run.counties.iter().zip(run.flows(n)).zip(run.books(n)) {
            line(
                &mut out,
                &[
                    &quoted(county),
                    &month,
                    &flow.insured,
                    &flow.contributors,
                    &flow.retirees,
                    &flow.base.unwrap_or_default(),
                    &flow.due,
                    &flow.collected,
                    &flow.pension,
                    &flow.backpay,
                    &flow.other,
                    &books.handed_up,
                    &books.to_accounts,
                    &books.grant,
                    &books.subsidy,
                    &books.remitted,
                    &books.allocated,
                    &books.interest,
                    &books.borrowed,
                    &books.repaid,
                    &books.gap_covered,
                    &books.gap_paid,
                    &books.opening,
                    &books.closing,
                    &books.debt,
                ],
            );
        }
    }
    out
}

fn pool_month(run: &Run) -> String {
    let mut out = String::from(
        "month,opening,handed_up,remitted,grant,interest,advanced,allocated,gap_covered,repaid,closing,debt\n",
    );
    for (month, pool) in run.month_range().zip(&run.pool) {
        line(
            &mut out,
            &[
                &month,
                &pool.opening,
                &pool.handed_up,
                &pool.remitted,
                &pool.grant,
                &pool.interest,
                &pool.advanced,
                &pool.allocated,
                &pool.gap_covered,
                &pool.repaid,
                &pool.closing,
                &pool.debt,
            ],
        );
    }
    out
}

fn journal(run: &Run) -> String {
    let mut out = String::from("month,kind,from,to,amount\n");
    for posting in &run.journal {
        let (from, to) = (posting.from.key(&run.counties), posting.to.key(&run.counties));
        line(&mut out, &[&posting.month, &posting.kind.key(), &quoted(&from), &quoted(&to), &posting.amount]);
    }
    out
}

/// `county_month.csv`, `county_year.csv`, `total_month.csv` and `total_year.csv` of a fund's measures.
pub fn of_measures(fund: &Fund<'_>) -> [NamedText; 4] {
    let (first, last) = fund.data.range();
    let monthly = matches!(first, Period::Month(_));
    let mut months = Vec::new();
    if monthly {
        let mut period = first;
        while period <= last {
            months.push(period);
            period = period.next();
        }
    }
    let years: Vec<Period> = fund.data.years().into_iter().map(Period::Year).collect();
    let counties: Vec<Counties> = (0..fund.data.counties.len()).map(Counties::One).collect();
    [
        ("county_month.csv", measures(fund, &counties, &months, false)),
        ("county_year.csv", measures(fund, &counties, &years, true)),
        ("total_month.csv", measures(fund, &[Counties::All], &months, false)),
        ("total_year.csv", measures(fund, &[Counties::All], &years, true)),
    ]
}

fn measures(fund: &Fund<'_>, sets: &[Counties], periods: &[Period], yearly: bool) -> String {
    let of_counties = !matches!(sets, [Counties::All]);
    let mut columns: Vec<Measure> =
        Measure::OF_COUNTIES.into_iter().filter(|m| yearly || *m != Measure::Adjustment).collect();
    if !of_counties {
        columns.push(Measure::PooledShortfall);
    }
    let mut out = String::new();
    let mut header: Vec<&str> = if of_counties { vec!["county"] } else { Vec::new() };
    header.extend(if yearly { ["year", "months"].as_slice() } else { &["month"] });
    header.extend(columns.iter().map(|m| m.key()));
    out.push_str(&header.join(","));
    out.push('\n');
    for set in sets {
        for period in periods {
            let on_record = fund.months_on_record(*set, *period);
            if on_record == 0 {
                continue;
            }
            if let Counties::One(index) = set {
                write!(out, "{},", quoted(&fund.data.counties[*index].name)).expect("writing to a string");
            }
            write!(out, "{period}").expect("writing to a string");
            if yearly {
                write!(out, ",{on_record}").expect("writing to a string");
            }
            for measure in &columns {
                out.push(',');
                if let Some(value) = fund.measure(*measure, *set, *period) {
                    write!(out, "{value}").expect("writing to a string");
                }
            }
            out.push('\n');
        }
    }
    out
}

/// `findings.json`: a list of `{severity, code, file, sheet, cell, row, column, message}`.
pub fn findings_json(findings: &[Finding], language: Language) -> String {
    let objects: Vec<String> = findings
        .iter()
        .map(|f| {
            let number = |n: Option<u32>| n.map_or("null".to_owned(), |n| n.to_string());
            let text = |t: Option<&str>| t.map_or("null".to_owned(), json_string);
            format!(
                "  {{\"severity\": {}, \"code\": {}, \"file\": {}, \"sheet\": {}, \"cell\": {}, \"row\": {}, \
                 \"column\": {}, \"message\": {}}}",
                json_string(f.severity.key()),
                json_string(f.code),
                json_string(&f.origin.file),
                text(f.origin.sheet.as_deref()),
                text(f.origin.cell().as_deref()),
                number(f.origin.row),
                number(f.origin.column),
                json_string(&f.sentence(language)),
            )
        })
        .collect();
    if objects.is_empty() { "[]\n".to_owned() } else { format!("[\n{}\n]\n", objects.join(",\n")) }
}

fn json_string(text: &str) -> String {
    let mut out = String::from("\"");
    for c in text.chars() {
        match c {
            '"' => out.push_str("\\\""),
            '\\' => out.push_str("\\\\"),
            '\n' => out.push_str("\\n"),
            c if c.is_control() => out.push_str(&format!("\\u{:04x}", u32::from(c))),
            c => out.push(c),
        }
    }
    out.push('"');
    out
}
