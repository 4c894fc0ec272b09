//! 征缴考核: what each county collected of its target in a year, and what was missing.
//!
//! Source: the collection target (征缴任务) and over-collection of the rules on assessment (`published` facts of Huangshan);
//! the target of part of a year is its part, as in the settlement (model section 6).

use super::context::Context;
use super::overview::level_below;
use super::view::{View, column, series};
use crate::field::Field;
use crate::measures::Record;
use crate::measures::{Fund, Measure};
use crate::money::{Money, ratio};
use crate::month::Period;
use crate::place::PlaceId;
use crate::report::model::formula::Formula;
use crate::report::{
    Books, Category, Cell, CellValue, Figure, Level, Mark, Measured, Place, Point, Quantity, Role, Sheet, Subject, Tone,
};

/// What was collected of the targets in a year.
#[derive(Clone, PartialEq, Debug)]
pub struct Assessment {
    /// How much of all targets was collected, and who met theirs.
    pub headline: String,
    /// Completion by county.
    pub figure: Figure,
    /// A row a county, then the area.
    pub sheet: Sheet,
}

/// One place's target and what was collected of it.
struct Line<'a> {
    view: View<'a>,
    target: Option<Money>,
    collected: Option<Money>,
}

impl<'a> Line<'a> {
    fn of(view: View<'a>, year: Period, target: Option<Money>) -> Line<'a> {
        let collected = view.fund.money(view.at, year, Field::Collected);
        Line { view, target, collected }
    }

    fn over(&self) -> Option<Money> {
        Some(self.collected? - self.target?)
    }

    fn completion(&self) -> Option<Quantity> {
        ratio(self.collected?.fen(), self.target?.fen(), 6).map(Quantity::Ratio)
    }
}

/// The target of a place's months on record in a year: its counties' together, of each the last one's, by twelfths.
fn target(fund: &Fund<'_>, place: PlaceId, year: Period) -> Option<Money> {
    let of_county = |county: Record<'_>| {
        let (_, row) = county.rows(year).last()?;
        let months = fund.months_on_record(county.place, year);
        Some(Money::from_fen(row.money(Field::Target)?.fen() * i128::try_from(months).ok()? / 12))
    };
    fund.counties(place).map(of_county).sum()
}

/// The assessment of a year; `None` where no county has a target in it.
pub fn assessment(context: &Context, year: i32) -> Option<Assessment> {
    let period = Period::Year(year);
    let city = View::new(context, Books::Data, &Place::Root)?;
    let lines: Vec<Line<'_>> = city
        .below()
        .map(|view| {
            let target = target(&view.fund, view.at, period);
            Line::of(view, period, target)
        })
        .collect();
    lines.iter().find(|line| line.target.is_some())?;
    let all: Option<Money> = lines.iter().map(|line| line.target).sum();
    let whole = Line::of(city.clone(), period, all);
    Some(Assessment {
        headline: headline(context, &lines, &whole, period),
        figure: figure(&city, &lines, period),
        sheet: sheet(&city, &lines, &whole, period),
    })
}

fn headline(context: &Context, lines: &[Line<'_>], whole: &Line<'_>, year: Period) -> String {
    let (language, style) = (context.language(), context.style);
    let met = lines.iter().filter(|line| line.over().is_some_and(|over| !over.is_negative())).count();
    let known = lines.iter().filter(|line| line.over().is_some()).count();
    let (period, place) = (whole.view.period_name(year), context.place_name(&Place::Root));
    let counts = [("met", met.to_string()), ("known", known.to_string())];
    let mut values = vec![("period", period.as_str()), ("place", &place)];
    values.extend(counts.iter().map(|(k, v)| (*k, v.as_str())));
    match (whole.completion(), whole.over()) {
        (Some(completion), Some(over)) => {
            let (completion, amount) = (style.full(completion), style.spoken(Quantity::Money(over.abs())));
            values.extend([("completion", completion.as_str()), ("amount", &amount)]);
            let key = if over.is_negative() { "assessment.under" } else { "assessment.over" };
            language.fill(key, &values)
        }
        _ => language.fill("assessment.partly", &values),
    }
}

fn figure(city: &View<'_>, lines: &[Line<'_>], year: Period) -> Figure {
    let names: Vec<String> = lines.iter().map(|line| line.view.name()).collect();
    let points = lines
        .iter()
        .map(|line| Point { value: line.completion(), subject: Some(line.view.cell_of(Field::Collected, year)) })
        .collect();
    let name = city.text("assessment.completion");
    Figure {
        title: city.language().fill("assessment.title", &[("period", &city.period_name(year))]),
        categories: Category::named(&names),
        ticks: names,
        series: vec![series(name, Role::Contributions, Mark::Bar, points)],
        levels: vec![Level { label: city.text("assessment.met"), value: Quantity::Ratio(rust_decimal::Decimal::ONE) }],
        ..city.figure(String::new(), &[], Measured::Ratio)
    }
}

fn sheet(city: &View<'_>, lines: &[Line<'_>], whole: &Line<'_>, year: Period) -> Sheet {
    let text = |key: &str| city.text(key);
    let row = |line: &Line<'_>| {
        let cell = |field| Some(line.view.cell_of(field, year));
        let money =
            |money: Option<Money>, subject: Option<Subject>| Cell::quantity(money.map(Quantity::Money), subject);
        let over = line.over();
        let tone = if over.is_some_and(Money::is_negative) { Tone::Warning } else { Tone::Plain };
        let change = over.map_or(CellValue::Unknown, |over| CellValue::Change(Quantity::Money(over)));
        vec![
            Cell::text(line.view.name()),
            money(line.target, cell(Field::Target)),
            money(line.collected, cell(Field::Collected)),
            Cell::quantity(line.completion(), None).toned(tone),
            Cell { value: change, tone, ..Cell::default() },
            line.view.measure_cell(Measure::Gap, year),
        ]
    };
    let whole = (lines.len() > 1).then_some(whole);
    let count = lines.len();
    let of_rows = |made: &dyn Fn(usize) -> (usize, usize, Formula)| -> Vec<_> { (0..=count).map(made).collect() };
    let mut formulas = of_rows(&|row| (row, 3, Formula::Ratio((row, 2), (row, 1))));
    formulas.extend(of_rows(&|row| (row, 4, Formula::Difference((row, 2), (row, 1)))));
    formulas.extend([1, 2, 4, 5].map(|of| (count, of, Formula::Sum((0, of), (count.saturating_sub(1), of)))));
    let is_whole = lines.iter().all(|line| line.view.recorded(year) == year);
    let by_part = (!is_whole).then(|| text("assessment.by_part"));
    let rows: Vec<Vec<Cell>> = lines.iter().chain(whole).map(row).collect();
    Sheet {
        totals: usize::from(whole.is_some()),
        sums: Vec::new(),
        formulas,
        title: city.language().fill("assessment.title", &[("period", &city.period_name(year))]),
        columns: vec![
            column(level_below(city), Measured::Text),
            column(text("field.target"), Measured::Money),
            column(text("field.collected"), Measured::Money),
            column(text("assessment.completion"), Measured::Ratio),
            column(text("assessment.over_target"), Measured::Money),
            column(text("measure.gap"), Measured::Money),
        ],
        frozen: 1,
        notes: by_part.into_iter().chain(city.marked(&rows, None)).collect(),
        rows,
        source: city.context.source_line(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::intake::import;
    use crate::report::words::number::Style;
    use crate::report::words::sheet_text::text_of;

    #[test]
    fn completion_is_of_the_part_of_the_year_on_record() {
        let header = "county,month,contributors,retirees,collected,pension,target\n";
        let rows = "甲县,2007-01,10,4,60,100,1200\n甲县,2007-02,10,4,150,100,1200\n\
            乙县,2007-01,10,4,50,100,600\n乙县,2007-02,10,4,40,100,600\n";
        let data = import("d.csv", format!("{header}{rows}").as_bytes()).unwrap().dataset;
        let context = Context { observed: &data, runs: &[], style: Style::default(), source: "d.csv" };
        let found = assessment(&context, 2007).unwrap();
        let texts = |row: usize| -> Vec<String> {
            found.sheet.rows[row].iter().map(|cell| text_of(cell, Style::default())).collect()
        };
        let yuan = |fen: i128| CellValue::Quantity(Quantity::Money(Money::from_fen(fen)));
        assert_eq!(found.sheet.rows[0][1].value, yuan(20_000));
        assert_eq!(found.sheet.rows[1][1].value, yuan(10_000));
        assert_eq!((texts(0)[3].as_str(), texts(1)[3].as_str(), texts(2)[3].as_str()), ("105.0", "90.0", "100.0"));
        assert!(found.headline.contains("1"), "{}", found.headline);
        // Two months are not called a year, and the target is said to be theirs.
        assert!(found.headline.starts_with("2007年1—2月"), "{}", found.headline);
        assert_eq!([&found.sheet.title, &found.figure.title], ["2007年1—2月征缴任务完成情况"; 2]);
        assert_eq!(found.sheet.notes, ["征缴任务按有数据的月数计，每月为全年的十二分之一。"]);
        assert_eq!(assessment(&context, 2006), None);
    }
}
