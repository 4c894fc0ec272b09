//! What the officer writes at points of charts: it is drawn with the chart on the screen and in every file.
//!
//! A note knows its chart by what the chart shows, wherever it is shown, its series and its category by their names: the
//! numbers may change, and where the point is gone the note is not drawn, and comes back with it.

use super::Plan;
use crate::report::Noted;
use crate::report::model::points::Points;

/// A note at a point of a chart.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct ChartNote {
    /// The chart, as [`chart_of`](super::noting::chart_of) names it.
    pub chart: String,
    /// The series, as [`Points::names_of`] names it.
    pub series: String,
    /// The number of the series, for when it has another name, as in another language.
    pub nth: usize,
    /// The category, likewise.
    pub category: String,
    /// The words.
    pub text: String,
}

/// The notes of one chart as they stand at its points.
pub fn noted<'a>(notes: impl IntoIterator<Item = &'a ChartNote>, chart: &(impl Points + ?Sized)) -> Vec<Noted> {
    let at = |note: &ChartNote| {
        let (series, category) = chart.find(&note.series, note.nth, &note.category)?;
        Some(Noted { series, category, text: note.text.clone() })
    };
    notes.into_iter().filter_map(at).collect()
}

impl Plan {
    /// Writes at a point, or takes away what was written there where the words are empty. `former` are the notes that
    /// stand at this point by other names, as in another language.
    pub fn note(&mut self, note: ChartNote, former: &[ChartNote]) {
        let is_at = |own: &ChartNote| {
            let is_named = own.series == note.series && own.category == note.category;
            own.chart == note.chart && (is_named || former.contains(own))
        };
        let at = self.notes.iter().position(is_at).unwrap_or(self.notes.len());
        self.notes.retain(|own| !is_at(own));
        if !note.text.trim().is_empty() {
            self.notes.insert(at, note);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::{Category, Figure, Mark, Point, Quantity, Role, Series};

    fn note(text: &str) -> ChartNote {
        let (series, category) = ("支出".to_owned(), "2007-02".to_owned());
        ChartNote { chart: "图".to_owned(), series, nth: 0, category, text: text.to_owned() }
    }

    #[test]
    fn a_note_is_written_changed_and_taken_away() {
        let mut plan = Plan::default();
        plan.note(note("补发"), &[]);
        plan.note(note("补发两个月"), &[]);
        assert_eq!(plan.notes, [note("补发两个月")]);
        let english = ChartNote { series: "Paid".to_owned(), ..note("two months") };
        plan.note(english.clone(), &[note("补发两个月")]);
        assert_eq!(plan.notes, std::slice::from_ref(&english), "it stood there by another name");
        plan.note(note(" "), &[english]);
        assert_eq!(plan, Plan::default());
    }

    #[test]
    fn a_note_stands_at_its_point_or_nowhere() {
        let value = Some(Quantity::Persons(1));
        let series = |role, name: &str, second: Option<Quantity>| Series {
            name: name.to_owned(),
            role,
            mark: Mark::Line,
            points: vec![Point { value, subject: None }, Point { value: second, subject: None }],
        };
        let of = |series| Figure {
            categories: Category::named(&["2007-01".to_owned(), "2007-02".to_owned()]),
            series: vec![series],
            ..Figure::default()
        };
        let wanted = [Noted { series: 0, category: 1, text: "补发".to_owned() }];
        assert_eq!(noted(&[note("补发")], &of(series(Role::Pensions, "支出", value))), wanted);
        assert_eq!(noted(&[note("补发")], &of(series(Role::Pensions, "Paid", value))), wanted, "in another language");
        assert!(noted(&[note("补发")], &of(series(Role::Nth(0), "歙县", value))).is_empty(), "another county");
        assert!(noted(&[note("补发")], &of(series(Role::Pensions, "支出", None))).is_empty());
    }
}
