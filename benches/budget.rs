//! How long a budget takes: an edit of 111 counties by three versions until its statement is there to be shown, the budget of
//! 3,000 counties out of a finished run, and a blank form filled.
//!
//! `cargo bench --bench budget`

mod support;

use std::fmt::Write as _;
use std::sync::Arc;
use std::sync::atomic::AtomicBool;
use std::time::Duration;

use rust_decimal::Decimal;
use rust_xlsxwriter::Workbook;
use support::{COUNTIES, best_of};
use tongchou::dataset::Dataset;
use tongchou::journal::Keep;
use tongchou::money::Money;
use tongchou::month::Month;
use tongchou::place::PlaceId;
use tongchou::report::views::budget::page::Page;
use tongchou::report::views::budget::statement::{Kept, statement};
use tongchou::report::views::context::Context;
use tongchou::report::words::number::Style;
use tongchou::scenario::Scenario;
use tongchou::scenario::family::Family;
use tongchou::session::forms::fill;
use tongchou::session::reading::Watch;
use tongchou::statements::kept::{self, Budgets, Drawn, Hand, Made, Put};
use tongchou::statements::statement::{Version, Who};
use tongchou::statements::year::{BudgetYear, YearAsked};
use tongchou::{fund::FundKind, intake, proposal, simulation};

/// Months of so many counties from 2006 on; every figure another.
fn data(counties: usize, months: i64) -> Arc<Dataset> {
    let mut text = String::from("county,month,contributors,retirees,base,due,collected,pension,other,balance\n");
    for n in 0..counties {
        for at in 0..months {
            let (year, month) = (2006 + at / 12, at % 12 + 1);
            let heads = 20_000 + n as i64 + at * 7;
            let (due, pension) = (heads * 960 + at * 13, heads * 2 / 5 * (2_000 + at * 5));
            let collected = due * 9 / 10 + at % 100;
            let balance = 40_000_000 + n as i64 * 1_003;
            writeln!(
                text,
                "县{n},{year}-{month:02},{heads},{},4000,{due}.17,{collected}.03,{pension}.41,9001.5,{balance}",
                heads * 2 / 5
            )
            .unwrap();
        }
    }
    Arc::new(intake::import("data.csv", text.as_bytes()).expect("rows without error").dataset)
}

fn scenario(data: &Dataset, from: Month) -> Arc<Scenario> {
    Arc::new(proposal::scenarios(data, Default::default())[0].from_earlier(from))
}

fn told(what: &str, took: Duration) {
    println!("{what}: {:.1} ms", took.as_secs_f64() * 1e3);
}

fn main() {
    let stop = AtomicBool::new(false);
    let data_of_city = data(111, 20);
    let ahead = proposal::scenarios(&data_of_city, Default::default())[0].clone();
    // The year that is not over: drawn up from a run, revised by hand, with a settled account of the year before.
    let made = scenario(&data_of_city, Month::january(2007));
    let run = simulation::run(&data_of_city, &made, Keep::Journal, &stop).expect("it runs");
    let form = Budgets::default().form_of(FundKind::PENSION, 2007).expect("it is shipped");
    let amounts = kept::of_run(&form, &data_of_city, &run, 2007);
    let puts = |amounts: &kept::Amounts| -> Vec<Put> {
        let put = |((who, line), amount): (&(String, String), &Money)| Put::typed(&**who, &**line, Some(*amount));
        amounts.iter().map(put).collect()
    };
    let drawn = Drawn { made: Made::Run(0, made), amounts: amounts.clone() };
    let budgets = Budgets::default()
        .drawn(2007, Version::Budget, drawn)
        .with(2007, Version::Revised, puts(&amounts), &Hand::default())
        .with(2006, Version::Final, puts(&amounts), &Hand::default());
    let places = data_of_city.places.clone();
    let county = Who::County(PlaceId::county(50));
    let mut fen = 0;
    let mut edited = || {
        fen += 1;
        let put = Put::typed(county.key(&places), "contributions", Some(Money::from_fen(fen)));
        budgets.with(2007, Version::Budget, vec![put], &Hand::default())
    };
    let asked = |budgets: &Budgets| YearAsked {
        form: form.clone(),
        year: 2007,
        budgets: budgets.about(2007),
        ahead: Some(ahead.clone()),
        beside: None,
    };
    let (context, family) =
        (Context { observed: &data_of_city, runs: &[], style: Style::default(), source: "" }, Family::default());
    let shown = |year: &BudgetYear, budgets: &Budgets| {
        let page = Page { context: &context, year, who: county };
        statement(page, Kept { budgets, family: &family }, Version::Budget, true)
    };
    let first = asked(&budgets).answer_after(&data_of_city, &stop, None).expect("it is answered");
    let anew = best_of(3, || drop(asked(&budgets).answer_after(&data_of_city, &stop, None)));
    let edit = best_of(20, || {
        let budgets = edited();
        let year = asked(&budgets).answer_after(&data_of_city, &stop, Some(&first)).expect("it is answered");
        assert!(!shown(&year, &budgets).lines.is_empty());
    });
    told("111 counties, 3 versions, a run: an edit with sums, checks, execution and the statement", edit);
    told("  the same opened for the first time", anew);
    println!("  an edit takes {:.2} of that", edit.as_secs_f64() / anew.as_secs_f64());

    let large = data(COUNTIES, 24);
    let ahead = proposal::scenarios(&large, Default::default())[0].clone();
    let run = simulation::run(&large, &ahead, Keep::Journal, &stop).expect("it runs");
    let year = ahead.start.year();
    let form = Budgets::default().form_of(FundKind::PENSION, year).expect("it is shipped");
    let drawn = best_of(5, || assert!(!kept::of_run(&form, &large, &run, year).is_empty()));
    told("3,000 counties: a budget out of a finished run", drawn);
    let grown = best_of(3, || {
        let rates = [Decimal::new(5, 2); 2];
        assert!(!kept::of_growth(&form, &large, &Budgets::default(), rates, year).is_empty());
    });
    told("  the same grown on last year's accounts", grown);

    let mut book = Workbook::new();
    let sheet = book.add_worksheet().set_name("收支表").expect("a name");
    sheet.write(0, 0, "2007年企业职工基本养老保险基金收支预算表（单位：元）").expect("a cell");
    for (column, words) in ["项目", "2006年执行数", "2007年预算数"].into_iter().enumerate() {
        sheet.write(1, column as u16, words).expect("a cell");
    }
    for (row, line) in (2..).zip(&first.form.lines) {
        sheet.write(row, 0, &*line.names[0]).expect("a cell");
    }
    let blank = book.save_to_buffer().expect("a workbook");
    let filled = best_of(5, || {
        let (filled, _) =
            fill("表.xlsx", &blank, &first, county, Version::Budget, &Watch::of_command()).expect("filled");
        assert!(filled.count > 20);
    });
    told("a blank form filled", filled);
}
