//! The settled cases of budgets, caps and targets come out byte for byte, through the program as it is started.
//!
//! A case is a folder with its inputs, `cmd` and the files `expected` in the folder that it names.
//!
//! And what holds of every budget: balances roll, debts follow what was lent and repaid, sums of places have nothing left
//! of what passed inside, plans add up to the budget and drivers to the deviation.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use crate::worlds::{Wish, World, run as simulate, world};
use tempfile::TempDir;
use tongchou::dataset::Dataset;
use tongchou::finding::Finding;
use tongchou::intake;
use tongchou::locale::Language;
use tongchou::money::Money;
use tongchou::place::PlaceId;
use tongchou::simulation::Run;
use tongchou::statements::drafted::Drafted;
use tongchou::statements::execution::Plans;
use tongchou::statements::flows::{Cell, DataFlows, RunFlows, reckon};
use tongchou::statements::form::{self, Form};
use tongchou::statements::given;
use tongchou::statements::statement::{self, Sources, Version, Who};

/// Runs `tongchou …` in a folder.
fn run(folder: &Path, command: &str) -> Output {
    let words = command.split_whitespace().skip(1);
    Command::new(env!("CARGO_BIN_EXE_tongchou")).current_dir(folder).args(words).output().expect("the program starts")
}

/// A copy of a case's inputs.
fn inputs(case: &Path) -> TempDir {
    let folder = TempDir::new().unwrap();
    for entry in fs::read_dir(case).unwrap().map(|entry| entry.unwrap().path()).filter(|path| path.is_file()) {
        fs::copy(&entry, folder.path().join(entry.file_name().unwrap())).unwrap();
    }
    folder
}

/// Runs every case of a folder; how many there were.
fn settle_all(folder: &Path) -> usize {
    let mut cases: Vec<PathBuf> = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    cases.sort();
    for case in &cases {
        let folder = inputs(case);
        let output = run(folder.path(), &fs::read_to_string(case.join("cmd")).unwrap());
        let said = String::from_utf8_lossy(&output.stderr);
        assert!(output.status.success(), "{}: {said}", case.display());
        for expected in fs::read_dir(case.join("expected")).unwrap().map(|entry| entry.unwrap().path()) {
            let name = format!("{}", expected.strip_prefix(case).unwrap().display());
            let written = folder.path().join("out").join(expected.file_name().unwrap());
            let [written, expected] =
                [&written, &expected].map(|path| fs::read_to_string(path).unwrap_or_else(|e| panic!("{name}: {e}")));
            let differing = written.lines().zip(expected.lines()).enumerate().find(|(_, (a, b))| a != b);
            let case = case.display();
            assert_eq!(differing, None, "{case}: {name}, the first line that differs (counted from 0)\n{said}");
            assert!(written == expected, "{case}: {name} is longer or shorter than expected");
        }
    }
    cases.len()
}

fn cases(of: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/cases").join(of)
}

#[test]
fn the_cases_of_budgets_come_out_byte_for_byte() {
    assert_eq!(settle_all(&cases("budget")), 3);
}

#[test]
fn the_cases_of_caps_come_out_byte_for_byte() {
    assert_eq!(settle_all(&cases("cap")), 3);
}

#[test]
fn the_cases_of_targets_come_out_byte_for_byte() {
    assert_eq!(settle_all(&cases("targets")), 4);
}

/// More cases may lie beside the checkout.
#[test]
fn the_cases_beside_the_checkout_come_out_too() {
    for of in ["budget", "cap", "targets"] {
        let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared/settled").join(of);
        if folder.is_dir() {
            assert!(settle_all(&folder) > 0);
        } else {
            println!("skipped: no {}", folder.display());
        }
    }
}

/// The amount of a line.
fn amount(form: &Form, cells: &[Cell], line: &str) -> Money {
    cells[form.line(line).expect("a line of the form")].amount().expect("a run knows it")
}

/// What a balance has at the end, less the beginning, and what the lines between say.
fn roll(form: &Form, cells: &[Cell]) -> (Money, Money) {
    let of = |line| amount(form, cells, line);
    let lines = of("surplus") + of("borrowed") + of("advanced") - of("repaid") - of("made_real");
    (of("closing") - of("opening"), lines)
}

/// The months of every fund of a run.
fn check_months(form: &Form, run: &Run, world: &World) {
    let flows = RunFlows::of(run);
    for place in run.places.all() {
        let mut owed = Money::ZERO;
        for n in 0..run.months() {
            let mut cells: Vec<Cell> = form.lines.iter().map(|line| flows.line(line, place, n)).collect();
            reckon(form, &mut cells);
            let (change, lines) = roll(form, &cells);
            assert_eq!(change, lines, "{} {n}\n{world:?}", run.places.path(place));
            let of = |line| amount(form, &cells, line);
            owed += of("borrowed") + of("advanced") - of("repaid");
            assert_eq!(of("debt"), owed, "{} {n}\n{world:?}", run.places.path(place));
        }
    }
}

fn check_budgets(form: &Form, drafted: &Drafted, data: &Dataset, run: &Run) -> usize {
    let mut budgets = 0;
    for ((who, year, version), statement) in &drafted.statements {
        if *version != Version::Budget {
            continue;
        }
        budgets += 1;
        let (change, lines) = roll(form, &statement.cells);
        assert_eq!(change, lines, "{who:?} {year}");
        if *who == Who::Whole(data.places.root()) {
            for line in ["from_upper", "from_lower", "to_lower", "to_upper"] {
                assert_eq!(amount(form, &statement.cells, line), Money::ZERO, "{year}: {line}");
            }
        }
    }
    let sources = Sources::new(form, &data.places, [DataFlows::of(data); 2], false, Some(RunFlows::of(run)));
    let drawn = sources.drawn();
    let plans = Plans::of(&sources, &drawn);
    for ((who, year, version), statement) in &drawn {
        if *version == Version::Budget {
            let plan = plans.plan(*who, *year).expect("it has a budget");
            for line in 0..form.lines.len() {
                if let Some(planned) = Plans::over(&plan, line, 0..12) {
                    assert_eq!(statement.cells[line], Cell::Known(planned), "{who:?} {year} {}", form.lines[line].id);
                }
            }
        }
    }
    budgets
}

#[test]
fn what_holds_of_every_budget() {
    let form = form::enterprise();
    let (mut runs, mut budgets, mut bridges, mut followed) = (0, 0, 0, 0);
    for seed in 0..400 {
        let wish = Wish { places: seed % 2 == 1, months: Some((1, 30)), ..Wish::default() };
        let world = world(seed, wish);
        let data = world.dataset();
        let scenario = tongchou::scenario::file::read("s.toml", &world.scenario).expect("the scenario is valid");
        let Ok(run) = simulate(&data, &scenario) else { continue };
        runs += 1;
        check_months(form, &run, &world);
        let drafted = Drafted::of(form, &data, &data, Some(&run), None).expect("the same counties");
        budgets += check_budgets(form, &drafted, &data, &run);
        followed += drafted.execution.len();
        for bridge in &drafted.bridges {
            bridges += 1;
            let steps: Money = bridge.steps.iter().map(|(_, money)| *money).sum();
            let rest = bridge.rest.map(|rest| bridge.budget + bridge.edited + steps + rest);
            assert_eq!(rest, bridge.actual, "{seed}: {bridge:?}");
            assert_eq!(bridge.edited, Money::ZERO, "{seed}: a budget as it was drawn");
        }
    }
    assert!(runs > 200 && budgets > 500 && bridges > 100 && followed > 1000, "{runs} {budgets} {bridges} {followed}");
}

const DATA: &str = "county,month,contributors,retirees,base,due,collected,pension,other,balance\n";

/// Data of one county: a year of the same months, each with 100 yuan more collected than the one before.
fn a_year() -> Dataset {
    let mut text = DATA.to_owned();
    for month in 1..=12 {
        text += &format!("甲县,2006-{month:02},10,5,100,1000,{},400,0,50\n", month * 100);
    }
    intake::import("d.csv", text.as_bytes()).expect("the data are without error").dataset
}

fn budget_file(rows: &str) -> Result<given::Given, Vec<Finding>> {
    let text = format!("place,year,version,months,line,amount\n{rows}");
    let contents = intake::read::read("b.csv", text.as_bytes(), &intake::Reading::default()).expect("it is read");
    given::read(&contents.sheets[0], form::enterprise(), &a_year().places)
}

/// Without a run a budget is spread by last year's months, and in twelfths where those are not on record.
#[test]
fn a_budget_without_a_run_is_spread_by_last_year() {
    let (form, data) = (form::enterprise(), a_year());
    let given =
        budget_file("甲县,2007,budget,12,contributions,15600\n甲县,2007,budget,12,investment,120.06\n").unwrap();
    let drafted = Drafted::of(form, &data, &data, None, Some(&given)).unwrap();
    let whole = &drafted.statements[&(Who::Whole(data.places.root()), 2007, Version::Budget)];
    assert_eq!(amount(form, &whole.cells, "income"), Money::from_fen(1_572_006));
    let sources = Sources::new(form, &data.places, [DataFlows::of(&data); 2], false, None);
    let budgets = given.budgets();
    let plan = Plans::of(&sources, &budgets).plan(Who::County(PlaceId::county(0)), 2007).unwrap();
    let of = |line: &str| -> Vec<i128> {
        let line = form.line(line).unwrap();
        plan.iter().map(|cells| cells[line].amount().unwrap().fen()).collect()
    };
    assert_eq!(of("contributions")[..3], [20_000, 40_000, 60_000]);
    assert_eq!(of("investment")[..4], [1_001, 1_000, 1_001, 1_000]);
    assert_eq!(of("income")[..2], [21_001, 41_000]);
    assert!(plan[0][form.line("pensions").unwrap()] == Cell::Blank, "what has no budget has no plan");
}

/// What is wrong with a budget file keeps it from being read; what does not agree in it is said and kept.
#[test]
fn a_budget_file_is_checked_at_its_cells() {
    let said = |findings: &[Finding]| -> Vec<(String, &'static str)> {
        findings.iter().map(|f| (f.origin.cell().unwrap_or_default(), f.code)).collect()
    };
    let wrong = budget_file(
        "丙县,2007,budget,12,income,1\n甲县,07,budget,12,income,1\n甲县,2007,plan,12,income,1\n甲县,2007,budget,7,income,1\n甲县,2007,budget,12,income,1.005\n甲县,2007,budget,12,income,1\n甲县,2007,budget,12,income,2\n",
    );
    let expected = [
        ("A2", "statement-place"),
        ("B3", "statement-year"),
        ("C4", "statement-version"),
        ("D5", "statement-part-year"),
        ("F6", "cell-not-money"),
        ("E8", "row-twice"),
    ];
    assert_eq!(said(&wrong.unwrap_err()), expected.map(|(cell, code)| (cell.to_owned(), code)));
    let given = budget_file(
        "甲县,2006,budget,12,closing,90\n甲县,2007,budget,12,opening,100\n甲县,2007,budget,12,contributions,50\n\
         甲县,2007,budget,12,income_own,60\n甲县,2007,budget,12,pensions,40\n甲县,2007,budget,12,backpay,41\n\
         甲县,2007,budget,12,closing,130\n甲县,2007,budget,12,games,1\npool,2007,budget,12,from_lower,7\n",
    )
    .unwrap();
    let mut found = said(&given.findings);
    found.sort();
    let expected = [
        ("E9", "outside-budget"),
        ("F10", "transfer-mismatch"),
        ("F3", "opening-mismatch"),
        ("F5", "total-mismatch"),
        ("F7", "part-too-large"),
        ("F8", "closing-mismatch"),
    ];
    assert_eq!(found, expected.map(|(cell, code)| (cell.to_owned(), code)));
    let closing = given.findings.iter().find(|f| f.code == "closing-mismatch").unwrap();
    assert_eq!(
        closing.line(Language::Chinese),
        "b.csv F8: 警告: 甲县 2007 年“年末滚存结余”写的是 130.00 元，按上年结余加收入减支出应为 120.00 元，相差 10.00 元，请核对。"
    );
    let key = (Who::County(PlaceId::county(0)), 2007, Version::Budget);
    let cells = &given.statements[&key].cells;
    assert_eq!(amount(form::enterprise(), cells, "income_own"), Money::from_yuan(60), "what was printed stays");
}

#[test]
fn a_form_that_leads_back_to_itself_is_refused() {
    let line = |id: &str, sum: &str| {
        format!("[[line]]\nid = \"{id}\"\nzh = \"甲\"\nen = \"a\"\nkind = \"income\"\nsum = [\"{sum}\"]\n")
    };
    let head = "id = \"f\"\nzh = \"表\"\nen = \"form\"\nsource = \"s\"\n";
    let codes = |text: &str| -> Vec<&str> { form::read("f.toml", text).unwrap_err().iter().map(|f| f.code).collect() };
    assert_eq!(codes(&format!("{head}{}{}", line("a", "b"), line("b", "a"))), ["form-circle"]);
    assert_eq!(codes(&format!("{head}{}", line("a", "c"))), ["scenario-value"]);
}

/// Every shipped form is read, has names of its own, and what the summary takes from other forms is there.
#[test]
fn the_shipped_forms_agree() {
    let forms = form::shipped();
    let funds: Vec<&str> = tongchou::fund::FundKind::all().map(tongchou::fund::FundKind::key).collect();
    for one in forms {
        assert_eq!(forms.iter().filter(|other| other.id == one.id).count(), 1, "{}", one.id);
        assert_eq!(forms.iter().filter(|other| other.names == one.names).count(), 1, "{}", one.id);
        assert!(funds.contains(&one.fund.as_str()) || ["", "all"].contains(&one.fund.as_str()), "{}", one.fund);
        assert!(!one.source.is_empty() && !one.names[0].is_empty());
    }
    let summary = form::of_id("summary").unwrap();
    let mut taken = 0;
    let mut ones = Vec::new();
    let cells = statement::over_funds(summary, |of, line| {
        taken += 1;
        let of = form::of_id(of).unwrap_or_else(|| panic!("{of}"));
        assert!(of.line(line).is_some(), "{}: {line}", of.id);
        if !ones.contains(&of.id) {
            ones.push(of.id.clone());
        }
        Cell::Known(Money::from_yuan(1))
    });
    assert_eq!((taken, ones.len()), (28, 7));
    let of = |line| amount(summary, &cells, line);
    assert_eq!([of("income"), of("surplus")], [Money::from_yuan(7), Money::ZERO]);
    let years = [2007, 2018, 2025].map(|year| form::of_year("enterprise_pension", year).unwrap().id.as_str());
    assert_eq!(years, ["enterprise", "enterprise_2018", "enterprise_2025"]);
    assert!(form::of_id("enterprise").unwrap().line("sickness").is_none(), "a line of later forms only");
}
