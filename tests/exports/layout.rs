//! A figure lies in files where it lies on the screen: the same things, from the same places to the same, on one axis.

use crate::opened::*;
use proptest::prelude::*;
use rust_decimal::Decimal;
use tongchou::report::chart::layout::{Layout, Medium, Spans, Thing};
use tongchou::report::files::pptx;
use tongchou::report::model::slide::{Body, Deck, Slide};
use tongchou::report::words::number::Style;
use tongchou::report::*;

/// A value or a hole.
fn value() -> impl Strategy<Value = Option<Quantity>> {
    let number = prop_oneof![-100_000i64..100_000, 80_000i64..100_000, Just(0)];
    proptest::option::weighted(0.85, number).prop_map(|value| value.map(|n| Quantity::Number(Decimal::new(n, 2))))
}

const MARKS: &[Mark] = &[Mark::Bar, Mark::StackedBar, Mark::Line, Mark::RightLine, Mark::Waterfall];
const ROLES: &[Role] = &[Role::Contributions, Role::Pensions, Role::Trouble, Role::Balance, Role::Nth(4)];

fn figure() -> impl Strategy<Value = Figure> {
    (1usize..16).prop_flat_map(move |count| {
        let values = move || proptest::collection::vec(value(), count);
        let one = (proptest::sample::select(MARKS), proptest::sample::select(ROLES), values());
        let series = proptest::collection::vec(one, 1..5);
        let bands = proptest::collection::vec((values(), values()), 0..3);
        let held = (value(), value(), value(), any::<bool>(), any::<bool>());
        (series, bands, held).prop_map(move |(series, bands, (level, low, high, gap, lying))| Figure {
            categories: vec![Category::Name(String::new()); count],
            series: series
                .into_iter()
                .enumerate()
                .map(|(n, (mark, role, values))| Series {
                    name: n.to_string(),
                    role,
                    mark,
                    points: values.into_iter().map(|value| Point { value, subject: None }).collect(),
                })
                .collect(),
            bands: bands
                .into_iter()
                .map(|(lower, upper)| Band { name: String::new(), role: Role::Balance, lower, upper })
                .collect(),
            gap: gap.then_some((0, 1)),
            levels: level.into_iter().map(|value| Level { label: String::new(), value }).collect(),
            within: low.zip(high).map(|(low, high)| [low, high]),
            direction: if lying { Direction::Lying } else { Direction::Standing },
            ..Figure::default()
        })
    })
}

/// Each thing with what it stands for and where it begins and ends at each category.
fn placed(layout: &Layout<'_>) -> Vec<(Thing, Role, Spans)> {
    let spans = |thing: Thing| match thing {
        Thing::Band(band) => layout.bands[band].clone(),
        Thing::Gap(lower, upper) => {
            let ends = layout.values[lower].iter().zip(&layout.values[upper]);
            ends.map(|(a, b)| a.zip(*b)).collect()
        }
        Thing::Series(series) => (0..layout.count())
            .map(|n| match layout.slot(series) {
                Some(_) => layout.span(series, n),
                None => layout.height(series, n).map(|at| (at, at)),
            })
            .collect(),
        Thing::Level(level) => {
            vec![layout.levels().nth(level).map(|(_, at)| (at, at)); layout.count()]
        }
    };
    layout.things.iter().map(|thing| (*thing, layout.role(*thing), spans(*thing))).collect()
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 400, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn a_file_has_the_things_spans_and_extents_of_the_screen(figure in figure(), room in 20.0f32..900.0) {
        let style = Style::default();
        let file = Layout::new(&figure, style, Medium::FILE);
        // A screen with as much room has the same axes to the last digit.
        let screen = Layout::new(&figure, style, Medium::screen(5.0 * 48.0, 48.0));
        prop_assert_eq!((file.extent, file.right), (screen.extent, screen.right));
        prop_assert_eq!(placed(&file), placed(&screen));
        prop_assert_eq!(file.strips(), screen.strips());
        // With any other room nothing but the steps of the axes differs: they hold the same, and stand on zero alike.
        let other = Layout::new(&figure, style, Medium::screen(room, 48.0));
        prop_assert_eq!(&file.things, &other.things);
        for series in 0..figure.series.len() {
            prop_assert_eq!(file.spans(series), other.spans(series));
        }
        for (_, _, spans) in placed(&other) {
            for (from, to) in spans.into_iter().flatten() {
                let slack = (other.extent.high - other.extent.low) * 1e-6;
                prop_assert!(other.extent.low - slack <= from.min(to) && from.max(to) <= other.extent.high + slack);
            }
        }
        let holds_zero = |layout: &Layout<'_>| layout.extent.low <= 0.0 && layout.extent.high >= 0.0;
        prop_assert!(!file.has_bars() || (holds_zero(&file) && holds_zero(&other)));
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 48, failure_persistence: None, ..ProptestConfig::default() })]

    /// What a chart program is given adds up to the layout's spans, and has its axis.
    #[test]
    fn a_native_chart_is_made_of_the_layout(figure in figure()) {
        let style = Style::default();
        let layout = Layout::new(&figure, style, Medium::FILE);
        let deck = Deck { slides: vec![Slide::new("", Body::Figure(figure.clone()))], ..Deck::default() };
        let parts = parts(&pptx::write(&deck, style, None, &mut |_, _| true).unwrap());
        prop_assume!(layout.known() > 0);
        let chart = text(&parts, "ppt/charts/chart1.xml");
        let ends = |tag: &str| -> Vec<f64> {
            let tag = format!("<c:{tag} val=\"");
            chart.split(&tag).skip(1).map(|rest| rest.split('"').next().unwrap().parse().unwrap()).collect()
        };
        let extents: Vec<_> = [Some(layout.extent), layout.right].into_iter().flatten().collect();
        for (n, extent) in extents.iter().enumerate() {
            let found = [ends("min")[n], ends("max")[n], ends("majorUnit")[n]];
            for (found, wanted) in found.into_iter().zip([extent.low, extent.high, extent.step]) {
                prop_assert!((found - wanted).abs() <= 1e-8 * wanted.abs().max(1.0), "{} is not {}", found, wanted);
            }
        }
        // Of one waterfall alone every bar is told from its neighbours.
        let [series] = figure.series.as_slice() else { return Ok(()) };
        if series.mark == Mark::Waterfall && figure.bands.is_empty() && figure.levels.is_empty() {
            let found = drawn(&chart);
            for n in 0..layout.count() {
                let sum = |above: bool| -> f64 {
                    found.iter().filter_map(|d| d.values[n]).filter(|v| (*v > 0.0) == above).sum()
                };
                let (from, to) = layout.span(0, n).unwrap_or_default();
                prop_assert!((sum(true) - from.max(to).max(0.0)).abs() < 1e-5);
                prop_assert!((sum(false) - from.min(to).min(0.0)).abs() < 1e-5);
            }
        }
    }
}
