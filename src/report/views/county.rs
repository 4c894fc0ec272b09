//! 区县: one county, or all together, month by month: what comes in, what is paid, what is left.

use super::context::Context;
use super::overview::{Against, Asked, keys};
use super::view::{View, column, nothing, series};
use crate::field::{Field, FieldUnit};
use crate::measures::Measure;
use crate::month::Period;
use crate::report::model::formula::Formula;
use crate::report::{Books, Cell, Figure, Key, Mark, Measured, Place, Point, Quantity, Role, Sheet, Subject, Tone};

/// A place over all months on record.
#[derive(Clone, PartialEq, Debug)]
pub struct CountyView {
    /// The period's gap and shortfall ratio, and its change.
    pub headline: String,
    /// The period's figures, each with its change; none where no period was asked for.
    pub keys: Vec<Key>,
    /// What the period can stand beside.
    pub comparisons: &'static [Against],
    /// Contributions and what is paid; the gap is between them.
    pub flows: Figure,
    /// What is lacking of what is paid.
    pub shortfall_ratio: Figure,
    /// Retirees per contributor.
    pub dependency: Figure,
    /// What is collected of what is due.
    pub collection: Figure,
    /// The balance; in a run the debt too.
    pub balance: Figure,
    /// A row a month.
    pub sheet: Sheet,
}

/// The fields of the sheet.
const FIELDS: [Field; 14] = [
    Field::Insured,
    Field::Contributors,
    Field::Retirees,
    Field::Due,
    Field::Collected,
    Field::Pension,
    Field::Backpay,
    Field::Other,
    Field::Grant,
    Field::Subsidy,
    Field::Remitted,
    Field::Allocated,
    Field::Interest,
    Field::Balance,
];

/// The measures of the sheet, with what they are. What is lacking stands after the gap.
const MEASURES: [(Measure, Measured); 5] = [
    (Measure::Gap, Measured::Money),
    (Measure::CollectionRate, Measured::Ratio),
    (Measure::DependencyRatio, Measured::Ratio),
    (Measure::Surplus, Measured::Money),
    (Measure::MonthsOfCover, Measured::Months),
];

/// A place over all months on record, those of the run included where the books are a scenario's. What is said is of a
/// period beside another, or, where none is asked for, of the last year beside the same months of the first.
pub fn county(context: &Context, books: Books, place: &Place, period: Option<(Period, Against)>) -> CountyView {
    let Some(view) = View::new(context, books, place) else {
        let (headline, figure, sheet) = nothing(context, place);
        return CountyView {
            headline,
            keys: Vec::new(),
            comparisons: &[],
            flows: figure.clone(),
            shortfall_ratio: figure.clone(),
            dependency: figure.clone(),
            collection: figure.clone(),
            balance: figure,
            sheet,
        };
    };
    let periods = view.periods();
    let asked = period.map(|(period, against)| Asked::new(&view, period, None, against).0);
    CountyView {
        headline: headline(&view, asked),
        keys: asked.map_or_else(Vec::new, |asked| keys(&view, asked)),
        comparisons: asked.map_or(&[], |asked| Against::of_period(view.recorded(asked.period))),
        flows: flows(&view, &periods),
        shortfall_ratio: line(&view, &periods, view.lacking_name(), Role::Trouble, |p| view.lacking_point(p)),
        dependency: line(&view, &periods, view.text("measure.dependency_ratio"), Role::Ratio, |p| {
            view.measure_point(Measure::DependencyRatio, p)
        }),
        collection: line(&view, &periods, view.text("measure.collection_rate"), Role::Contributions, |p| {
            view.measure_point(Measure::CollectionRate, p)
        }),
        balance: balance(&view, &periods),
        sheet: sheet(&view, &periods),
    }
}

fn headline(view: &View<'_>, asked: Option<Asked>) -> String {
    if let Some(Asked { period, before, .. }) = asked {
        return view.said(view.gap_sentence(period, Some(before)));
    }
    let Some(year) = view.years().last().copied() else {
        return view.language().fill("county.no_books", &[("place", &view.name())]);
    };
    let against = view.first_alike(year).map(Period::Year);
    view.said(view.gap_sentence(Period::Year(year), against))
}

fn titled(view: &View<'_>, what: &str) -> String {
    view.language().fill("county.title", &[("place", &view.name()), ("what", what)])
}

fn flows(view: &View<'_>, periods: &[Period]) -> Figure {
    let title = titled(view, &view.text("county.flows"));
    let points = |point: &dyn Fn(Period) -> Point| periods.iter().map(|p| point(*p)).collect::<Vec<_>>();
    let collected = points(&|p| view.field_point(Field::Collected, p));
    let spent = points(&|p| view.expenditure_point(p));
    let is_backpay = |period: &Period| match view.field(Field::Backpay, *period) {
        Some(Quantity::Money(backpay)) => backpay.is_positive() && view.is_monthly(),
        _ => false,
    };
    let backpay = periods.iter().enumerate().filter(|(_, p)| is_backpay(p));
    Figure {
        series: vec![
            series(view.text("county.contributions"), Role::Contributions, Mark::Line, collected),
            series(view.text("county.spent"), Role::Pensions, Mark::Line, spent),
        ],
        gap: Some((0, 1)),
        remarks: backpay.map(|(i, _)| (i, view.text("county.backpay"))).collect(),
        ..view.figure(title, periods, Measured::Money)
    }
}

fn line(view: &View<'_>, periods: &[Period], name: String, role: Role, point: impl Fn(Period) -> Point) -> Figure {
    let points = periods.iter().map(|p| point(*p)).collect();
    Figure {
        series: vec![series(name.clone(), role, Mark::Line, points)],
        ..view.figure(titled(view, &name), periods, Measured::Ratio)
    }
}

fn balance(view: &View<'_>, periods: &[Period]) -> Figure {
    let name = view.text("field.balance");
    let points = periods.iter().map(|p| view.balance_point(*p)).collect();
    let mut figure = view.figure(titled(view, &name), periods, Measured::Money);
    figure.series.push(series(name, Role::Balance, Mark::Line, points));
    if view.fund.settled.is_some() {
        let debts: Vec<Point> = periods.iter().map(|p| view.debt_point(*p)).collect();
        let is_owed = |point: &Point| matches!(point.value, Some(Quantity::Money(money)) if money.is_positive());
        let net = debts.iter().any(is_owed).then(|| periods.iter().map(|p| view.net_point(*p)).collect());
        figure.series.push(series(view.text("county.debt"), Role::Trouble, Mark::Line, debts));
        figure.series.extend(net.map(|net| series(view.text("county.net_balance"), Role::Later, Mark::Line, net)));
        figure.title = titled(view, &view.text("county.balance_and_debt"));
    }
    figure
}

fn sheet(view: &View<'_>, periods: &[Period]) -> Sheet {
    let measured = |field: Field| match field.unit() {
        FieldUnit::Persons => Measured::Persons,
        FieldUnit::Yuan => Measured::Money,
        FieldUnit::YuanPerMonth => Measured::PerPerson,
    };
    let has_debt = view.fund.settled.is_some();
    let mut columns = vec![column(view.text("county.period"), Measured::Text)];
    columns.extend(FIELDS.map(|field| column(view.text(field.text_key()), measured(field))));
    for (measure, measured) in MEASURES {
        columns.push(column(view.text(&format!("measure.{}", measure.key())), measured));
        if measure == Measure::Gap {
            columns.push(column(view.lacking_name(), Measured::Ratio));
        }
    }
    if has_debt {
        columns.push(column(view.text("county.debt"), Measured::Money));
    }
    let row = |period: &Period| {
        let mut row = vec![Cell::period(*period)];
        row.extend(FIELDS.map(|field| match field {
            Field::Balance => of(view.balance_point(*period)),
            _ => view.field_cell(field, *period),
        }));
        for (measure, _) in MEASURES {
            row.push(view.measure_cell(measure, *period));
            if measure == Measure::Gap {
                row.push(view.lacking_cell(*period));
            }
        }
        if has_debt {
            let debt = view.debt_point(*period);
            let tone = match debt.value {
                Some(Quantity::Money(money)) if money.is_positive() => Tone::Trouble,
                _ => Tone::Plain,
            };
            row.push(of(debt).toned(tone));
        }
        row
    };
    let rows: Vec<Vec<Cell>> = periods.iter().map(row).collect();
    Sheet {
        title: titled(view, &view.text(if view.is_monthly() { "county.by_month" } else { "county.by_year" })),
        columns,
        frozen: 1,
        notes: view.marked(&rows, None).into_iter().collect(),
        rows,
        formulas: formulas(periods.len()),
        source: view.source_line(),
        ..Sheet::default()
    }
}

/// The ratios that follow from two columns of the same row.
fn formulas(rows: usize) -> Vec<(usize, usize, Formula)> {
    let field = |field: Field| FIELDS.iter().position(|f| *f == field).map(|n| n + 1);
    // What is lacking stands after the gap, between the measures.
    let measure = |measure: Measure| MEASURES.iter().position(|(m, _)| *m == measure).map(|n| FIELDS.len() + 2 + n);
    let ratios = [
        (Measure::CollectionRate, Field::Collected, Field::Due),
        (Measure::DependencyRatio, Field::Retirees, Field::Contributors),
    ];
    let mut formulas = Vec::new();
    for (of, over, under) in ratios {
        if let (Some(of), Some(over), Some(under)) = (measure(of), field(over), field(under)) {
            formulas.extend((0..rows).map(|row| (row, of, Formula::Ratio((row, over), (row, under)))));
        }
    }
    formulas
}

fn of(point: Point) -> Cell {
    let subject: Option<Subject> = point.subject;
    Cell::quantity(point.value, subject)
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;
    use std::sync::atomic::AtomicBool;

    use super::super::context::Settled;
    use super::*;
    use crate::dataset::Dataset;
    use crate::intake::import;
    use crate::journal::Keep;
    use crate::month::Month;
    use crate::report::words::number::Style;
    use crate::sample;
    use crate::scenario::Scenario;
    use crate::simulation::run;

    fn context<'a>(data: &'a Dataset, runs: &'a [Option<Arc<Settled>>]) -> Context<'a> {
        Context { observed: data, runs, style: Style::default(), source: "d.csv" }
    }

    fn figures(view: &CountyView) -> [&Figure; 4] {
        [&view.flows, &view.shortfall_ratio, &view.dependency, &view.balance]
    }

    #[test]
    fn a_county_over_its_months() {
        let data = sample::load();
        let tunxi = Place::County("屯溪区".into());
        let view = county(&context(&data, &[]), Books::Data, &tunxi, None);
        assert_eq!(view.headline, "2007年屯溪区征缴收支缺口 1,474 万元，短缺率 30.0%，较2004年下降 14.2 个百分点");
        assert_eq!(view.flows.title, "屯溪区征缴与支出");
        assert_eq!((view.flows.gap, view.flows.projected_from), (Some((0, 1)), None));
        assert_eq!(view.flows.remarks[0], (9, "补发".to_owned())); // October 2004
        assert_eq!((view.flows.ticks[12].as_str(), view.flows.ticks[13].as_str()), ("2005", ""));
        for figure in figures(&view) {
            assert!(figure.series.iter().all(|s| s.points.len() == 48));
            assert!(figure.series.iter().flat_map(|s| &s.points).all(|p| p.subject.is_some()), "{}", figure.title);
        }
        assert!(view.sheet.rows.iter().all(|row| row.len() == view.sheet.columns.len()));
        assert_eq!(view.sheet.rows.len(), 48);
    }

    #[test]
    fn a_run_follows_the_months_observed() {
        let data = sample::load();
        let scenario = Scenario::new("基准", Month::january(2008), 24);
        let run = run(&data, &scenario, Keep::Books, &AtomicBool::new(false)).unwrap();
        let runs = [Some(Arc::new(Settled { observed: Arc::new(data.clone()), run, scenario: Arc::new(scenario) }))];
        for place in [Place::Root, Place::County("歙县".into())] {
            let view = county(&context(&data, &runs), Books::Scenario(0), &place, None);
            assert!(view.headline.starts_with("情景“基准”：2009年"), "{}", view.headline);
            assert_eq!((view.flows.projected_from, view.flows.categories.len()), (Some(48), 72));
            // What is owed is more than nothing, so that the net stands beside it.
            assert_eq!(view.balance.series.len(), 3);
            assert_eq!(view.balance.series[1].points[47].value, None);
            assert!(
                view.balance.series[1].points[48].value.is_some()
                    && view.balance.series[1].points[48].subject.is_some()
            );
            assert!(view.sheet.rows.iter().all(|row| row.len() == view.sheet.columns.len()));
        }
    }

    #[test]
    fn few_months_and_unknown_values() {
        let text =
            "county,month,contributors,retirees,collected,pension\n甲县,2004-12,10,4,,100\n甲县,2005-01,10,4,80,100\n";
        let data = import("d.csv", text.as_bytes()).unwrap().dataset;
        let view = county(&context(&data, &[]), Books::Data, &Place::County("甲县".into()), None);
        assert_eq!(view.flows.ticks, ["12月", "2005"]);
        assert_eq!(view.flows.series[0].points[0].value, None);
        assert_eq!(view.headline, "2005年1月甲县征缴收支缺口 0 万元，短缺率 20.0%");
        let none = county(&context(&data, &[]), Books::Data, &Place::County("乙县".into()), None);
        assert_eq!((none.headline.as_str(), none.flows.series.len()), ("乙县没有数据", 0));
    }
}
