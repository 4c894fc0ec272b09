//! A value picked by name: entered, a measure or field of the data, a line of a statement, its completion, a quotient.

use eframe::egui;
use rust_decimal::Decimal;

use super::asked::names;
use crate::assessment::exact::Exact;
use crate::assessment::figure::{Figure, Measured};
use crate::assessment::given::VERSIONS;
use crate::measures::Measure;
use crate::report::views::indicators::page::{Names, decimal};
use crate::ui::page::Scene;
use crate::ui::screens::workbench::measured::{choose_row, row};
use crate::ui::widgets::number_field::NumberField;

/// What kind of value.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Kind {
    Entered,
    Answers,
    Measured,
    Line,
    Completion,
    Quotient,
    Constant,
}

const KINDS: [(Kind, &str); 7] = [
    (Kind::Entered, "indicators.pick_entered"),
    (Kind::Answers, "indicators.pick_answers"),
    (Kind::Measured, "indicators.pick_measured"),
    (Kind::Line, "indicators.pick_line"),
    (Kind::Completion, "indicators.pick_completion"),
    (Kind::Quotient, "indicators.pick_quotient"),
    (Kind::Constant, "indicators.pick_constant"),
];

const fn kind(figure: &Figure) -> Kind {
    match figure {
        Figure::Constant(_) => Kind::Constant,
        Figure::Entered => Kind::Entered,
        Figure::Answers => Kind::Answers,
        Figure::Measured { .. } => Kind::Measured,
        Figure::Line { .. } => Kind::Line,
        Figure::Completion { .. } => Kind::Completion,
        Figure::Quotient { .. } => Kind::Quotient,
    }
}

/// The first line of the form.
fn first_line(names: Names) -> String {
    names.form.and_then(|form| form.lines.first()).map_or_else(String::new, |line| line.id.clone())
}

/// A figure of a kind to begin with.
fn usual(names: Names, kind: Kind) -> Figure {
    let measured = |measure| Figure::Measured { measured: Measured::Measure(measure), years: 0 };
    match kind {
        Kind::Entered => Figure::Entered,
        Kind::Answers => Figure::Answers,
        Kind::Measured => measured(Measure::CollectionRate),
        Kind::Line => Figure::Line { line: first_line(names), version: "actual", years: 0 },
        Kind::Completion => Figure::Completion { line: first_line(names), years: 0 },
        Kind::Quotient => {
            let field = |field| Figure::Measured { measured: Measured::Field(field), years: 0 };
            let parts = (field(crate::field::Field::Collected), field(crate::field::Field::Target));
            Figure::Quotient { parts: Box::new(parts), years: 0 }
        }
        Kind::Constant => Figure::Constant(Exact::ONE),
    }
}

/// Draws the choice of a figure under a name; the one taken. `salt` tells it from others of the panel.
pub fn pick(ui: &mut egui::Ui, scene: Scene<'_>, salt: &str, name: &str, now: Option<&Figure>) -> Option<Figure> {
    ui.push_id(salt, |ui| picked(ui, scene, name, now, true)).inner
}

fn picked(
    ui: &mut egui::Ui,
    scene: Scene<'_>,
    name: &str,
    now: Option<&Figure>,
    with_quotient: bool,
) -> Option<Figure> {
    let look = scene.look;
    let names = names(scene);
    let kinds: Vec<(Kind, String)> = KINDS
        .iter()
        .filter(|(kind, _)| with_quotient || *kind != Kind::Quotient)
        .map(|(kind, key)| (*kind, look.text(key).to_owned()))
        .collect();
    let entered = Figure::Entered;
    let now = now.unwrap_or(&entered);
    if let Some(kind) = choose_row(ui, look, name, &kinds, &kind(now)) {
        return Some(usual(names, kind));
    }
    let years_of = |years: i32, ui: &mut egui::Ui| {
        let choices =
            [(0, look.text("indicators.this_year").to_owned()), (-1, look.text("indicators.last_year").to_owned())];
        let choices: Vec<(i32, String)> = match years {
            0 | -1 => choices.to_vec(),
            other => choices.into_iter().chain([(other, other.to_string())]).collect(),
        };
        choose_row(ui, look, look.text("indicators.of_year"), &choices, &years)
    };
    match now {
        Figure::Entered | Figure::Answers => None,
        Figure::Constant(number) => {
            let value = decimal(number).unwrap_or_default().normalize();
            let fits = |value: Decimal| value.abs() <= Decimal::from(1_000_000_000);
            let name = look.text("indicators.pick_number");
            let field = NumberField { name, measured: crate::report::Measured::Number, value, fits };
            let typed = row(ui, look, name, |ui| field.show(ui, look.style, look.theme));
            typed.map(|number| Figure::Constant(number.into()))
        }
        Figure::Measured { measured, years } => {
            let all: Vec<(Measured, String)> = Measured::all().map(|known| (known, names.measure(known))).collect();
            if let Some(measured) = choose_row(ui, look, look.text("indicators.pick_which"), &all, measured) {
                return Some(Figure::Measured { measured, years: *years });
            }
            years_of(*years, ui).map(|years| Figure::Measured { measured: *measured, years })
        }
        Figure::Line { line, version, years } => {
            if let Some(line) = line_of(ui, scene, names, line) {
                return Some(Figure::Line { line, version, years: *years });
            }
            let versions =
                VERSIONS.map(|version| (version, look.text(&format!("budget.version_{version}")).to_owned()));
            if let Some(version) = choose_row(ui, look, look.text("budget.version"), &versions, version) {
                return Some(Figure::Line { line: line.clone(), version, years: *years });
            }
            years_of(*years, ui).map(|years| Figure::Line { line: line.clone(), version, years })
        }
        Figure::Completion { line, years } => {
            if let Some(line) = line_of(ui, scene, names, line) {
                return Some(Figure::Completion { line, years: *years });
            }
            years_of(*years, ui).map(|years| Figure::Completion { line: line.clone(), years })
        }
        Figure::Quotient { parts, years } => {
            let (over, under) = (look.text("indicators.pick_over"), look.text("indicators.pick_under"));
            let upper = ui.push_id("over", |ui| picked(ui, scene, over, Some(&parts.0), false)).inner;
            let lower = ui.push_id("under", |ui| picked(ui, scene, under, Some(&parts.1), false)).inner;
            let parts = match (upper, lower) {
                (None, None) => return None,
                (upper, lower) => (upper.unwrap_or_else(|| parts.0.clone()), lower.unwrap_or_else(|| parts.1.clone())),
            };
            Some(Figure::Quotient { parts: Box::new(parts), years: *years })
        }
    }
}

fn line_of(ui: &mut egui::Ui, scene: Scene<'_>, names: Names, line: &str) -> Option<String> {
    let look = scene.look;
    let of_form = names.form.into_iter().flat_map(|form| form.lines.iter().map(|line| line.id.clone()));
    let lines: Vec<(String, String)> = of_form.map(|id| (id.clone(), names.line(&id))).collect();
    choose_row(ui, look, look.text("budget.line"), &lines, &line.to_owned())
}
