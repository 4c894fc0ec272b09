//! What a chart shows as cells for a spreadsheet: a row for each category, exact, in the unit of the heading.

use super::number::Style;
use super::period::category_name;
use super::sheet_text;
use crate::report::model::charts::{Curve, Flows, Heat};
use crate::report::model::slide::Body;
use crate::report::{Category, Cell, Column, Figure, Mark, Measured, Quantity, Sheet};

/// The numbers of a chart as spreadsheets take them from the clipboard; nothing for words.
pub fn tab_separated(body: &Body, style: Style) -> String {
    let sheet = match body {
        Body::Figure(figure) => of_figure(figure, style),
        Body::Curve(curve) => of_curve(curve),
        Body::Heat(heat) => of_heat(heat, style),
        Body::Flows(flows) => of_flows(flows),
        Body::Pyramid(pyramid) => pyramid.sheet(""),
        Body::Sheet(sheet) => sheet.clone(),
        Body::Words(_) => return String::new(),
    };
    let rows: Vec<usize> = (0..sheet.rows.len()).collect();
    let columns: Vec<usize> = (0..sheet.columns.len()).collect();
    sheet_text::tab_separated(&sheet, &rows, &columns, true, style)
}

fn number(value: Option<Quantity>) -> Cell {
    Cell::quantity(value, None)
}

fn of_figure(figure: &Figure, style: Style) -> Sheet {
    let mut columns = vec![Column::new("", Measured::Text)];
    let right = |mark: Mark| figure.right.filter(|_| mark == Mark::RightLine).unwrap_or(figure.measured);
    columns.extend(figure.series.iter().map(|series| Column::new(&series.name, right(series.mark))));
    for band in &figure.bands {
        columns.extend(["↓", "↑"].map(|end| Column::new(format!("{} {end}", band.name), figure.measured)));
    }
    let row = |(n, category): (usize, &Category)| {
        let mut row = vec![Cell::text(category_name(category, style.language))];
        row.extend(figure.series.iter().map(|series| number(series.points.get(n).and_then(|point| point.value))));
        for band in &figure.bands {
            row.extend([&band.lower, &band.upper].map(|ends| number(ends.get(n).copied().flatten())));
        }
        row
    };
    Sheet { columns, rows: figure.categories.iter().enumerate().map(row).collect(), ..Sheet::default() }
}

fn of_curve(curve: &Curve) -> Sheet {
    let columns = vec![Column::new(&curve.across, curve.across_measured), Column::new(&curve.title, curve.measured)];
    let row = |(across, value): &(Quantity, Option<Quantity>)| vec![number(Some(*across)), number(*value)];
    Sheet { columns, rows: curve.points.iter().map(row).collect(), ..Sheet::default() }
}

fn of_heat(heat: &Heat, style: Style) -> Sheet {
    let mut columns = vec![Column::new(format!("{} \\ {}", heat.up.name, heat.across.name), heat.up.measured)];
    columns.extend(heat.across.values.iter().map(|value| Column::new(style.full(*value), heat.measured)));
    let row = |(up, values): (&Quantity, &Vec<Option<Quantity>>)| {
        std::iter::once(number(Some(*up))).chain(values.iter().map(|value| number(*value))).collect()
    };
    Sheet { columns, rows: heat.up.values.iter().zip(&heat.values).map(row).collect(), ..Sheet::default() }
}

fn of_flows(flows: &Flows) -> Sheet {
    let name = |node: usize| Cell::text(flows.nodes.get(node).map_or("", |node| &node.name));
    let rows = flows
        .links
        .iter()
        .map(|link| vec![name(link.from), name(link.to), Cell::text(&link.what), number(Some(link.amount))]);
    let mut columns: Vec<Column> = (0..3).map(|_| Column::new("", Measured::Text)).collect();
    columns.push(Column::new(&flows.title, flows.measured));
    Sheet { columns, rows: rows.collect(), ..Sheet::default() }
}

#[cfg(test)]
mod tests {
    use rust_decimal::Decimal;

    use super::*;
    use crate::money::Money;
    use crate::report::{Point, Role, Series};

    #[test]
    fn a_chart_is_a_row_for_each_category() {
        let point = |yuan: Option<i128>| Point {
            value: yuan.map(|yuan| Quantity::Money(Money::from_fen(yuan * 100))),
            subject: None,
        };
        let figure = Figure {
            categories: Category::named(&["2007-01".to_owned(), "2007-02".to_owned()]),
            measured: Measured::Money,
            right: Some(Measured::Ratio),
            series: vec![
                Series {
                    name: "缺口".to_owned(),
                    role: Role::Trouble,
                    mark: Mark::Bar,
                    points: vec![point(Some(12_345)), point(None)],
                },
                Series {
                    name: "短缺率".to_owned(),
                    role: Role::Ratio,
                    mark: Mark::RightLine,
                    points: vec![
                        Point { value: Some(Quantity::Ratio(Decimal::new(3, 1))), subject: None },
                        Point::default(),
                    ],
                },
            ],
            ..Figure::default()
        };
        let text = tab_separated(&Body::Figure(figure), Style::default());
        assert_eq!(text, "\t缺口（万元）\t短缺率（%）\n2007-01\t1.2345\t30\n2007-02\t\t\n");
    }
}
