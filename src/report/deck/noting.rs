//! What the charts of pages are known by to the notes at their points.

use super::notes::ChartNote;
use super::{Page, Part, Plan, Shows, file};

/// What a chart of a page is known by: by what it shows, and not by what is said of it.
pub fn chart_of(page: &Page) -> String {
    let mut shows = page.shows.clone();
    if let Shows::County { period, .. } = &mut shows {
        // Its charts are of all periods, whichever is spoken of.
        *period = None;
    }
    let part = if page.part == Part::Chart(0) { Part::Main } else { page.part };
    file::write_page(&Page::of(shows, part))
}

/// By what the score curve of a leaf of a tree is known to what is written at its points: it is the same of every place.
pub fn score_chart(tree: &str, leaf: &str) -> String {
    format!("score {tree} {leaf}")
}

impl Plan {
    /// The notes of a page's chart, where assessments go by a tree.
    pub fn notes_of(&self, page: &Page, tree: &str) -> Vec<ChartNote> {
        if self.notes.is_empty() {
            return Vec::new();
        }
        let chart = match &page.shows {
            Shows::Score { leaf, .. } => score_chart(tree, leaf),
            _ => chart_of(page),
        };
        self.notes.iter().filter(|note| note.chart == chart).cloned().collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::Place;
    use crate::report::deck::{CountyChart, Of};
    use crate::report::views::overview::Against;

    fn page(period: Option<&str>) -> Page {
        let period = period.map(|period| (period.parse().unwrap(), Against::default()));
        Page::new(Shows::County { of: Of::Data, place: Place::Root, period, chart: CountyChart::Flows })
    }

    #[test]
    fn a_note_is_of_the_chart_whatever_is_said_of_it() {
        let mut own = page(Some("2007"));
        own.title = Some("自己的话".to_owned());
        assert_eq!(chart_of(&own), chart_of(&page(None)));
        assert_ne!(chart_of(&Page::of(own.shows, Part::Chart(1))), chart_of(&page(None)));
        let note = ChartNote {
            chart: chart_of(&page(None)),
            series: "支出".to_owned(),
            nth: 0,
            category: "2007-02".to_owned(),
            text: "补发".to_owned(),
        };
        let plan = Plan { notes: vec![note.clone()], ..Plan::default() };
        assert_eq!(plan.notes_of(&page(Some("2006")), ""), [note]);
        assert!(plan.notes_of(&Page::new(Shows::Data), "").is_empty());
    }
}
