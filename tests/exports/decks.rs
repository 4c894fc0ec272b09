//! Every kind of page that a deck can have, from the journal to the file: what the runs post, what the figures hold, and
//! what stands in the slides, workbooks and tables that are written of them.

use std::num::NonZeroUsize;
use std::sync::atomic::AtomicBool;
use std::sync::{Arc, OnceLock};

use crate::opened::*;
use calamine::{Data, Reader as _};
use resvg::usvg::roxmltree::Document;
use rust_decimal::Decimal;
use tongchou::answers;
use tongchou::answers::Desk;
use tongchou::answers::question::Question;
use tongchou::answers::sensitivity::Step;
use tongchou::dataset::Dataset;
use tongchou::field::Field;
use tongchou::journal::{Account, Keep, Kind};
use tongchou::locale::Language;
use tongchou::money::Money;
use tongchou::month::{Month, Period};
use tongchou::place::PlaceId;
use tongchou::proposal;
use tongchou::report::deck::build::{MadePage, Order};
use tongchou::report::deck::parcel::{Form, Parcel};
use tongchou::report::deck::{
    CountyChart, Fineness, HEAT_VALUES, Moves, Of, OutcomeChart, Page, Plan, Shows, YearsChart,
};
use tongchou::report::model::slide::Body;
use tongchou::report::views::overview::Against;
use tongchou::report::words::number::{MoneyUnit, Style, grouped};
use tongchou::report::words::period::{period_name, since_name};
use tongchou::report::words::sheet_text;
use tongchou::report::{Category, CellValue, Figure, Mark, Measured, Place, Quantity, Sheet};
use tongchou::sample;
use tongchou::scenario::address;
use tongchou::scenario::family::{Family, Id};
use tongchou::scenario::lever::LeverUnit;
use tongchou::scenario::{Scenario, Stochastic};
use tongchou::simulation::stochastic::Total;
use tongchou::simulation::{self, Progress, Run};

const COUNTY: &str = "屯溪区";
const COUNTY_CHARTS: [CountyChart; 5] = [
    CountyChart::Flows,
    CountyChart::Shortfall,
    CountyChart::Collection,
    CountyChart::Dependency,
    CountyChart::Balance,
];
const YEARS_CHARTS: [YearsChart; 4] =
    [YearsChart::Pensions, YearsChart::Contributions, YearsChart::Shortfall, YearsChart::Table];
const OUTCOME_CHARTS: [OutcomeChart; 3] = [OutcomeChart::Balance, OutcomeChart::Debt, OutcomeChart::Table];

/// The scenarios of a new project, and the base with chance in it.
fn family(data: &Dataset) -> Family {
    let mut scenarios = proposal::scenarios(data, Language::Chinese);
    let mut shaken = Scenario::clone(&scenarios[0]);
    shaken.name = "随机".to_owned();
    shaken.stochastic = Some(Stochastic { paths: 100, ..Stochastic::assumed() });
    scenarios.push(Arc::new(shaken));
    Family::of(scenarios)
}

fn id(family: &Family, number: usize) -> Id {
    family.members()[number].id
}

/// Every kind of page with every chart, of data and of scenarios, of the city and of a county.
fn every_page(family: &Family) -> Vec<Shows> {
    let ids: Vec<Id> = family.members().iter().map(|member| member.id).collect();
    let (base, other, replay, shaken) = (ids[0], ids[1], ids[3], ids[4]);
    let places = [Place::Root, Place::County(COUNTY.into())];
    let mut shows = Vec::new();
    for of in [Of::Data, Of::Scenario(base), Of::Scenario(other), Of::Scenario(replay)] {
        let (earlier, later) = if of == Of::Data || of == Of::Scenario(replay) { (2004, 2007) } else { (2007, 2010) };
        for period in [Period::Year(later), Period::Month(Month::january(later))] {
            shows.push(Shows::Overview { of, place: Place::Root, period, against: Against::default() });
        }
        for place in &places {
            let place = || place.clone();
            shows.extend(COUNTY_CHARTS.map(|chart| Shows::County { of, place: place(), period: None, chart }));
            shows.extend(YEARS_CHARTS.map(|chart| Shows::Years { of, place: place(), earlier, later, chart }));
        }
        shows.push(Shows::Fund { of, place: Place::Root });
    }
    shows.extend([2004, 2007].map(|year| Shows::Assessment { year }));
    for scenario in ids.iter().copied() {
        for place in &places {
            shows.extend(OUTCOME_CHARTS.map(|chart| Shows::Outcome { scenario, place: place.clone(), chart }));
        }
    }
    for quantity in answers::Quantity::ALL {
        shows.push(Shows::Bridge { from: base, to: other, quantity, place: Place::Root, period: None });
        shows.push(tornado(base, quantity, Place::Root));
    }
    shows.push(tornado(other, answers::Quantity::Debt, places[1].clone()));
    shows.extend(Total::ALL.map(|total| Shows::Fan { scenario: shaken, total }));
    shows
}

fn tornado(scenario: Id, quantity: answers::Quantity, place: Place) -> Shows {
    Shows::Tornado { scenario, quantity, place, period: None, moves: Moves::default() }
}

/// A deck of all of it, made once in each unit.
struct Made {
    data: Arc<Dataset>,
    order: Order,
    pages: Vec<MadePage>,
}

fn make(unit: MoneyUnit) -> Made {
    let data = Arc::new(sample::load());
    let family = family(&data);
    let pages = every_page(&family).into_iter().map(Page::new).collect();
    let plan = Plan { name: "全部".to_owned(), pages, ..Plan::default() };
    let style = Style { language: Language::Chinese, unit };
    let order = Order::alone(plan, family, style, "示例.csv".to_owned());
    let progress = Progress::new();
    let pages: Vec<MadePage> = order
        .slides(desk(&data, &progress))
        .unwrap()
        .into_iter()
        .zip(&order.plan.pages)
        .map(|(made, page)| made.unwrap_or_else(|found| panic!("{:?}: {found:?}", page.shows)))
        .collect();
    Made { data, order, pages }
}

fn made() -> &'static Made {
    static MADE: OnceLock<Made> = OnceLock::new();
    MADE.get_or_init(|| make(MoneyUnit::TenThousand))
}

fn desk<'a>(data: &'a Arc<Dataset>, progress: &'a Progress) -> Desk<'a> {
    Desk { data, threads: NonZeroUsize::new(2).unwrap(), progress }
}

impl Made {
    fn file(&self, form: Form) -> Vec<u8> {
        let progress = Progress::new();
        let parcel = Parcel { order: self.order.clone(), form, page: None };
        let (bytes, left_out) = parcel.bytes(desk(&self.data, &progress)).unwrap();
        assert!(left_out.is_empty(), "{left_out:?}");
        bytes
    }

    fn style(&self) -> Style {
        self.order.style
    }

    fn figure(&self, wanted: &Shows) -> &Figure {
        match &self.page(wanted).slide.body {
            Body::Figure(figure) => figure,
            other => panic!("{other:?}"),
        }
    }

    fn page(&self, wanted: &Shows) -> &MadePage {
        let at = self.order.plan.pages.iter().position(|page| page.shows == *wanted);
        &self.pages[at.unwrap_or_else(|| panic!("no {wanted:?}"))]
    }

    /// The run of a scenario, made anew with its journal.
    fn run(&self, number: usize) -> Run {
        let scenario = &self.order.family.members()[number].scenario;
        simulation::run(&self.data, scenario, Keep::Journal, &AtomicBool::new(false)).unwrap()
    }
}

/// The values of a figure in the unit shown.
fn values(figure: &Figure, series: usize, style: Style) -> Vec<Option<f64>> {
    figure.series[series].points.iter().map(|point| point.value.map(|q| style.axis_value(q))).collect()
}

/// A value in 万元 is so many fen, to the fen.
fn fen_of(value: f64) -> i64 {
    let fen = value * 1e6;
    assert!((fen - fen.round()).abs() < 0.05, "{value} is no whole number of fen");
    fen.round() as i64
}

/// A native chart and the table that stands with it hold what the figure holds.
fn holds(figure: &Figure, chart: &str, table: &calamine::Range<Data>, head: u32, style: Style, what: &str) {
    let found = drawn(chart);
    let headings: Vec<String> = (0..table.end().map_or(0, |(_, column)| column + 1))
        .map(|column| match table.get_value((head, column)) {
            Some(Data::String(text)) => text.clone(),
            _ => String::new(),
        })
        .collect();
    let mut taken = vec![false; found.len()];
    let mut column = 0;
    for (n, series) in figure.series.iter().enumerate() {
        let wanted = values(figure, n, style);
        // The table has the series in their order, before and between helping columns.
        column += 1 + headings[column + 1..].iter().position(|h| *h == series.name).unwrap_or_else(|| {
            panic!("{what}: no column {} among {headings:?}", series.name);
        });
        let stands: Vec<Option<f64>> =
            (0..wanted.len() as u32).map(|row| number(table.get_value((head + 1 + row, column as u32)))).collect();
        assert_eq!(stands, wanted, "{what}: {} in the table", series.name);
        if series.mark == Mark::Waterfall {
            continue;
        }
        let at = (0..found.len()).find(|n| !taken[*n] && found[*n].name == series.name);
        let at = at.unwrap_or_else(|| panic!("{what}: no {} in the chart", series.name));
        taken[at] = true;
        assert_eq!(found[at].values, wanted, "{what}: {} in the chart", series.name);
        assert_eq!(found[at].categories.len(), figure.categories.len(), "{what}");
    }
    if !figure.bands.is_empty() {
        let [wide, narrow] = figure.bands.as_slice() else { panic!("{what}: two bands") };
        for row in 0..figure.categories.len() {
            let edges = [&wide.lower, &narrow.lower, &narrow.upper, &wide.upper];
            let mut at = 0.0;
            for (drawn, edge) in found.iter().zip(edges) {
                at += drawn.values[row].unwrap();
                let edge = style.axis_value(edge[row].unwrap());
                assert!((at - edge).abs() < 2e-6 * edge.abs().max(1.0), "{what}: row {row}: {at} is not {edge}");
            }
        }
    }
}

/// The steps of a waterfall end where the figure's totals say.
fn steps_end_where_they_should(figure: &Figure, chart: &str, style: Style, what: &str) {
    let found = drawn(chart);
    let values = values(figure, 0, style);
    let mut at = 0.0;
    for (row, value) in values.iter().enumerate() {
        let value = value.unwrap();
        let from = if row == 0 || row + 1 == values.len() { 0.0 } else { at };
        at = from + value;
        let sum =
            |above: bool| -> f64 { found.iter().filter_map(|d| d.values[row]).filter(|v| (*v > 0.0) == above).sum() };
        let (above, below) = (from.max(at).max(0.0), from.min(at).min(0.0));
        let near = |a: f64, b: f64| (a - b).abs() < 1e-5 * b.abs().max(1.0);
        assert!(near(sum(true), above) && near(sum(false), below), "{what}: row {row}: {} {above}", sum(true));
    }
}

fn charts_hold_their_figures(made: &Made) -> usize {
    let parts = parts(&made.file(Form::Pptx(None)));
    let mut charts = 0;
    for (n, (page, planned)) in (1..).zip(made.pages.iter().zip(&made.order.plan.pages)) {
        let Body::Figure(figure) = &page.slide.body else { continue };
        let what = format!("page {n}, {:?}", planned.shows);
        if figure.series.iter().flat_map(|s| &s.points).all(|p| p.value.is_none()) {
            assert!(!parts.contains_key(&format!("ppt/charts/chart{n}.xml")), "{what}: nothing is drawn of nothing");
            continue;
        }
        charts += 1;
        let chart = text(&parts, &format!("ppt/charts/chart{n}.xml"));
        let mut embedded = book(&parts[&format!("ppt/embeddings/Microsoft_Excel_Sheet{n}.xlsx")]);
        agrees_with_its_table(&chart, &mut embedded);
        let table = embedded.worksheet_range("数据").unwrap();
        holds(figure, &chart, &table, 0, made.style(), &what);
        if figure.series.iter().any(|s| s.mark == Mark::Waterfall) {
            steps_end_where_they_should(figure, &chart, made.style(), &what);
        }
    }
    charts
}

#[test]
fn every_chart_on_a_slide_holds_the_numbers_of_its_figure() {
    let charts = charts_hold_their_figures(made());
    assert!(charts > 80, "{charts} charts");
}

/// A table on a slide shows its first rows and those that hold all together, and as many of its columns as fit, as the
/// screen shows them.
#[test]
fn every_table_on_a_slide_shows_what_the_sheet_shows() {
    let made = made();
    let parts = parts(&made.file(Form::Pptx(None)));
    let mut tables = 0;
    for (n, page) in (1..).zip(&made.pages) {
        let Body::Sheet(sheet) = &page.slide.body else { continue };
        tables += 1;
        let slide = text(&parts, &format!("ppt/slides/slide{n}.xml"));
        let document = Document::parse(&slide).unwrap();
        let said = |node| below(node, "t").filter_map(|t| t.text()).collect::<String>();
        let rows: Vec<Vec<String>> =
            below(document.root(), "tr").map(|tr| below(tr, "tc").map(said).collect()).collect();
        assert_eq!(rows.len(), sheet.rows.len().min(8) + 1, "page {n}");
        let (parts, totals) = sheet.rows.split_at(sheet.rows.len() - sheet.totals);
        for (row, shown) in parts.iter().take(8 - totals.len()).chain(totals).zip(&rows[1..]) {
            assert!(shown.len() >= 2 && shown.len() <= sheet.columns.len(), "page {n}");
            let wanted: Vec<String> =
                row.iter().take(shown.len()).map(|cell| sheet_text::text_in_column(cell, made.style())).collect();
            assert_eq!(*shown, wanted, "page {n}");
        }
    }
    assert!(tables >= 20, "{tables}");
}

/// What a cell of a worksheet says by its formula, reckoned from the other cells.
fn reckoned(formula: &str, table: &calamine::Range<Data>) -> f64 {
    let at = |cell: &str| -> f64 {
        let (column, row) = cell.split_at(cell.find(|c: char| c.is_ascii_digit()).unwrap());
        let column = column.bytes().fold(0, |n, b| n * 26 + u32::from(b - b'A') + 1) - 1;
        let row = row.parse::<u32>().unwrap() - 1;
        number(table.get_value((row, column))).unwrap_or_else(|| panic!("{formula}: no number in {cell}"))
    };
    if let Some(range) = formula.strip_prefix("SUM(").and_then(|rest| rest.strip_suffix(')')) {
        let (from, to) = range.split_once(':').unwrap();
        let parts = |cell: &str| {
            let (column, row) = cell.split_at(cell.find(|c: char| c.is_ascii_digit()).unwrap());
            assert_eq!(column.len(), 1, "{formula}");
            (column.as_bytes()[0], row.parse::<u32>().unwrap())
        };
        let ((left, top), (right, foot)) = (parts(from), parts(to));
        let cells = (left..=right).flat_map(|column| (top..=foot).map(move |row| (column, row)));
        return cells.map(|(column, row)| at(&format!("{}{row}", char::from(column)))).sum();
    }
    if let Some((a, b)) = formula.split_once('-') {
        return at(a) - at(b);
    }
    let (a, rest) = formula.split_once('/').unwrap_or_else(|| panic!("{formula} is a formula of no known kind"));
    let (b, factor) = rest.split_once('*').unwrap_or((rest, "1"));
    at(a) / at(b) * factor.parse::<f64>().unwrap()
}

/// A month's first day as spreadsheets count days.
fn first_day(month: Month) -> f64 {
    let is_leap = |year: i32| (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;
    let years: i32 = (1970..month.year()).map(|year| 365 + i32::from(is_leap(year))).sum();
    let long = [31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];
    let months: i32 = long[..month.month() as usize - 1].iter().sum();
    let leap_day = i32::from(month.month() > 2 && is_leap(month.year()));
    f64::from(25_569 + years + months + leap_day)
}

/// A worksheet of a table says what the sheet says; how many of its cells are formulas.
fn table_holds(sheet: &Sheet, table: &calamine::Range<Data>, live: &calamine::Range<String>, style: Style) -> usize {
    let mut formulas = 0;
    for (r, row) in sheet.rows.iter().enumerate() {
        assert_eq!(row.len(), sheet.columns.len(), "{}", sheet.title);
        for (c, cell) in row.iter().enumerate() {
            let at = (r as u32 + 2, c as u32);
            let found = table.get_value(at);
            let what = format!("{} {at:?}", sheet.title);
            match &cell.value {
                CellValue::Quantity(q) | CellValue::Change(q) => {
                    assert_eq!(number(found), Some(style.axis_value(*q)), "{what}");
                }
                CellValue::Text(text) => assert_eq!(found, Some(&Data::String(text.clone())), "{what}"),
                CellValue::Period(Period::Month(month)) => {
                    let Some(Data::DateTime(day)) = found else { panic!("{what}: {found:?} is no day") };
                    assert_eq!(day.as_f64(), first_day(*month), "{what}");
                }
                CellValue::Period(period) => {
                    let said = period_name(*period, style.language);
                    assert_eq!(found, Some(&Data::String(said)), "{what}");
                }
                CellValue::Since(month) => {
                    let said = since_name(*month, style.language);
                    assert_eq!(found, Some(&Data::String(said)), "{what}");
                }
                CellValue::Unknown => assert_eq!(found, Some(&Data::String("—".to_owned())), "{what}"),
                CellValue::Empty => assert!(found.is_none_or(|f| *f == Data::Empty), "{what}"),
                CellValue::Trend(_) => panic!("{what}: small lines have no place in a file"),
            }
            if let Some(formula) = live.get_value(at).filter(|formula| !formula.is_empty()) {
                formulas += 1;
                let (gives, stands) = (reckoned(formula, table), number(found).unwrap());
                // Ratios are rounded to six places before they are percents; money and heads add up exactly.
                let exact = matches!(cell.value, CellValue::Quantity(Quantity::Money(_) | Quantity::Persons(_)));
                let near = if exact { 1e-6 } else { 2e-4 };
                assert!((gives - stands).abs() <= near, "{what}: {formula} gives {gives}, not {stands}");
            }
        }
    }
    formulas
}

fn worksheets_hold_their_pages(made: &Made) -> usize {
    let bytes = made.file(Form::Xlsx);
    let (mut book, parts) = (book(&bytes), parts(&bytes));
    let names = book.sheet_names();
    let mut names = names.iter();
    let (mut formulas, mut charts) = (0, 0);
    let mut tables: Vec<&Sheet> = Vec::new();
    for (page, planned) in made.pages.iter().zip(&made.order.plan.pages) {
        let what = format!("{:?}", planned.shows);
        if let Body::Figure(figure) = &page.slide.body {
            let table = book.worksheet_range(names.next().unwrap()).unwrap();
            assert_eq!(table.get_value((0, 0)), Some(&Data::String(figure.title.clone())), "{what}");
            if figure.series.iter().flat_map(|s| &s.points).any(|p| p.value.is_some()) {
                charts += 1;
                let chart = text(&parts, &format!("xl/charts/chart{charts}.xml"));
                agrees_with_its_table(&chart, &mut book);
                holds(figure, &chart, &table, 1, made.style(), &what);
            }
        }
        let sheet = page.sheet.as_ref().unwrap_or_else(|| panic!("{what}: no table"));
        if !tables.contains(&sheet) {
            tables.push(sheet);
            let name = names.next().unwrap();
            let (table, live) = (book.worksheet_range(name).unwrap(), book.worksheet_formula(name).unwrap());
            assert_eq!(table.get_value((0, 0)), Some(&Data::String(sheet.title.clone())), "{what}");
            formulas += table_holds(sheet, &table, &live, made.style());
        }
    }
    assert!(charts > 80 && tables.len() > 40, "{charts} charts, {} tables", tables.len());
    formulas
}

#[test]
fn every_worksheet_holds_the_numbers_of_its_table_and_its_formulas_give_them() {
    let formulas = worksheets_hold_their_pages(made());
    assert!(formulas > 500, "{formulas} formulas");
}

/// What a worksheet of lever by scenario says, by name of lever and of scenario.
fn assumed(bytes: &[u8]) -> Option<calamine::Range<Data>> {
    let mut book = book(bytes);
    book.sheet_names().contains(&"假设".to_owned()).then(|| book.worksheet_range("假设").unwrap())
}

#[test]
fn a_workbook_says_what_its_scenarios_assume() {
    let made = made();
    let family = &made.order.family;
    let of = |pages: Vec<Shows>, family: &Family| {
        let plan = Plan { pages: pages.into_iter().map(Page::new).collect(), ..Plan::default() };
        let order = Order { plan, family: family.clone(), ..made.order.clone() };
        let progress = Progress::new();
        Parcel { order, form: Form::Xlsx, page: None }.bytes(desk(&made.data, &progress)).unwrap().0
    };
    let said = |table: &calamine::Range<Data>, row: u32, column: u32| match table.get_value((row, column)) {
        Some(Data::String(text)) => text.clone(),
        other => number(other).map_or(String::new(), |n| n.to_string()),
    };
    let row_of = |table: &calamine::Range<Data>, name: &str| {
        let rows = 0..table.height() as u32;
        rows.into_iter().find(|row| said(table, *row, 0) == name).unwrap_or_else(|| panic!("no row {name}"))
    };
    let columns = |table: &calamine::Range<Data>| -> Vec<String> {
        (0..table.width() as u32).map(|column| said(table, 1, column)).filter(|text| !text.is_empty()).collect()
    };
    assert!(
        assumed(&of(vec![Shows::Fund { of: Of::Data, place: Place::Root }, Shows::Assessment { year: 2007 }], family))
            .is_none()
    );

    // The base stands beside the scenario that is compared with it; others are not spoken of.
    let outcome =
        |number| Shows::Outcome { scenario: id(family, number), place: Place::Root, chart: OutcomeChart::Debt };
    let table = assumed(&of(vec![outcome(1), Shows::Fund { of: Of::Data, place: Place::Root }], family)).unwrap();
    let names: Vec<&str> = family.members().iter().map(|m| m.scenario.name.as_str()).collect();
    assert_eq!(columns(&table), ["参数", "单位", &format!("{}（基准）", names[0]), names[1]]);
    let table =
        assumed(&of(vec![outcome(4), Shows::Fund { of: Of::Scenario(id(family, 3)), place: Place::Root }], family))
            .unwrap();
    assert_eq!(columns(&table)[2..], [format!("{}（基准）", names[0]), names[3].to_owned(), names[4].to_owned()]);
    let pooling = row_of(&table, "统筹方式");
    assert_eq!([2, 3].map(|column| said(&table, pooling, column)), ["统收统支", "县级统筹"]);
    assert_eq!(said(&table, row_of(&table, "随机模拟"), 4), "100 条路径");

    // Every rate of the base stands there, in percent, with nothing rounded away.
    let base = &family.members()[0].scenario;
    let mut rates = 0;
    for lever in address::of_city(base) {
        let def = lever.def();
        let Some(given) = lever.given(base).filter(|_| def.unit == LeverUnit::Percent) else { continue };
        let name = Language::Chinese.text(def.text_key);
        if (0..table.height() as u32).all(|row| said(&table, row, 0) != name) {
            continue; // a rate that differs by year has a row for each
        }
        let row = row_of(&table, name);
        assert_eq!(said(&table, row, 1), "%");
        let stands = number(table.get_value((row, 2))).unwrap_or_else(|| panic!("{name} is no number"));
        assert_eq!(Decimal::try_from(stands).unwrap(), (given * Decimal::ONE_HUNDRED).normalize(), "{name}");
        rates += 1;
    }
    assert!(rates >= 6, "{rates} rates");

    // What follows another is told, and nothing of the window's keys is.
    let mut derived = family.clone();
    derived.derive(0, "少收");
    let own = derived.members()[1].id;
    let bytes = of(vec![Shows::Outcome { scenario: own, place: Place::Root, chart: OutcomeChart::Debt }], &derived);
    let table = assumed(&bytes).unwrap();
    let foot: Vec<String> = (0..table.height() as u32).map(|row| said(&table, row, 0)).collect();
    assert!(foot.iter().any(|line| line == "灰色的数随所依的情景。"), "{foot:?}");
    assert!(foot.iter().any(|line| line.contains("示例数据")), "{foot:?}");
    assert!(!foot.iter().any(|line| line.contains("Delete")), "{foot:?}");
}

#[test]
fn in_other_units_the_same_numbers_stand_without_a_fen_lost() {
    for unit in [MoneyUnit::Yuan, MoneyUnit::HundredMillion] {
        let made = make(unit);
        assert!(charts_hold_their_figures(&made) > 80);
        assert!(worksheets_hold_their_pages(&made) > 500);
    }
}

/// A cell of a CSV file is exact, and rounded it is what the screen shows.
fn csv_holds(sheet: &Sheet, bytes: &[u8], style: Style) {
    let text = bytes.strip_prefix("\u{feff}".as_bytes()).expect("the mark");
    let mut lines = csv::ReaderBuilder::new().has_headers(false).flexible(true).from_reader(text);
    let lines: Vec<csv::StringRecord> = lines.records().map(Result::unwrap).collect();
    assert_eq!(lines.len(), sheet.rows.len() + 1, "{}", sheet.title);
    let headings: Vec<String> = (0..sheet.columns.len()).map(|c| sheet_text::heading(sheet, c, style)).collect();
    assert_eq!(lines[0].iter().collect::<Vec<_>>(), headings);
    for (row, line) in sheet.rows.iter().zip(&lines[1..]) {
        for (cell, stands) in row.iter().zip(line) {
            let shown = sheet_text::text_in_column(cell, style);
            if let CellValue::Period(period) = &cell.value {
                assert_eq!(stands.parse::<Period>().as_ref(), Ok(period), "{}: {shown}", sheet.title);
                continue;
            }
            let (CellValue::Quantity(quantity) | CellValue::Change(quantity)) = &cell.value else {
                assert_eq!(stands, shown, "{}", sheet.title);
                continue;
            };
            let number: Decimal = stands.parse().unwrap_or_else(|_| panic!("{}: {stands}", sheet.title));
            match quantity {
                Quantity::Money(money) => {
                    let shift = match style.unit {
                        MoneyUnit::Yuan => 1,
                        MoneyUnit::TenThousand => 10_000,
                        MoneyUnit::HundredMillion => 100_000_000,
                    };
                    assert_eq!(Money::from_decimal(number * Decimal::from(shift)), Some(*money));
                }
                Quantity::Yuan(money) | Quantity::PerPerson(money) => {
                    assert_eq!(Money::from_decimal(number), Some(*money));
                }
                Quantity::Persons(persons) => assert_eq!(number, Decimal::from(*persons)),
                Quantity::Ratio(_) | Quantity::Months(_) | Quantity::Number(_) | Quantity::Marks(..) => {}
            }
            let shown = shown.trim_start_matches('+').trim_end_matches(" 个百分点");
            let places = shown.split_once('.').map_or(0, |(_, decimals)| decimals.len() as u32);
            assert_eq!(grouped(number, places), shown, "{}", sheet.title);
        }
    }
}

#[test]
fn every_csv_says_what_the_table_shows() {
    let made = made();
    let progress = Progress::new();
    // A table stands behind several charts; each is written once, and those of answers that take long one time each.
    let mut seen: Vec<&Sheet> = Vec::new();
    for (n, page) in made.pages.iter().enumerate() {
        let sheet = page.sheet.as_ref().unwrap();
        if seen.contains(&sheet) {
            continue;
        }
        seen.push(sheet);
        let parcel = Parcel { order: made.order.clone(), form: Form::Csv(true), page: Some(n) };
        let (bytes, _) = parcel.bytes(desk(&made.data, &progress)).unwrap();
        csv_holds(sheet, &bytes, made.style());
    }
    assert!(seen.len() > 40, "{}", seen.len());
}

/// Sums of what was posted in a month, of kinds, at a place.
fn posted(run: &Run, month: Month, kinds: &[Kind], place: Option<usize>) -> i64 {
    let here = |account: Account| match (place, account) {
        (None, _) => true,
        (Some(index), account) => account == Account::fund(PlaceId::county(index)),
    };
    let of = run.postings(month).iter().filter(|p| kinds.contains(&p.kind) && (here(p.from) || here(p.to)));
    of.map(|p| p.amount().fen()).map(|fen| i64::try_from(fen).unwrap()).sum()
}

fn fen(money: Money) -> i64 {
    i64::try_from(money.fen()).unwrap()
}

/// What is held and owed at the end of a month.
fn held(run: &Run, n: usize, place: Option<usize>) -> (i64, i64) {
    let place = place.map_or(run.places.root(), PlaceId::county);
    (fen(run.total(n, place, Field::Balance)), fen(run.total(n, place, Field::Debt)))
}

/// A page's chart as it stands in the slides and in the workbook: values by series.
struct Written {
    slides: std::collections::BTreeMap<String, Vec<u8>>,
}

impl Written {
    fn series(&self, made: &Made, shows: &Shows, series: usize) -> Vec<Option<i64>> {
        let n = 1 + made.order.plan.pages.iter().position(|page| page.shows == *shows).unwrap();
        let figure = made.figure(shows);
        let chart = drawn(&text(&self.slides, &format!("ppt/charts/chart{n}.xml")));
        let name = &figure.series[series].name;
        let found = chart.iter().find(|d| d.name == *name).unwrap_or_else(|| panic!("{shows:?}: no {name}"));
        found.values.iter().map(|value| value.map(fen_of)).collect()
    }
}

#[test]
fn what_the_journal_posts_stands_in_the_charts_of_the_slides() {
    let made = made();
    let written = Written { slides: parts(&made.file(Form::Pptx(None))) };
    let family = &made.order.family;
    let index = made.data.position(COUNTY).unwrap();
    let places = [(Place::Root, None), (Place::County(COUNTY.into()), Some(index))];
    for number in [0, 1, 3] {
        let run = made.run(number);
        assert!(run.audit().is_empty());
        let (of, scenario) = (Of::Scenario(id(family, number)), id(family, number));
        for (place, at) in &places {
            let county = |chart| Shows::County { of, place: place.clone(), period: None, chart };
            let first = made
                .figure(&county(CountyChart::Flows))
                .categories
                .iter()
                .position(|c| c.month() == Some(run.start))
                .unwrap();
            let flows = [0, 1].map(|series| written.series(made, &county(CountyChart::Flows), series));
            let balance = [0, 1].map(|series| written.series(made, &county(CountyChart::Balance), series));
            let outcome = |chart| Shows::Outcome { scenario, place: place.clone(), chart };
            let own = usize::from(number > 0);
            let ends = [OutcomeChart::Balance, OutcomeChart::Debt]
                .map(|chart| (outcome(chart), written.series(made, &outcome(chart), own)));
            for (n, month) in run.month_range().enumerate() {
                let what = format!("{number} {place:?} {month}");
                let collected = posted(&run, month, &[Kind::Contribution], *at);
                let spent = posted(&run, month, &[Kind::Pension, Kind::Other], *at);
                assert_eq!(flows[0][first + n], Some(collected), "{what}: contributions");
                assert_eq!(flows[1][first + n], Some(spent), "{what}: expenditure");
                let (closing, debt) = held(&run, n, *at);
                assert_eq!(balance[0][first + n], Some(closing), "{what}: balance");
                assert_eq!(balance[1][first + n], Some(debt), "{what}: debt");
                for ((shows, values), wanted) in ends.iter().zip([closing, debt]) {
                    let categories = &made.figure(shows).categories;
                    let at = categories.iter().position(|c| c.month() == Some(month)).unwrap();
                    assert_eq!(values[at], Some(wanted), "{what}: {shows:?}");
                }
            }
            // Before the run stand the data.
            let rows = |n: usize| {
                made.data
                    .counties
                    .iter()
                    .enumerate()
                    .filter(|(c, _)| at.is_none_or(|at| at == *c))
                    .map(move |(_, county)| county.nth(n))
            };
            for (n, stands) in flows[0][..first].iter().enumerate() {
                let collected: i64 = rows(n).map(|row| fen(row.money(Field::Collected).unwrap())).sum();
                assert_eq!(*stands, Some(collected), "{number} {place:?} observed month {n}");
            }
        }
    }
}

#[test]
fn years_fund_bridge_and_fan_are_what_the_journal_adds_up_to() {
    let made = made();
    let written = Written { slides: parts(&made.file(Form::Pptx(None))) };
    let family = &made.order.family;
    for number in [0, 1] {
        let run = made.run(number);
        let of = Of::Scenario(id(family, number));
        let year = |kinds: &[Kind], year: i32| -> i64 {
            run.month_range().filter(|m| m.year() == year).map(|m| posted(&run, m, kinds, None)).sum()
        };
        let income = [Kind::Contribution, Kind::Grant, Kind::Subsidy, Kind::Interest];
        let fund = Shows::Fund { of, place: Place::Root };
        for (n, category) in made.figure(&fund).categories.iter().enumerate() {
            let Category::Period(Period::Year(at)) = *category else { panic!("{category} is no year") };
            if at < run.start.year() {
                continue;
            }
            let (earned, spent) = (year(&income, at), year(&[Kind::Pension, Kind::Other], at));
            let bars = [0, 1, 2].map(|series| written.series(made, &fund, series)[n]);
            assert_eq!(bars, [Some(earned), Some(spent), Some(earned - spent)], "{number} {at}");
        }
        for (chart, kind) in [(YearsChart::Pensions, Kind::Pension), (YearsChart::Contributions, Kind::Contribution)] {
            let shows = Shows::Years { of, place: Place::Root, earlier: 2007, later: 2010, chart };
            let later = written.series(made, &shows, 1);
            let january = Month::january(2010);
            let wanted: Vec<Option<i64>> =
                (0..12).map(|n| Some(posted(&run, january.plus(n), &[kind], None))).collect();
            assert_eq!(later, wanted, "{number} {chart:?}");
        }
    }
    // The bridge begins and ends with what the books of the two say.
    let shows = Shows::Bridge {
        from: id(family, 0),
        to: id(family, 1),
        quantity: answers::Quantity::Balance,
        place: Place::Root,
        period: None,
    };
    let ends = [0, 1].map(|number| {
        let run = made.run(number);
        held(&run, run.months() - 1, None).0
    });
    let points = values(made.figure(&shows), 0, made.style());
    let points: Vec<i64> = points.into_iter().map(|value| fen_of(value.unwrap())).collect();
    let (steps, last) = (&points[..points.len() - 1], points[points.len() - 1]);
    assert_eq!((steps[0], last), (ends[0], ends[1]));
    assert_eq!(steps.iter().sum::<i64>(), last, "the steps add up");
    // The fan's exact line is the run's own.
    let run = made.run(4);
    for total in Total::ALL {
        let exact = written.series(made, &Shows::Fan { scenario: id(family, 4), total }, 0);
        for (n, month) in run.month_range().enumerate() {
            let (balance, debt) = held(&run, n, None);
            let wanted = match total {
                Total::Balance => balance,
                Total::Debt => debt,
                Total::Gap => {
                    posted(&run, month, &[Kind::Pension, Kind::Other], None)
                        - posted(&run, month, &[Kind::Contribution], None)
                }
            };
            assert_eq!(exact[n], Some(wanted), "{total:?} {month}");
        }
    }
    // The first bars of the tornado are runs with that lever moved.
    let shows = tornado(id(family, 0), answers::Quantity::Balance, Place::Root);
    let figure = made.figure(&shows);
    let scenario = &family.members()[0].scenario;
    let base = ends[0];
    let mut checked = 0;
    for step in address::of_all(scenario).into_iter().map(Step::usual) {
        let name = Language::Chinese.text(step.lever.def().text_key);
        let of = |category: &Category| {
            category.to_string().strip_prefix(name).is_some_and(|rest| rest.starts_with([' ', '±', '（']))
        };
        let Some(row) = figure.categories.iter().position(of) else { continue };
        for (series, sign) in [(0, Decimal::NEGATIVE_ONE), (1, Decimal::ONE)] {
            let Some(drawn) = figure.series[series].points[row].value else { continue };
            let mut moved = Scenario::clone(scenario);
            let to = step.lever.value(scenario) + sign * step.by;
            if !step.lever.set(&mut moved, Some(to)) {
                continue;
            }
            let Ok(run) = simulation::run(&made.data, &moved, Keep::Journal, &AtomicBool::new(false)) else { continue };
            let effect = held(&run, run.months() - 1, None).0 - base;
            assert_eq!(drawn, Quantity::Money(Money::from_fen(effect.into())), "{name} {sign}");
            checked += 1;
        }
    }
    assert!(checked >= 4, "{checked} bars");
}

#[test]
fn pictures_of_every_kind_of_page_can_be_made() {
    let made = made();
    let progress = Progress::new();
    let mut kinds: Vec<std::mem::Discriminant<Shows>> = Vec::new();
    for (n, page) in made.order.plan.pages.iter().enumerate() {
        let kind = std::mem::discriminant(&page.shows);
        if kinds.contains(&kind) {
            continue;
        }
        kinds.push(kind);
        for (form, start) in [(Form::Png(1), &b"\x89PNG"[..]), (Form::Svg, b"<svg")] {
            let (bytes, _) =
                Parcel { order: made.order.clone(), form, page: Some(n) }.bytes(desk(&made.data, &progress)).unwrap();
            assert!(bytes.starts_with(start), "{:?}", page.shows);
        }
    }
    assert_eq!(kinds.len(), 9);
    assert!(made.pages.iter().all(|page| page.sheet.as_ref().is_some_and(|s| s.columns[0].measured == Measured::Text)));
}

/// What the tabs answer is a page too: the curve of a goal seek, two levers against a measure, who pays whom.
#[test]
fn goal_seek_heat_map_and_flows_say_what_the_runs_say() {
    let data = Arc::new(sample::load());
    let family = family(&data);
    let (base, replay) = (&family.members()[0], &family.members()[3]);
    let (question, place, year) = (Question::CollectionWithoutDebt, Place::Root, Period::Year(2007));
    let axes = ["collection_rate=0.8..1".to_owned(), "contributors_growth=-0.02..0.08".to_owned()];
    let quantity = answers::Quantity::Gap;
    let shows = vec![
        Shows::Seek { scenario: base.id, question, place: place.clone(), by: None, own: None },
        Shows::Heat {
            scenario: base.id,
            axes: axes.clone(),
            quantity,
            place: place.clone(),
            period: None,
            fineness: Fineness::default(),
        },
        Shows::Flows { scenario: replay.id, place: place.clone(), period: year },
    ];
    let plan = Plan { pages: shows.into_iter().map(Page::new).collect(), ..Plan::default() };
    let order = Order::alone(plan, family.clone(), Style::default(), "示例.csv".to_owned());
    let progress = Progress::new();
    let desk = desk(&data, &progress);
    let pages: Vec<MadePage> = order.slides(desk).unwrap().into_iter().map(Result::unwrap).collect();
    let with = |levers: &[(&str, Quantity)], reading: &answers::Reading| {
        let mut scenario = Scenario::clone(&base.scenario);
        for (key, value) in levers {
            let Quantity::Ratio(value) = *value else { panic!("{value:?}") };
            assert!(address::read(key, &scenario).unwrap().set(&mut scenario, Some(value)));
        }
        desk.read(&scenario, reading).unwrap().map(Quantity::from)
    };

    let Body::Curve(curve) = &pages[0].slide.body else { panic!("{:?}", pages[0].slide.body) };
    let (lever, nothing) = curve.answer.expect("it is answered");
    let end = Some(Period::Month(base.scenario.end()));
    let owed = answers::Reading { quantity: answers::Quantity::DebtBeforeSharing, place: place.clone(), period: end };
    assert_eq!(nothing, Quantity::Money(Money::ZERO));
    assert_eq!(with(&[("collection_rate", lever)], &owed), Some(nothing));

    let Body::Heat(heat) = &pages[1].slide.body else { panic!("{:?}", pages[1].slide.body) };
    let gap = answers::Reading { quantity, place: place.clone(), period: None };
    assert_eq!((heat.across.values.len(), heat.up.values.len()), (HEAT_VALUES, HEAT_VALUES));
    for (row, column) in [(0, 0), (0, 20), (7, 11), (20, 20)] {
        let levers = [("collection_rate", heat.across.values[column]), ("contributors_growth", heat.up.values[row])];
        assert_eq!(heat.values[row][column], with(&levers, &gap), "{row} {column}");
    }

    let Body::Flows(flows) = &pages[2].slide.body else { panic!("{:?}", pages[2].slide.body) };
    let run = simulation::run(&data, &replay.scenario, Keep::Journal, &AtomicBool::new(false)).unwrap();
    for kind in [Kind::Remit, Kind::Allocate, Kind::Grant, Kind::Borrow] {
        let key = format!("kind.{}", kind.key());
        let name = Language::Chinese.text(&key);
        let drawn = flows.links.iter().filter(|link| link.what == name).map(|link| match link.amount {
            Quantity::Money(money) => fen(money),
            other => panic!("{other:?}"),
        });
        let months = (1..=12).map(|month| posted(&run, Month::new(2007, month).unwrap(), &[kind], None));
        assert_eq!(drawn.sum::<i64>(), months.sum::<i64>(), "{name}");
    }

    for (page, form) in
        (0..3).map(Some).flat_map(|page| [(page, Form::Svg), (page, Form::Png(1)), (page, Form::Csv(false))])
    {
        let (bytes, left_out) = Parcel { order: order.clone(), form, page }.bytes(desk).unwrap();
        assert!(!bytes.is_empty() && left_out.is_empty(), "{left_out:?}");
    }
    let file = |form| Parcel { order: order.clone(), form, page: None }.bytes(desk).unwrap().0;
    assert!(parts(&file(Form::Pptx(None))).contains_key("ppt/slides/slide3.xml"));
    assert!(book(&file(Form::Xlsx)).sheet_names().len() >= 6);
}

/// A lever that the scenario has no more is said, and is not taken for another.
#[test]
fn a_heat_map_of_a_lever_that_is_gone_says_so() {
    let data = Arc::new(sample::load());
    let family = family(&data);
    let axes = ["remit_share#9=0..1".to_owned(), "collection_rate=0.8..1".to_owned()];
    let scenario = id(&family, 0);
    let shows = Shows::Heat {
        scenario,
        axes,
        quantity: answers::Quantity::Gap,
        place: Place::Root,
        period: None,
        fineness: Fineness::default(),
    };
    let plan = Plan { pages: vec![Page::new(shows)], ..Plan::default() };
    let order = Order::alone(plan, family, Style::default(), String::new());
    let progress = Progress::new();
    let made = order.slides(desk(&data, &progress)).unwrap();
    assert_eq!(made[0].as_ref().unwrap_err()[0].code, "slide-no-lever");
}
